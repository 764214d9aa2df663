"""Addresses within the product that came from outside."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


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
