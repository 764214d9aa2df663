"""Forms for work periods and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from tracker.hours.models import Measure
from tracker.hours.shipped import Number, Numbers
from tracker.language import LazyString, _, _l
from tracker.web.forms import Form, NewRecordForm, NumberField, date_field, line_field, runs_backward
from tracker.words import label

MOST: Final = 100_000


class PeriodForm(NewRecordForm):
    """A work period."""

    starts_on = date_field(_l("First day"), _l("Choose the first day."))
    ends_on = date_field(_l("Last day"))
    week_hours = NumberField(
        _l("Hours a week"),
        [
            InputRequired(_l("Write the hours a week as a number from 1 to 168.")),
            NumberRange(1, 168, _l("Write the hours a week as a number from 1 to 168.")),
        ],
    )
    recovery_share = NumberField(
        _l("Share of recovery support, in percent"),
        [
            InputRequired(_l("Write the share as a number from 0 to 100.")),
            NumberRange(0, 100, _l("Write the share as a number from 0 to 100.")),
        ],
    )

    def validate_ends_on(self, field: Field) -> None:
        """It ends after it began."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))


class EndPeriodForm(Form):
    """The last day of a work period."""

    ends_on = date_field(_l("Last day"), _l("Choose the last day."))


class SpanForm(Form):
    """From when to when hours are added up."""

    since = date_field(_l("From"))
    until = date_field(_l("Until"))


class Row(NamedTuple):
    """The fields of one number: how much, where it was read, when."""

    title: str
    amount: Field
    source: Field
    source_on: Field


class TargetForm(Form):
    """A set of targets. ``for_domains`` adds three fields for each number; an empty amount is no target."""

    title = line_field(_l("What the set is called"), _l("Write what the set is called."), 120)

    def rows(self, places: Sequence[tuple[Measure, str, str | LazyString]]) -> list[Row]:
        """The fields, number by number."""
        return [
            Row(str(title), *(self._fields[f"{part}_{_name(measure, domain)}"] for part in Row._fields[1:]))
            for measure, domain, title in places
        ]

    def numbers(self, places: Sequence[tuple[Measure, str, str | LazyString]]) -> list[Number]:
        """The numbers that were given."""
        return [
            Number(measure, row.amount.data, row.source.data, self.day(row.source_on), domain)
            for (measure, domain, _title), row in zip(places, self.rows(places), strict=True)
            if row.amount.data is not None
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """A number says where it was read, and when."""
        is_right = bool(super().validate(extra_validators))
        for name, field in self._fields.items():
            if not name.startswith("amount_") or field.data is None:
                continue
            source, day = (self._fields[name.replace("amount_", part, 1)] for part in ("source_", "source_on_"))
            if not source.data:
                source.errors = [_("Say where this number comes from.")]
            if day.data is None:
                day.errors = [*day.errors] or [_("Choose the day it was read.")]
            is_right = is_right and not source.errors and not day.errors
        return is_right


def _name(measure: Measure, domain: str) -> str:
    return f"{measure.value}_{domain}" if domain else measure.value


def list_places(domains: Mapping[str, str]) -> list[tuple[Measure, str, str | LazyString]]:
    """Every number a set can hold: each measure, and hours of each domain."""
    places: list[tuple[Measure, str, str | LazyString]] = [
        (measure, "", label(measure)) for measure in Measure if measure is not Measure.DOMAIN_HOURS
    ]
    return places + [
        (Measure.DOMAIN_HOURS, code, _("Supervision in %(domain)s, in hours", domain=title))
        for code, title in domains.items()
    ]


def for_domains(domains: Mapping[str, str]) -> type[TargetForm]:
    """The form with fields for every number a set can hold."""
    fields: dict[str, Any] = {}
    for measure, domain, title in list_places(domains):
        name = _name(measure, domain)
        rule = NumberRange(1, MOST, _l("Write a whole number above zero, or leave it empty."))
        fields[f"amount_{name}"] = NumberField(title, [Optional(), rule])
        fields[f"source_{name}"] = line_field(_l("Where it was read"), length=300)
        fields[f"source_on_{name}"] = date_field(_l("Day it was read"))
    return type("TargetFormForDomains", (TargetForm,), fields)


def begin(numbers: Numbers) -> dict[str, Any]:
    """What the form begins with."""
    values: dict[str, Any] = {"title": str(numbers.title)}
    for one in numbers.numbers:
        name = _name(one.measure, one.domain)
        values |= {f"amount_{name}": one.amount, f"source_{name}": str(one.source), f"source_on_{name}": one.source_on}
    return values
