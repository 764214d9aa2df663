"""What one wants to be reminded of."""

from __future__ import annotations

from wtforms import SelectMultipleField

from tracker.language import _l
from tracker.reminders.models import ReminderKind
from tracker.web.forms import Form, choices


class RemindersForm(Form):
    """The kinds of thing one wants mail about."""

    kinds = SelectMultipleField(_l("Send me a mail when this waits for me"), choices=choices(ReminderKind))
