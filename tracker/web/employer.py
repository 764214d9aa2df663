"""The employer's name as pages and reports show it."""

from __future__ import annotations

from flask import current_app
from markupsafe import Markup

from tracker.settings.queries import find_language_of_purpose, present, say_purpose
from tracker.sign_in.sessions import installation


def employer_name() -> str:
    """The name that was set in the product, or ``operator_name``."""
    return present().name or operator_name()


def operator_name() -> str:
    """The name from the environment; in a demo, the invented employer's."""
    shown = installation()
    return (shown and shown.demo_employer_name) or str(current_app.config["TRACKER_EMPLOYER_NAME"])


def is_demo() -> bool:
    """Whether this database holds an invented employer; every page says so."""
    shown = installation()
    return shown is not None and shown.is_demo


def mark_purpose(text: str) -> str:
    """What a review is used for, as ``say_purpose`` has it, marked where that is in another language than the page."""
    said = say_purpose(text)
    language = find_language_of_purpose(said)
    return Markup('<span lang="{}">{}</span>').format(language, said) if language else said
