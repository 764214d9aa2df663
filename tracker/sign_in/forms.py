"""Forms of signing in and of passwords."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from tracker.language import _l
from tracker.sign_in.actions import LONGEST_PASSWORD, SHORTEST_PASSWORD
from tracker.web.forms import Form, line_field


class SignInForm(Form):
    """Email address or sign-in name, and password."""

    email = line_field(_l("Email address or sign-in name"), _l("Write your email address or sign-in name."))
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])
    next = HiddenField()
    held = HiddenField()


class NewPasswordForm(Form):
    """A new password, typed twice. Length is the only rule: long and easy to remember beats short and odd."""

    new_password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Choose a password.")),
            Length(
                SHORTEST_PASSWORD,
                LONGEST_PASSWORD,
                _l("Use at least %(min)d characters. Four or five unrelated words are easy to remember."),
            ),
        ],
    )
    again = PasswordField(
        _l("New password again"),
        [
            InputRequired(_l("Write the new password again.")),
            EqualTo("new_password", _l("Write the same password twice.")),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and the new one."""

    current_password = PasswordField(_l("Present password"), [InputRequired(_l("Write your present password."))])
