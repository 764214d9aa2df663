"""What an import will do, row by row, before it is done. A plan is data: it has no rules and no database."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from tracker.imports.models import SheetKind

# In the place of a column: what a supervisor who is one no more has begun and not sent.
DISCARDED: Final = "ratings_not_sent"


class Outcome(StrEnum):
    """What becomes of one row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """One column that gets another value."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """Why a row is refused; the column is empty where it is the whole row."""

    column: str
    reason: str


@dataclass(eq=False)
class Line:
    """One row: what becomes of it and why. ``wish`` is what the room that carries it out needs to know."""

    number: int
    name: str
    outcome: Outcome = Outcome.UNCHANGED
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    wish: Any = None

    def refuse(self, column: str, reason: str) -> None:
        """Refuse the row, whatever else it asks for."""
        self.outcome = Outcome.REFUSED
        self.faults.append(Fault(column, reason))

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the row is done."""
        return self.outcome is Outcome.REFUSED


@dataclass(frozen=True)
class Plan:
    """Everything an import will do. ``left_out`` are columns that this kind of sheet does not have."""

    kind: SheetKind
    lines: Sequence[Line]
    left_out: Sequence[str] = ()

    def count(self, outcome: Outcome) -> int:
        """How many rows have this outcome."""
        return self._counts[outcome]

    @cached_property
    def _counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    def of(self, outcome: Outcome) -> list[Line]:
        """The rows with one outcome, in the order of the file."""
        return [line for line in self.lines if line.outcome is outcome]

    @cached_property
    def discards(self) -> int:
        """Of how many people unsent ratings are discarded."""
        return sum(one.column == DISCARDED for line in self.lines for one in line.changes)

    @cached_property
    def fingerprint(self) -> str:
        """Another one for another plan: a page that was checked earlier does not confirm what came later.

        Sentences are left out: they are in the reader's language.
        """
        rows = [
            (line.number, line.outcome.value, [(one.column, one.old, one.new) for one in line.changes])
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps([self.kind.value, rows]).encode()).hexdigest()

    def pack(self) -> bytes:
        """The plan as it is kept for its page; what carries it out is not in it."""
        rows = [
            (
                line.number,
                line.name,
                line.outcome.value,
                [(one.column, one.old, one.new) for one in line.changes],
                [(one.column, one.reason) for one in line.faults],
            )
            for line in self.lines
        ]
        return zlib.compress(json.dumps([self.kind.value, list(self.left_out), rows]).encode(), 1)

    @classmethod
    def unpack(cls, content: bytes) -> Plan:
        """The plan that was kept, to be looked at."""
        kind, left_out, rows = json.loads(zlib.decompress(content))
        lines = [
            Line(number, name, Outcome(outcome), [Change(*one) for one in changes], [Fault(*one) for one in faults])
            for number, name, outcome, changes, faults in rows
        ]
        return cls(SheetKind(kind), lines, left_out)
