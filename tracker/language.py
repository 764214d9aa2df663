"""Every sentence the product says, in the reader's language.

A door to gettext, so that rooms need not know the web framework's extension. Write whole sentences
with named places: ``_("Ask %(name)s.", name=name)``; an f-string cannot be translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

import flask_babel
from flask import Flask, g, has_app_context
from flask_babel.speaklater import LazyString

from tracker import clock

__all__ = [
    "LazyString",
    "_",
    "_l",
    "_n",
    "install",
    "list_languages",
    "present_language",
    "say_date",
    "say_list",
    "say_number",
    "say_time",
    "say_time_of_day",
    "speaking",
]


def _catalogue() -> Any:
    """The reader's catalogue, looked up once a request: a page asks for hundreds of sentences."""
    if not has_app_context():
        return flask_babel.get_translations()
    if "catalogue" not in g:
        g.catalogue = flask_babel.get_translations()
    return g.catalogue


def _(message: str, **places: Any) -> str:
    """``message`` in the reader's language."""
    said: str = _catalogue().ugettext(message)
    return said % places if places else said


def _n(one: str, many: str, num: int, **places: Any) -> str:
    """The form of a message that fits ``num``, which is also a place: ``%(num)d``."""
    said: str = _catalogue().ungettext(one, many, num)
    return said % {"num": num, **places}


def _l(message: str, **places: Any) -> LazyString:
    """``message``, put in the reader's language when it is shown."""
    return LazyString(_, message, **places)


def list_languages() -> list[str]:
    """The languages the product speaks, by code: English, and each there is a catalogue of."""
    return sorted({"en", *(str(one) for one in flask_babel.get_babel().instance.list_translations())})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in ``language`` for a while: a document has one language, whoever reads it."""
    before = g.pop("catalogue", None)
    try:
        with flask_babel.force_locale(language):
            yield
    finally:
        g.pop("catalogue", None)
        if before is not None:
            g.catalogue = before


def install(app: Flask) -> None:
    """Let templates use the same catalogue."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _catalogue().ugettext(message),
        lambda one, many, num: _catalogue().ungettext(one, many, num),
        newstyle=True,
    )


def present_language() -> str:
    """The code of the language things are said in now, such as "en"."""
    return str(flask_babel.get_locale() or "en")


def say_date(day: date, length: str = "long") -> str:
    """A calendar day in the reader's language: "November 22, 2026"."""
    said: str = flask_babel.format_date(day, format=length, rebase=False)
    return said


def say_time_of_day(time_of_day: time) -> str:
    """A time on the clock in the reader's language: "2:32 PM"."""
    said: str = flask_babel.format_time(time_of_day, "short", rebase=False)
    return said


def say_time(moment: datetime) -> str:
    """A moment on the employer's clock: "November 22, 2026, 2:32 PM CST"."""
    there = clock.local(moment)
    return f"{say_date(there.date())}, {say_time_of_day(there.time())} {there.tzname()}"


def say_list(words: list[str]) -> str:
    """Words in a row with "and" before the last."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def say_number(number: float) -> str:
    """A number in the reader's language: "1,234.5"."""
    said: str = flask_babel.format_decimal(number)
    return said
