"""Workbooks from anywhere: looked through for what is made to do harm, and then read, one row at a time."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import load_workbook

from tracker.errors import Refusal
from tracker.language import _

# What fifty thousand rows need, with room; a file that unpacks to more is none of ours.
LARGEST_UNPACKED: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 500
MOST_CELLS_IN_A_ROW: Final = 500
MOST_LINES: Final = 60_000
_CHUNK: Final = 1 << 20
_TAG: Final = re.compile(rb"<(?:[A-Za-z0-9]+:)?(row|c)[\s/>]")
_DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PLAIN: Final = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"})
_OVERLAP: Final = 64
_LONGEST_BEGINNING: Final = 1024


def read_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is shown, each with its number, as text.

    :raises Refusal: for a broken workbook, and one that would take more memory or time than an honest one.
    """
    _look_through(content)
    try:
        yield from _read(content)
    except Refusal:
        raise
    except Exception:  # the library has a different error for each thing that can be broken
        raise Refusal(_("This workbook is broken. Open it, save it as .xlsx again, and choose it again.")) from None


def count_rows(content: bytes) -> int:
    """How many rows the longest sheet of a workbook has, as they stand in the file.

    :raises Refusal: as ``read_rows``, for what is seen without reading it.
    """
    return _look_through(content)


def _look_through(content: bytes) -> int:
    longest = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise _too_much()
            for part in parts:
                # Any part may be named as the sheet, whatever its ending.
                if part.filename.lower().endswith((".xml", ".rels")) or _looks_like_xml(archive, part):
                    longest = max(longest, _look_through_part(archive, part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError):
        raise Refusal(_("This workbook is broken. Open it, save it as .xlsx again, and choose it again.")) from None
    return longest


def _looks_like_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a reader of XML could make something of it: pictures and a printer's settings are left alone."""
    with archive.open(part) as stream:
        begins = stream.read(_LONGEST_BEGINNING).lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \r\n\t")
    return not begins or begins.startswith(b"<")


def _look_through_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    # Reading stops at the size that was declared and summed up above, whatever is packed behind it.
    lines = cells = 0
    with archive.open(part) as stream:
        chunk = stream.read(_CHUNK)
        encoding = _ENCODING.search(chunk[:200])
        begins_plainly = chunk.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        if chunk and (not begins_plainly or (encoding and encoding[1].lower() not in _PLAIN)):
            raise _too_much()
        while chunk:
            if _DECLARES.search(chunk):
                raise _too_much()
            for tag in _TAG.finditer(chunk, 0, len(chunk)):
                if tag[1] == b"row":
                    lines, cells = lines + 1, 0
                else:
                    cells += 1
                if cells > MOST_CELLS_IN_A_ROW or lines > MOST_LINES:
                    raise _too_much()
            more = stream.read(_CHUNK)
            # A tag that lies across two pieces is seen whole in the next one, and counted twice at worst.
            chunk = chunk[-_OVERLAP:] + more if more else b""
    return lines


def _too_much() -> Refusal:
    return Refusal(
        _(
            "This workbook holds more than a list of people can. Copy the rows into the template and choose that file, "
            "or save the sheet as CSV."
        )
    )


def _read(content: bytes) -> Iterator[tuple[int, list[str]]]:
    with warnings.catch_warnings():
        # What the library says about styles and charts is nothing to us.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
            sheet = shown[0]
            # A sheet may claim a million columns: what it says of its own size is not believed.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_CELLS_IN_A_ROW, values_only=True)
            for number, cells in enumerate(rows, start=1):
                yield number, [_say(cell) for cell in cells]
        finally:
            book.close()


def _say(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
