"""What a competency report says, as frozen data: no database, no markup."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Final

from tracker.language import _
from tracker.reports.frozen import ADDED, MAY_BE_MISSING, Content
from tracker.reports.models import ReportKind
from tracker.reviews.counts import DomainPicture

GOALS_ON_PAGE_ONE = 3
# Characters of strengths, or of goals, that go beside the others.
HALF_A_SHEET: Final = 500


@dataclass(frozen=True)
class Answer:
    """One side's answer in words; ``level`` is None where it is no level."""

    words: str
    level: int | None
    sentence: str
    note: str
    comment: str


@dataclass(frozen=True)
class ItemBlock:
    """One item of the report."""

    code: str
    statement: str
    employee: Answer
    supervisor: Answer
    outcome: str
    agreed_level: int | None
    verified: str
    wants_training: bool
    comments: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class SectionBlock:
    """One domain's tasks or areas of knowledge."""

    title: str
    label: str
    items: tuple[ItemBlock, ...]


@dataclass(frozen=True)
class GoalBlock:
    """A goal named in the review."""

    statement: str
    strength: str
    success: str
    support_needed: str
    dates: str
    status: str
    codes: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class ObservationBlock:
    """An observation named in the review."""

    heading: str
    codes: str
    strength: str
    seen: str
    next_step: str


@dataclass(frozen=True)
class SignatureBlock:
    """One signature as it is printed."""

    capacity: str
    name: str
    meaning: str
    intent: str
    comment: str
    utc: str
    local: str
    means: str
    sha256: str
    note: str


@dataclass(frozen=True)
class CompetencyContent(Content):
    """A competency report: everything it says but the stamp of its issue.

    :ivar is_compact: whether the sentences of the levels, comments and observations were left out.
    """

    @cached_property
    def official(self) -> frozenset[str]:
        """The statements as they were published, in English, by which they are known where other words stand too."""
        return frozenset(item.statement for section in self.sections for item in section.items)

    document_kind: ClassVar = ReportKind.COMPETENCY
    employer: str
    person: str
    job_title: str
    credential: str
    supervisor: str
    kind: str
    period: str
    state: str
    used_for: str
    not_used_for: str
    who_reads: str
    framework: str
    pictures: tuple[DomainPicture, ...]
    strengths: tuple[str, ...]
    proud_of: str
    goals: tuple[GoalBlock, ...]
    conversation: tuple[tuple[str, str], ...]
    sections: tuple[SectionBlock, ...]
    observations: tuple[ObservationBlock, ...]
    hours: tuple[tuple[str, int], ...]
    hours_note: str
    statements: tuple[str, ...]
    signatures: tuple[SignatureBlock, ...]
    sha256: str
    # Where ratings typed in from paper came from.
    entered: tuple[str, ...] = ()
    # Copies that are gone since a text in them was removed for privacy.
    replaces: tuple[str, ...] = ()
    amends: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    amended: str = ""
    is_compact: bool = field(default=False, metadata={MAY_BE_MISSING: True})
    supervisor_job_title: str = field(default="", metadata={MAY_BE_MISSING: True, ADDED: True})
    # Sentences on what the job requires; missing for a reader whose reading ends with what they signed.
    required: tuple[str, ...] = field(default=(), metadata={MAY_BE_MISSING: True, ADDED: True})

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Competency report: %(name)s", name=self.person)

    @property
    def foot_sha256(self) -> str:
        """On every sheet stands the hash of what was signed."""
        return self.sha256

    @property
    def first_goals(self) -> tuple[GoalBlock, ...]:
        """The goals on page one."""
        return self.goals[:GOALS_ON_PAGE_ONE]

    @property
    def fits_side_by_side(self) -> bool:
        """Whether strengths and goals are short enough for half a sheet each; a block of half a sheet is never cut."""
        strengths = sum(map(len, self.strengths)) + len(self.proud_of)
        return max(strengths, sum(len(goal.statement) for goal in self.first_goals)) <= HALF_A_SHEET


def shorten(content: CompetencyContent) -> CompetencyContent:
    """The same in its short form: each answer by its name alone. Statements, strengths, goals and signatures stay."""
    sections = tuple(replace(one, items=tuple(_shorten(item) for item in one.items)) for one in content.sections)
    return replace(content, sections=sections, observations=(), is_compact=True)


def _shorten(item: ItemBlock) -> ItemBlock:
    return replace(item, employee=_name(item.employee), supervisor=_name(item.supervisor), comments=())


def _name(answer: Answer) -> Answer:
    return replace(answer, sentence="", note="", comment="")
