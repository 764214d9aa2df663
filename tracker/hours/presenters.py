"""Hours in words: totals, the longest gap, and how far each target is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from tracker import clock
from tracker.agreements import queries as agreements
from tracker.consultations import queries as consultations
from tracker.consultations import rules
from tracker.hours import counting
from tracker.hours.counting import Gap, Meeting, Totals, Worked
from tracker.hours.models import Measure
from tracker.hours.shipped import Number, Numbers
from tracker.language import LazyString, _, _n, say_date, say_number
from tracker.people.models import Person
from tracker.words import label


@dataclass(frozen=True)
class Hours:
    """Everything the page of hours says about a time."""

    since: date
    until: date
    meetings: list[Meeting]
    totals: Totals
    worked: Worked
    gap: Gap | None

    @property
    def written_late(self) -> list[Meeting]:
        """Meetings written late."""
        return [one for one in self.meetings if one.is_written_late]

    @property
    def work_per_supervision(self) -> Fraction | None:
        """Hours worked for each hour of supervision."""
        supervision = Fraction(self.totals.counted, 60)
        return self.worked.hours / supervision if supervision and self.worked.hours else None


def say_hours(minutes: int | Fraction) -> str:
    """Minutes as hours, in the reader's numbers: "1.75"."""
    return say_number(float(round(Fraction(minutes) / 60, 2)))


def list_months(hours: Hours) -> list[tuple[str, int, str]]:
    """Minutes that count by month, the newest first, a month without any too: its name, the number, and in words."""
    by_month = hours.totals.by_month
    if not by_month:
        return []
    last, month = min(by_month), max(by_month)
    months = []
    while month >= last:
        minutes = by_month[month]
        months.append((say_date(month, "LLL yyyy"), minutes, _n("%(num)d minute", "%(num)d minutes", minutes)))
        month = (month - timedelta(days=1)).replace(day=1)
    return months


def gather(meetings: list[Meeting], worked: Worked, *, since: date, until: date) -> Hours:
    """Add up one time of one person."""
    gap = counting.find_longest_gap(meetings, min(until, clock.today()))
    return Hours(since, until, meetings, counting.add_up(meetings), worked, gap)


@dataclass(frozen=True)
class Progress:
    """One target and how far it is; ``is_reached`` is None where it cannot be said."""

    what: str
    have: str
    want: str
    source: str | LazyString
    source_on: date
    is_reached: bool | None


def list_progress(hours: Hours, numbers: Numbers, domains: dict[str, str]) -> list[Progress]:
    """How far each number of a set is."""
    return [_progress(hours, number, domains) for number in numbers.numbers]


def _progress(hours: Hours, number: Number, domains: dict[str, str]) -> Progress:
    what = str(label(number.measure))
    if number.domain:
        what = _("Supervision in %(domain)s, in hours", domain=domains.get(number.domain, number.domain))
    have = _have(hours, number)
    most = number.measure in (Measure.WORK_PER_SUPERVISION, Measure.GAP_DAYS)
    reached = None if have is None else have <= number.amount if most else have >= number.amount
    said = _("not known: no work period or meeting counts yet") if have is None else say_number(float(round(have, 2)))
    want = _("%(number)s or fewer", number=number.amount) if most else say_number(number.amount)
    return Progress(what, said, want, number.source, number.source_on, reached)


def _have(hours: Hours, number: Number) -> Fraction | None:
    weeks = counting.weeks_between(hours.since, hours.until)
    have: dict[Measure, Fraction | None] = {
        Measure.WORK_HOURS: hours.worked.hours,
        Measure.RECOVERY_SHARE: hours.worked.recovery_share,
        Measure.SUPERVISION_HOURS: Fraction(hours.totals.counted, 60),
        Measure.DOMAIN_HOURS: Fraction(hours.totals.by_domain[number.domain], 60),
        Measure.WORK_PER_SUPERVISION: hours.work_per_supervision,
        Measure.WEEK_MINUTES: Fraction(hours.totals.counted) / weeks,
        Measure.GAP_DAYS: Fraction(hours.gap.days) if hours.gap else None,
    }
    return have[number.measure]


def say_present_gap(person: Person) -> str:
    """A sentence when supervision is longer ago than agreed or set; else nothing."""
    last = consultations.last_supervision([person.id]).get(person.id)
    most = agreements.find_shortest_interval(person.id) or rules.get_setting().gap_days
    if last is None or most is None:
        return ""
    days = (clock.today() - last).days
    if days <= most:
        return ""
    return _(
        "The last supervision was %(days)d days ago, on %(day)s. It is meant to be at most %(most)d days apart.",
        days=days,
        day=say_date(last),
        most=most,
    )


def say_gaps(meetings: Iterable[Meeting], most: int | None) -> list[str]:
    """Each time without supervision that was longer than it is meant to be."""
    days = sorted({one.held_on for one in meetings if one.counted})
    if most is None:
        return []
    return [
        _(
            "%(days)d days without supervision, from %(first)s to %(last)s: more than the %(most)d it is meant to be.",
            days=(after - before).days,
            first=say_date(before),
            last=say_date(after),
            most=most,
        )
        for before, after in pairwise(days)
        if (after - before).days > most
    ]
