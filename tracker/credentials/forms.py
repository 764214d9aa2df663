"""Forms for credentials, their checks, training, and what credentials ask for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from tracker.credentials.models import (
    LONGEST_TRAINING,
    SHORTEST_TRAINING,
    CheckSource,
    TargetPurpose,
    TrainingCategory,
)
from tracker.errors import Refusal
from tracker.files.actions import recognize
from tracker.language import _, _l
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    choices,
    date_field,
    line_field,
    not_in_future,
    runs_backward,
)

DOMAIN = "domain_"


class CredentialForm(NewRecordForm):
    """Type, number and dates of a credential."""

    kind = line_field(_l("Credential"), _l("Write its short name, such as CRSS."), 80)
    number = line_field(_l("Number"), _l("Write the number on the certificate."), 80)
    issued_on = date_field(_l("Issued"), None, not_in_future)
    expires_on = date_field(_l("Expires"))

    def validate_expires_on(self, field: Field) -> None:
        """It expires after it was issued."""
        if runs_backward(self.issued_on, field):
            raise ValidationError(_("The day it expires cannot come before the day it was issued."))


class CheckForm(NewRecordForm):
    """Where a credential was checked, and when."""

    source = SelectField(
        _l("Where you looked"), [InputRequired(_l("Choose where you looked."))], choices=choices(CheckSource)
    )
    checked_on = date_field(_l("Day you looked"), _l("Choose the day you looked."), not_in_future)


class HoursField(Field):  # type: ignore[misc]
    """Hours in quarters, such as 1.5; its data are whole minutes."""

    widget = NumberField.widget

    def _value(self) -> str:
        """What stands in the field: what was typed, or the minutes as hours."""
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data / 60:g}" if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read hours with a point or a comma; an empty field is no hours."""
        typed = valuelist[0].strip().replace(",", ".") if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            hours = Decimal(typed) if len(typed) < 10 else Decimal("NaN")
        except InvalidOperation:
            hours = Decimal("NaN")
        if not hours.is_finite() or hours < 0 or hours > LONGEST_TRAINING or (hours * 4) % 1:
            raise ValueError(_("Write the hours in quarters, such as 6 or 1.5."))
        self.data = int(hours * 60)


class CertificateForm(Form):
    """The certificate of a training; ``content`` are its bytes, once it was found to be one."""

    certificate = FileField(
        _l("Certificate: PDF, PNG or JPEG, up to 10 MB"), [FileRequired(_l("Choose the file with the certificate."))]
    )
    content = b""

    def validate_certificate(self, field: FileField) -> None:
        """Known by its bytes."""
        self.content = _read_certificate(field)


def _read_certificate(field: FileField) -> bytes:
    content: bytes = field.data.read() if field.data else b""
    if field.data:
        try:
            recognize(content)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None
    return content


class TrainingForm(NewRecordForm):
    """One training. ``for_domains`` adds a field for the hours in each domain."""

    title = line_field(_l("Title of the training"), _l("Write the title that stands on the certificate."))
    provider = line_field(_l("Who gave it"), _l("Write who gave the training."))
    starts_on = date_field(_l("First day"), _l("Choose the first day of the training."), not_in_future)
    ends_on = date_field(_l("Last day, if it took several"), None, not_in_future)
    minutes = HoursField(_l("Hours, without breaks"), [InputRequired(_l("Write the hours, such as 6 or 1.5."))])
    category = SelectField(
        _l("Counts as"), [InputRequired(_l("Choose as what it counts."))], choices=choices(TrainingCategory)
    )
    certificate = FileField(_l("Certificate: PDF, PNG or JPEG, up to 10 MB"))
    content = b""

    def validate_ends_on(self, field: Field) -> None:
        """The last day comes after the first."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))

    def validate_minutes(self, field: Field) -> None:
        """A possible length, and no less than its domains."""
        if not SHORTEST_TRAINING <= (field.data or 0) <= LONGEST_TRAINING:
            raise ValidationError(_("Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."))
        if sum(self.minutes_by_domain().values()) > field.data:
            raise ValidationError(_("The domains add up to more than the whole training. Change one of them."))

    def validate_certificate(self, field: FileField) -> None:
        """Known by its bytes, where one is given."""
        self.content = _read_certificate(field)

    def domain_fields(self) -> list[Field]:
        """The fields of the domains' hours."""
        return [field for name, field in self._fields.items() if name.startswith(DOMAIN)]

    def minutes_by_domain(self) -> dict[str, int]:
        """Minutes by domain code, where some were given."""
        return {one.name.removeprefix(DOMAIN): one.data for one in self.domain_fields() if one.data}

    def training_values(self) -> dict[str, Any]:
        """What the action needs."""
        values = self.values("certificate", *(one.name for one in self.domain_fields()))
        return {
            **values,
            "ends_on": self.ends_on.data or self.starts_on.data,
            "category": TrainingCategory(values["category"]),
            "minutes_by_domain": self.minutes_by_domain(),
        }


def for_domains(domains: Mapping[str, str]) -> type[TrainingForm]:
    """The form with a field for the hours in each domain."""
    fields = {f"{DOMAIN}{code}": HoursField(title, [Optional()]) for code, title in domains.items()}
    return type("TrainingFormForDomains", (TrainingForm,), fields)


class TargetForm(NewRecordForm):
    """What a credential asks for, as its source says."""

    credential = line_field(_l("Credential"), _l("Write its short name, such as CRSS."), 80)
    purpose = SelectField(
        _l("Asked for"), [InputRequired(_l("Choose what it is asked for."))], choices=choices(TargetPurpose)
    )
    name = line_field(_l("What is asked for"), _l("Write what is asked for, such as CRSS I."), 120)
    minutes = HoursField(_l("Hours"), [InputRequired(_l("Write the hours, such as 15."))])
    categories = SelectMultipleField(_l("Training that counts"), choices=choices(TrainingCategory))
    each_domain = BooleanField(_l("In each domain"))
    years = NumberField(
        _l("Period of renewal, in years"), [Optional(), NumberRange(1, 10, _l("Write the years as a number up to 10."))]
    )
    source = line_field(_l("Source"), _l("Write where this stands, so that others can look."), 300)
    source_on = date_field(
        _l("Day you looked at the source"), _l("Choose the day you looked at the source."), not_in_future
    )

    def validate_minutes(self, field: Field) -> None:
        """More than nothing."""
        if not field.data:
            raise ValidationError(_("Write the hours in quarters, such as 6 or 1.5."))

    def validate_categories(self, field: Field) -> None:
        """Something counts."""
        if not field.data:
            raise ValidationError(_("Choose at least one category that counts."))

    def validate_purpose(self, field: Field) -> None:
        """A renewal has a period, a first certification has none."""
        if field.data in set(TargetPurpose) and (field.data == TargetPurpose.RENEWAL) != bool(self.years.data):
            raise ValidationError(_("A renewal has a period in years; a first certification has none."))

    def target_values(self) -> dict[str, Any]:
        """What the action needs, without the key."""
        values = self.values()
        del values["key"]
        return {**values, "purpose": TargetPurpose(values["purpose"])}
