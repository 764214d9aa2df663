"""The list of people as a sheet, CSV or XLSX. No cell is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.database import db
from tracker.people.models import Person
from tracker.people.supervision import current_supervisors

COLUMNS = (
    "sign_in_name",
    "name",
    "legal_name",
    "email",
    "job_title",
    "program",
    "employment",
    "hired_on",
    "left_on",
    "roles",
    "primary_supervisor",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Row = list[str]


def list_rows() -> list[Row]:
    """Everyone, by name: for the operator, who keeps the whole database."""
    statement = (
        select(Person)
        .options(joinedload(Person.program), selectinload(Person.grants))
        .order_by(func.lower(Person.name), Person.id)
    )
    everyone = db.session.execute(statement).scalars().all()
    supervisors = current_supervisors([person.id for person in everyone], clock.today())
    return [
        _row(person, supervisors[person.id][0].supervisor.sign_in_name if person.id in supervisors else "")
        for person in everyone
    ]


def _row(person: Person, supervisor: str) -> Row:
    return [
        person.sign_in_name,
        person.name,
        person.legal_name or "",
        person.email or "",
        person.job_title,
        person.program.name if person.program else "",
        person.employment.value,
        person.hired_on.isoformat() if person.hired_on else "",
        person.left_on.isoformat() if person.left_on else "",
        " ".join(sorted(grant.role.value for grant in person.grants if grant.ended_at is None)),
        supervisor,
    ]


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would read as a formula gets an apostrophe in front, and so does one that has it."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def given_back(cell: str) -> str:
    """A cell as it was before ``harmless``: only an apostrophe that stands before a formula's sign goes."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def write_csv(file: Path, rows: Sequence[Row]) -> None:
    """UTF-8 with a mark, which is what spreadsheets expect."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def write_xlsx(file: Path, rows: Sequence[Row]) -> None:
    """A workbook whose cells are all text."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet = book.add_worksheet("people")
        for line, row in enumerate([list(COLUMNS), *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, harmless(cell) if cell.startswith("'") else cell)


WRITERS: dict[str, Callable[[Path, Sequence[Row]], None]] = {".csv": write_csv, ".xlsx": write_xlsx}
