"""Forms for requests to see a record, and for the log of what was handed over."""

from __future__ import annotations

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from tracker.language import _l
from tracker.record_requests.models import Channel, Wish
from tracker.web.forms import NewRecordForm, choices, date_field, line_field, not_in_future


class AskForm(NewRecordForm):
    """In which form one wants one's own record."""

    wish = SelectField(_l("How you want it"), [InputRequired(_l("Choose how."))], choices=choices(Wish))


class NoteForm(NewRecordForm):
    """What somebody asked for by another way."""

    asked_by = line_field(_l("Who asked, if not the person"), None, 120)
    asked_on = date_field(_l("Day it was asked for"), _l("Choose the day it was asked for."), not_in_future)
    channel = SelectField(_l("How it was asked for"), [InputRequired(_l("Choose how."))], choices=choices(Channel))
    wish = SelectField(_l("How it is wanted"), [InputRequired(_l("Choose how."))], choices=choices(Wish))


class HandOverForm(NewRecordForm):
    """One line of the log."""

    what = line_field(_l("What was handed over"), _l("Write what was handed over, such as the whole record."), 300)
    handed_on = date_field(_l("On which day"), _l("Choose the day it was handed over."), not_in_future)
    channel = SelectField(_l("How"), [InputRequired(_l("Choose how."))], choices=choices(Channel))
    is_all = BooleanField(_l("This is everything that was asked for: the request is fulfilled"))
