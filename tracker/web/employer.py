"""The employer's name as pages and reports show it."""

from __future__ import annotations

from flask import current_app

from tracker.settings.queries import present
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
