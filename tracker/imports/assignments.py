"""Rows of supervision assignments, checked. A row that stands already can only get another last day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tracker.access.own_record import NOT_ON_ONES_OWN
from tracker.imports import cells
from tracker.imports.cells import Wrong
from tracker.imports.plans import Change, Line, Outcome
from tracker.imports.roster import Known, Roster, Span
from tracker.imports.tables import Row, Table
from tracker.language import _
from tracker.people.models import AssignmentKind

_DAYS: Final = ("starts_on", "ends_on")


@dataclass(eq=False)
class AssignmentWish:
    """A span to be made, or one that stands and gets another last day."""

    person: Known
    span: Span
    moves: bool = True


class AssignmentCheck:
    """Looks at rows in their order: what an earlier row makes counts for the later ones."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.rows: dict[tuple[object, ...], int] = {}
        self.day_first: dict[str, bool] = {}
        self.ways: Mapping[str, Callable[[str], Any]] = {}

    def begin(self, table: Table) -> None:
        """Look at what concerns whole columns."""
        self.day_first = {head: table.is_day_first(head) for head in _DAYS}
        self.ways = self._make_ways()

    def end(self) -> None:
        """Each row was looked at with those before it: nothing is left to do."""

    def check_row(self, row: Row) -> Line:
        """What becomes of one row."""
        line = Line(row.number, row.cells.get("person", ""))
        if row.is_too_long:
            line.refuse("", _("This row has more cells than there are columns, or a cell that is far too long."))
            return line
        values = self._read(line, row.cells)
        if not line.is_refused:
            try:
                self._plan(line, **values)
            except Wrong as wrong:
                line.refuse("supervisor", str(wrong))
        return line

    def _make_ways(self) -> Mapping[str, Callable[[str], Any]]:
        needed = _("Choose the first day.")
        return {
            "person": self.roster.get,
            "supervisor": self.roster.get,
            "kind": lambda text: cells.chosen(text, AssignmentKind, usual=AssignmentKind.PRIMARY),
            "starts_on": lambda text: cells.day(text, needed=needed, day_first=self.day_first["starts_on"]),
            "ends_on": lambda text: cells.day(text, day_first=self.day_first["ends_on"]),
        }

    def _read(self, line: Line, row: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, way in self.ways.items():
            try:
                values[name] = way(row.get(name, ""))
            except Wrong as wrong:
                line.refuse(name, str(wrong))
        if "person" in values:
            line.name = values["person"].name
        return values

    def _plan(
        self,
        line: Line,
        *,
        person: Known,
        supervisor: Known,
        kind: AssignmentKind,
        starts_on: date,
        ends_on: date | None,
    ) -> None:
        key = (person.id, supervisor.id, kind, starts_on)
        if key in self.rows:
            line.refuse("", _("This is the same as row %(row)d. Keep one of the two.", row=self.rows[key]))
            return
        self.rows[key] = line.number
        standing = next((span for span in self.roster.spans.get(person.id, ()) if _key(span) == key), None)
        if standing is not None and ends_on in (None, standing.ends_on):
            return
        if person.id == self.roster.by_id:
            line.refuse("person", str(NOT_ON_ONES_OWN))
            return
        if ends_on is not None and ends_on < starts_on:
            line.refuse("ends_on", _("The last day cannot come before the first."))
            return
        if standing is not None:
            self._end(line, person, standing, ends_on)
            return
        if kind is AssignmentKind.BACKUP and ends_on is None:
            line.refuse("ends_on", _("A backup supervisor needs a last day."))
            return
        self._add(line, person, supervisor, Span(person.id, supervisor.id, kind, starts_on, ends_on))

    def _end(self, line: Line, person: Known, standing: Span, ends_on: date | None) -> None:
        if standing.ends_on is not None and standing.ends_on < self.roster.today:
            line.refuse("ends_on", _("This assignment has ended already."))
            return
        if standing.kind is AssignmentKind.PRIMARY:
            self.roster.refuse_second_primary(person, standing.starts_on, ends_on, but=standing)
        line.outcome = Outcome.CHANGED
        before = standing.ends_on.isoformat() if standing.ends_on else ""
        line.changes = [Change("ends_on", before, ends_on.isoformat() if ends_on else "")]
        standing.ends_on = ends_on
        line.wish = AssignmentWish(person, standing)

    def _add(self, line: Line, person: Known, supervisor: Known, span: Span) -> None:
        is_past = span.ends_on is not None and span.ends_on < self.roster.today
        self.roster.refuse_supervisor(person, supervisor, span.starts_on, span.ends_on, is_past=is_past)
        if span.kind is AssignmentKind.PRIMARY:
            self.roster.refuse_second_primary(person, span.starts_on, span.ends_on)
        self.roster.spans[person.id].append(span)
        line.outcome, line.wish = Outcome.ADDED, AssignmentWish(person, span)
        line.changes = [
            Change("supervisor", "", supervisor.name),
            Change("kind", "", span.kind.value),
            Change("starts_on", "", span.starts_on.isoformat()),
        ]
        if span.ends_on:
            line.changes.append(Change("ends_on", "", span.ends_on.isoformat()))


def _key(span: Span) -> tuple[object, ...]:
    return (span.person, span.supervisor, span.kind, span.starts_on)
