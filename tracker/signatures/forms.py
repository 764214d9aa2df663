"""The statement form."""

from __future__ import annotations

from tracker.language import _l
from tracker.web.forms import NewRecordForm, text_field


class StatementForm(NewRecordForm):
    """The employee's own words on a part of their record."""

    text = text_field(_l("Your statement"), _l("Write your statement."))
