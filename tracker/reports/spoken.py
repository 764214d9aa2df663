"""In which language a document is asked for: English or Spanish, whatever the reader's own."""

from __future__ import annotations

from contextlib import AbstractContextManager

from flask import request

from tracker.language import is_spoken, present_language, speaking


def asked_language() -> str:
    """The code of the language that the address asks for; empty where it asks for none that the product speaks."""
    asked = request.args.get("language", "")
    return asked if is_spoken(asked) else ""


def spoken() -> AbstractContextManager[None]:
    """In the language asked for, else in the reader's."""
    return speaking(asked_language() or present_language())
