"""Forms of a cycle."""

from __future__ import annotations

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from tracker.cycles.models import LONGEST_HIRED_WITHIN, ExtensionReason
from tracker.language import _, _l
from tracker.reviews.forms import HowRatedForm
from tracker.reviews.models import ReviewKind
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    choices,
    date_field,
    line_field,
    not_in_future,
    not_in_past,
    runs_backward,
    text_field,
)


class CycleForm(HowRatedForm, NewRecordForm):
    """What a cycle is planned with."""

    name = line_field(_l("Name"), _l("Write a name, such as Annual reviews 2027."), 120)
    kind = SelectField(_l("Kind of review"), [InputRequired(_l("Choose a kind."))], choices=choices(ReviewKind))
    framework = SelectField(_l("Competencies"), [InputRequired(_l("Choose a list of competencies."))])
    used_for = text_field(
        _l("These reviews are used for"), _l("Say what the reviews are used for."), 1000, about_work=False
    )
    not_used_for = text_field(
        _l("They are not used for"), _l("Say what the reviews are not used for."), 1000, about_work=False
    )
    who_reads = text_field(_l("Who reads what, in your words"), None, 1000, about_work=False)
    period_from = date_field(_l("Looks back to"), _l("Choose the first day the reviews look at."), not_in_future)
    opens_on = date_field(_l("Opens"), _l("Choose the day the cycle opens."))
    due_on = date_field(_l("Due"), _l("Choose the day the reviews are due."), not_in_past)
    closes_on = date_field(_l("Closes"), _l("Choose the day the cycle closes."))
    program = SelectField(_l("Only this program"))
    job_title = SelectField(_l("Only this job title"))
    hired_within = NumberField(_l("Only those hired within so many days"))
    chosen = SelectMultipleField(_l("People chosen by name"))

    def validate_due_on(self, field: Field) -> None:
        """Due once it is open."""
        if runs_backward(self.opens_on, field):
            raise ValidationError(_("The reviews cannot be due before the cycle opens."))

    def validate_closes_on(self, field: Field) -> None:
        """Closes once they are due."""
        if runs_backward(self.due_on, field):
            raise ValidationError(_("The cycle cannot close before the reviews are due."))

    def validate_opens_on(self, field: Field) -> None:
        """Opens after the first day looked at."""
        if runs_backward(self.period_from, field):
            raise ValidationError(_("The cycle cannot open before the first day it looks at."))

    def validate_hired_within(self, field: Field) -> None:
        """A possible number of days."""
        if field.data is not None and not 1 <= field.data <= LONGEST_HIRED_WITHIN:
            raise ValidationError(
                _("Write the days as a number from 1 to %(most)d, or leave it empty.", most=LONGEST_HIRED_WITHIN)
            )


class ExtendForm(Form):
    """A later due date for one person, for a reason from the list."""

    due_on = date_field(_l("New due date"), _l("Choose the new due date."), not_in_past)
    reason = RadioField(_l("Reason"), [InputRequired(_l("Choose a reason."))], choices=choices(ExtensionReason))


class CloseForm(Form):
    """Closing, after a look at what is unfinished. ``seen`` is how many the list showed."""

    knows_of_unfinished = BooleanField(_l("Close these reviews unfinished"))
    seen = HiddenField()
    asks = False

    def validate_knows_of_unfinished(self, field: Field) -> None:
        """Needed only where something is unfinished."""
        if self.asks and not field.data:
            raise ValidationError(_("Some reviews have not ended. Look at the list, then tick this box to close."))
