"""Proposing, agreeing and closing goals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.goals.models import Goal, GoalItem, GoalNote, GoalStatus, GoalStep
from tracker.goals.queries import is_side
from tracker.goals.wordings import find_waiting
from tracker.language import _
from tracker.people.models import Person
from tracker.people.supervision import current_supervisors


@dataclass(frozen=True)
class Step:
    """A step as it is proposed."""

    text: str
    owner_id: UUID
    due_on: date


def propose(
    person: Person,
    *,
    items: Iterable[UUID],
    statement: str,
    strength: str,
    success: str,
    support_needed: str,
    start_on: date,
    target_on: date,
    steps: Sequence[Step],
    key: UUID,
    by: Person,
) -> Goal:
    """Propose a goal. Proposing is agreeing for one's own side; it stands once the other agrees too.

    :raises Refusal: when the proposer is not one of the two sides, a date runs backward, or no
        step is the supervisor's.
    """
    refuse_outsiders(person, by)
    _refuse_dates(start_on, target_on, steps)
    refuse_owners(person.id, steps)
    goal = Goal(
        id=key,
        person_id=person.id,
        proposed_by_id=by.id,
        statement=statement,
        strength=strength,
        success=success,
        support_needed=support_needed,
        start_on=start_on,
        target_on=target_on,
        status=GoalStatus.PROPOSED,
        items=[GoalItem(competency_id=item) for item in dict.fromkeys(items)],
        steps=[
            GoalStep(position=position, text=step.text, owner_id=step.owner_id, due_on=step.due_on)
            for position, step in enumerate(steps, start=1)
        ],
    )
    if not goal.items:
        raise Refusal(_("Choose at least one task or area of knowledge that this goal is about."))
    _agree_for(goal, by)
    db.session.add(goal)
    db.session.flush()
    audit.record(
        "goal.proposed", by=by, kind="goal", record_id=goal.id, about_id=person.id, to_state=GoalStatus.PROPOSED
    )
    return goal


def refuse_outsiders(person: Person, by: Person) -> None:
    """A goal is made by the person it is of and by who supervises and rates them.

    :raises NotAllowed: for anyone else.
    """
    if not is_side(by, person.id):
        raise NotAllowed(_("A goal is made by %(name)s and their supervisor.", name=person.name))


def _refuse_dates(start_on: date, target_on: date, steps: Sequence[Step]) -> None:
    today = clock.today()
    if start_on < today or target_on < start_on:
        raise Refusal(_("Choose a start that is today or later, and a target day that is not before it."))
    if any(step.due_on < today for step in steps):
        raise Refusal(_("Choose a day for each step that is today or later."))


def refuse_owners(person_id: UUID, steps: Sequence[Step]) -> None:
    """Each step is carried by one of the two sides, and at least one by the supervisor.

    :raises Refusal: where that is not so.
    """
    owners = {step.owner_id for step in steps} - {person_id}
    supervisors = current_supervisors([person_id], clock.today())[person_id]
    if not owners or owners - {assignment.supervisor_id for assignment in supervisors}:
        raise Refusal(
            _("Give each step to one of you two, and at least one to the supervisor: a goal is carried by both.")
        )


def _agree_for(goal: Goal, by: Person) -> None:
    if by.id == goal.person_id:
        goal.employee_agreed_at, goal.employee_agreed_by_id = clock.now(), by.id
    else:
        goal.supervisor_agreed_at, goal.supervisor_agreed_by_id = clock.now(), by.id


def agree(goal: Goal, *, by: Person) -> None:
    """Agree to a proposed goal for one's own side.

    :raises Stale: when this side has agreed already, the goal is no longer proposed, or another wording waits.
    """
    refuse_outsiders(goal.person, by)
    standing = _locked(goal)
    if find_waiting(standing) is not None:
        raise Stale(_("Another wording of this goal waits. Agree to that one, or keep the goal as it stands, first."))
    is_employee = by.id == standing.person_id
    agreed_at = standing.employee_agreed_at if is_employee else standing.supervisor_agreed_at
    if standing.status is not GoalStatus.PROPOSED or agreed_at is not None:
        raise Stale(_("You have agreed to this goal already, or it has moved on."))
    _agree_for(standing, by)
    if standing.employee_agreed_at and standing.supervisor_agreed_at:
        standing.status = GoalStatus.AGREED
    db.session.flush()
    audit.record(
        "goal.agreed",
        by=by,
        kind="goal",
        record_id=standing.id,
        about_id=standing.person_id,
        from_state=GoalStatus.PROPOSED,
        to_state=standing.status,
    )


def add_note(goal: Goal, text: str, *, by: Person) -> GoalNote:
    """Write a note on progress; notes are added, never edited.

    :raises Stale: when the goal has ended.
    """
    refuse_outsiders(goal.person, by)
    refuse_ended(_locked(goal))
    note = GoalNote(goal_id=goal.id, author_id=by.id, text=text)
    db.session.add(note)
    db.session.flush()
    audit.record("goal.noted", by=by, kind="goal", record_id=goal.id, about_id=goal.person_id, fields=["note"])
    return note


def finish_step(goal: Goal, step_id: UUID, *, by: Person) -> None:
    """Mark one's own step as done.

    :raises Refusal: for a step of somebody else.
    :raises Stale: when it is done already or the goal has ended.
    """
    refuse_ended(_locked(goal))
    step = find_locked(GoalStep, step_id)
    if step is None or step.goal_id != goal.id or step.done_at is not None:
        raise Stale(_("This step is done already, or it is gone."))
    if step.owner_id != by.id:
        raise Refusal(_("Only the owner of a step can mark it as done."))
    step.done_at = clock.now()
    db.session.flush()
    audit.record("goal.step_done", by=by, kind="goal", record_id=goal.id, about_id=goal.person_id, fields=["step"])


def close(goal: Goal, status: GoalStatus, *, reason: str, by: Person) -> None:
    """End a goal as met, or closed with a reason.

    :raises Refusal: for a goal that is over already, met before both agreed, or closed without a reason.
    """
    refuse_outsiders(goal.person, by)
    standing = _locked(goal)
    refuse_ended(standing)
    if status not in (GoalStatus.MET, GoalStatus.CLOSED):
        raise ValueError("a goal ends as met or closed")
    if status is GoalStatus.MET and standing.status is not GoalStatus.AGREED:
        raise Refusal(_("Both of you agree to a goal before it can be met."))
    if status is GoalStatus.CLOSED and not reason:
        raise Refusal(_("Say in a sentence why this goal is closed."))
    before, standing.status = standing.status, status
    standing.status_reason, standing.closed_at = reason, clock.now()
    db.session.flush()
    audit.record(
        "goal.closed",
        by=by,
        kind="goal",
        record_id=standing.id,
        about_id=standing.person_id,
        from_state=before,
        to_state=status,
    )


def find_open(goal: Goal) -> Goal:
    """The goal as it stands now, under lock.

    :raises Stale: when it has ended, or is gone.
    """
    standing = _locked(goal)
    refuse_ended(standing)
    return standing


def refuse_ended(standing: Goal) -> None:
    """A goal that ended is over.

    :raises Stale: for a goal that was met or closed.
    """
    if not standing.is_open:
        raise Stale(_("This goal has ended already."))


def _locked(goal: Goal) -> Goal:
    standing = find_locked(Goal, goal.id)
    if standing is None:
        raise Stale(_("This goal is gone."))
    return standing
