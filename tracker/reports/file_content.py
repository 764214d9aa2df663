"""What a personnel file must hold, as frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tracker.language import _
from tracker.reports.about_content import About, PersonContent
from tracker.reports.credentials_content import HeldCredential, TrainingTaken
from tracker.reports.frozen import SAID_WHERE_THERE
from tracker.reports.models import ReportKind
from tracker.reports.verification_content import Required
from tracker.reviews.models import Ending


class Wanted(StrEnum):
    """What a personnel file must hold."""

    LICENSURE = "licensure"
    EMPLOYMENT = "employment"
    REVIEW = "review"
    TRAINING = "training"
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
    EXPIRED = "expired"
    EXPIRES = "expires"
    NOT_CHECKED = "not_checked"
    NO_FIRST_DAY = "no_first_day"
    NO_JOB_TITLE = "no_job_title"
    HELD = "held"
    NOT_YET_HELD = "not_yet_held"
    TOO_LONG_AGO = "too_long_ago"
    NOT_SIGNED_BY_BOTH = "not_signed_by_both"
    NOT_CONFIRMED = "not_confirmed"
    NO_CERTIFICATE = "no_certificate"
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
    from_paper: str = field(default="", metadata={SAID_WHERE_THERE: True})


@dataclass(frozen=True)
class Kept:
    """What is known of one file, as far as the list asks.

    :ivar held_on: the day of the last conversation of a review that the supervisor signed.
    :ivar ending: how that review ended; None while the employee's signature is awaited.
    :ivar held_from_paper: the mark of that review, where it was held on paper before.
    :ivar verified: how many competencies are verified and not due again.
    """

    about: About
    credentials: Sequence[HeldCredential]
    training: Sequence[TrainingTaken]
    held_on: date | None
    ending: Ending | None
    required: Sequence[Required]
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
