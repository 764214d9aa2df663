"""Answers go out compressed to a browser that takes it, without any proxy: the line to a phone may be poor.

The size of a compressed page can speak of its content to someone who reads the line and makes the visitor's browser
ask for the page again and again with words of their own in it (BREACH, https://breachattack.com). So a page is
compressed only where the browser says that our own page, or the visitor's own hand, asked for it (``Sec-Fetch-Site``,
https://www.w3.org/TR/fetch-metadata/), and each time a different number of bytes is added ("Heal the Breach",
https://ieeexplore.ieee.org/document/9754554). Browsers say so on https and on the machine itself; on plain http a
page goes as it is.
"""

from __future__ import annotations

import gzip
import io
import secrets
from pathlib import Path

from flask import Flask, Response, request

LEAST = 1000  # bytes below which nothing is won
MOST_ADDED = 100  # bytes; as Django's GZipMiddleware adds
OWN_HAND = frozenset({"same-origin", "none"})
FILES = frozenset({"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"})


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def _may_pack(response: Response) -> bool:
    """A whole page, and asked for by its reader."""
    is_page = response.mimetype == "text/html" and not response.is_streamed
    return is_page and _takes_gzip() and request.headers.get("Sec-Fetch-Site") in OWN_HAND


def pack_page(content: bytes) -> bytes:
    """A page compressed, longer by up to :data:`MOST_ADDED` bytes that no one can foretell."""
    packed = io.BytesIO()
    # The name of a file in the head of gzip, which no browser reads.
    added = "a" * secrets.randbelow(MOST_ADDED)
    with gzip.GzipFile(filename=added, mode="wb", compresslevel=5, fileobj=packed, mtime=0) as into:
        into.write(content)
    return packed.getvalue()


def install(app: Flask) -> None:
    """Compress pages, and our own files once for as long as they stay what they are."""
    kept: dict[str, bytes] = {}

    def pack_file(name: str, content: bytes) -> bytes:
        if name not in kept:
            kept[name] = gzip.compress(content, 9, mtime=0)
        return kept[name]

    def send(response: Response, packed: bytes) -> Response:
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        return response

    @app.after_request
    def pack(response: Response) -> Response:
        if request.endpoint == "static" and response.mimetype in FILES:
            response.vary.add("Accept-Encoding")
            tag = response.get_etag()[0]
            if response.status_code != 200 or not _takes_gzip() or tag is None:
                return response
            response.direct_passthrough = False
            packed = send(response, pack_file(f"{Path(request.path).name} {tag}", response.get_data()))
            packed.set_etag(f"{tag}-gzip")
            packed.make_conditional(request.environ)
            return packed
        if _may_pack(response) and len(response.get_data()) >= LEAST:
            return send(response, pack_page(response.get_data()))
        return response
