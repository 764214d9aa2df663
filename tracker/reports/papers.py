"""Papers that are printed when asked for and kept nowhere: they are no record, so no copy is issued of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import abort

from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline, Scale
from tracker.reports.pressing import printer

BLANK: Final = "blank"
GUIDE: Final = "guide"
MOST_KEPT: Final = 12
_kept: dict[str, bytes] = {}


@dataclass(frozen=True)
class BlankForm:
    """A rating form to fill in by hand: any framework version with the sentences of the present scale."""

    employer: str
    outline: Outline
    scale: Scale


def gather_blank(code: str, version: str | None, *, employer: str) -> BlankForm:
    """The form for a framework by code, in the version asked for or the one published last; or 404."""
    found = frameworks.find_version(code, version)
    if found is None:
        abort(404)
    scale = frameworks.get_newest_scale()
    return BlankForm(employer, frameworks.outline(found.id), frameworks.scale(scale.id))


def press(html: str, *, is_same_for_all: bool = False) -> bytes:
    """A document to PDF bytes; what is the same for everyone is laid out once a process."""
    sha256 = hashlib.sha256(html.encode()).hexdigest()
    if sha256 in _kept:
        return _kept[sha256]
    made = printer().render(html, str(UUID(sha256[:32])))
    if is_same_for_all:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[sha256] = made
    return made
