"""What the summary of a cycle says, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tracker.cycles.models import Step
from tracker.language import _
from tracker.reports.frozen import Content
from tracker.reports.models import ReportKind
from tracker.reviews.counts import DomainPicture
from tracker.reviews.models import ReviewKind


@dataclass(frozen=True)
class StepCount:
    """How many reviews of the cycle stand at one step."""

    step: Step
    reviews: int


@dataclass(frozen=True)
class Group:
    """One program, or everyone: how many reviews, how many of them ended, and the counts per level in each domain."""

    name: str
    reviews: int
    ended: int
    pictures: tuple[DomainPicture, ...]


@dataclass(frozen=True)
class OrganisationContent(Content):
    """A cycle in counts.

    :ivar everyone: None where fewer than five people have an ended review.
    :ivar hidden: how many programs are not shown, since they or their neighbor are too small.
    :ivar left_out: how many wellness and story items are in no count.
    """

    document_kind: ClassVar = ReportKind.ORGANISATION
    employer: str
    name: str
    kind: ReviewKind
    opens_on: date
    due_on: date
    closed_on: date | None
    used_for: str
    not_used_for: str
    framework: str
    version: str
    steps: tuple[StepCount, ...]
    everyone: Group | None
    programs: tuple[Group, ...]
    hidden: int
    left_out: int

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Organization summary: %(name)s", name=self.name)
