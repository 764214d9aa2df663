"""Pieces of a page that many pages share: drawn once by a process, then kept."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import get_locale
from jinja2.runtime import Macro
from markupsafe import Markup

MOST_KEPT: Final = 10_000
_kept: dict[tuple[Any, ...], Markup] = {}


def once(macro: Macro, *given: Any) -> Markup:
    """What ``macro`` draws from ``given`` in the reader's language.

    Whatever has an ``id`` stands for itself by that, so it must never change under the same one: a version
    of a framework or a scale. Nothing a person wrote may be given: it would stay in memory.
    """
    key = (macro.name, str(get_locale()), *(getattr(each, "id", each) for each in given))
    drawn = _kept.get(key)
    if drawn is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        drawn = _kept[key] = Markup(macro(*given))  # noqa: S704 - a template's own words, escaped as it drew them
    return drawn
