"""The log's quick entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from tracker.consultations.models import GENERAL, LONGEST_ENTRY, EntryKind, Mode, Topic
from tracker.language import LazyString, _, _l
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    choices,
    date_field,
    line_field,
    minutes_field,
    not_in_future,
    text_field,
)

SPLIT = "split_"


class EntryForm(NewRecordForm):
    """Who, when, how long, on what. ``for_domains`` adds a field for each domain's minutes."""

    attendees = SelectMultipleField(_l("Who attended"))
    held_on = date_field(_l("Day"), _l("Choose the day you met."), not_in_future)
    starts = TimeField(_l("Start time"), [Optional()])
    minutes = minutes_field(_l("Minutes"), _l("Write the minutes as a number from 1 to 600."), LONGEST_ENTRY)
    kind = RadioField(_l("Kind"), [InputRequired(_l("Choose a kind."))], choices=choices(EntryKind))
    mode = RadioField(_l("How you met"), [InputRequired(_l("Choose how you met."))], choices=choices(Mode))
    topics = SelectMultipleField(_l("Topics"), choices=choices(Topic))
    summary = text_field(_l("What you talked about"), _l("Write a sentence on what you talked about."))
    strength = line_field(_l("A strength you noticed"), about_work=True)
    is_non_clinical = BooleanField(_l("Peer, non-clinical supervision"))

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

    def minutes_by_domain(self) -> dict[str, int]:
        """Minutes by domain code; all General when no domain was given any."""
        given = {field.name.removeprefix(SPLIT): field.data or 0 for field in self.split_fields()}
        if not any(given.values()):
            return {GENERAL: self.minutes.data or 0}
        return given

    def entry_values(self) -> dict[str, Any]:
        """What the action needs, attendees and domain fields left out."""
        values = self.values("attendees", *(field.name for field in self.split_fields()))
        return {
            **values,
            "kind": EntryKind(values["kind"]),
            "mode": Mode(values["mode"]),
            "topics": [Topic(topic) for topic in values["topics"] or []],
            "minutes_by_domain": self.minutes_by_domain(),
        }


def for_domains(domains: Mapping[str, str]) -> type[EntryForm]:
    """The form with a field for the minutes of each domain and of General."""
    rules = [Optional(), NumberRange(0, LONGEST_ENTRY, _l("Write the minutes as a number from 0 to 600."))]
    labels: dict[str, str | LazyString] = {**domains, GENERAL: _l("General")}
    fields = {f"{SPLIT}{code}": NumberField(title, list(rules)) for code, title in labels.items()}
    return type("EntryFormForDomains", (EntryForm,), fields)


class ConfirmForm(Form):
    """The attendee's confirmation."""

    comment = text_field(_l("A comment, if you like"))
