"""Forms for agreements and requests."""

from __future__ import annotations

from wtforms import BooleanField, Field, HiddenField, PasswordField, RadioField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from tracker.consultations.models import LONGEST_ENTRY, Mode
from tracker.language import _, _l
from tracker.signatures.forms import ConsentField
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    choices,
    date_field,
    line_field,
    minutes_field,
    not_in_past,
    text_field,
)


class AgreementForm(NewRecordForm):
    """How often, how long and how two people meet, and what each expects."""

    starts_on = date_field(_l("From"), _l("Choose the day from which it holds."))
    every_days = NumberField(
        _l("At least once in so many days"),
        [
            InputRequired(_l("Write a number of days from 1 to 365.")),
            NumberRange(1, 365, _l("Write a number of days from 1 to 365.")),
        ],
    )
    minutes = minutes_field(_l("Minutes each time"), _l("Write the minutes as a number from 1 to 600."), LONGEST_ENTRY)
    mode = RadioField(_l("How you meet"), [InputRequired(_l("Choose how you meet."))], choices=choices(Mode))
    expectations = text_field(
        _l("What each of you expects of the other"), _l("Write what each of you expects of the other.")
    )
    conflict_check = text_field(
        _l("Conflict of interest: what you looked at, and what you found"),
        _l("Write what you looked at: family, money, an earlier bond. 'None found' is an answer."),
    )
    clinical_oversight = text_field(_l("Clinical oversight: who, and for what"))
    review_on = date_field(_l("Look at it again on"), _l("Choose the day to look at it again."), not_in_past)

    def validate_review_on(self, field: Field) -> None:
        """It comes after the first day."""
        if field.data and not self.starts_on.errors and field.data <= self.day(self.starts_on):
            raise ValidationError(_("Choose a day to look at it again that comes after the first day."))


class SignForm(Form):
    """Everything a signature needs besides the content."""

    seen_sha256 = HiddenField()
    typed_name = line_field(_l("Type your name"), _l("Type your name as it stands in your record."))
    password = PasswordField(_l("Your password, to confirm it is you"), [InputRequired(_l("Write your password."))])
    consents = ConsentField(_l("I agree to sign on screen."))


class AskForm(NewRecordForm):
    """I need supervision."""

    is_urgent = BooleanField(_l("It cannot wait for our next meeting"))
    about = text_field(_l("What it is about, if you like"), None, 1000)


class AnswerForm(Form):
    """The supervisor's answer."""

    text = text_field(_l("Your answer"), _l("Write an answer."), 1000)
    meeting_on = date_field(_l("We meet on"), None, not_in_past)
