"""Choosing competencies on a form: by code, grouped by section."""

from __future__ import annotations

from flask import request

from tracker.frameworks.queries import Outline


def item_choices(outline: Outline) -> list[tuple[str, str]]:
    """Every competency as a choice: its code, and code with statement."""
    return [(item.code, f"{item.code} {item.statement}") for item in outline.items]


def chosen_codes(outline: Outline) -> list[str]:
    """The competencies named in the address as ``?item=ADV-T01``, several times if wanted."""
    return [code for code in request.args.getlist("item") if code in outline.by_code]
