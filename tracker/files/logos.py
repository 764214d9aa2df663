"""Keeping the employer's logo. What somebody sends is never stored: a small picture is made anew from its points."""

from __future__ import annotations

import hashlib
import zlib
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from tracker.database import db
from tracker.errors import Refusal
from tracker.files.models import Logo
from tracker.language import _
from tracker.people.models import Person

LARGEST: Final = 4 * 1024 * 1024
# As many points are taken apart at most; what says it has more is refused by its head, before it is unpacked.
MOST_POINTS: Final = 16_000_000
# What is stored fits into this, and into so many bytes.
BOX: Final = (600, 240)
LARGEST_KEPT: Final = 200_000
_HEAD: Final = 4096
# All that Pillow says of a file that breaks off, lies about itself, or unpacks to far more than it may.
_UNREADABLE: Final = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, zlib.error)


def keep_logo(content: bytes, *, by: Person) -> Logo:
    """Make a bounded PNG of a PNG or JPEG file and keep it; the same picture is kept once.

    :raises Refusal: for anything else, a file over 4 MB, or a picture with too many points.
    """
    picture = _shrink(_open(content))
    made = _write(picture)
    while len(made) > LARGEST_KEPT:
        picture.thumbnail((picture.width // 2 or 1, picture.height // 2 or 1))
        made = _write(picture)
    sha256 = hashlib.sha256(made).hexdigest()
    logo = db.session.get(Logo, sha256)
    if logo is None:
        logo = Logo(sha256=sha256, width=picture.width, height=picture.height, content=made, kept_by_id=by.id)
        db.session.add(logo)
        db.session.flush()
    return logo


def _open(content: bytes) -> Image.Image:
    if not content:
        raise Refusal(_("This file is empty. Choose the picture again."))
    if len(content) > LARGEST:
        raise Refusal(_("This picture is larger than 4 MB. Save it smaller; 600 points wide is enough."))
    head = content[:_HEAD].lower()
    if b"<svg" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<!doctype")):
        raise Refusal(_("This is an SVG drawing, which can hold programs. Save it as a PNG or JPEG picture."))
    try:
        picture = Image.open(BytesIO(content), formats=("PNG", "JPEG"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_points() from None
    except _UNREADABLE:
        raise Refusal(_("This is no PNG or JPEG picture. Save the logo as one of these.")) from None
    if picture.width * picture.height > MOST_POINTS:
        raise _too_many_points()
    return picture


def _too_many_points() -> Refusal:
    return Refusal(_("This picture has too many points. Save it smaller; 600 points wide is enough."))


def _shrink(picture: Image.Image) -> Image.Image:
    """The points alone, upright, no larger than needed; no text, place or profile that came with them."""
    try:
        picture.draft("RGB", (2 * BOX[0], 2 * BOX[1]))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        is_clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        upright = upright.convert("RGBA" if is_clear else "RGB")
        upright.thumbnail(BOX)
    except _UNREADABLE:
        raise Refusal(_("This picture cannot be read to its end. Save it again, or choose another file.")) from None
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _write(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
