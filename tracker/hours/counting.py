"""Adding up hours: from plain rows to totals, gaps and hours worked. No database, no web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from tracker.consultations.models import WRITTEN_LATE_DAYS, EntryKind, Mode, Rule, split_counted
from tracker.consultations.rules import Rules
from tracker.hours.models import WorkPeriod

_WEEK = 7


@dataclass(frozen=True)
class Meeting:
    """One entry as far as hours need it, with the rule of its day. Each attendee's minutes count once for them."""

    entry_id: UUID
    held_on: date
    written_on: date
    kind: EntryKind
    mode: Mode
    is_group: bool
    minutes: int
    domains: Mapping[str, int]
    rule: Rule = field(default_factory=Rule)

    @property
    def counted(self) -> int:
        """The minutes that count."""
        return self.rule.count(self.kind, self.minutes)

    @property
    def counted_by_domain(self) -> dict[str, int]:
        """The same, split over domains."""
        return split_counted(self.counted, self.domains)

    @property
    def days_until_written(self) -> int:
        """Days from the meeting to the day it was written."""
        return (self.written_on - self.held_on).days

    @property
    def is_written_late(self) -> bool:
        """Whether it was written so long after the meeting that it is said."""
        return self.days_until_written > WRITTEN_LATE_DAYS


@dataclass(frozen=True)
class Totals:
    """Counted minutes in each way of adding them up; real minutes and numbers beside them."""

    entries: int = 0
    brief: int = 0
    minutes: int = 0
    counted: int = 0
    by_domain: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[EntryKind] = field(default_factory=Counter)
    by_mode: Counter[Mode] = field(default_factory=Counter)
    by_group: Counter[bool] = field(default_factory=Counter)
    by_month: Counter[date] = field(default_factory=Counter)


def add_up(meetings: Iterable[Meeting]) -> Totals:
    """Every total of some meetings. Each is counted once, then split, so that all totals agree."""
    listed = list(meetings)
    totals = Totals(
        entries=len(listed),
        brief=sum(one.rule.is_brief(one.minutes) for one in listed),
        minutes=sum(one.minutes for one in listed),
        counted=sum(one.counted for one in listed),
    )
    for one in listed:
        totals.by_domain.update(one.counted_by_domain)
        totals.by_kind[one.kind] += one.counted
        totals.by_mode[one.mode] += one.counted
        totals.by_group[one.is_group] += one.counted
        totals.by_month[one.held_on.replace(day=1)] += one.counted
    return totals


@dataclass(frozen=True)
class Gap:
    """Days between two meetings that count, or from the last one until the end of the time looked at."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days lie between."""
        return (self.until - self.since).days


def find_longest_gap(meetings: Sequence[Meeting], until: date) -> Gap | None:
    """The longest time without supervision between the first meeting that counts and ``until``."""
    days = sorted({one.held_on for one in meetings if one.counted})
    if not days:
        return None
    ends = [*days[1:], max(until, days[-1])]
    return max((Gap(since, end) for since, end in zip(days, ends, strict=True)), key=lambda gap: gap.days)


@dataclass(frozen=True)
class Worked:
    """Hours worked between two days, and how many of them in recovery support."""

    hours: Fraction
    recovery_hours: Fraction

    @property
    def recovery_share(self) -> Fraction | None:
        """The share of recovery support, in percent."""
        return 100 * self.recovery_hours / self.hours if self.hours else None


def add_up_work(periods: Iterable[WorkPeriod], since: date, until: date) -> Worked:
    """Hours worked by the work periods: each day of a period counts a seventh of its week."""
    hours = recovery = Fraction(0)
    for period in periods:
        first = max(period.starts_on, since)
        last = min(period.ends_on or until, until)
        days = max(0, (last - first).days + 1)
        worked = Fraction(period.week_minutes * days, 60 * _WEEK)
        hours += worked
        recovery += worked * period.recovery_share / 100
    return Worked(hours, recovery)


def weeks_between(since: date, until: date) -> Fraction:
    """How many weeks two days span, both counted."""
    return Fraction((until - since + timedelta(days=1)).days, _WEEK)


def with_rules(meetings: Iterable[Meeting], rules: Rules) -> list[Meeting]:
    """The same meetings, each with the rule in force on its day."""
    return [Meeting(**{**vars(one), "rule": rules.on(one.held_on)}) for one in meetings]
