"""What the whole record of one person says, as frozen data: the other documents, and what has none of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from tracker.consultations.models import Mode
from tracker.employment.models import BackgroundKind, BackgroundSource
from tracker.language import _
from tracker.observations.models import ObservationMethod, Presence, Setting
from tracker.people.models import AssignmentKind, Employment
from tracker.reports.about_content import PersonContent, Said
from tracker.reports.blocks import CompetencyContent
from tracker.reports.credentials_content import HeldCredential, Toward, TrainingTaken
from tracker.reports.frozen import MAY_BE_MISSING
from tracker.reports.hours_content import HoursContent
from tracker.reports.log_content import LogContent
from tracker.reports.models import ReportKind
from tracker.reports.plan_content import PlannedGoal
from tracker.reports.verification_content import Event, Required
from tracker.reviews.models import ReviewKind, State


@dataclass(frozen=True)
class Supervised:
    """By whom, as what, from when to when."""

    kind: AssignmentKind
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class HeldOnPaper:
    """A review that was held on paper before; its ratings stay there. A withdrawn one counts no more."""

    kind: ReviewKind
    held_on: date
    supervisor: str
    signed_by_employee: bool
    from_paper: str
    withdrawn_on: date | None
    withdrawn_reason: str


@dataclass(frozen=True)
class Answered:
    """One item of a review that has not ended, as far as it may be read; empty where it may not."""

    code: str
    statement: str
    employee: str
    employee_comment: str
    supervisor: str
    supervisor_comment: str


@dataclass(frozen=True)
class OpenReview:
    """A review of which there is no report: it has not ended, was closed unfinished, or is void."""

    kind: ReviewKind
    state: State
    opened_on: date
    due_on: date
    used_for: str
    not_used_for: str
    void_on: date | None
    void_reason: str
    items: tuple[Answered, ...]
    statements: tuple[Said, ...]


@dataclass(frozen=True)
class Seen:
    """A shared observation. ``comment`` is what the employee said when they acknowledged it."""

    observed_on: date
    written_on: date
    shared_on: date | None
    observer: str
    setting: Setting
    method: ObservationMethod
    presence: Presence
    codes: tuple[str, ...]
    strength: str
    seen: str
    next_step: str
    feedback_on: date | None
    acknowledged_on: date | None
    comment: str
    void_on: date | None
    statements: tuple[Said, ...]


@dataclass(frozen=True)
class Draft:
    """That somebody is writing an observation. It is deleted after seven days unless it is shared."""

    by: str
    since: date


@dataclass(frozen=True)
class OwnExample:
    """An example of one's own work; ``shared_on`` is None while it is private."""

    happened_on: date
    written_on: date
    shared_on: date | None
    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class AskedFor:
    """What the employee asked for, supervision or to have work seen, and the answer."""

    asked_on: date
    about: str
    is_urgent: bool
    answer: str
    answered_on: date | None
    answered_by: str


@dataclass(frozen=True)
class Agreement:
    """An agreement on supervision: at least once in ``every_days`` days, so many minutes."""

    supervisor: str
    starts_on: date
    review_on: date
    every_days: int
    minutes: int
    mode: Mode
    expectations: str
    conflict_check: str
    clinical_oversight: str
    written_on: date
    employee_confirmed_on: date | None
    supervisor_confirmed_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class BroughtBefore:
    """A school or a job of before, and who verified it from which source."""

    kind: BackgroundKind
    what: str
    place: str
    starts_on: date | None
    ends_on: date | None
    written_on: date
    verified_on: date | None
    verified_by: str
    source: BackgroundSource | None


@dataclass(frozen=True)
class GivenDescription:
    """A job description with the day it was given; its file is taken from its page."""

    job_title: str
    duties: str
    given_on: date
    given_by: str
    acknowledged_on: date | None
    files: tuple[str, ...]


@dataclass(frozen=True)
class EarlierStay:
    """An earlier time of work here."""

    employment: Employment
    job_title: str
    starts_on: date | None
    ends_on: date


@dataclass(frozen=True)
class RecordContent(PersonContent):
    """Everything its reader may read of one record.

    :ivar scope: "own" for the person, "former" for former staff, "hr" for HR.
    :ivar is_complete: whether comments are in it; for someone outside they are left out.
    :ivar is_compact: whether reviews and the log stand in their short forms.
    """

    document_kind: ClassVar = ReportKind.RECORD
    scope: str
    is_complete: bool
    supervisors: tuple[Supervised, ...]
    backgrounds: tuple[BroughtBefore, ...]
    job_descriptions: tuple[GivenDescription, ...]
    earlier_stays: tuple[EarlierStay, ...]
    credentials: tuple[HeldCredential, ...]
    progress: tuple[Toward, ...]
    training: tuple[TrainingTaken, ...]
    required: tuple[Required, ...]
    events: tuple[Event, ...]
    goals: tuple[PlannedGoal, ...]
    agreements: tuple[Agreement, ...]
    supervision_asked: tuple[AskedFor, ...]
    observations: tuple[Seen, ...]
    drafts: tuple[Draft, ...]
    observations_asked: tuple[AskedFor, ...]
    examples: tuple[OwnExample, ...]
    hours: HoursContent
    log: LogContent
    open_reviews: tuple[OpenReview, ...]
    reviews: tuple[CompetencyContent, ...]
    is_compact: bool = field(default=False, metadata={MAY_BE_MISSING: True})
    held_on_paper: tuple[HeldOnPaper, ...] = field(default=(), metadata={MAY_BE_MISSING: True})

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Whole record: %(name)s", name=self.about.name)
