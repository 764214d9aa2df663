"""What an entry is warned about before it is saved. A warning stops nothing: the writer says "save it as it is"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker import clock
from tracker.consultations import queries, rules
from tracker.consultations.models import LogEntry, moment_of
from tracker.language import _, say_date, say_list, say_time_of_day
from tracker.months import frozen
from tracker.people.models import Person
from tracker.people.supervision import list_assignments_between

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Caution:
    """One warning: a code that the page sends back, and the sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Meeting:
    """What is about to be saved."""

    attendees: Sequence[Person]
    held_on: date
    starts: time | None
    minutes: int
    writer: Person

    @property
    def began_at(self) -> datetime | None:
        """The moment it began, where a start was given."""
        return moment_of(self.held_on, self.starts) if self.starts else None

    @property
    def ended_at(self) -> datetime | None:
        """The moment it ended."""
        return self.began_at + timedelta(minutes=self.minutes) if self.began_at else None


def list_cautions(meeting: Meeting) -> list[Caution]:
    """Everything the writer should look at once more."""
    return [*_long(meeting), *_clock(meeting), *_overlaps(meeting), *_last_days(meeting), *_signed(meeting)]


def _long(meeting: Meeting) -> Iterator[Caution]:
    most = rules.get_setting().long_minutes
    if meeting.minutes > most:
        hours = f"{most / 60:g}"
        yield Caution("long", _("This is longer than %(hours)s hours. Is the number of minutes right?", hours=hours))


def _clock(meeting: Meeting) -> Iterator[Caution]:
    began, ended = meeting.began_at, meeting.ended_at
    if began is None or ended is None:
        return
    here, there = clock.local(began), clock.local(ended)
    until = say_time_of_day(there.time())
    if ended > clock.now():
        yield Caution("future", _("By its start and minutes it ends at %(time)s, which lies ahead.", time=until))
    if there.date() != meeting.held_on:
        sentence = _(
            "It goes on past midnight, until %(time)s on %(day)s. All of it counts on the day it began.",
            time=until,
            day=say_date(there.date()),
        )
        yield Caution("midnight", sentence)
    if here.utcoffset() != there.utcoffset():
        sentence = _(
            "The clocks changed during this meeting: it ended at %(time)s. The minutes count as you wrote them.",
            time=until,
        )
        yield Caution("clocks", sentence)


def _overlaps(meeting: Meeting) -> Iterator[Caution]:
    began, ended = meeting.began_at, meeting.ended_at
    if began is None or ended is None:
        return
    near = queries.list_near(
        [one.id for one in meeting.attendees],
        meeting.writer.id,
        meeting.held_on - _ONE_DAY,
        meeting.held_on + _ONE_DAY,
    )
    for entry in near:
        other_began, other_ended = entry.began_at, entry.ended_at
        if other_began is None or other_ended is None or not (began < other_ended and other_began < ended):
            continue
        # What someone may not read, they are not told of either.
        if queries.list_parts_read(meeting.writer, entry):
            yield Caution(f"overlap-{entry.id}", _say_overlap(entry, meeting))


def _say_overlap(entry: LogEntry, meeting: Meeting) -> str:
    present = {one.id for one in meeting.attendees}
    names = [part.person.name for part in entry.attendances if part.person_id in present]
    who = say_list(names) if names else _("you")
    return _(
        "It overlaps with an entry of %(minutes)d minutes from %(time)s on %(day)s with %(who)s.",
        minutes=entry.minutes,
        time=say_time_of_day(entry.starts) if entry.starts else "",
        day=say_date(entry.held_on),
        who=who,
    )


def _last_days(meeting: Meeting) -> Iterator[Caution]:
    ended = [person.name for person in meeting.attendees if _ended_that_day(meeting, person)]
    if ended:
        sentence = _("Your supervision of %(names)s ended that day. The last day is part of it.", names=say_list(ended))
        yield Caution("last-day", sentence)
    left = [person.name for person in meeting.attendees if person.left_on == meeting.held_on]
    if left:
        yield Caution("left", _("That was the last day of work of %(names)s.", names=say_list(left)))


def _ended_that_day(meeting: Meeting, person: Person) -> bool:
    """Whether the day was the last of the writer's supervision of someone."""
    between = list_assignments_between(meeting.writer.id, person.id)
    covering = [assignment for assignment in between if assignment.covers(meeting.held_on)]
    return bool(covering) and all(assignment.ends_on == meeting.held_on for assignment in covering)


def _signed(meeting: Meeting) -> Iterator[Caution]:
    people = [one.id for one in meeting.attendees]
    signed = frozen.list_signed_of(people, meeting.writer.id, meeting.held_on)
    names = [one.name for one in meeting.attendees if one.id in signed]
    if names:
        sentence = _(
            "%(month)s with %(names)s is signed, so the hours stay as they were signed. This becomes a late entry: it "
            "keeps its real date and shows today as the day it was written.",
            month=frozen.say_month(meeting.held_on),
            names=say_list(names),
        )
        yield Caution("late", sentence)
