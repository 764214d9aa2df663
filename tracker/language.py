"""Every sentence the product says, in the reader's language.

A door to gettext, so that rooms need not know the web framework's extension. Write whole sentences
with named places: ``_("Ask %(name)s.", name=name)``; an f-string cannot be translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final

import flask_babel
from babel import dates, numbers
from flask import Flask, g, has_app_context
from flask_babel.speaklater import LazyString

from tracker import clock

__all__ = [
    "ENGLISH",
    "NAMES",
    "LazyString",
    "_",
    "_l",
    "_n",
    "as_shipped",
    "forget",
    "install",
    "is_spoken",
    "language_of",
    "list_languages",
    "present_language",
    "say_date",
    "say_list",
    "say_number",
    "say_shipped",
    "say_time",
    "say_time_of_day",
    "speaking",
]

ENGLISH: Final = "en"
# Each language by its own name, so that whoever looks for theirs can read it.
NAMES: Final[Mapping[str, str]] = {ENGLISH: "English", "es": "Español"}
# Spanish is spoken here as in the United States: 2:32 p.m., and 1,234.5.
_FORMATS: Final[Mapping[str, str]] = {"es": "es_US"}
# Words before which Spanish says "e" for "y": they begin with the sound i, and with no other vowel after it.
_BEGINS_WITH_I: Final = re.compile(r"h?[ií](?![aeou])|y(?![aeiouáéíóú])", re.IGNORECASE)


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


def say_shipped(text: str) -> str:
    """A text kept in the database, in the reader's language where it is word for word one that the product ships.

    What an employer has worded otherwise stays as it was written.
    """
    return _(text) if text else text


def as_shipped(text: str, *offered: str | LazyString) -> str:
    """What is kept of a text that the product offered to a writer: its English words where nothing was changed.

    ``say_shipped`` then says it to each reader in their language.

    :param offered: the product's own texts, of which this may be one.
    """
    unchanged = next((one for one in offered if text == str(one)), None)
    if unchanged is None:
        return text
    with speaking(ENGLISH):
        return str(unchanged)


def language_of(text: str) -> str:
    """In which language a sentence of the product was kept, such as the one somebody signed under."""
    if say_shipped(text) != text:
        return ENGLISH
    present = present_language()
    others = [code for code in list_languages() if code not in (present, ENGLISH)]
    return next((code for code in others if text in _sentences(code)), present)


@lru_cache(maxsize=8)
def _sentences(language: str) -> frozenset[str]:
    """What the product says in a language, where it differs from the English."""
    with speaking(language):
        said = _catalogue()._catalog  # noqa: SLF001 - gettext offers no list
    return frozenset(text for english, text in said.items() if isinstance(english, str) and text != english)


def list_languages() -> list[str]:
    """The languages the product speaks, by code: English, and each there is a catalogue of."""
    return list(_list_catalogues(tuple(flask_babel.get_babel().translation_directories)))


@lru_cache(maxsize=8)
def _list_catalogues(_folders: tuple[str, ...]) -> tuple[str, ...]:
    """The folders are looked through once, not on each page."""
    known = {ENGLISH, *(str(one) for one in flask_babel.get_babel().instance.list_translations())}
    return tuple(code for code in NAMES if code in known)


def is_spoken(language: str | None) -> bool:
    """Whether the product speaks the language of this code."""
    return language in list_languages()


def forget() -> None:
    """Ask anew which language is spoken: who reads has changed, or what they chose."""
    g.pop("catalogue", None)
    flask_babel.refresh()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in ``language`` for a while, whoever reads: a document or a mail has a language of its own."""
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
    return str(flask_babel.get_locale() or ENGLISH)


def say_date(day: date, length: str = "long") -> str:
    """A calendar day in the reader's language: "November 22, 2026"."""
    if isinstance(day, datetime):
        day = day.date()
    return _say_day(_format(), day, length)


def _format() -> str:
    """The locale by which days, times and numbers are written."""
    language = present_language()
    return _FORMATS.get(language, language)


@lru_cache(maxsize=4096)
def _say_day(locale: str, day: date, length: str) -> str:
    """The same day stands on a page, and on the next one, many times."""
    said: str = dates.format_date(day, format=length, locale=locale)
    return said


def say_time_of_day(time_of_day: time) -> str:
    """A time on the clock in the reader's language: "2:32 PM"."""
    said: str = dates.format_time(time_of_day, "short", locale=_format())
    return said


def say_time(moment: datetime) -> str:
    """A moment on the employer's clock: "November 22, 2026, 2:32 PM CST"."""
    there = clock.local(moment)
    return f"{say_date(there.date())}, {say_time_of_day(there.time())} {there.tzname()}"


def say_list(words: list[str]) -> str:
    """Words in a row with "and" before the last."""
    if len(words) < 2:
        return "".join(words)
    if present_language() == "es" and _BEGINS_WITH_I.match(words[-1]):
        return f"{', '.join(words[:-1])} e {words[-1]}"
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def say_number(number: float) -> str:
    """A number in the reader's language: "1,234.5"."""
    return _say_number(_format(), number)


@lru_cache(maxsize=4096)
def _say_number(locale: str, number: float) -> str:
    said: str = numbers.format_decimal(number, locale=locale)
    return said
