"""Forms of signing and reopening months."""

from __future__ import annotations

from wtforms import Field, HiddenField, PasswordField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from tracker.language import _, _l
from tracker.signatures.forms import ConsentField
from tracker.signatures.models import Meaning
from tracker.web.forms import Form, choice, line_field, text_field


class ReadForm(Form):
    """What was read: the fingerprint of the page's content."""

    mark = HiddenField()


class SittingForm(Form):
    """Everything a signature needs besides the content, given once for several months."""

    months = SelectMultipleField(_l("Months"))
    meaning = RadioField(
        _l("What you sign"),
        [InputRequired(_l("Choose what your signature says."))],
        choices=[
            choice(Meaning.AGREE.value, _l("I have read it and I agree.")),
            choice(Meaning.DISAGREE.value, _l("I have read it and I do not agree.")),
        ],
        default=Meaning.AGREE.value,
    )
    comment = text_field(_l("What you see differently"))
    typed_name = line_field(_l("Type your name"), _l("Type your name as it stands in your record."))
    password = PasswordField(_l("Your password, to confirm it is you"), [InputRequired(_l("Write your password."))])
    consents = ConsentField(_l("I agree to sign on screen."))

    def validate_months(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one month that you have opened."))

    def validate_comment(self, field: Field) -> None:
        """Disagreeing takes words."""
        if self.meaning.data == Meaning.DISAGREE and not field.data:
            raise ValidationError(_("Tell us what you see differently; your words stay with this record."))


class ReopenForm(Form):
    """Why a signed month needs to change, or why it stays."""

    reason = text_field(_l("Reason"), _l("Write the reason in a sentence."), 1000)
