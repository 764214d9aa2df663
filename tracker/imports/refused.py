"""The rows that were refused, as a sheet of their own: what stood in them, and beside it which column and why.

Mended, the same sheet can be brought again; what it says beside the rows is not read.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable

from tracker.imports import columns
from tracker.imports.models import SheetKind
from tracker.imports.plans import Line, Outcome, Plan
from tracker.imports.sheets import write_rows
from tracker.imports.tables import Table
from tracker.people.sheets import Row


def list_refused(table: Table, plan: Plan) -> tuple[Row, list[Row]]:
    """The heads, and the refused rows below them. Cells beyond the last column stay to the right of everything."""
    heads = [head for head in table.heads if head not in columns.OF_REFUSED]
    refused = {line.number: line for line in plan.of(Outcome.REFUSED)}
    rows = [
        [*(row.cells.get(head, "") for head in heads), *_say(refused[row.number]), *row.beyond]
        for row in table.rows
        if row.number in refused
    ]
    return [*heads, *columns.OF_REFUSED], rows


def _say(line: Line) -> Row:
    named = dict.fromkeys(fault.column for fault in line.faults if fault.column)
    return [str(line.number), ", ".join(named), " ".join(fault.reason for fault in line.faults)]


def pack(heads: Row, rows: Iterable[Row]) -> bytes:
    """Both, as they are kept for a while after the sheet itself is gone."""
    return zlib.compress(json.dumps([heads, list(rows)]).encode())


def write(content: bytes, kind: SheetKind, ending: str) -> bytes:
    """What was packed, as a file. No cell of it is a formula."""
    heads, rows = json.loads(zlib.decompress(content))
    return write_rows(kind, heads, rows, ending)
