"""A QR code as squares to draw: what a camera reads, and nothing that is loaded from anywhere."""

from __future__ import annotations

from dataclasses import dataclass

# Light squares around the code, without which cameras do not find it (ISO/IEC 18004).
QUIET = 4


@dataclass(frozen=True)
class Code:
    """``side`` squares on each side, and the dark ones as the outline of an SVG path."""

    side: int
    path: str


def draw(text: str) -> Code:
    """The code of a text, with a quarter of it restorable where the paper is soiled."""
    import segno

    matrix = segno.make(text, error="q", micro=False).matrix
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return Code(len(matrix) + 2 * QUIET, path)
