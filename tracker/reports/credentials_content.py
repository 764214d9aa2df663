"""What a document on credentials and training says, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from tracker.credentials.models import CheckSource, TrainingCategory
from tracker.language import _
from tracker.reports.about_content import PersonContent
from tracker.reports.frozen import MAY_BE_MISSING
from tracker.reports.models import ReportKind


@dataclass(frozen=True)
class Check:
    """That somebody looked at the source, on a day, and when it was written down."""

    source: CheckSource
    checked_on: date
    written_on: date
    by: str


@dataclass(frozen=True)
class HeldCredential:
    """One credential with its checks, the latest first. ``from_paper`` is the mark of one entered from paper."""

    kind: str
    number: str
    issued_on: date | None
    expires_on: date | None
    has_expired: bool
    written_on: date
    checks: tuple[Check, ...]
    from_paper: str = field(default="", metadata={MAY_BE_MISSING: True})


@dataclass(frozen=True)
class DomainPart:
    """Minutes of a training that were about one domain."""

    domain: str
    minutes: int


@dataclass(frozen=True)
class TrainingTaken:
    """One training. It counts once somebody else has confirmed it.

    :ivar certificates: how many certificates are kept with it.
    """

    title: str
    provider: str
    starts_on: date
    ends_on: date
    minutes: int
    category: TrainingCategory
    domains: tuple[DomainPart, ...]
    written_on: date
    confirmed_on: date | None
    confirmed_by: str
    certificates: int
    from_paper: str = field(default="", metadata={MAY_BE_MISSING: True})


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for, in minutes: what counts, of how much, and what waits to be confirmed."""

    name: str
    domain: str
    counted: int
    asked: int
    waiting: int

    @property
    def is_met(self) -> bool:
        """Whether enough counts."""
        return self.counted >= self.asked


@dataclass(frozen=True)
class Source:
    """Where it stands what is asked for, and the day on which it was set here."""

    name: str
    set_on: date


@dataclass(frozen=True)
class Toward:
    """Progress toward the renewal of a credential in its period, or toward a first one, without a period."""

    kind: str
    starts_on: date | None
    ends_on: date | None
    lines: tuple[Asked, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class CredentialsContent(PersonContent):
    """Credentials, progress to renewal, training."""

    document_kind: ClassVar = ReportKind.CREDENTIALS
    credentials: tuple[HeldCredential, ...]
    progress: tuple[Toward, ...]
    training: tuple[TrainingTaken, ...]

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Credentials and training: %(name)s", name=self.about.name)
