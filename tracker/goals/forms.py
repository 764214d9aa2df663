"""Forms for goals."""

from __future__ import annotations

from wtforms import Field, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from tracker.goals.models import GoalStatus
from tracker.language import _, _l
from tracker.web.forms import (
    Form,
    NewRecordForm,
    choices,
    date_field,
    line_field,
    not_in_past,
    runs_backward,
    text_field,
)
from tracker.web.items import AboutItems


class GoalForm(AboutItems, NewRecordForm):
    """A goal in the employee's words, with a strength beside it and a step for each side."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge"))
    statement = text_field(_l("The goal, in the employee's own words"), _l("Write the goal in a sentence."))
    strength = text_field(_l("A strength to build on"), _l("Name a strength this goal builds on."))
    success = text_field(_l("What success looks like"), _l("Say how you will both know that it is reached."))
    support_needed = text_field(_l("Support needed"))
    start_on = date_field(_l("Start"), _l("Choose the day it starts."), not_in_past)
    target_on = date_field(_l("Target day"), _l("Choose the day to reach it by."), not_in_past)
    employee_step = line_field(
        _l("First step of the employee"), _l("Write one step the employee will do."), 400, about_work=True
    )
    employee_step_due = date_field(_l("By when"), _l("Choose a day for this step."), not_in_past)
    supervisor_step = line_field(
        _l("First step of the supervisor"), _l("Write one step the supervisor will do."), 400, about_work=True
    )
    supervisor_step_due = date_field(_l("By when"), _l("Choose a day for this step."), not_in_past)

    def validate_target_on(self, field: Field) -> None:
        """The target comes after the start."""
        if runs_backward(self.start_on, field):
            raise ValidationError(_("Choose a target day after the start, %(day)s.", day=self.start_on.data))


class GoalNoteForm(Form):
    """A note on progress."""

    text = text_field(_l("Note on progress"), _l("Write what has moved."))


class GoalCloseForm(Form):
    """How a goal ended."""

    status = RadioField(
        _l("How does this goal end?"),
        [InputRequired(_l("Choose how the goal ends."))],
        choices=choices([GoalStatus.MET, GoalStatus.CLOSED]),
    )
    reason = text_field(_l("In a sentence, why"))
