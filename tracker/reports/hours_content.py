"""What the document of hours says, as frozen data. Minutes are whole; hours worked have two places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tracker.consultations.models import EntryKind, Mode
from tracker.hours.models import Measure
from tracker.language import _
from tracker.reports.frozen import Content
from tracker.reports.models import ReportKind


@dataclass(frozen=True)
class PeriodBlock:
    """From when to when somebody worked how much, and when HR wrote it. ``share`` is percent of recovery support."""

    starts_on: date
    ends_on: date | None
    week_minutes: int
    share: int
    written_on: date


@dataclass(frozen=True)
class TargetBlock:
    """One number to reach, with where it was read, and how far it is; ``is_reached`` is None where nobody can say."""

    measure: Measure
    domain: str
    what: str
    have: str
    want: str
    source: str
    source_on: date
    is_reached: bool | None


@dataclass(frozen=True)
class SupervisorBlock:
    """Counted minutes with one supervisor, under the credential of that time."""

    name: str
    credential: str
    since: date
    until: date
    entries: int
    counted: int


@dataclass(frozen=True)
class DomainTotal:
    """Counted minutes on one domain; the empty code is time on no domain in particular."""

    domain: str
    title: str
    counted: int


@dataclass(frozen=True)
class MonthTotal:
    """Counted minutes of one month, by its first day."""

    month_on: date
    counted: int


@dataclass(frozen=True)
class YearTotal:
    """Counted minutes of a calendar year, month by month; a month without any is zero."""

    year: int
    counted: int
    months: tuple[MonthTotal, ...]


@dataclass(frozen=True)
class LateBlock:
    """A meeting that was written late: more than ``WRITTEN_LATE_DAYS`` after it happened."""

    held_on: date
    written_on: date
    days: int


@dataclass(frozen=True)
class HoursContent(Content):
    """Hours of one person between two days, beside a set of targets."""

    document_kind: ClassVar = ReportKind.HOURS
    employer: str
    person: str
    job_title: str
    credential: str
    scope: str
    since: date
    until: date
    entries: int
    brief: int
    minutes: int
    counted: int
    worked: float | None
    worked_recovery: float | None
    work_per_supervision: float | None
    longest_gap_days: int | None
    gap_since: date | None
    gap_until: date | None
    targets: str
    progress: tuple[TargetBlock, ...]
    by_domain: tuple[DomainTotal, ...]
    by_kind: tuple[tuple[EntryKind, int], ...]
    by_mode: tuple[tuple[Mode, int], ...]
    individual: int
    group: int
    years: tuple[YearTotal, ...]
    supervisors: tuple[SupervisorBlock, ...]
    periods: tuple[PeriodBlock, ...]
    written_late: tuple[LateBlock, ...]
    replaces: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Hours toward certification or renewal: %(name)s", name=self.person)
