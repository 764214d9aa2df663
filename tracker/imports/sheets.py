"""Sheets that go out: templates to fill in, and people and assignments as they can come in again."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.database import db
from tracker.imports import columns
from tracker.imports.models import SheetKind
from tracker.people import sheets as people_sheets
from tracker.people.models import Person, SupervisionAssignment
from tracker.people.sheets import Row
from tracker.spreadsheets import harmless, workbook, write_csv


def list_assignments() -> list[Row]:
    """Every assignment there is or was, by the name of whom it is about."""
    statement = (
        select(SupervisionAssignment)
        .join(SupervisionAssignment.person)
        .options(joinedload(SupervisionAssignment.person), joinedload(SupervisionAssignment.supervisor))
        .order_by(func.lower(Person.name), Person.id, SupervisionAssignment.starts_on, SupervisionAssignment.id)
    )
    return [
        [
            one.person.sign_in_name,
            one.supervisor.sign_in_name,
            one.kind.value,
            one.starts_on.isoformat(),
            one.ends_on.isoformat() if one.ends_on else "",
        ]
        for one in db.session.execute(statement).scalars()
    ]


EXPORTS: Final[dict[SheetKind, Callable[[], list[Row]]]] = {
    SheetKind.PEOPLE: people_sheets.list_rows,
    SheetKind.ASSIGNMENTS: list_assignments,
}


def write(kind: SheetKind, rows: Sequence[Row], ending: str) -> bytes:
    """A sheet of one kind as a file. No cell of it is a formula, and each comes back as it was."""
    return write_rows(kind, list(columns.names(kind)), rows, ending)


def write_rows(kind: SheetKind, heads: Row, rows: Sequence[Row], ending: str) -> bytes:
    """The same under other heads."""
    return _csv(heads, rows) if ending == "csv" else _xlsx(kind, heads, rows)


def template(kind: SheetKind, ending: str) -> bytes:
    """An empty sheet. A workbook has a second sheet that says what stands in each column, with an example."""
    return write(kind, [], ending)


def _csv(heads: Row, rows: Sequence[Row]) -> bytes:
    return write_csv([heads, *rows])


def _xlsx(kind: SheetKind, heads: Row, rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    with workbook(out) as book:
        # As text, so that a spreadsheet keeps leading zeros and days as they are typed.
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(kind.value)
        sheet.set_column(0, len(heads) - 1, 20, plain)
        for line, row in enumerate([heads, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, harmless(cell) if cell.startswith("'") else cell, plain)
        sheet.freeze_panes(1, 0)
        legend = book.add_worksheet("columns")
        legend.set_column(0, 2, 40)
        for line, one in enumerate(columns.COLUMNS[kind]):
            for column, text in enumerate((one.name, str(one.meaning), one.example)):
                legend.write_string(line, column, text)
    return out.getvalue()
