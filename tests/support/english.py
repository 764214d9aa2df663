"""English that stands on a Spanish page and should not: what the product says, in words of its catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import html

from tracker import catalogue

SPOKEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>")
# A piece of a sentence between its places is English beyond doubt when it is as long as this.
LONG_ENOUGH = 14


def _plain(text: str) -> str:
    return " ".join(text.replace("%%", "%").split())


@lru_cache(maxsize=1)
def _english() -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole sentences, and pieces of those with places, that read otherwise in Spanish."""
    whole, pieces = set(), set()
    for message in catalogue.read("es"):
        if not message.id:
            continue
        english = message.id if message.pluralizable else (message.id,)
        spanish = " ".join(message.string if message.pluralizable else (message.string,))
        for text in english:
            if not PLACE.search(text) and _plain(text) not in _plain(spanish):
                whole.add(_plain(text))
            pieces |= {
                piece
                for piece in (_plain(part) for part in PLACE.split(text))
                if len(piece) >= LONG_ENOUGH and " " in piece and piece not in _plain(spanish)
            }
    return frozenset(whole), tuple(sorted(pieces))


def _said(tree: Any) -> Iterator[str]:
    """Every text and spoken attribute of a page, but those marked as English."""
    for node in tree.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style") or _is_marked(node):
            continue
        yield node.text or ""
        yield from (node.get(name, "") for name in SPOKEN_ATTRIBUTES)
        yield from (value for name, value in node.items() if name.startswith("data-") and " " in value)
        yield from (child.tail or "" for child in node)


def _is_marked(node: Any) -> bool:
    return next((one.get("lang") for one in (node, *node.iterancestors()) if one.get("lang")), "") == "en"


def find_english(text: str) -> list[str]:
    """What a Spanish page or document says in English; empty when it says nothing so."""
    whole, pieces = _english()
    said = [_plain(one) for one in _said(html.document_fromstring(text))]
    found = {one for one in said if one in whole}
    together = "\n".join(dict.fromkeys(said))
    return sorted(found | {piece for piece in pieces if piece in together})
