"""Sending files: everything else stays under the limit for texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from flask import Flask, current_app, request

from tracker.files.models import LARGEST

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

# What a form adds around the file it carries.
ENVELOPE: Final = 64 * 1024


def takes_file(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Let a view receive one file as large as the product keeps. Stands below the permission."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def is_for_files() -> bool:
    """Whether the address asked for receives files."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "takes_file", False)


def install(app: Flask) -> None:
    """Raise the limit before anything reads the form, and for these addresses only."""

    @app.before_request
    def make_room() -> None:
        if is_for_files():
            request.max_content_length = LARGEST + ENVELOPE
