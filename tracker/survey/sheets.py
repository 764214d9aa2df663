"""The survey as a sheet: one row for each line of each file. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

import xlsxwriter

from tracker.language import _
from tracker.people.sheets import harmless
from tracker.reports.file_content import FileLine
from tracker.survey.queries import Surveyed
from tracker.words import label

Row = list[str]
TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_rows(found: Iterable[Surveyed], day: date) -> list[Row]:
    """Heads, then every line of every file."""
    heads = [
        *(_("As of"), _("Name"), _("Sign-in name"), _("Job title"), _("Program"), _("Works here as")),
        *(_("First day of work"), _("Last day of work"), _("Required"), _("About"), _("State"), _("Found")),
        *(_("On"), _("Due by"), _("Done"), _("Of"), _("Who can mend it")),
    ]
    return [heads, *(row for one in found for row in _rows(one, day))]


def _rows(one: Surveyed, day: date) -> Iterable[Row]:
    who = one.person
    begins = [
        *(day.isoformat(), who.name, who.sign_in_name, who.job_title, who.program.name if who.program else ""),
        *(str(label(who.employment)), _say(who.hired_on), _say(who.left_on)),
    ]
    for line in one.lines:
        yield [
            *begins,
            *(str(label(line.wanted)), line.about, str(label(line.state)), str(label(line.finding))),
            *(_say(line.on), _say(line.by), *_say_count(line), str(label(line.mender))),
        ]


def _say_count(line: FileLine) -> Row:
    """How many are done, and of how many: none done of three is 0 and 3, nothing to count is empty."""
    return [str(line.done) if line.done or line.of else "", str(line.of or "")]


def _say(day: date | None) -> str:
    return day.isoformat() if day else ""


def _csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("survey")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return out.getvalue()


WRITERS: Final[dict[str, Callable[[Sequence[Row]], bytes]]] = {"csv": _csv, "xlsx": _xlsx}
