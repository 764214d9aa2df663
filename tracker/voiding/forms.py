"""Why a record is made void."""

from __future__ import annotations

from wtforms import BooleanField

from tracker.language import _l
from tracker.web.forms import Form, text_field


class VoidForm(Form):
    """A reason; for a group entry also whether it is void for everyone."""

    reason = text_field(_l("Why it was made in error"), _l("Say in a sentence why this was made in error."), 1000)
    for_everyone = BooleanField(_l("It was not right for anyone who attended: make it void for all of them."))
