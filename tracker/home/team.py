"""My team: a row a person, with a sentence, the likeliest act and what could be seen today; filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from tracker import clock
from tracker.assessments import queries as assessments
from tracker.consultations import queries as consultations
from tracker.consultations import rules
from tracker.goals import queries as goals
from tracker.home import between_reviews, presenters
from tracker.home.tasks import Task
from tracker.hours import month
from tracker.language import LazyString, _, _l
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reviews import standings
from tracker.reviews.models import OPEN_STATES, State
from tracker.reviews.standings import Standing
from tracker.verifications import requirements
from tracker.verifications.requirements import Need
from tracker.web.addresses import addresses_of_rows

# Without supervision for longer than this, the list says so.
LATELY: Final = timedelta(days=30)
# A review is due when its day, or a year after the last conversation, is this near.
DUE_SOON: Final = timedelta(days=30)
REVIEWED_EVERY: Final = timedelta(days=365)
MOST_WAITING: Final = 5


class Show(StrEnum):
    """Which people of the team are shown."""

    ALL = "all"
    WAITING = "waiting"
    NOT_LATELY = "not-lately"
    REVIEW_DUE = "review-due"


class Sort(StrEnum):
    """In which order."""

    NAME = "name"
    WAIT = "wait"
    SUPERVISION = "supervision"


SHOWN: Final[dict[Show, LazyString]] = {
    Show.ALL: _l("Everyone"),
    Show.WAITING: _l("Waiting for me"),
    Show.NOT_LATELY: _l("No supervision lately"),
    Show.REVIEW_DUE: _l("Review due"),
}
SORTED: Final[dict[Sort, LazyString]] = {
    Sort.NAME: _l("Name"),
    Sort.WAIT: _l("Longest wait for me first"),
    Sort.SUPERVISION: _l("Longest without supervision first"),
}


@dataclass(frozen=True)
class Row:
    """One person of the team.

    ``rates`` says whether the reader is their primary or backup supervisor; the others read nothing of a review.
    ``tasks`` wait for the reader: what is urgent, then the longest wait. ``hours`` is a sentence on this month.
    """

    standing: Standing
    rates: bool
    sentence: str
    last_supervision: date | None
    goals: int
    to_see: Sequence[Need]
    tasks: Sequence[Task]
    hours: str

    @property
    def person(self) -> Person:
        """Whom the row is about."""
        return self.standing.person

    @property
    def days_since(self) -> int | None:
        """How many days ago the last supervision was; None for none so far."""
        return (clock.today() - self.last_supervision).days if self.last_supervision else None

    @property
    def late(self) -> list[Need]:
        """What is required and overdue."""
        return [need for need in self.to_see if need.is_overdue]

    @property
    def is_rating(self) -> bool:
        """Whether ratings are being made."""
        return self.standing.review is not None and self.standing.review.state is State.RATING

    def fits(self, show: Show) -> bool:
        """Whether the row belongs to a filter."""
        if show is Show.WAITING:
            return bool(self.tasks)
        if show is Show.NOT_LATELY:
            return self.last_supervision is None or self.last_supervision < clock.today() - LATELY
        return show is Show.ALL or (self.rates and _is_review_due(self.standing))


@dataclass(frozen=True)
class Team:
    """The rows that are shown, how many each filter has, and what waits for the reader in the whole team."""

    rows: Sequence[Row]
    counts: Mapping[Show, int]
    waiting: Sequence[Task]
    size: int
    address: Callable[[str, UUID], str] = field(default=lambda _name, _person: "")


def gather(reader: Person, *, search: str, show: Show, sort: Sort) -> Team:
    """The team of a supervisor, in the same number of queries for one person and for 200."""
    rows = _rows(reader)
    words = search.casefold().split()
    found = [row for row in rows if all(word in row.person.name.casefold() for word in words)]
    waiting = sorted((task for row in rows for task in row.tasks), key=_urgency)
    return Team(
        rows=sorted((row for row in found if row.fits(show)), key=_ORDER[sort]),
        counts={each: sum(row.fits(each) for row in found) for each in Show},
        waiting=waiting[: max(MOST_WAITING, sum(task.is_urgent for task in waiting))],
        size=len(rows),
        address=addresses_of_rows(query={"consultations.new"}),
    )


def _urgency(task: Task) -> tuple[bool, datetime]:
    return not task.is_urgent, task.since


_ORDER: Final[dict[Sort, Callable[[Row], tuple[object, ...]]]] = {
    Sort.NAME: lambda row: (row.person.name.casefold(),),
    Sort.WAIT: lambda row: (not row.tasks, _urgency(row.tasks[0]) if row.tasks else None, row.person.name.casefold()),
    Sort.SUPERVISION: lambda row: (row.last_supervision or date.min, row.person.name.casefold()),
}


def _rows(reader: Person) -> list[Row]:
    kinds = people.list_team_with_kind(reader)
    found = standings.list_standings([person for person, _rates in kinds])
    ids = [standing.person.id for standing in found]
    rates = {person.id for person, each in kinds if each}
    must_act = {standing.person.id: standing.supervisor for standing in found}
    needs = requirements.list_needs([one.person for one in found], clock.today(), must_act=must_act)
    being_rated = [one.review.id for one in found if one.review and one.review.state is State.RATING]
    answered = assessments.count_answered(being_rated)
    by_day = rules.get_rules()
    last = consultations.last_supervision(ids, by_day=by_day)
    in_motion = goals.count_open(ids)
    hours = month.say_this_month(reader, ids, by_day)
    tasks = between_reviews.tasks_by_person(reader, presenters.acts_for(reader, found))
    return [
        Row(
            standing=one,
            rates=one.person.id in rates,
            sentence=_sentence(one, answered),
            last_supervision=last.get(one.person.id),
            goals=in_motion.get(one.person.id, 0),
            to_see=requirements.open_needs(needs[one.person.id]),
            tasks=sorted(
                [*presenters.review_tasks(reader, one, answered), *tasks.get(one.person.id, [])],
                key=_urgency,
            ),
            hours=hours[one.person.id],
        )
        for one in found
    ]


def _sentence(standing: Standing, answered: presenters.Answered) -> str:
    review = standing.review
    count = answered.get((review.id, presenters.EMPLOYEE), 0) if review else None
    return presenters.say_standing(standing, count)


def _is_review_due(standing: Standing) -> bool:
    soon = clock.today() + DUE_SOON
    review = standing.review
    if review is None:
        begins = standing.person.hired_on or standing.person.written_on
        return begins + REVIEWED_EVERY <= soon
    if review.state in OPEN_STATES:
        return review.due_on <= soon
    talk = review.conversation
    held_on = talk.held_on if talk is not None and talk.held_on is not None else clock.local(review.opened_at).date()
    return held_on + REVIEWED_EVERY <= soon


def likeliest(row: Row, address: Callable[[str, UUID], str]) -> tuple[str, str]:
    """The words and the address of the one button: what waits longest, else what is overdue, else supervision."""
    if row.tasks:
        return row.tasks[0].button, row.tasks[0].address
    if row.late:
        code = row.late[0].item.code
        return _("See %(code)s and verify it", code=code), f"{address('verifications.new', row.person.id)}?item={code}"
    if row.fits(Show.NOT_LATELY):
        return _("Log supervision"), address("consultations.new", row.person.id)
    return _("Write an observation"), address("observations.new", row.person.id)
