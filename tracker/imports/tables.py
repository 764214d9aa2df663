"""A sheet as somebody's spreadsheet saved it: bytes in, heads and rows of text out. It knows no database."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.errors import Refusal
from tracker.imports.cells import is_day_first
from tracker.language import _
from tracker.spreadsheets import given_back

LARGEST: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 4000
SEPARATORS: Final = (",", ";", "\t", "|")
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
# Byte order marks; that of UTF-32 begins as that of UTF-16 does, so it comes first.
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SPACE: Final = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_HEAD: Final = re.compile(r"[^a-z0-9]+")
_UNSEEN: Final = dict.fromkeys((65279, 8203, 8204, 8205, 8206, 8207, 173))


@dataclass(frozen=True)
class Row:
    """One row with something in it: its number in the file, as a spreadsheet shows it, and its cells by column.

    ``beyond`` are cells to the right of the last column.
    """

    number: int
    cells: dict[str, str]
    is_too_long: bool = False
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A sheet: the names of its columns, and the rows below them."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    def is_day_first(self, head: str) -> bool:
        """Whether a cell of this column has the day before the month, so that the others cannot be trusted."""
        return any(is_day_first(row.cells.get(head, "")) for row in self.rows)


def read(content: bytes) -> Table:
    """Read a CSV or XLSX file; which of them it is, is told by its bytes.

    :raises Refusal: for anything else, and for files that are too large, broken or made to do harm.
    """
    if not content.strip():
        raise Refusal(_("This file is empty. Choose another."))
    if len(content) > LARGEST:
        raise Refusal(_("This file is larger than 10 MB. Split it: each part can be imported by itself."))
    if content.startswith(_OLD_EXCEL):
        raise Refusal(
            _("This is an old .xls file, or one with a password. Save it as .xlsx without a password, or as CSV.")
        )
    if content.startswith(_ZIP):
        # Loaded when a workbook comes: it takes long.
        from tracker.imports import workbooks  # noqa: PLC0415

        return _lay_out(workbooks.read_rows(content))
    return _lay_out(_read_csv(_decode(content)))


def peek(content: bytes, most: int) -> tuple[Sequence[str], int]:
    """The names of the columns and how many rows there are; a workbook with more than ``most`` is not read whole.

    Of such a one the rows are counted as they stand, empty ones among them.

    :raises Refusal: as ``read``, for what is seen so far.
    """
    if content.startswith(_ZIP) and len(content) <= LARGEST:
        from tracker.imports import workbooks  # noqa: PLC0415

        count = workbooks.count_rows(content)
        if count > most:
            for _number, raw in workbooks.read_rows(content):
                cells = [clean(given_back(cell)) for cell in raw]
                if any(cells):
                    return [head for head in _read_heads(cells) if head], count
    table = read(content)
    return table.heads, len(table.rows)


def clean(text: str) -> str:
    """A cell without what nobody sees: spaces around it, line ends, marks of direction; accents in one form."""
    if text.isascii():
        return " ".join(text.split()) if "\n" in text or "\r" in text or "\t" in text else text.strip()
    plain = unicodedata.normalize("NFC", text).translate(_UNSEEN)
    return _SPACE.sub(" ", plain).strip() if re.search(r"[\n\r\t\u2028\u2029]", plain) else plain.strip(" \u00a0\u3000")


def _decode(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "") or _without_mark(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal(
            _("The letters in this file cannot be read. Save it as 'CSV UTF-8' or as .xlsx and choose it again.")
        ) from None
    if "\x00" in text:
        raise Refusal(_("This is no CSV or XLSX file, whatever its name says. Save the sheet as one of these."))
    return text


def _without_mark(content: bytes) -> str:
    """UTF-16 of Latin letters has a zero in every second byte; what is no UTF-8 is what Windows writes."""
    head = content[:2000]
    if head.count(0) > len(head) // 3:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _read_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(text, newline="")
    first = text.lstrip("\r\n").partition("\n")[0].strip("\r")
    if re.fullmatch(r'"?sep=(.)"?', first, re.IGNORECASE):
        separator = first.strip('"')[-1]
        names_it = True
    else:
        counted = re.sub(r'"[^"]*"', "", first)
        separator, names_it = max(SEPARATORS, key=counted.count), False
    reader = csv.reader(lines, delimiter=separator)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if names_it and any(cells):
                names_it = False
                continue
            yield number, cells
    except csv.Error:
        raise Refusal(
            _(
                "Row %(row)d cannot be read: a quotation mark is opened and not closed, or a cell is very long.",
                row=number + 1,
            )
        ) from None


def _lay_out(rows: Iterator[tuple[int, list[str]]]) -> Table:
    heads: list[str] = []
    found: list[Row] = []
    for number, raw in rows:
        cells = [clean(given_back(cell)) for cell in raw]
        if not any(cells):
            continue
        if not heads:
            heads = _read_heads(cells)
            continue
        if len(found) >= MOST_ROWS:
            raise Refusal(
                _(
                    "This file has more than %(most)d rows. Split it: each part can be imported by itself.",
                    most=MOST_ROWS,
                )
            )
        found.append(_row(number, heads, cells))
    if not heads:
        raise Refusal(_("This file is empty. Choose another."))
    return Table(tuple(head for head in heads if head), tuple(found))


def _row(number: int, heads: Sequence[str], cells: Sequence[str]) -> Row:
    beyond = tuple(cells[len(heads) :]) if any(cells[len(heads) :]) else ()
    too_long = bool(beyond) or any(len(cell) > LONGEST_CELL for cell in cells)
    named = {head: cell for head, cell in zip(heads, cells, strict=False) if head}
    return Row(number, named, is_too_long=too_long, beyond=beyond)


def _read_heads(cells: Sequence[str]) -> list[str]:
    # Counted before anything else is done with them: a hostile file may bring a million.
    last = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    heads = [head_of(cell) for cell in cells[: min(last, MOST_COLUMNS)]]
    while heads and not heads[-1]:
        heads.pop()
    named = [head for head in heads if head]
    twice = next((head for head in named if named.count(head) > 1), None)
    if last > MOST_COLUMNS:
        raise Refusal(_("This file has more than %(most)d columns. Start from the template.", most=MOST_COLUMNS))
    if twice:
        raise Refusal(_("The column '%(column)s' stands in this file twice. Take one of them out.", column=twice))
    return heads


def head_of(text: str) -> str:
    """A column's name as the product writes it: "Sign-in name *" is ``sign_in_name``."""
    return _HEAD.sub("_", text.casefold()).strip("_")
