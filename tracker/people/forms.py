"""Forms about people."""

from __future__ import annotations

from uuid import UUID

from wtforms import EmailField, Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Optional,
    Regexp,
    ValidationError,
)

from tracker.language import _, _l, say_list
from tracker.people.listing import find_named
from tracker.people.models import AssignmentKind, Employment
from tracker.reports.kinds import GRANTED
from tracker.web.forms import (
    Form,
    NewRecordForm,
    at_most,
    choices,
    date_field,
    line_field,
    not_in_past,
    runs_backward,
    text_field,
)


class PersonFields(Form):
    """What HR knows of someone."""

    name = line_field(_l("Name"), _l("Write the name this person goes by."), 120)
    legal_name = line_field(_l("Legal name, if different"))
    sign_in_name = StringField(
        _l("Sign-in name"),
        [
            DataRequired(_l("Write a sign-in name without spaces, such as ana.ruiz.")),
            at_most(120),
            Regexp(r"^\S+$", message=_l("Write a sign-in name without spaces, such as ana.ruiz.")),
        ],
    )
    email = EmailField(
        _l("Email address, if there is one"),
        [
            Optional(),
            at_most(254),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Write an address such as ana@example.org, or none.")),
        ],
    )
    job_title = line_field(_l("Job title"), _l("Write the job title."), 120)
    program = line_field(_l("Program"), None, 120)
    site = line_field(_l("Site"), None, 120)
    employment = SelectField(
        _l("Works here as"), [InputRequired(_l("Choose how this person works here."))], choices=choices(Employment)
    )
    hired_on = date_field(_l("First day of work"))


class NewPersonForm(PersonFields, NewRecordForm):
    """A new person with their first roles."""

    roles = SelectMultipleField(_l("Roles"))

    def validate_roles(self, field: Field) -> None:
        """At least one role."""
        if not field.data:
            raise ValidationError(_("Choose at least one role."))


class EditPersonForm(PersonFields):
    """A known person; a last day makes them former staff."""

    left_on = date_field(_l("Last day of work"))

    def validate_left_on(self, field: Field) -> None:
        """The last day comes after the first."""
        if runs_backward(self.hired_on, field):
            raise ValidationError(_("The last day of work cannot come before the first."))


class RehireForm(Form):
    """Someone comes back: from when, as what, with which roles."""

    hired_on = date_field(_l("New first day of work"), _l("Choose the new first day of work."))
    employment = SelectField(
        _l("Works here as"), [InputRequired(_l("Choose how this person works here."))], choices=choices(Employment)
    )
    job_title = line_field(_l("Job title"), _l("Write the job title."), 120)
    program = line_field(_l("Program"), None, 120)
    roles = SelectMultipleField(_l("Roles"))

    def validate_roles(self, field: Field) -> None:
        """At least one role."""
        if not field.data:
            raise ValidationError(_("Choose at least one role."))


class SlipsForm(Form):
    """For whom to make sign-in slips."""

    people = SelectMultipleField(_l("For whom"))

    def validate_people(self, field: Field) -> None:
        """At least one person."""
        if not field.data:
            raise ValidationError(_("Choose at least one person."))


class RolesForm(Form):
    """The roles someone holds."""

    roles = SelectMultipleField(_l("Roles"))


class AssignmentForm(NewRecordForm):
    """Who supervises, as what, from when to when."""

    supervisor = SelectField(_l("Supervisor"), [InputRequired(_l("Choose a supervisor."))])
    kind = SelectField(_l("Kind"), [InputRequired(_l("Choose a kind."))], choices=choices(AssignmentKind))
    starts_on = date_field(_l("From"), _l("Choose the first day."))
    ends_on = date_field(_l("Until, if known"))

    def validate_ends_on(self, field: Field) -> None:
        """The end comes after the start, and a backup has one."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))
        if self.kind.data == AssignmentKind.BACKUP and not field.data:
            raise ValidationError(_("A backup supervisor needs a last day."))


class EndAssignmentForm(Form):
    """The last day of an assignment."""

    ends_on = date_field(_l("Last day"), _l("Choose the last day."))


class HandOverForm(Form):
    """Whom somebody else supervises from a day on, and who that is."""

    assignments = SelectMultipleField(_l("People"))
    supervisor = SelectField(_l("Next supervisor"), [InputRequired(_l("Choose a supervisor."))])
    starts_on = date_field(_l("From"), _l("Choose the first day."), not_in_past)

    def validate_assignments(self, field: Field) -> None:
        """At least one person."""
        if not field.data:
            raise ValidationError(_("Choose at least one person."))


class AwayForm(NewRecordForm):
    """From when to when someone is away. No cause is asked for."""

    starts_on = date_field(_l("First day away"), _l("Choose the first day away."))
    ends_on = date_field(_l("Last day away, if known"))

    def validate_ends_on(self, field: Field) -> None:
        """The end comes after the start."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))


class LastDayAwayForm(Form):
    """Until when someone is away."""

    ends_on = date_field(_l("Last day away, if known"))


class GrantForm(NewRecordForm):
    """What an auditor may read, and until when."""

    people = SelectMultipleField(_l("People"))
    names = text_field(_l("Names or sign-in names, one on each line"), about_work=False)
    kinds = SelectMultipleField(_l("Kinds of report"), choices=choices(GRANTED))
    ends_on = date_field(_l("Until"), _l("Choose the last day of the grant."), not_in_past)
    reason = line_field(_l("Reason"), _l("Say in a sentence what the audit is."), 300)

    def typed(self) -> list[str]:
        """The names that were typed in."""
        return [line.strip() for line in (self.names.data or "").splitlines() if line.strip()]

    def validate_people(self, field: Field) -> None:
        """At least one person, by either way."""
        if not field.data and not self.typed():
            raise ValidationError(_("Choose at least one person."))

    def validate_names(self, _field: Field) -> None:
        """Each name is somebody's, and nobody else's."""
        unknown = [name for name in self.typed() if len(find_named(name)) != 1]
        if unknown:
            raise ValidationError(
                _("Nobody here has these names, or several people do: %(names)s.", names=say_list(unknown))
            )

    def chosen(self) -> list[UUID]:
        """Everybody that was chosen or typed in, once."""
        typed = [one.id for name in self.typed() for one in find_named(name)]
        return list(dict.fromkeys([*map(UUID, self.people.data or []), *typed]))

    def validate_kinds(self, field: Field) -> None:
        """At least one kind."""
        if not field.data:
            raise ValidationError(_("Choose at least one kind of report."))
