"""Choosing what has to go, and deciding on it."""

from __future__ import annotations

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from tracker.language import _l
from tracker.removals.models import RemovalReason
from tracker.web.forms import Form, NewRecordForm, choices, line_field, text_field


class AskForm(NewRecordForm):
    """The texts, by their keys, and why they have to go. ``words`` narrows the list; it is sent, never kept."""

    words = line_field(_l("Words to look for"))
    texts = SelectMultipleField(_l("Texts"))
    reason = RadioField(
        _l("Why it has to go"), [InputRequired(_l("Choose why it has to go."))], choices=choices(RemovalReason)
    )


class RefuseForm(Form):
    """Why the text stays."""

    why = text_field(_l("Why the text stays"), _l("Say in a sentence why the text stays. Do not repeat it."), 500)
