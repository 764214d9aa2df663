"""The statement form."""

from __future__ import annotations

from tracker.language import _l
from tracker.web.forms import Form, text_field


class StatementForm(Form):
    """The employee's own words on a part of their record."""

    text = text_field(_l("Your statement"), _l("Write your statement."))
