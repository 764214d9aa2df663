"""Looking at a sheet bit by bit: what a page does at once, and a worker in steps of which each can be told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, Protocol

from tracker.errors import Refusal
from tracker.imports import columns, paper
from tracker.imports.assignments import AssignmentCheck, AssignmentWish
from tracker.imports.models import SheetKind
from tracker.imports.paper_verifications import VerificationCheck
from tracker.imports.people import PeopleCheck, PersonWish
from tracker.imports.plans import DISCARDED, Change, Line, Plan
from tracker.imports.roster import Roster
from tracker.imports.tables import Row, Table
from tracker.language import _


class Checker(Protocol):
    """What looks at the rows of one kind."""

    def begin(self, table: Table) -> None:
        """Look at what concerns whole columns."""

    def check_row(self, row: Row) -> Line:
        """What becomes of one row, with those before it."""

    def end(self) -> None:
        """What can be said only once every row was seen."""


CHECKS: Final[dict[SheetKind, type[paper.PaperCheck]]] = {
    SheetKind.REVIEWS: paper.ReviewCheck,
    SheetKind.VERIFICATIONS: VerificationCheck,
    SheetKind.CREDENTIALS: paper.CredentialCheckRows,
    SheetKind.TRAINING: paper.TrainingCheck,
}


def find_kind(heads: Sequence[str]) -> SheetKind:
    """What the rows of a sheet are, by its columns.

    :raises Refusal: when it lacks a column that every kind needs, naming those of the nearest kind.
    """
    kind = columns.find_kind(heads)
    if kind is None:
        nearest, missing = columns.find_nearest(heads)
        raise Refusal(
            _(
                "This sheet has no column '%(column)s', which the template '%(kind)s' has. Start from the template, or "
                "write the names of the columns in the first row.",
                column=missing[0],
                kind=nearest.value,
            )
        )
    return kind


class Checking:
    """The check of one sheet: ``advance`` until ``done`` is ``total``, then ``end`` gives the plan.

    :ivar basis: another one where anything that was read has changed since.
    """

    def __init__(self, table: Table, roster: Roster) -> None:
        self.table, self.roster, self.kind = table, roster, find_kind(table.heads)
        self.lines: list[Line] = []
        self._checker: Checker
        standing = ""
        if self.kind is SheetKind.PEOPLE:
            self._checker = PeopleCheck(roster)
        elif self.kind is SheetKind.ASSIGNMENTS:
            self._checker = AssignmentCheck(roster)
        else:
            papers = CHECKS[self.kind](roster)
            self._checker, standing = papers, repr(sorted(map(repr, papers.standing.items())))
        self.basis = hashlib.sha256((roster.basis + standing).encode()).hexdigest()
        self._checker.begin(table)

    @property
    def done(self) -> int:
        """How many rows were looked at."""
        return len(self.lines)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.table.rows)

    def advance(self, most: int) -> None:
        """Look at the next rows, at most so many."""
        self.lines += [self._checker.check_row(row) for row in self.table.rows[self.done : self.done + most]]

    def _say_discarded(self) -> None:
        """Where a row takes someone's supervisor away, ratings that this one has begun and not sent go too."""
        moving = [line for line in self.lines if isinstance(line.wish, PersonWish | AssignmentWish) and line.wish.moves]
        for line in moving:
            author = "" if line.is_refused else self.roster.find_discarded(line.wish.person.id)
            if author:
                line.changes.append(Change(DISCARDED, author, "discarded"))

    def end(self) -> Plan:
        """What the import does, once every row was looked at."""
        self.advance(self.total)
        self._checker.end()
        self._say_discarded()
        known = {*columns.names(self.kind), *columns.OF_REFUSED}
        return Plan(self.kind, self.lines, [head for head in self.table.heads if head not in known])
