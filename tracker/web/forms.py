"""The base of every form: text is trimmed once, here, and messages are instructions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    ValidationError,
)

from tracker import clock
from tracker.language import LazyString, _, _l
from tracker.web import identifiers
from tracker.web.identifiers import PointsToNobody
from tracker.words import label

LINE = 200
PARAGRAPHS = 4000
TRIMMED = (StringField, TextAreaField, EmailField)


def _trim(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _one_kind_of_line_end(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose texts are trimmed and whose values go to an action by name.

    Texts about work are checked for what may point to a person served. With ``notes_choices`` the choice made about
    a marked text is written down as soon as the form is good, in the transaction of whatever the view saves with it.
    """

    notes_choices = True

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are bound to the form."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Trim every text field; a password is left as typed."""
            if issubclass(unbound_field.field_class, TRIMMED) and not _is_password(unbound_field):
                unbound_field.kwargs["filters"] = [_trim, _one_kind_of_line_end]
            return super().bind_field(form, unbound_field, options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything may be saved; then the choices made about marked texts go into the same transaction."""
        is_good = bool(super().validate(extra_validators))
        if is_good and self.notes_choices:
            self.note_choices()
        return is_good

    def note_choices(self) -> None:
        """Write down the choices made about marked texts, never their words."""
        identifiers.note_choices(self)

    def day(self, field: Field) -> date:
        """The day in a needed field of a form that has been validated."""
        given = field.data
        if not isinstance(given, date):
            raise TypeError("a needed day was read before the form was validated")
        return given

    def values(self, *leave_out: str) -> dict[str, Any]:
        """What was given, by field name, without the token and the fields named."""
        hidden = {"csrf_token", *leave_out}
        return {name: field.data for name, field in self._fields.items() if name not in hidden}


class NewRecordForm(Form):
    """A form that makes a record. It carries a key that names the record to be, so sending it twice makes one."""

    key = HiddenField(default=lambda: str(uuid4()))

    @property
    def record_id(self) -> UUID:
        """The identifier of the record to be made, or a new one where the page sent no key.

        It follows from the key and is never the key itself: a browser may send what it likes as a key, and must not
        give a new record the identifier of one that stands. Voidings and marks of paper know records by it alone.
        """
        try:
            return uuid5(UUID(str(self.key.data)), type(self).__name__)
        except ValueError:
            return uuid4()

    def values(self, *leave_out: str) -> dict[str, Any]:
        """What was given, with the identifier as ``key``."""
        return {**super().values(*leave_out), "key": self.record_id}


def _is_password(unbound_field: Any) -> bool:
    return "Password" in str(unbound_field.field_class.__name__)


class DayField(DateField):  # type: ignore[misc]
    """A calendar day; what cannot be read as one is answered with this field's own instruction."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day the browser sends; an empty field is no day."""
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a day as month, day and year, such as 11/22/2026.")) from None


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number; anything else is answered with an instruction."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits the browser sends."""
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a whole number, in digits.")) from None


def at_most(length: int) -> Length:
    """The text may not be longer than ``length`` characters."""
    return Length(max=length, message=_l("Shorten this to %(max)d characters or fewer."))


def _text_rules(message: LazyString | None, length: int, *, about_work: bool) -> list[Any]:
    needed = [DataRequired(message)] if message else []
    return [*needed, at_most(length), *([PointsToNobody()] if about_work else [])]


def line_field(
    label: LazyString, message: LazyString | None = None, length: int = LINE, *, about_work: bool = False
) -> StringField:
    """One line of text; needed when ``message`` says what to write.

    :param about_work: it tells of work with people, so it carries the notice and is checked for identifiers.
    """
    return StringField(label, _text_rules(message, length, about_work=about_work))


def text_field(
    label: LazyString, message: LazyString | None = None, length: int = PARAGRAPHS, *, about_work: bool = True
) -> TextAreaField:
    """Several lines of text; needed when ``message`` says what to write.

    :param about_work: it tells of work with people, so it carries the notice and is checked for identifiers.
    """
    return TextAreaField(label, _text_rules(message, length, about_work=about_work))


def date_field(label: LazyString, message: LazyString | None = None, *rules: Callable[..., None]) -> DayField:
    """A calendar day; needed when ``message`` says which."""
    return DayField(label, [InputRequired(message), *rules] if message else list(rules))


def minutes_field(label: LazyString, message: LazyString, longest: int) -> NumberField:
    """A number of whole minutes from 1 to ``longest``."""
    return NumberField(label, [InputRequired(message), NumberRange(1, longest, message)])


def choice(value: str, label: str | LazyString) -> SelectChoice:
    """One choice of a select, radio or checkbox field."""
    return SelectChoice(value, label)


def choices(values: Iterable[StrEnum]) -> list[SelectChoice]:
    """The values of a list as choices, in the product's words."""
    return [choice(value.value, label(value)) for value in values]


def runs_backward(first: Any, last: Any) -> bool:
    """Whether of two fields of days, both given, the last comes before the first."""
    return bool(first.data and last.data and last.data < first.data)


def not_in_future(_form: Form, field: Field) -> None:
    """The day may be today or earlier."""
    if isinstance(field.data, date) and field.data > clock.today():
        raise ValidationError(_("Choose today or an earlier day: this cannot have happened yet."))


def not_in_past(_form: Form, field: Field) -> None:
    """The day may be today or later."""
    if isinstance(field.data, date) and field.data < clock.today():
        raise ValidationError(_("Choose today or a later day."))
