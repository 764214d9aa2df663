"""The sets of targets that the product brings along: each number with where it was read. None where none was found.

The numbers and sources are those of the field notes (sections 1.1, 1.5 and 1.6); they change over time, so
an employer can change every one of them. No source names a minimum of supervision for each domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.hours.models import Measure
from tracker.language import LazyString, _l

# The day these sources were read.
NOTED_ON: Final = date(2026, 11, 22)


@dataclass(frozen=True)
class Number:
    """One target: how much of what, and where it was read."""

    measure: Measure
    amount: int
    source: str | LazyString
    source_on: date = NOTED_ON
    domain: str = ""


@dataclass(frozen=True)
class Numbers:
    """A set of targets."""

    code: str
    title: str | LazyString
    numbers: tuple[Number, ...]
    is_own: bool = False


_RATIO = _l("Arithmetic: 100 hours in 2,000 and 25 in 500 are both one hour in twenty")
_ICRC = _l("International Certification and Reciprocity Consortium, peer recovery: internationalcredentialing.org")
SETS: Final = (
    Numbers(
        "crss",
        _l("CRSS, toward certification"),
        (
            Number(
                Measure.WORK_HOURS,
                2000,
                _l("College of Lake County catalogue, plan 25HO. Ask the certification board whether it still holds."),
            ),
            Number(
                Measure.RECOVERY_SHARE,
                51,
                _l("Illinois Department of Human Services, application to-do list, dhs.state.il.us item 155545"),
            ),
            Number(
                Measure.SUPERVISION_HOURS,
                100,
                _l("An older page of a training center, not confirmed. Ask the certification board."),
            ),
            Number(Measure.WORK_PER_SUPERVISION, 20, _RATIO),
        ),
    ),
    Numbers(
        "cprs",
        _l("CPRS, toward certification"),
        (
            Number(Measure.WORK_HOURS, 500, _ICRC),
            Number(Measure.SUPERVISION_HOURS, 25, _ICRC),
            Number(Measure.WORK_PER_SUPERVISION, 20, _RATIO),
        ),
    ),
    Numbers(
        "weekly",
        _l("One hour a week"),
        (Number(Measure.WEEK_MINUTES, 60, _l("District of Columbia, 22-A DCMR 7314")),),
    ),
    Numbers(
        "one-in-twenty",
        _l("One hour in twenty worked"),
        (Number(Measure.WORK_PER_SUPERVISION, 20, _l("Montana, earlier rule on supervision (RVID 46701)")),),
    ),
)
# Every text of these sets, by which one that was left as offered is known.
WORDS: Final = (*(one.title for one in SETS), *(number.source for one in SETS for number in one.numbers))
