"""How competence is assessed here: a page that is written from the settings as they stand, and names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.consultations import rules
from tracker.consultations.models import Rule
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline, Scale
from tracker.reports.file_content import Wanted
from tracker.reports.file_facts import usual_interval
from tracker.reports.file_rules import DUE_WITHIN
from tracker.reviews.working_days import DAYS_TO_READ
from tracker.verifications import requirements
from tracker.verifications.models import (
    EXPECTED_LEVEL,
    ITEMS_WITHOUT_OWN_EVIDENCE,
    VALID_YEARS,
    Method,
    Qualification,
)
from tracker.web.employer import employer_name


@dataclass(frozen=True)
class Asked:
    """What one job requires: how many items; an empty title is for everyone."""

    job_title: str
    items: int


@dataclass(frozen=True)
class Assessing:
    """The settings that decide how competence is assessed."""

    employer: str
    on: date
    outline: Outline
    scale: Scale
    expected: int
    valid_years: int
    many_items: int
    days_to_read: int
    due_within: int
    interval: int
    methods: tuple[Method, ...]
    qualifications: tuple[Qualification, ...]
    asked: tuple[Asked, ...]
    counting: Rule
    file: tuple[Wanted, ...]

    @property
    def expected_label(self) -> str:
        """What the level is called from which on an item is verified where nothing else is asked for."""
        return self.scale.label(self.expected)


def gather() -> Assessing:
    """Everything the page says."""
    return Assessing(
        employer=employer_name(),
        on=clock.today(),
        outline=frameworks.current_outline(),
        scale=frameworks.scale(frameworks.get_newest_scale().id),
        expected=EXPECTED_LEVEL,
        valid_years=VALID_YEARS,
        many_items=ITEMS_WITHOUT_OWN_EVIDENCE,
        days_to_read=DAYS_TO_READ,
        due_within=DUE_WITHIN.days,
        interval=usual_interval(),
        methods=tuple(Method),
        qualifications=tuple(Qualification),
        asked=tuple(Asked(title, items) for title, _people, items in requirements.list_jobs() if items),
        counting=rules.get_rules().on(clock.today()),
        file=tuple(Wanted),
    )
