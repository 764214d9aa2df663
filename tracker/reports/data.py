"""The content of a document for machines: JSON, CSV and XLSX, each from the same frozen data by one function.

The format is described in ``docs/reports-format.md``; a change of shape changes ``FORMAT``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.reports.frozen import Content, plain
from tracker.reports.models import Audience
from tracker.spreadsheets import TYPES as TABLES
from tracker.spreadsheets import Cell, add_sheet, workbook, write_csv

FORMAT: Final = "crss-tracker document 1"
TYPES: Final = {"json": "application/json", **TABLES}
# The part that holds what stands in the content itself, beside its lists.
WHOLE: Final = "document"
NUMBER: Final = "number"
LONGEST_SHEET_NAME: Final = 31

Row = dict[str, Cell]


def as_dict(content: Content, *, audience: Audience, language: str) -> dict[str, Any]:
    """What the JSON says."""
    return {
        "format": FORMAT,
        "kind": content.document_kind.value,
        "title": content.title,
        "language": language,
        "audience": audience.value,
        "content_sha256": content.content_sha256,
        "content": plain(content),
    }


def write(form: str, content: Content, *, audience: Audience, language: str) -> bytes:
    """The content in one of the forms of ``TYPES``."""
    told = as_dict(content, audience=audience, language=language)
    if form == "json":
        return json.dumps(told, ensure_ascii=False, indent=2).encode()
    parts = list_parts(told)
    return _csv(parts) if form == "csv" else _xlsx(parts)


def list_parts(told: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The content as flat tables: the document's own values, then each list by its path, such as "sections.items".

    A row says by its number where it stands: row "2.5" of "sections.items" is the fifth of the second section.
    """
    parts: dict[str, list[Row]] = {}
    head = {name: value for name, value in told.items() if name != "content"}
    _take({**head, **told["content"]}, "", "", parts)
    return parts


def _take(record: Mapping[str, Any], path: str, number: str, parts: dict[str, list[Row]]) -> None:
    row: Row = {NUMBER: number} if number else {}
    parts.setdefault(path or WHOLE, []).append(row)
    for name, value in _flat(record):
        if not isinstance(value, list):
            row[name] = value
        elif all(not isinstance(one, (dict, list)) for one in value):
            row[name] = "\n".join("" if one is None else str(one) for one in value)
        else:
            for position, one in enumerate(value, start=1):
                part = one if isinstance(one, dict) else {f"value_{at}": each for at, each in enumerate(one, start=1)}
                below = f"{number}.{position}" if number else str(position)
                _take(part, f"{path}.{name}" if path else name, below, parts)


def _flat(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values; a record within a record gives its own names after a dot."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _csv(parts: Mapping[str, list[Row]]) -> bytes:
    """One line for each value: part, number, field, value."""
    lines: list[list[Cell]] = [["part", NUMBER, "field", "value"]]
    for part, rows in parts.items():
        for row in rows:
            lines += [[part, row.get(NUMBER, ""), name, value] for name, value in row.items() if name != NUMBER]
    return write_csv(lines)


def _xlsx(parts: Mapping[str, list[Row]]) -> bytes:
    """A workbook with a sheet for each part."""
    out = io.BytesIO()
    with workbook(out) as book:
        for position, (part, rows) in enumerate(parts.items(), start=1):
            columns = list(dict.fromkeys(name for row in rows for name in row))
            lines: list[list[Cell]] = [[*columns], *([row.get(name) for name in columns] for row in rows)]
            add_sheet(book, _sheet_name(part, position), lines)
    return out.getvalue()


def _sheet_name(part: str, position: int) -> str:
    """A name that a workbook takes: at most 31 characters, and no two alike."""
    return part if len(part) <= LONGEST_SHEET_NAME else f"{position} {part}"[:LONGEST_SHEET_NAME]
