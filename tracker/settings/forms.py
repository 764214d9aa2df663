"""The small forms of the settings page: each saves one thing. Empty means the default, which stands beside it."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar, Final

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.validators import NumberRange, Optional

from tracker.language import _, _l, say_time_of_day
from tracker.settings.models import LONGEST_NAME, MOST_PEOPLE, Paper, WordingKind
from tracker.settings.queries import SHIPPED_FROM, SHIPPED_UNTIL
from tracker.web.forms import Form, NumberField, choice, choices, line_field, text_field
from tracker.words import label

DAY_ENDS: Final = 24
ZONES: Final = {
    "America/New_York": _l("Eastern time"),
    "America/Chicago": _l("Central time"),
    "America/Denver": _l("Mountain time"),
    "America/Phoenix": _l("Arizona, without summer time"),
    "America/Los_Angeles": _l("Pacific time"),
    "America/Anchorage": _l("Alaska"),
    "Pacific/Honolulu": _l("Hawaii"),
    "America/Puerto_Rico": _l("Puerto Rico"),
}


class NameForm(Form):
    """How the employer is called."""

    name = line_field(_l("Name"), length=LONGEST_NAME, about_work=False)


class PlaceForm(Form):
    """Where the employer is, and on which sheets it prints."""

    time_zone = SelectField(_l("Time zone"), validate_choice=True)
    paper = SelectField(_l("Paper"))

    def offer(self, *, zone: str, paper: str) -> None:
        """Fill the choices; the first is what the environment says.

        :param zone: and ``paper``: the environment's own.
        """
        self.time_zone.choices = [
            choice("", _("As the operator set it: %(value)s", value=zone)),
            *(choice(name, f"{said} ({name})") for name, said in ZONES.items()),
        ]
        self.paper.choices = [
            choice("", _("As the operator set it: %(value)s", value=label(Paper(paper)))),
            *choices(Paper),
        ]


class HoursForm(Form):
    """Between which hours reminders go out."""

    reminders_from = SelectField(_l("Reminders go out from"))
    reminders_until = SelectField(_l("Reminders go out until"))

    def offer(self) -> None:
        """Fill the choices with the hours of a day."""
        self.reminders_from.choices = _hours(range(DAY_ENDS), SHIPPED_FROM)
        self.reminders_until.choices = _hours(range(1, DAY_ENDS + 1), SHIPPED_UNTIL)

    def validate(self, extra_validators: Any = None) -> bool:
        """Both or neither, and the end after the begin."""
        if not super().validate(extra_validators):
            return False
        begin, end = self.reminders_from.data, self.reminders_until.data
        if bool(begin) != bool(end):
            self.reminders_until.errors = [_("Choose both hours, or leave both as they come.")]
            return False
        if begin and int(begin) >= int(end):
            self.reminders_until.errors = [_("Choose an hour after the first.")]
            return False
        return True

    def hours(self) -> dict[str, int | None]:
        """The hours, or None for what the product ships with."""
        return {name: int(value) if value else None for name, value in self.values().items()}


def _hours(hours: range, shipped: int) -> list[Any]:
    return [
        choice("", _("As it comes: %(value)s", value=_say_hour(shipped))),
        *(choice(str(hour), _say_hour(hour)) for hour in hours),
    ]


def _say_hour(hour: int) -> str:
    return _("the end of the day") if hour == DAY_ENDS else say_time_of_day(time(hour))


class PeopleForm(Form):
    """How many people one supervisor has before the product says so."""

    message: ClassVar = _l("Write a number from 1 to 500, or nothing.")
    most_people = NumberField(_l("Most people for one supervisor"), [Optional(), NumberRange(1, MOST_PEOPLE, message)])


class LogoForm(Form):
    """A picture to stand on documents."""

    picture = FileField(_l("Picture"), [FileRequired(_l("Choose a PNG or JPEG picture."))])


class WordingForm(Form):
    """A new version of a text."""

    text = text_field(_l("Text"), length=1000, about_work=False)
    seen = HiddenField(default="0")

    @property
    def seen_number(self) -> int:
        """Which version the writer had before them."""
        return int(self.seen.data) if str(self.seen.data or "").isdecimal() else 0


_BEGINS: Final = _l("Begins each new review and cycle; it may be changed there.")
# What a text is for, and where it stands.
SAYS: Final = {
    WordingKind.USED_FOR: (
        _l("What reviews are used for"),
        _BEGINS,
    ),
    WordingKind.NOT_USED_FOR: (
        _l("What reviews are not used for"),
        _BEGINS,
    ),
    WordingKind.CONSENT: (
        _l("Consent to sign on screen"),
        _l("Beside the box that is checked before the first signature. After a change everybody is asked again."),
    ),
    WordingKind.SIGN_IN: (_l("Notice on the sign-in page"), _l("Whom to ask, for somebody who cannot get in.")),
    WordingKind.BEFORE_RATING: (
        _l("Notice before the first answer"),
        _l("Stands below what the product says about who reads what."),
    ),
    WordingKind.REMINDER: (
        _l("Notice at the end of reminders by mail"),
        _l("Whom to ask. Names nobody and no review: mail is read by others."),
    ),
}
