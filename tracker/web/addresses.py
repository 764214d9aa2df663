"""Addresses within the product: those that came from outside, and those of long lists."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import request, url_for

NOBODY: Final = UUID(int=0)


def safe_path(address: str | None) -> str | None:
    """The path of an address on this site, or None: nobody is ever sent elsewhere.

    Refuses other hosts, addresses without a leading slash, and the forms that browsers read as
    another host (two slashes, backslashes, control characters).
    """
    if not address:
        return None
    if any(ord(letter) < 32 for letter in address) or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if (parts.scheme or parts.netloc) and parts.netloc != request.host:
        return None
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def addresses_of_rows(*, query: Collection[str] = ()) -> Callable[[str, UUID], str]:
    """The addresses of the people in a list: each kind is built once, then filled in, as 60 rows have hundreds.

    :param query: endpoints that name the person as ``person`` behind the question mark, not in the path.
    """
    built: dict[str, tuple[str, str]] = {}

    def address(endpoint: str, person_id: UUID) -> str:
        if endpoint not in built:
            example = url_for(endpoint, person=NOBODY) if endpoint in query else url_for(endpoint, person_id=NOBODY)
            before, _nobody, after = example.partition(str(NOBODY))
            built[endpoint] = before, after
        before, after = built[endpoint]
        return f"{before}{person_id}{after}"

    return address
