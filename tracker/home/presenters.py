"""What to do next, for each role: one list, each line with its reason and its address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from flask import url_for

from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.consultations import queries as consultations
from tracker.consultations.models import LogEntry
from tracker.frameworks.queries import Outline
from tracker.home import between_reviews
from tracker.home.log_tasks import list_log_tasks
from tracker.home.tasks import A_FEW, Elsewhere, Task, about_team, minutes_for, of_kind
from tracker.language import _, _n
from tracker.observations import queries as observations
from tracker.people.models import Person
from tracker.reminders.models import ReminderKind
from tracker.reviews import queries as reviews
from tracker.reviews import standings
from tracker.reviews.models import Review, State
from tracker.reviews.standings import Standing, Waiting

# How many items each side of a review has answered.
Answered = Mapping[tuple[UUID, Side], int]
EMPLOYEE = Side.EMPLOYEE
# So many tasks of each pile stand open on home; what is urgent always does.
MOST_SHOWN = 5
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """The reader's own list and what waits for others."""

    tasks: list[Task]
    elsewhere: list[Elsewhere]

    @property
    def piles(self) -> list[Pile]:
        """One's own things and the team's, which never mix; what is urgent brings its pile to the top."""
        own = Pile(False, [task for task in self.tasks if not task.of_team])
        team = Pile(True, [task for task in self.tasks if task.of_team])
        found = [team, own] if team.urgent > own.urgent else [own, team]
        return [pile for pile in found if pile.tasks] or [own]


@dataclass(frozen=True)
class Pile:
    """The tasks about the reader's own record, or those about people they supervise, in their order."""

    of_team: bool
    tasks: list[Task]

    @property
    def urgent(self) -> int:
        """How many of them cannot wait."""
        return sum(task.is_urgent for task in self.tasks)

    @property
    def shown(self) -> int:
        """How many tasks, from the top, are never folded away."""
        return max(MOST_SHOWN, self.urgent)


def lay_out(reader: Person, team: Sequence[Standing], more: Iterable[Task] = ()) -> Desk:
    """Everything that waits for the reader and what waits for others.

    What is urgent comes first, then what has a due date, the earliest on top; then the longest wait.
    """
    own = standings.list_standings([reader])[0] if may(Permission.ASSESSMENT_RATE) else None
    answered = assessments.count_answered(
        [one.review.id for one in [*([own] if own else []), *team] if one.review and one.review.state is State.RATING]
    )
    members = acts_for(reader, team)
    asked = between_reviews.list_asked(reader, members)
    tasks = [
        *of_kind(ReminderKind.REVIEW, own_review_tasks(own, answered)),
        *of_kind(ReminderKind.BETWEEN_REVIEWS, between_reviews.own_tasks(reader)),
        *of_kind(ReminderKind.REVIEW, about_team(_team_tasks(reader, team, answered))),
        *of_kind(ReminderKind.BETWEEN_REVIEWS, about_team(between_reviews.team_tasks(reader, asked))),
        *of_kind(ReminderKind.BETWEEN_REVIEWS, between_reviews.goal_tasks(reader, members)),
        *of_kind(ReminderKind.REVIEW, about_team(_paper_tasks(reader))),
        *of_kind(ReminderKind.LOG, about_team(_draft_tasks(reader))),
        *of_kind(ReminderKind.LOG, _confirm_tasks(reader)),
        *of_kind(ReminderKind.LOG, list_log_tasks(reader)),
        *of_kind(ReminderKind.BETWEEN_REVIEWS, about_team(_left_behind(reader, team))),
        *of_kind(ReminderKind.CREDENTIAL, more),
    ]
    elsewhere = [line for standing in ([own] if own else []) for line in _elsewhere(standing, reader)]
    elsewhere += between_reviews.elsewhere(reader, own.supervisor if own else None, asked)
    return Desk(sorted(tasks, key=_urgency), elsewhere)


def acts_for(reader: Person, team: Sequence[Standing]) -> list[UUID]:
    """The people of the team whose supervisor today is the reader: not those whose backup is elsewhere."""
    return [one.person.id for one in team if one.supervisor is not None and one.supervisor.id == reader.id]


def _urgency(task: Task) -> tuple[bool, date, datetime]:
    return not task.is_urgent, task.due_on or date.max, task.since


def own_review_tasks(own: Standing | None, answered: Answered) -> Iterator[Task]:
    """What waits for the reader in their own review."""
    if own is not None and own.review is not None and own.review.state is State.IN_CONVERSATION:
        yield _own_conversation_task(own, own.review)
    elif own is not None and own.review is not None:
        for waiting in own.waiting:
            if waiting.side is Side.EMPLOYEE and waiting.person is not None:
                yield _own_review_task(own.review, waiting, answered.get((own.review.id, Side.EMPLOYEE), 0))


def _confirm_tasks(reader: Person) -> Iterator[Task]:
    if not may(Permission.CONSULTATION_CONFIRM):
        return
    unconfirmed = consultations.list_unconfirmed(reader)
    if unconfirmed:
        yield _confirm_task(reader, unconfirmed)


def _confirm_task(reader: Person, entries: Sequence[LogEntry]) -> Task:
    """All entries that wait for a tap, as one task."""
    one = entries[0] if len(entries) == 1 else None
    return Task(
        title=_n("Confirm %(num)d supervision entry", "Confirm %(num)d supervision entries", len(entries)),
        reason=_("You attended. Confirming says that the entry is right."),
        address=(
            url_for("consultations.show", entry_id=one.id)
            if one
            else url_for("consultations.index", person_id=reader.id)
        ),
        button=_("Look and confirm"),
        due_on=None,
        since=entries[0].created_at,
    )


def _draft_tasks(reader: Person) -> Iterator[Task]:
    """Log entries that a conversation or an observation has begun for the reader to complete."""
    for draft in consultations.list_drafts_of(reader) if may(Permission.CONSULTATION_WRITE) else []:
        yield Task(
            title=_("Complete the log entry with %(name)s", name=draft.person.name),
            reason=_("From what you saw. It counts nowhere until you have looked at it and saved it.")
            if draft.is_from_observation
            else _("From your conversation. It counts nowhere until you have split the minutes and saved it."),
            address=url_for("consultations.new", draft=draft.id),
            button=_("Complete"),
            due_on=None,
            since=draft.created_at,
        )


def _paper_tasks(reader: Person) -> Iterator[Task]:
    """For whom the reader may type in ratings from paper."""
    for entry in assessments.list_entries_of(reader) if may(Permission.PAPER_TYPE) else []:
        yield Task(
            title=_("Type in the ratings of %(name)s from paper", name=entry.person.name),
            reason=_("%(name)s asked you to, and confirms what you typed before it is sent.", name=entry.person.name),
            address=url_for("paper.overview", assessment_id=entry.assessment_id),
            button=_("Type in"),
            due_on=None,
            since=entry.created_at,
        )


def _own_review_task(review: Review, waiting: Waiting, answered: int) -> Task:
    if review.state is State.AWAITING_SIGNATURES:
        return Task(
            title=_("Read and sign your review"),
            reason=_("Signing says that you have read it. It does not have to say that you agree."),
            address=url_for("signing.show", review_id=review.id),
            button=_("Read and sign"),
            due_on=review.due_on,
            since=waiting.since,
        )
    outline = reviews.outline_of(review)
    total = len(outline.items)
    return Task(
        title=_("Rate your own work"),
        reason=_("%(answered)d of %(total)d answered. Stop whenever you like.", answered=answered, total=total),
        address=_rating_address(review, answered),
        button=_say_continue(review, outline) if answered else _("Start"),
        due_on=review.due_on,
        since=waiting.since,
        minutes=minutes_for(total - answered),
    )


def _say_continue(review: Review, outline: Outline) -> str:
    """The button to go on, with the section of the first item that has no answer."""
    unanswered = assessments.list_unanswered(outline, assessments.list_ratings(review.assessment, Side.EMPLOYEE))
    if not unanswered:
        return _("Continue")
    section = outline.section_of(unanswered[0])
    return _("Continue: %(domain)s, %(label)s", domain=section.domain_title, label=section.label)


def _own_conversation_task(own: Standing, review: Review) -> Task:
    """What was proposed to the reader and waits for their word, else the conversation itself."""
    proposed = next((one.proposed for one in own.waiting if one.side is Side.EMPLOYEE), 0)
    return Task(
        title=_confirm_title(proposed, own.supervisor) if proposed else _("Talk about your review"),
        reason=_("A level is agreed only when you confirm it. You can propose another, or keep both views.")
        if proposed
        else _("Both of you have sent. Talk about strengths first, then what you see differently."),
        address=url_for("conversations.show", review_id=review.id),
        button=_("Open the conversation"),
        due_on=review.due_on,
        since=review.state_since,
    )


def _confirm_title(count: int, by: Person | None) -> str:
    if by is None:
        return _n("Confirm %(num)d proposed level", "Confirm %(num)d proposed levels", count)
    return _n(
        "Confirm %(num)d level that %(name)s proposed",
        "Confirm %(num)d levels that %(name)s proposed",
        count,
        name=by.name,
    )


def _team_tasks(reader: Person, team: Sequence[Standing], answered: Answered) -> Iterator[Task]:
    for standing in team:
        yield from review_tasks(reader, standing, answered)


def review_tasks(reader: Person, standing: Standing, answered: Answered) -> Iterator[Task]:
    """What waits for the reader in the review of one person of the team."""
    for waiting in standing.waiting:
        if waiting.side is Side.SUPERVISOR and waiting.person is not None and waiting.person.id == reader.id:
            yield team_task(standing, waiting, answered)
            if waiting.proposed:
                hold = team_task(standing, waiting, answered)
                reason = _("A level is agreed only when you confirm it. You can propose another, or keep both views.")
                yield replace(hold, title=_confirm_title(waiting.proposed, standing.person), reason=reason)


def _left_behind(reader: Person, team: Sequence[Standing]) -> Iterator[Task]:
    """Drafts about people one supervises no more: the last chance to share what was seen."""
    if not may(Permission.OBSERVATION_WRITE):
        return
    members = {standing.person.id for standing in team}
    for draft in observations.list_own_drafts(reader):
        if draft.person_id not in members:
            yield Task(
                title=_("Share your observation of %(name)s, or let it go", name=draft.person.name),
                reason=_("You supervise %(name)s no more. The draft can still be shared.", name=draft.person.name),
                address=url_for("observations.show", observation_id=draft.id),
                button=_("Look at the draft"),
                due_on=draft.deleted_on,
                since=draft.created_at,
            )


def _rating_address(review: Review, answered: int) -> str:
    """Where rating goes on: who sees what comes before the first answer, then the first item without one."""
    return url_for("assessments.go_on" if answered else "assessments.show", assessment_id=review.id)


def team_task(standing: Standing, waiting: Waiting, answered: Answered) -> Task:
    """The likeliest act for one person of the team."""
    review, name = standing.review, standing.person.name
    if review is None:
        raise LookupError("nothing waits where there is no review")
    author = review.assessment.supervisor_id
    if review.state is State.RATING and waiting.person is not None and author not in (None, waiting.person.id):
        title, button = _("Take over the ratings of %(name)s", name=name), _("Look and take over")
        address = url_for("reviews.show", review_id=review.id)
        reason = _("Another supervisor began ratings and has not sent them.")
    elif review.state is State.RATING:
        title, button = _("Rate the work of %(name)s", name=name), _("Rate")
        address = _rating_address(review, answered.get((review.id, Side.SUPERVISOR), 0))
        reason = _("Neither of you sees the other's ratings until both are sent.")
        if review.assessment.is_open_rating:
            reason = _("Open review: once %(name)s has sent, you may open their ratings.", name=name)
    elif review.state is State.IN_CONVERSATION:
        title, button = _("Hold the conversation with %(name)s", name=name), _("Open the conversation")
        address = url_for("conversations.show", review_id=review.id)
        reason = _("Both of you have sent. Talk about strengths first, then what you see differently.")
    else:
        title, button = _("Sign the review of %(name)s", name=name), _("Read and sign")
        address = url_for("signing.show", review_id=review.id)
        reason = _("The content is locked until both of you have signed.")
    left = len(reviews.outline_of(review).items) - answered.get((review.id, Side.SUPERVISOR), 0)
    minutes = minutes_for(left) if review.state is State.RATING else A_FEW
    return Task(title, reason, address, button, review.due_on, waiting.since, of_team=True, minutes=minutes)


def _elsewhere(standing: Standing, reader: Person) -> Iterator[Elsewhere]:
    for waiting in standing.waiting:
        if waiting.person is None or waiting.person.id != reader.id:
            yield Elsewhere(
                title=_("Your review"),
                who=waiting.who,
                since=waiting.since,
                address=url_for("reviews.show", review_id=standing.review.id if standing.review else None),
                person=waiting.person,
            )


def say_standing(standing: Standing, answered: int | None) -> str:
    """One sentence on where someone's review stands, for a supervisor's or HR's list.

    :param answered: how many items the employee has answered, where that may be shown.
    """
    review = standing.review
    if review is None:
        return _("No review yet.")
    if review.state is State.ENDED:
        return _("Review ended.")
    if review.state is State.CLOSED:
        return _("Review closed unfinished.")
    if review.state is State.RATING and not review.assessment.is_sent(Side.EMPLOYEE) and answered is not None:
        total = len(reviews.outline_of(review).items)
        return _n("%(num)d of %(total)d answered.", "%(num)d of %(total)d answered.", answered, total=total)
    if review.state is State.RATING:
        return _("Ratings sent by the employee.") if review.assessment.is_sent(Side.EMPLOYEE) else _("Rating.")
    return _("In conversation.") if review.state is State.IN_CONVERSATION else _("Awaiting signatures.")
