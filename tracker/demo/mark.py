"""The logo of the invented employer: a lantern over prairie grass, drawn here and taken from nobody."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

SIDE: Final = 200
# Drawn larger and made smaller, edges are smooth.
_TIMES: Final = 4
_INK: Final = (22, 62, 92)
_LIGHT: Final = (247, 181, 56)
_GRASS: Final = (74, 110, 60)


def draw() -> bytes:
    """The picture as a PNG file; the same bytes each time."""
    picture = Image.new("RGB", (SIDE * _TIMES, SIDE * _TIMES), "white")
    pen = ImageDraw.Draw(picture)

    def at(*places: float) -> list[float]:
        return [place * _TIMES for place in places]

    pen.arc(at(74, 14, 126, 104), 180, 360, fill=_INK, width=7 * _TIMES)
    pen.polygon(at(74, 58, 126, 58, 142, 78, 58, 78), fill=_INK)
    pen.rounded_rectangle(at(62, 82, 138, 154), radius=8 * _TIMES, outline=_INK, width=7 * _TIMES)
    pen.ellipse(at(82, 104, 118, 144), fill=_LIGHT)
    pen.polygon(at(84, 116, 100, 90, 116, 116), fill=_LIGHT)
    pen.rounded_rectangle(at(54, 156, 146, 168), radius=4 * _TIMES, fill=_INK)
    for foot, lean in ((16, 10), (34, -6), (50, 8), (150, -8), (166, 6), (184, -10)):
        pen.line(at(foot, 192, foot + lean, 142), fill=_GRASS, width=5 * _TIMES)
    pen.line(at(6, 193, 194, 193), fill=_GRASS, width=6 * _TIMES)
    out = BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
