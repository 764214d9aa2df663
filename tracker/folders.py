"""Where the folders beside the code are: in an installed package, or in the repository."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def find_folder(name: str) -> Path:
    """The folder ``templates``, ``migrations`` or ``seed``: packed into the wheel, or of the checkout."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name
