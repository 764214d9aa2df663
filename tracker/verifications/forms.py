"""The verification form: one event, one item or several."""

from __future__ import annotations

from typing import Any

from wtforms import Field, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from tracker.language import _, _l, say_list
from tracker.verifications.models import ITEMS_WITHOUT_OWN_EVIDENCE, LONGEST_WITHIN_DAYS, Method, Qualification
from tracker.web.forms import (
    PARAGRAPHS,
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
from tracker.web.identifiers import look_at_each
from tracker.web.items import AboutItems


class SentencesField(Field):  # type: ignore[misc]
    """A sentence for each of several items, each sent as ``<name>-<code>``; its data are the sentences by code."""

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        """Collect what was sent under every code."""
        super().process(formdata, *args, **more)
        start = f"{self.name}-"
        sent = formdata or {}
        self.data = {
            name.removeprefix(start): sent[name].replace("\r\n", "\n").strip()
            for name in sent
            if name.startswith(start)
        }


class VerificationForm(AboutItems, NewRecordForm):
    """What was shown, how, and why the assessor is qualified to say so."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge shown"))
    level = SelectField(_l("Level shown"), [InputRequired(_l("Choose the level that was shown."))])
    method = SelectField(_l("Method"), [InputRequired(_l("Choose how it was shown."))], choices=choices(Method))
    event = line_field(_l("The event"), _l("Name the event, such as 'Tuesday wellness group'."), 300, about_work=True)
    observed_on = date_field(_l("Day it was shown"), _l("Choose the day it was shown."), not_in_future)
    evidence = text_field(_l("Evidence, in a sentence"), _l("Write in a sentence what you saw or heard."))
    qualified_by = line_field(
        _l("Which one, in words"),
        _l("Name the credential, experience or training that qualifies you."),
        300,
    )
    qualification = SelectField(
        _l("What qualifies you to assess this"),
        [InputRequired(_l("Choose what qualifies you."))],
        choices=choices(Qualification),
    )
    goal = SelectField(_l("Goal for the next step"))
    sentences = SentencesField(_l("A sentence for each item"))

    def validate_sentences(self, field: Field) -> None:
        """Many items from one event need a sentence each."""
        missing = [code for code in self.codes if not field.data.get(code)]
        if len(self.codes) > ITEMS_WITHOUT_OWN_EVIDENCE and missing:
            raise ValidationError(
                _(
                    "More than %(most)d items from one event need a sentence each. Write one for %(codes)s.",
                    most=ITEMS_WITHOUT_OWN_EVIDENCE,
                    codes=say_list(missing),
                )
            )
        if any(len(sentence) > PARAGRAPHS for sentence in field.data.values()):
            raise ValidationError(_("Shorten this to %(max)d characters or fewer.", max=PARAGRAPHS))
        if self.asks_for_sentences:
            look_at_each(field, {code: field.data[code] for code in self.codes if field.data.get(code)})

    @property
    def codes(self) -> list[str]:
        """The items chosen, each once."""
        return list(dict.fromkeys(self.items.data or []))

    @property
    def asks_for_sentences(self) -> bool:
        """Whether so many are chosen that each needs a sentence of its own."""
        return len(self.codes) > ITEMS_WITHOUT_OWN_EVIDENCE


class WithdrawForm(Form):
    """Why a verification is withdrawn."""

    reason = text_field(_l("Reason"), _l("Say in a sentence why it is withdrawn."))


class RequirementForm(Form):
    """Items that a job requires, several at once: whole sections, single items, or both."""

    sections = SelectMultipleField(_l("Whole sections"))
    items = SelectMultipleField(_l("Tasks and areas of knowledge"))
    level = SelectField(_l("At which level"), [InputRequired(_l("Choose a level."))])
    within_days = NumberField(
        _l("Within how many days of the first day of work"),
        [
            InputRequired(_l("Write in how many days, such as 90.")),
            NumberRange(1, LONGEST_WITHIN_DAYS, _l("Write a number of days from 1 to %(max)d.")),
        ],
    )

    def validate_items(self, field: Field) -> None:
        """At least one item or section."""
        if not field.data and not self.sections.data:
            raise ValidationError(_("Choose at least one task or area of knowledge."))


class AppointmentForm(NewRecordForm):
    """Who may verify whom, from when to when, and why they can."""

    assessor = SelectField(_l("Assessor"), [InputRequired(_l("Choose who may verify."))])
    program = SelectField(_l("Everyone in a program"))
    people = SelectMultipleField(_l("Named people"))
    starts_on = date_field(_l("From"), _l("Choose the first day."))
    ends_on = date_field(_l("Until"), _l("Choose the last day."), not_in_past)
    qualification = SelectField(
        _l("What qualifies the assessor"),
        [InputRequired(_l("Choose what qualifies the assessor."))],
        choices=choices(Qualification),
    )
    qualified_by = line_field(
        _l("Which one, in words"), _l("Name the credential, experience or training of the assessor."), 300
    )

    def validate_people(self, field: Field) -> None:
        """Somebody to verify, by name or as a program, and never the assessor."""
        if not field.data and not self.program.data:
            raise ValidationError(_("Choose at least one person or a program."))
        if self.assessor.data in (field.data or []):
            raise ValidationError(_("Nobody verifies themselves: leave the assessor out of the people."))

    def validate_ends_on(self, field: Field) -> None:
        """The last day comes after the first."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))
