"""The verification form: one event, one item or several."""

from __future__ import annotations

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from tracker.language import _l
from tracker.verifications.models import Method
from tracker.web.forms import (
    Form,
    NewRecordForm,
    choices,
    date_field,
    line_field,
    not_in_future,
    text_field,
)
from tracker.web.items import AboutItems


class VerificationForm(AboutItems, NewRecordForm):
    """What was shown, how, and why the assessor is qualified to say so."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge shown"))
    level = SelectField(_l("Level shown"), [InputRequired(_l("Choose the level that was shown."))])
    method = SelectField(_l("Method"), [InputRequired(_l("Choose how it was shown."))], choices=choices(Method))
    event = line_field(_l("The event"), _l("Name the event, such as 'Tuesday wellness group'."), 300)
    observed_on = date_field(_l("Day it was shown"), _l("Choose the day it was shown."), not_in_future)
    evidence = text_field(_l("Evidence, in a sentence"), _l("Write in a sentence what you saw or heard."))
    qualified_by = line_field(
        _l("Why you are qualified to assess this"),
        _l("Name the credential, experience or training that qualifies you."),
        300,
    )
    goal = SelectField(_l("Goal for the next step"))


class WithdrawForm(Form):
    """Why a verification is withdrawn."""

    reason = text_field(_l("Reason"), _l("Say in a sentence why it is withdrawn."))
