"""Rows as CSV and as workbooks: texts are texts, numbers are numbers, and no cell is ever a formula or a link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import xlsxwriter

Cell = str | int | float | bool | None
TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_SAFE: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would read as a formula gets an apostrophe in front, and so does one that has it."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def given_back(cell: str) -> str:
    """A cell as it was before ``harmless``: only an apostrophe that stands before a formula's sign goes."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def write(form: str, name: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """One table in one of the forms of ``TYPES``, its heads in the first row; a workbook's sheet has this name."""
    if form == "csv":
        return write_csv(rows)
    out = io.BytesIO()
    with workbook(out) as book:
        add_sheet(book, name, rows)
    return out.getvalue()


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as UTF-8 with a mark, which is what spreadsheets expect; a text that looks like a formula is defused."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def workbook(out: io.BytesIO) -> Any:
    """An empty workbook that is written to ``out`` when its ``with`` ends. It takes texts as texts."""
    return xlsxwriter.Workbook(out, _SAFE)


def add_sheet(book: Any, name: str, rows: Iterable[Sequence[Cell]]) -> None:
    """A further sheet. The first row is its heads, which stay in sight."""
    sheet, heads = book.add_worksheet(name), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            _write(sheet, line, column, cell, None if line else heads)


def _write(sheet: Any, line: int, column: int, cell: Cell, style: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(line, column, cell, style)
    elif isinstance(cell, (int, float)):
        sheet.write_number(line, column, cell, style)
    elif cell is not None:
        sheet.write_string(line, column, cell, style)
