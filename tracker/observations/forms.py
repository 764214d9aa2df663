"""The observation form: strengths first."""

from __future__ import annotations

from typing import Any, Final

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from tracker.consultations.models import LONGEST_ENTRY, Mode
from tracker.language import _, _l
from tracker.observations.models import ObservationMethod, Presence, Setting
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    choices,
    date_field,
    not_in_future,
    runs_backward,
    text_field,
)
from tracker.web.items import AboutItems

MINUTES: Final = _l("Write the minutes as a number from 1 to 600.")


class ObservationForm(AboutItems, NewRecordForm):
    """What was seen, and when."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge it was about"))
    observed_on = date_field(_l("Day it was seen"), _l("Choose the day you saw it."), not_in_future)
    strength = text_field(_l("A strength you saw"), _l("Name one thing that went well."))
    seen = text_field(_l("What you saw or heard"), _l("Describe what you saw or heard, in a sentence or two."))
    next_step = text_field(_l("A next step"))
    setting = SelectField(_l("Setting"), [InputRequired(_l("Choose a setting."))], choices=choices(Setting))
    method = SelectField(
        _l("How you saw it"), [InputRequired(_l("Choose how you saw it."))], choices=choices(ObservationMethod)
    )
    presence = RadioField(
        _l("Was an individual present?"),
        [InputRequired(_l("Say whether an individual was present and agreed."))],
        choices=choices(Presence),
    )
    feedback_on = date_field(_l("Day you gave feedback"), None, not_in_future)
    logs = BooleanField(_l("Also put this in the supervision log"))
    log_minutes = NumberField(_l("Minutes"), [Optional(), NumberRange(1, LONGEST_ENTRY, MINUTES)])
    log_mode = RadioField(_l("How you met"), [Optional()], choices=choices(Mode))

    def validate(self, extra_validators: Any = None) -> bool:
        """What goes into the log needs minutes."""
        is_right = bool(super().validate(extra_validators))
        if self.logs.data and not self.log_minutes.data and not self.log_minutes.errors:
            self.log_minutes.errors = [str(MINUTES)]
            return False
        return is_right

    def validate_feedback_on(self, field: Field) -> None:
        """Feedback comes after the event."""
        if runs_backward(self.observed_on, field):
            raise ValidationError(_("Feedback cannot come before the day it was seen."))


class RequestForm(NewRecordForm):
    """What an employee would like to have seen."""

    wish = text_field(
        _l("What would you like someone to notice?"), _l("Write in a sentence what someone could see, and when."), 1000
    )
    items = SelectMultipleField(_l("Tasks and areas of knowledge it shows (optional)"))


class AnswerForm(Form):
    """A sentence in answer to what was asked."""

    answer = text_field(_l("Your answer"), _l("Write your answer in a sentence, such as when you can come."), 1000)


class AcknowledgeForm(Form):
    """That one has read it."""

    comment = text_field(_l("Your comment"), None, 2000)


class ExampleForm(AboutItems, NewRecordForm):
    """An example of one's own work."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge it shows"))
    happened_on = date_field(_l("Day"), _l("Choose the day it happened."), not_in_future)
    text = text_field(_l("What you did"), _l("Write in a sentence or two what you did."))
