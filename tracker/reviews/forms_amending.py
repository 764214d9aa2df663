"""Forms of amendments."""

from __future__ import annotations

from wtforms import Field, RadioField, SelectField
from wtforms.validators import ValidationError

from tracker.assessments.models import NOT_MY_ROLE, Basis, RoleReason
from tracker.language import _, _l
from tracker.web.forms import Form, choice, choices, text_field


class AskForm(Form):
    """What should be amended, and why."""

    reason = text_field(
        _l("What should be amended, and why"), _l("Say in a sentence what should be amended, and why."), 1000
    )


class DecideForm(Form):
    """Opening needs no words; turning down does."""

    reason = text_field(_l("Why it is not opened"), None, 1000)
    turns_down = False

    def validate_reason(self, field: Field) -> None:
        """A reason for turning down."""
        if self.turns_down and not field.data:
            raise ValidationError(_("Say in a sentence why it is not opened."))


class CorrectForm(Form):
    """One's own rating of one item as it should read."""

    answer = RadioField(_l("Your rating"))
    role_reason = SelectField(
        _l("Why it is not part of the role"), choices=[choice("", _l("Choose")), *choices(RoleReason)]
    )
    basis = SelectField(_l("What it rests on"), choices=[choice("", _l("Choose")), *choices(Basis)])
    comment = text_field(_l("Comment"))

    def validate_role_reason(self, field: Field) -> None:
        """A reason where it is not part of the role."""
        if self.answer.data == NOT_MY_ROLE and not field.data:
            raise ValidationError(_("Choose why this is not part of the role."))

    def validate_basis(self, field: Field) -> None:
        """A level rests on something."""
        if (self.answer.data or "").isdigit() and not field.data:
            raise ValidationError(_("Say what this rating rests on."))
