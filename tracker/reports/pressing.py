"""Content and stamp to the bytes of a document: a template, then the rendering process. It reads no record."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from typing import Final

from flask import current_app, render_template

from tracker.files import queries as files
from tracker.reports import pdf, qr
from tracker.reports.actions import Stamp
from tracker.reports.frozen import Content
from tracker.reports.kinds import DOCUMENTS
from tracker.reports.models import Paper
from tracker.settings.queries import present

# Pages hide the dots from screen readers, which have the words beside them. On paper every element is paid for.
_HIDDEN_DOTS: Final = re.compile(r'<span class="dots" aria-hidden="true">([\u25cf\u25cb]+)</span>')

# A line that fits but for the space after its last word would be broken after its first one.
_ENDING_SPACE: Final = re.compile(r"[ \n]+</p>")


def draw(what: Content, stamp: Stamp) -> str:
    """The document as HTML, as it goes to the rendering process."""
    base = str(current_app.config["TRACKER_BASE_URL"])
    address = f"{base}/verify/{stamp.identifier}" if base else ""
    html = render_template(
        "reports/document.html",
        body_template=DOCUMENTS[what.document_kind].body,
        content=what,
        stamp=stamp,
        logo=logo_source(what.logo),
        address=address,
        verify_page=f"{base.partition('://')[2]}/verify",
        code=qr.draw(address) if address else None,
    )
    return _ENDING_SPACE.sub("</p>", _HIDDEN_DOTS.sub(r"\1", html))


@lru_cache(maxsize=8)
def logo_source(sha256: str) -> str:
    """A logo as an address that holds it: the rendering process reads no record. A logo never changes."""
    found = files.find_logo(sha256) if sha256 else None
    return f"data:image/png;base64,{b64encode(found.content).decode()}" if found else ""


def press(what: Content, stamp: Stamp) -> bytes:
    """Content and stamp to PDF bytes."""
    return printer().render(draw(what, stamp), str(stamp.identifier))


def printer() -> pdf.Renderers:
    """The rendering processes of this server process, within the bounds that the operator has set."""
    config = current_app.config
    return pdf.renderer(
        seconds=config["TRACKER_RENDER_SECONDS"],
        megabytes=config["TRACKER_RENDER_MEGABYTES"],
        processes=config["TRACKER_RENDER_PROCESSES"],
    )


def paper() -> Paper:
    """The size of sheet that the employer has set."""
    return Paper(present().paper)
