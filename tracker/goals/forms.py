"""Forms for goals."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from tracker.goals.models import GoalStatus
from tracker.language import _, _l
from tracker.web.forms import (
    Form,
    NewRecordForm,
    choice,
    choices,
    date_field,
    line_field,
    not_in_past,
    runs_backward,
    text_field,
)
from tracker.web.items import AboutItems


class Owner(StrEnum):
    """Whose step it is."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"


class WordingFields(NewRecordForm):
    """A goal in the employee's words, with a strength beside it, a step for each side and room for more."""

    statement = text_field(_l("The goal, in the employee's own words"), _l("Write the goal in a sentence."))
    strength = text_field(_l("A strength to build on"), _l("Name a strength this goal builds on."))
    success = text_field(_l("What success looks like"), _l("Say how you will both know that it is reached."))
    support_needed = text_field(_l("Support needed"))
    target_on = date_field(_l("Target day"), _l("Choose the day to reach it by."), not_in_past)
    employee_step = line_field(
        _l("First step of the employee"), _l("Write one step the employee will do."), 400, about_work=True
    )
    employee_step_due = date_field(_l("By when"), _l("Choose a day for this step."), not_in_past)
    supervisor_step = line_field(
        _l("First step of the supervisor"), _l("Write one step the supervisor will do."), 400, about_work=True
    )
    supervisor_step_due = date_field(_l("By when"), _l("Choose a day for this step."), not_in_past)
    more_1 = line_field(_l("Another step"), None, 400, about_work=True)
    more_1_owner = SelectField(_l("Whose step"), default=Owner.EMPLOYEE.value)
    more_1_due = date_field(_l("By when"), None, not_in_past)
    more_2 = line_field(_l("Another step"), None, 400, about_work=True)
    more_2_owner = SelectField(_l("Whose step"), default=Owner.EMPLOYEE.value)
    more_2_due = date_field(_l("By when"), None, not_in_past)
    more_3 = line_field(_l("Another step"), None, 400, about_work=True)
    more_3_owner = SelectField(_l("Whose step"), default=Owner.EMPLOYEE.value)
    more_3_due = date_field(_l("By when"), None, not_in_past)

    def name_owners(self, employee: str, supervisor: str) -> None:
        """Say who the two sides are."""
        for _text, owner, _due in self.more:
            owner.choices = [choice(Owner.EMPLOYEE, employee), choice(Owner.SUPERVISOR, supervisor)]

    @property
    def more(self) -> list[tuple[Field, Field, Field]]:
        """The fields of each further step: what, whose, by when."""
        return [(self[f"more_{one}"], self[f"more_{one}_owner"], self[f"more_{one}_due"]) for one in (1, 2, 3)]

    @property
    def steps(self) -> list[tuple[Owner, str, date]]:
        """The steps that were given, those of the two sides first."""
        return [
            (Owner.EMPLOYEE, str(self.employee_step.data), self.day(self.employee_step_due)),
            (Owner.SUPERVISOR, str(self.supervisor_step.data), self.day(self.supervisor_step_due)),
            *((Owner(owner.data), str(text.data), self.day(due)) for text, owner, due in self.more if text.data),
        ]

    def validate_more_1_due(self, field: Field) -> None:
        """A further step has a day, and a day has a step."""
        _both_or_none(self.more_1, field)

    def validate_more_2_due(self, field: Field) -> None:
        """A further step has a day, and a day has a step."""
        _both_or_none(self.more_2, field)

    def validate_more_3_due(self, field: Field) -> None:
        """A further step has a day, and a day has a step."""
        _both_or_none(self.more_3, field)


def _both_or_none(text: Field, due: Field) -> None:
    if text.data and due.data is None:
        raise ValidationError(_("Choose a day for this step."))
    if due.data is not None and not text.data:
        raise ValidationError(_("Write the step for this day, or take the day out."))


class GoalForm(AboutItems, WordingFields):
    """A new goal."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge"))
    start_on = date_field(_l("Start"), _l("Choose the day it starts."), not_in_past)

    def validate_target_on(self, field: Field) -> None:
        """The target comes after the start."""
        if runs_backward(self.start_on, field):
            raise ValidationError(_("Choose a target day after the start, %(day)s.", day=self.start_on.data))


class ReviseForm(WordingFields):
    """A goal in other words, and why."""

    reason = text_field(_l("Why it changes"), _l("Say in a sentence why the goal changes."), 1000)


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


class CarryForm(Form):
    """Until when a goal is carried on."""

    target_on = date_field(_l("New target day"), _l("Choose the day to reach it by."), not_in_past)
