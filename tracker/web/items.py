"""Choosing competencies on a form: by code, grouped by section."""

from __future__ import annotations

from flask import request
from wtforms import Field, SelectChoice
from wtforms.validators import ValidationError

from tracker.frameworks.queries import Outline
from tracker.language import _
from tracker.web.forms import choice


class AboutItems:
    """A form whose field ``items`` names the competencies it is about: at least one."""

    def validate_items(self, field: Field) -> None:
        """At least one item."""
        if not field.data:
            raise ValidationError(_("Choose at least one task or area of knowledge."))


def item_choices(outline: Outline) -> list[SelectChoice]:
    """Every competency as a choice: its code, and code with statement."""
    return [choice(item.code, f"{item.code} {item.statement}") for item in outline.items]


def chosen_codes(outline: Outline) -> list[str]:
    """The competencies named in the address as ``?item=ADV-T01``, several times if wanted."""
    return [code for code in request.args.getlist("item") if code in outline.by_code]
