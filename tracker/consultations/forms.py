"""The log's quick entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from tracker.consultations.actions import ToDo
from tracker.consultations.models import GENERAL, LONGEST_ENTRY, AskedBy, EntryKind, Mode, is_on_the_clock
from tracker.language import LazyString, _, _l
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    TypedField,
    choices,
    date_field,
    line_field,
    minutes_field,
    not_in_future,
    not_in_past,
    text_field,
)

SPLIT: Final = "split_"
TODO: Final = "todo_"
TODOS: Final = 3


class ClockField(TypedField, TimeField):  # type: ignore[misc]
    """A time of day."""

    message = _l("Write the start as hours and minutes, such as 14:30.")


class TodoRow(NamedTuple):
    """The three fields of one follow-up."""

    text: Field
    owner: Field
    due_on: Field

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not (self.text.data or self.owner.data or self.due_on.data)

    @property
    def errors(self) -> list[str]:
        """What is wrong with it."""
        return [*self.text.errors, *self.owner.errors, *self.due_on.errors]


class EntryForm(NewRecordForm):
    """Who, when, how long, on what. ``for_domains`` adds the fields of domains and follow-ups.

    ``knows`` holds the codes of the warnings that the page has shown.
    """

    attendees = SelectMultipleField(_l("Who attended"))
    held_on = date_field(_l("Day"), _l("Choose the day you met."), not_in_future)
    starts = ClockField(_l("Start time"), [Optional()])
    minutes = minutes_field(_l("Minutes"), _l("Write the minutes as a number from 1 to 600."), LONGEST_ENTRY)
    kind = RadioField(_l("Kind"), [InputRequired(_l("Choose a kind."))], choices=choices(EntryKind))
    mode = RadioField(_l("How you met"), [InputRequired(_l("Choose how you met."))], choices=choices(Mode))
    topics = SelectMultipleField(_l("Topics"))
    summary = text_field(_l("What you talked about"), _l("Write a sentence on what you talked about."))
    strength = line_field(_l("A strength you noticed"), about_work=True)
    recommendations = text_field(_l("Recommendations"), about_work=True)
    items = SelectMultipleField(_l("Tasks and areas of knowledge"))
    goals = SelectMultipleField(_l("Goals you talked about"))
    asked_by = RadioField(_l("Who asked for it"), choices=choices(AskedBy), default=AskedBy.PLANNED)
    is_group = BooleanField(_l("A group: others were there who are not in this log"))
    is_non_clinical = BooleanField(_l("Peer, non-clinical supervision"))
    knows = HiddenField()

    def validate_starts(self, field: Field) -> None:
        """The employer's clock showed this time on that day."""
        if field.data and not self.held_on.errors and not is_on_the_clock(self.day(self.held_on), field.data):
            raise ValidationError(
                _("The clocks went forward that day and skipped this start time. Choose the time they showed.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """A follow-up says what, who and when, or nothing; each message stands at the field it speaks of."""
        is_right = bool(super().validate(extra_validators))
        for row in self.todo_rows():
            if row.is_empty or row.errors:
                continue
            if not row.text.data:
                row.text.errors = [_("Write what is to do, or clear this row.")]
            if not row.owner.data:
                row.owner.errors = [_("Choose who does it.")]
            if row.due_on.data is None:
                row.due_on.errors = [_("Choose the day it is due.")]
            is_right = is_right and not row.errors
        return is_right

    def validate_attendees(self, field: Field) -> None:
        """At least one person."""
        if not field.data:
            raise ValidationError(_("Choose who attended."))

    def validate_minutes(self, field: Field) -> None:
        """The domains add up to the whole; left empty, the time is General."""
        split = sum(self.minutes_by_domain().values())
        if field.data and split != field.data:
            raise ValidationError(
                _(
                    "The domains add up to %(split)d minutes, the meeting took %(minutes)d. Change one of them.",
                    split=split,
                    minutes=field.data,
                )
            )

    def split_fields(self) -> list[Field]:
        """The fields of the domains' minutes, General last."""
        return [field for name, field in self._fields.items() if name.startswith(SPLIT)]

    def todo_rows(self) -> list[TodoRow]:
        """The follow-ups' fields."""
        names = [f"{TODO}{number}" for number in range(TODOS)]
        return [TodoRow(*(self._fields[f"{name}_{part}"] for part in TodoRow._fields)) for name in names]

    def todos(self) -> Iterator[ToDo]:
        """The follow-ups that were given."""
        for row in self.todo_rows():
            if not row.is_empty:
                yield ToDo(str(row.text.data), UUID(row.owner.data), self.day(row.due_on))

    def minutes_by_domain(self) -> dict[str, int]:
        """Minutes by domain code; all General when no domain was given any."""
        given = {field.name.removeprefix(SPLIT): field.data or 0 for field in self.split_fields()}
        if not any(given.values()):
            return {GENERAL: self.minutes.data or 0}
        return given

    def entry_values(self) -> dict[str, Any]:
        """What the action needs, people, items and goals left out."""
        extra = [name for name in self._fields if name.startswith((SPLIT, TODO))]
        values = self.values("attendees", "items", "goals", "knows", *extra)
        return {
            **values,
            "kind": EntryKind(values["kind"]),
            "mode": Mode(values["mode"]),
            "asked_by": AskedBy(values["asked_by"] or AskedBy.PLANNED),
            "topics": values["topics"] or [],
            "follow_ups": list(self.todos()),
            "minutes_by_domain": self.minutes_by_domain(),
        }


def for_domains(domains: Mapping[str, str]) -> type[EntryForm]:
    """The form with a field for the minutes of each domain and of General, and rows for follow-ups."""
    rules = [Optional(), NumberRange(0, LONGEST_ENTRY, _l("Write the minutes as a number from 0 to 600."))]
    labels: dict[str, str | LazyString] = {**domains, GENERAL: _l("General")}
    fields: dict[str, Any] = {f"{SPLIT}{code}": NumberField(title, list(rules)) for code, title in labels.items()}
    for number in range(TODOS):
        fields[f"{TODO}{number}_text"] = line_field(_l("What is to do"), length=400, about_work=True)
        fields[f"{TODO}{number}_owner"] = SelectField(_l("Who does it"), [Optional()])
        fields[f"{TODO}{number}_due_on"] = date_field(_l("Due"))
    return type("EntryFormForDomains", (EntryForm,), fields)


class ConfirmForm(Form):
    """The attendee's confirmation."""

    comment = text_field(_l("A comment, if you like"))


class PartForm(Form):
    """One attendee's own part of a group entry."""

    own_part = text_field(_l("For this person alone"), _l("Write what is for this person alone."))


class SettingForm(Form):
    """The on-call number, and when the log warns."""

    on_call = line_field(_l("On-call number, and who answers"))
    long_minutes = NumberField(
        _l("Ask again when an entry is longer than, in minutes"),
        [
            InputRequired(_l("Write a number of minutes from 30 to 600.")),
            NumberRange(30, LONGEST_ENTRY, _l("Write a number of minutes from 30 to 600.")),
        ],
    )
    gap_days = NumberField(
        _l("Say so when supervision is longer apart than, in days"),
        [Optional(), NumberRange(1, 365, _l("Write a number of days from 1 to 365, or leave it empty."))],
    )


class RuleForm(Form):
    """How minutes count from a day on."""

    starts_on = date_field(_l("From"), _l("Choose the day from which this counts."), not_in_past)
    unit = NumberField(
        _l("Count in whole steps of, in minutes"),
        [
            InputRequired(_l("Write a number of minutes from 1 to 60.")),
            NumberRange(1, 60, _l("Write a number of minutes from 1 to 60.")),
        ],
    )
    least = NumberField(
        _l("Shorter than this is a brief contact, in minutes"),
        [
            InputRequired(_l("Write a number of minutes from 1 to 60.")),
            NumberRange(1, 60, _l("Write a number of minutes from 1 to 60.")),
        ],
    )
    kinds = SelectMultipleField(_l("What counts as supervision"), choices=choices(EntryKind))

    def validate_kinds(self, field: Field) -> None:
        """Something counts."""
        if not field.data:
            raise ValidationError(_("Choose at least one kind that counts as supervision."))


class TopicForm(Form):
    """A topic's name, and whether it touches risk."""

    name = line_field(_l("Topic"), _l("Write what the topic is called."), 80)
    is_risk = BooleanField(_l("A risk topic: shows that this is not the clinical record"))
