"""The form that asks for the reports of many people."""

from __future__ import annotations

from uuid import UUID

from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from tracker.batches.models import Form as FileForm
from tracker.batches.models import Whom
from tracker.batches.orders import Order
from tracker.language import _, _l, is_spoken, present_language
from tracker.reports.models import Audience, Paper, ReportKind
from tracker.web.forms import NewRecordForm, choices


class BatchForm(NewRecordForm):
    """Which reports, about whom, for whom, as what."""

    kind = SelectField(_l("Which report"), [InputRequired(_l("Choose a kind of report."))])
    whom = RadioField(_l("About whom"), [InputRequired(_l("Choose about whom."))], choices=choices(Whom))
    cycle = SelectField(_l("Review cycle"))
    program = SelectField(_l("Program"))
    people = SelectMultipleField(_l("People"))
    audience = RadioField(_l("For whom"), [InputRequired(_l("Choose for whom."))], choices=choices(Audience))
    language = RadioField(_l("In which language"), validate_choice=False)
    form = RadioField(_l("As what"), [InputRequired(_l("Choose as what."))], choices=choices(FileForm))

    def validate_cycle(self, field: Field) -> None:
        """Needed for everyone in a cycle."""
        if self.whom.data == Whom.CYCLE and not field.data:
            raise ValidationError(_("Choose a review cycle."))

    def validate_program(self, field: Field) -> None:
        """Needed for everyone in a program."""
        if self.whom.data == Whom.PROGRAM and not field.data:
            raise ValidationError(_("Choose a program."))

    def validate_people(self, field: Field) -> None:
        """Needed for people chosen by name."""
        if self.whom.data == Whom.PEOPLE and not field.data:
            raise ValidationError(_("Choose the people."))

    def order(self, paper: Paper) -> Order:
        """What was asked for; the form has been validated."""
        whom = Whom(self.whom.data)
        given = {
            Whom.CYCLE: [self.cycle.data],
            Whom.PROGRAM: [self.program.data],
            Whom.PEOPLE: self.people.data,
            Whom.EVERYONE: [],
        }
        return Order(
            kind=ReportKind(self.kind.data),
            whom=whom,
            chosen=tuple(UUID(one) for one in given[whom] or ()),
            audience=Audience(self.audience.data),
            form=FileForm(self.form.data),
            paper=paper,
            language=str(self.language.data) if is_spoken(self.language.data) else present_language(),
        )
