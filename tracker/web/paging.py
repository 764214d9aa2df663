"""One page of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

PAGE_SIZE = 50


# What an address of a list may carry besides its page; anything else is not ours to repeat.
KEPT: Final = (
    *("q", "state", "step", "program", "item"),
    # Of the list of people and of the survey desk.
    *("site", "job", "employment", "role", "works", "day", "whom", "names", "size", "seed"),
)


@dataclass(frozen=True)
class Page:
    """Which slice of a list of ``total`` is shown; ``number`` starts at 1."""

    total: int
    number: int
    size: int = PAGE_SIZE

    @classmethod
    def of(cls, total: int) -> Page:
        """The page asked for in the address, held to those there are."""
        asked = request.args.get("page", 1, type=int)
        last = max(1, -(-total // PAGE_SIZE))
        return cls(total, min(max(asked, 1), last))

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    def address(self, number: int) -> str:
        """The address of another page of the same list."""
        kept: dict[str, Any] = {name: request.args[name] for name in KEPT if request.args.get(name)}
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept, "page": number})
