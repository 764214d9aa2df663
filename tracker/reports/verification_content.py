"""What a verification sheet says, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from tracker.language import _
from tracker.reports.about_content import PersonContent, Said
from tracker.reports.frozen import MAY_BE_MISSING
from tracker.reports.models import ReportKind
from tracker.verifications.models import Method, Occasion, Qualification
from tracker.verifications.requirements import NeedState


@dataclass(frozen=True)
class Shown:
    """The level one competency was shown at. Below the expected one it is a next step, for which a goal stands."""

    code: str
    statement: str
    level: int
    label: str
    is_verified: bool
    evidence: str


@dataclass(frozen=True)
class Appointed:
    """By whom an assessor was appointed, from when to when."""

    by: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Event:
    """One event in which a named assessor saw competencies shown. A withdrawn one counts no more."""

    event: str
    method: Method
    occasion: Occasion
    observed_on: date
    written_on: date
    assessor: str
    qualification: Qualification | None
    qualified_by: str
    appointed: Appointed | None
    evidence: str
    example_on: date | None
    due_again_on: date
    is_due_again: bool
    withdrawn_on: date | None
    withdrawn_reason: str
    items: tuple[Shown, ...]
    statements: tuple[Said, ...]
    from_paper: str = field(default="", metadata={MAY_BE_MISSING: True})


@dataclass(frozen=True)
class Required:
    """Where somebody stands in one required item. ``must_act`` is empty where HR must assign a supervisor."""

    code: str
    statement: str
    level: int
    label: str
    state: NeedState
    due_on: date
    is_overdue: bool
    must_act: str

    @property
    def is_verified(self) -> bool:
        """Whether it was shown at the required level and is not due again."""
        return self.state is NeedState.VERIFIED


@dataclass(frozen=True)
class VerificationContent(PersonContent):
    """A verification sheet: what is required, then every event, the newest first."""

    document_kind: ClassVar = ReportKind.VERIFICATION
    required: tuple[Required, ...]
    events: tuple[Event, ...]

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Competency verification sheet: %(name)s", name=self.about.name)
