"""Where the files of many people stand on a day, by the same rules as the document on one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.database import db
from tracker.people.models import Person
from tracker.reports.file_content import FileLine, FileState
from tracker.reports.file_facts import gather_kept
from tracker.reports.file_rules import check

# How many files are gathered at once.
AT_ONCE: Final = 200


@dataclass(frozen=True)
class Surveyed:
    """One person, what they did on the day, with every line of their file."""

    person: Person
    job_title: str
    supervisor: str
    lines: tuple[FileLine, ...]

    @property
    def counts(self) -> Counter[FileState]:
        """How many lines stand in each state."""
        return Counter(line.state for line in self.lines)

    @property
    def open_lines(self) -> list[FileLine]:
        """The lines that are not complete: missing first, then weakly evidenced, then due."""
        order = (FileState.MISSING, FileState.WEAK, FileState.DUE)
        return sorted((one for one in self.lines if one.state in order), key=lambda one: order.index(one.state))

    @property
    def complete(self) -> list[FileLine]:
        """The lines where nobody has to do anything."""
        return [one for one in self.lines if one.state is FileState.COMPLETE]


def survey(ids: Sequence[UUID], day: date) -> list[Surveyed]:
    """Where these files stand on a day, in the order given. The caller has checked that they may be read."""
    return [one for start in range(0, len(ids), AT_ONCE) for one in _survey(ids[start : start + AT_ONCE], day)]


def _survey(ids: Sequence[UUID], day: date) -> Iterator[Surveyed]:
    statement = select(Person).where(Person.id.in_(ids)).options(joinedload(Person.program))
    people = {one.id: one for one in db.session.execute(statement).scalars()}
    kept = gather_kept(list(people.values()), day)
    for one in ids:
        yield Surveyed(people[one], kept[one].job_title, kept[one].supervisor, tuple(check(kept[one], day)))


def count_states(found: Sequence[Surveyed]) -> Counter[FileState]:
    """How many lines of all these files stand in each state."""
    return sum((one.counts for one in found), Counter())
