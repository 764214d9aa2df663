"""What a personnel file must hold, as frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol

from tracker.employment.models import BackgroundSource
from tracker.language import _
from tracker.reports.about_content import PersonContent
from tracker.reports.frozen import MAY_BE_MISSING
from tracker.reports.models import ReportKind
from tracker.reviews.models import Ending


class Wanted(StrEnum):
    """What a personnel file must hold."""

    EDUCATION = "education"
    EXPERIENCE = "experience"
    LICENSURE = "licensure"
    EMPLOYMENT = "employment"
    DESCRIPTION = "description"
    REVIEW = "review"
    TRAINING = "training"
    SUPERVISION = "supervision"
    COMPETENCE = "competence"
    GOALS = "goals"


class FileState(StrEnum):
    """How far one requirement is."""

    COMPLETE = "complete"
    DUE = "due"
    WEAK = "weak"
    MISSING = "missing"


class Finding(StrEnum):
    """What was found, or not."""

    ON_FILE = "on_file"
    NONE_ON_FILE = "none_on_file"
    NOT_VERIFIED = "not_verified"
    ONLY_APPLICATION = "only_application"
    EXPIRED = "expired"
    EXPIRES = "expires"
    NOT_CHECKED = "not_checked"
    NO_FIRST_DAY = "no_first_day"
    NO_JOB_TITLE = "no_job_title"
    OTHER_JOB = "other_job"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    HELD = "held"
    NOT_YET_HELD = "not_yet_held"
    TOO_LONG_AGO = "too_long_ago"
    NOT_SIGNED_BY_BOTH = "not_signed_by_both"
    NOT_CONFIRMED = "not_confirmed"
    NO_CERTIFICATE = "no_certificate"
    REGULAR = "regular"
    GAPS = "gaps"
    LAPSED = "lapsed"
    ALL_VERIFIED = "all_verified"
    NOT_ALL_VERIFIED = "not_all_verified"
    NOTHING_REQUIRED = "nothing_required"
    ONLY_RATED = "only_rated"
    AGREED = "agreed"
    NONE_AGREED = "none_agreed"


class Mender(StrEnum):
    """Who can mend it."""

    NOBODY = "nobody"
    HR = "hr"
    SUPERVISOR = "supervisor"
    EMPLOYEE = "employee"


@dataclass(frozen=True)
class FileLine:
    """One requirement.

    :ivar about: what it is about, such as a credential with its number.
    :ivar on: the day of what was found.
    :ivar by: the day by which it is due, or from which it stands no more.
    """

    wanted: Wanted
    state: FileState
    finding: Finding
    mender: Mender = Mender.NOBODY
    about: str = ""
    on: date | None = None
    by: date | None = None
    done: int = 0
    of: int = 0
    from_paper: str = field(default="", metadata={MAY_BE_MISSING: True})


@dataclass(frozen=True)
class Brought:
    """A school or a job of before: when it was verified, and from which source."""

    verified_on: date | None
    source: BackgroundSource | None


@dataclass(frozen=True)
class HeldKept:
    """A credential, and when it was last checked at its source."""

    kind: str
    number: str
    expires_on: date | None
    checked_on: date | None
    from_paper: str = ""


@dataclass(frozen=True)
class TrainingKept:
    """A training, whether somebody else confirmed it, and whether its certificate is kept."""

    ended_on: date
    is_confirmed: bool
    has_certificate: bool
    from_paper: str = ""


@dataclass(frozen=True)
class DescriptionKept:
    """The job description given last."""

    job_title: str
    given_on: date
    is_acknowledged: bool


class RequiredItem(Protocol):
    """One item the job requires, on a day."""

    @property
    def is_verified(self) -> bool:
        """Shown at the required level, and not due again."""

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""

    @property
    def due_on(self) -> date:
        """The last day on which it is in time."""


@dataclass(frozen=True)
class Kept:
    """What is known of one file on a day, as far as the list asks.

    :ivar supervisor: who rates and signs for the person; empty for nobody.
    :ivar held_on: the day of the last conversation of a review that the supervisor signed.
    :ivar ending: how that review ended; None while the employee's signature is awaited.
    :ivar supervised_on: the days with time that counts as supervision in the year before, the first one first.
    :ivar supervised_every: at most so many days lie between two of them.
    :ivar away: from when to when the person was away.
    :ivar held_from_paper: the mark of that review, where it was held on paper before.
    :ivar verified: how many competencies are verified and not due again.
    """

    job_title: str
    hired_on: date | None
    left_on: date | None
    supervisor: str
    education: Sequence[Brought]
    experience: Sequence[Brought]
    credentials: Sequence[HeldKept]
    description: DescriptionKept | None
    held_on: date | None
    ending: Ending | None
    training: Sequence[TrainingKept]
    supervised_on: Sequence[date]
    supervised_every: int
    away: Sequence[tuple[date, date | None]]
    required: Sequence[RequiredItem]
    verified: int
    agreed_goals: int
    held_from_paper: str = ""


@dataclass(frozen=True)
class FileContent(PersonContent):
    """Every requirement with its state."""

    document_kind: ClassVar = ReportKind.FILE
    lines: tuple[FileLine, ...]

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("What the personnel file holds: %(name)s", name=self.about.name)
