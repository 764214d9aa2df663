"""What the document of the supervision and consultation log says, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tracker.consultations.models import WRITTEN_LATE_DAYS, AskedBy, EntryKind, Mode
from tracker.language import _
from tracker.reports.frozen import ADDED, MAY_BE_MISSING, Content
from tracker.reports.models import ReportKind
from tracker.signatures.models import Capacity, Meaning


class MonthState(StrEnum):
    """How far a month between the employee and one supervisor is."""

    SIGNED = "signed"
    WITHOUT_EMPLOYEE = "without_employee"
    AWAITING = "awaiting"
    UNSIGNED = "unsigned"
    RUNNING = "running"


@dataclass(frozen=True)
class DomainPart:
    """Minutes on one domain; the empty code is time on no domain in particular."""

    domain: str
    title: str
    minutes: int
    counted: int


@dataclass(frozen=True)
class ToDo:
    """Something to do after a meeting."""

    text: str
    owner: Capacity
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class EntryBlock:
    """One entry as its reader may see it. Minutes are real ones, ``counted`` those that count toward hours."""

    held_on: date
    starts: str
    written_on: date
    days_until_written: int
    minutes: int
    counted: int
    is_brief: bool
    is_late: bool
    kind: EntryKind
    mode: Mode
    is_group: bool
    others: int
    supervisor: str
    credential: str
    is_non_clinical: bool
    asked_by: AskedBy
    confirmed_on: date | None
    domains: tuple[DomainPart, ...]
    topics: tuple[str, ...]
    items: tuple[str, ...]
    goals: tuple[str, ...]
    summary: str
    strength: str
    recommendations: str
    own_part: str
    comment: str
    follow_ups: tuple[ToDo, ...]
    statements: tuple[str, ...]

    @property
    def is_written_late(self) -> bool:
        """Whether it was written so long after the meeting that the document says so."""
        return self.days_until_written > WRITTEN_LATE_DAYS


@dataclass(frozen=True)
class SignedBy:
    """One signature under a month; the day is the employer's. ``notes`` say on its face how it came about."""

    capacity: Capacity
    name: str
    meaning: Meaning
    signed_on: date
    comment: str
    notes: tuple[str, ...] = field(default=(), metadata={MAY_BE_MISSING: True, ADDED: True})


@dataclass(frozen=True)
class MonthWith:
    """A month with one supervisor: how far it is, who has signed it, and what came late."""

    supervisor: str
    state: MonthState
    counted: int
    late: int
    signatures: tuple[SignedBy, ...]


@dataclass(frozen=True)
class MonthBlock:
    """One month: totals, then what stands in it. ``month_on`` is its first day."""

    month_on: date
    minutes: int
    counted: int
    by_domain: tuple[int, ...]
    supervisors: tuple[MonthWith, ...]
    entries: tuple[EntryBlock, ...]


@dataclass(frozen=True)
class YearBlock:
    """The months of one calendar year that have entries, the latest last."""

    year: int
    counted: int
    by_domain: tuple[int, ...]
    months: tuple[MonthBlock, ...]


@dataclass(frozen=True)
class LogContent(Content):
    """The log of one person between two days. ``domains`` are the titles of the columns of every total."""

    document_kind: ClassVar = ReportKind.LOG
    employer: str
    person: str
    job_title: str
    credential: str
    scope: str
    since: date
    until: date
    is_compact: bool
    entries: int
    brief: int
    minutes: int
    counted: int
    months_over: int
    months_signed: int
    domains: tuple[str, ...]
    by_domain: tuple[int, ...]
    by_kind: tuple[tuple[EntryKind, int], ...]
    individual: int
    group: int
    years: tuple[YearBlock, ...]
    replaces: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Supervision and consultation log: %(name)s", name=self.person)
