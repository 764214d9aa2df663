"""Cycles: planning, opening, adding those who joined, more time, reminding, closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.audit import actions as audit
from tracker.cycles import queries
from tracker.cycles.models import Cycle, CycleChosen, CycleExtension, CycleReview, ExtensionReason
from tracker.cycles.queries import Candidate, Member
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.frameworks import queries as frameworks
from tracker.frameworks.models import FrameworkVersion, ScaleVersion
from tracker.language import _
from tracker.people.models import Person
from tracker.reminders import nudging
from tracker.reminders.nudging import Reminded, ToDo
from tracker.reviews import actions as reviews
from tracker.reviews import queries as known_reviews
from tracker.reviews.focus import choose_focus
from tracker.reviews.models import Rated, ReviewKind


@dataclass(frozen=True)
class Plan:
    """Everything a cycle is planned with. ``focus`` names items by code where ``rated`` says that they are chosen."""

    name: str
    kind: ReviewKind
    used_for: str
    not_used_for: str
    who_reads: str
    is_open_rating: bool
    rated: Rated
    focus: Sequence[str]
    period_from: date
    opens_on: date
    due_on: date
    closes_on: date
    program_id: UUID | None
    job_title: str
    hired_within: int | None
    chosen: Sequence[UUID]


def plan(
    given: Plan, *, framework: FrameworkVersion, scale: ScaleVersion, key: UUID | None = None, by: Person
) -> Cycle:
    """Plan a cycle. It keeps this framework and scale version; nobody is told before it opens."""
    cycle = Cycle(framework_version_id=framework.id, scale_id=scale.id, made_by_id=by.id, chosen=[])
    if key is not None:
        cycle.id = key
    _fill(cycle, given)
    db.session.add(cycle)
    db.session.flush()
    _note("cycle.planned", cycle, by=by)
    return cycle


def revise(cycle: Cycle, given: Plan, *, framework: FrameworkVersion, scale: ScaleVersion, by: Person) -> None:
    """Change a cycle that has not been opened.

    :raises Stale: once it is open: its reviews keep what they began with.
    """
    refuse_unless_planned(cycle)
    cycle.framework_version_id, cycle.scale_id = framework.id, scale.id
    _fill(cycle, given)
    db.session.flush()
    _note("cycle.changed", cycle, by=by)


def refuse_unless_planned(cycle: Cycle) -> None:
    """A cycle is changed before it opens, never after.

    :raises Stale: once it is open.
    """
    if not cycle.is_planned:
        raise Stale(_("This cycle has been opened already. Its reviews keep what they began with."))


def _fill(cycle: Cycle, given: Plan) -> None:
    if queries.is_named(given.name, but=cycle if cycle.id else None):
        raise Refusal(_("Another cycle has this name. Choose another one, such as one with the year."))
    if not given.used_for or not given.not_used_for:
        raise Refusal(_("Say what the reviews are used for and what they are not used for."))
    if not given.period_from <= given.opens_on <= given.due_on <= given.closes_on:
        raise Refusal(_("The days must follow each other: looks back to, opens, due, closes."))
    known = frameworks.outline(cycle.framework_version_id).by_code
    if not set(given.focus) <= set(known):
        raise Refusal(_("Choose the focus set among the competencies of this cycle."))
    if bool(given.focus) != (given.rated is Rated.CHOSEN):
        raise Refusal(_("Choose the items that are rated where only some are, and none where all are."))
    for name in ("name", "kind", "used_for", "not_used_for", "who_reads", "is_open_rating", "rated"):
        setattr(cycle, name, getattr(given, name))
    for name in ("period_from", "opens_on", "due_on", "closes_on", "program_id", "job_title", "hired_within"):
        setattr(cycle, name, getattr(given, name))
    cycle.focus = [code for code in known if code in set(given.focus)]
    standing = {one.person_id: one for one in cycle.chosen}
    cycle.chosen = [standing.get(one) or CycleChosen(person_id=one) for one in dict.fromkeys(given.chosen)]


def open_cycle(cycle: Cycle, *, by: Person) -> int:
    """Open a cycle: a review for everyone it means who can have one. Returns how many were made.

    :raises Refusal: before its day, when it is open already, or when it would begin for nobody.
    """
    refuse_unless_planned(cycle)
    today = clock.today()
    if cycle.opens_on > today:
        raise Refusal(_("This cycle opens later. Change the day it opens first, or wait for it."))
    if cycle.due_on < today:
        raise Refusal(_("The reviews would be due before today. Change the days of the cycle first."))
    ready = [one for one in queries.list_candidates(cycle, by) if one.why_not is None]
    if not ready:
        raise Refusal(_("The cycle would begin for nobody. Look at who takes part, and why someone is not in it."))
    cycle.opened_at, cycle.opened_by_id = clock.now(), by.id
    db.session.flush()
    _note("cycle.opened_for_all", cycle, by=by)
    _start_reviews(cycle, ready, by=by)
    return len(ready)


def add_person(cycle: Cycle, person_id: UUID, *, by: Person) -> Person:
    """Make the review of someone who joined an open cycle later, or of whom something has been fixed.

    :raises Refusal: when the cycle is not open, or there is still a reason why not.
    """
    _refuse_unless_open(cycle)
    candidate = next((one for one in queries.list_candidates(cycle, by) if one.person.id == person_id), None)
    if candidate is None:
        raise Stale(_("This person is in the cycle already, or the cycle does not mean them."))
    if candidate.why_not is not None:
        raise Refusal(_("Something must be fixed first, or a colleague in HR must do it. The cycle's page says what."))
    _refuse_after_due(cycle)
    _start_reviews(cycle, [candidate], by=by)
    return candidate.person


def add_joined(cycle: Cycle, *, seen: int, by: Person) -> int:
    """Make the reviews of everyone who joined an open cycle and can have one. Returns how many.

    :param seen: how many the page offered to add.
    :raises Stale: when the cycle is not open, or others have joined or been added since.
    """
    _refuse_unless_open(cycle)
    ready = [one for one in queries.list_candidates(cycle, by) if one.why_not is None]
    if not ready or len(ready) != seen:
        raise Stale(_("Who can be added has changed. Look at the list again."))
    _refuse_after_due(cycle)
    _start_reviews(cycle, ready, by=by)
    return len(ready)


def _refuse_after_due(cycle: Cycle) -> None:
    if cycle.due_on < clock.today():
        raise Refusal(_("The cycle's due date has passed. Start a review from this person's record instead."))


def _refuse_unless_open(cycle: Cycle) -> None:
    if not cycle.is_open:
        raise Stale(_("This cycle is not open. Look at where it stands."))


def _start_reviews(cycle: Cycle, candidates: Sequence[Candidate], *, by: Person) -> None:
    framework = frameworks.get_version(cycle.framework_version_id)
    scale = db.session.get_one(ScaleVersion, cycle.scale_id)
    codes = choose_focus([one.person for one in candidates], framework.id, cycle.rated, cycle.focus)
    for one in candidates:
        review = reviews.start(
            one.person,
            kind=cycle.kind,
            framework=framework,
            scale=scale,
            used_for=cycle.used_for,
            not_used_for=cycle.not_used_for,
            period_from=min(cycle.period_from, clock.today()),
            due_on=cycle.due_on,
            is_open_rating=cycle.is_open_rating,
            focus=codes.get(one.person.id, ()),
            who_reads=cycle.who_reads,
            by=by,
        )
        db.session.add(CycleReview(review_id=review.id, cycle_id=cycle.id))
    db.session.flush()


def extend(cycle: Cycle, person_id: UUID, due_on: date, *, reason: ExtensionReason, by: Person) -> CycleExtension:
    """Give one person's review of a cycle a later due date, for a reason from the list."""
    _refuse_unless_open(cycle)
    member = queries.get_member(cycle, person_id)
    _refuse_after_close(cycle, due_on)
    return _extend(cycle, member, due_on, reason=reason, by=by)


def extend_all(cycle: Cycle, due_on: date, *, reason: ExtensionReason, by: Person) -> int:
    """Give every review of a cycle that has not ended a later due date. Returns how many.

    Left out are those that are due later already, and one's own.

    :raises Refusal: while the cycle is not open, for a day after it closes, or when none would be due later by it.
    """
    _refuse_unless_open(cycle)
    _refuse_after_close(cycle, due_on)
    members = queries.list_extendable(queries.list_members(cycle), due_on, but=by)
    if not members:
        raise Refusal(_("No review would be due later by this. Choose a later day."))
    for member in members:
        _extend(cycle, member, due_on, reason=reason, by=by)
    return len(members)


def _refuse_after_close(cycle: Cycle, due_on: date) -> None:
    if due_on > cycle.closes_on:
        raise Refusal(_("Choose a day on which the cycle is still open."))


def _extend(cycle: Cycle, member: Member, due_on: date, *, reason: ExtensionReason, by: Person) -> CycleExtension:
    before = member.review.due_on
    reviews.extend(known_reviews.get_reading(member.review.id, by, lock=True), due_on, by=by)
    made = CycleExtension(
        cycle_id=cycle.id, review_id=member.review.id, due_before=before, due_on=due_on, reason=reason, made_by_id=by.id
    )
    db.session.add(made)
    db.session.flush()
    return made


def remind(cycle: Cycle, members: Sequence[Member], *, by: Person) -> Reminded:
    """Remind everyone whom these reviews wait for, by one mail a person and day at most.

    :raises Stale: when the cycle is not open.
    """
    _refuse_unless_open(cycle)
    waited = queries.list_waited(members, but=by)
    return nudging.remind([ToDo(one.person, one.reviews, one.due_on) for one in waited], by=by)


def close_cycle(cycle: Cycle, *, unfinished_seen: int, by: Person) -> int:
    """Close a cycle; reviews that have not ended become closed unfinished. Returns how many.

    :param unfinished_seen: how many the list showed that was confirmed.
    :raises Stale: when it is not open, or the list has changed since.
    :raises Refusal: while one's own review of it has not ended.
    """
    _refuse_unless_open(cycle)
    unfinished = queries.list_unfinished(queries.list_members(cycle))
    if len(unfinished) != unfinished_seen:
        raise Stale(_("The list of unfinished reviews has changed. Look at it again, then close the cycle."))
    if any(one.standing.person.id == by.id for one in unfinished):
        raise Refusal(_("Your own review in this cycle has not ended. Ask a colleague in HR to close the cycle."))
    for one in unfinished:
        reviews.close_unfinished(known_reviews.get_reading(one.review.id, by, lock=True), by=by)
    cycle.closed_at, cycle.closed_by_id = clock.now(), by.id
    db.session.flush()
    _note("cycle.closed", cycle, by=by)
    return len(unfinished)


def close_left(cycle: Cycle, person_id: UUID, *, by: Person) -> None:
    """Close the review of someone who left before it ended, without waiting for the day the cycle closes.

    :raises Stale: when the cycle is not open, they work here, or the review has ended or is closed.
    """
    member = queries.get_member(cycle, person_id)
    refuse_unless_left(cycle, member)
    reviews.close_unfinished(known_reviews.get_reading(member.review.id, by, lock=True), by=by)


def refuse_unless_left(cycle: Cycle, member: Member) -> None:
    """A review is closed alone only for someone who left before it ended.

    :raises Stale: otherwise, and when the cycle is not open.
    """
    _refuse_unless_open(cycle)
    if not member.has_left:
        raise Stale(_("Only the review of someone who has left is closed alone, and only before it has ended."))


def _note(event: str, cycle: Cycle, *, by: Person) -> None:
    audit.record(event, by=by, kind="cycle", record_id=cycle.id, about_id=None)
