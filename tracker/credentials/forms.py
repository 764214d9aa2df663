"""The credential form."""

from __future__ import annotations

from wtforms import Field
from wtforms.validators import ValidationError

from tracker.language import _, _l
from tracker.web.forms import NewRecordForm, date_field, line_field, not_in_future, runs_backward


class CredentialForm(NewRecordForm):
    """Type, number and dates of a credential."""

    kind = line_field(_l("Credential"), _l("Write its short name, such as CRSS."), 80)
    number = line_field(_l("Number"), _l("Write the number on the certificate."), 80)
    issued_on = date_field(_l("Issued"), None, not_in_future)
    expires_on = date_field(_l("Expires"))

    def validate_expires_on(self, field: Field) -> None:
        """It expires after it was issued."""
        if runs_backward(self.issued_on, field):
            raise ValidationError(_("The day it expires cannot come before the day it was issued."))
