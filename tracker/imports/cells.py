"""What a cell says: days, choices, names. Each says in a sentence what is wrong with it. It knows no database."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Final, TypeVar

from tracker.identifiers.detector import find_marks
from tracker.language import _, say_list
from tracker.words import label

# Excel counts days from here; it takes 1900 for a leap year, so what it counts before March of that year is no day.
_EXCEL_ZERO: Final = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 15_000, 80_000
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?")
_NUMBERS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
_SPELLED: Final = re.compile(r"(?:(\d{1,2})[ .-]+([a-zñ]+)[ .,-]+(\d{4})|([a-zñ]+)\.? +(\d{1,2}),? +(\d{4}))")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EARLIEST, _LATEST = 1900, 2200
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "si", "sí", "verdadero"})
_NO: Final = frozenset({"no", "n", "false", "0", "falso"})
# What a spreadsheet shows in the place of a value it cannot work out, in the languages spoken here.
_ERRORS: Final = frozenset(
    {"#div/0!", "#n/a", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!", "#getting_data"}
    | {"#¡div/0!", "#¿nombre?", "#¡nulo!", "#¡num!", "#¡ref!", "#¡valor!", "#n/d"}
)
Choice = TypeVar("Choice", bound=StrEnum)


class Wrong(Exception):
    """A cell does not say what its column asks for; the sentence says what to write instead."""


def line(text: str, longest: int, *, needed: str = "") -> str:
    """One line of text.

    :param needed: the sentence for an empty cell; without it a cell may be empty.
    """
    if not text and needed:
        raise Wrong(needed)
    if len(text) > longest:
        raise Wrong(_("Shorten this to %(max)d characters or fewer.", max=longest))
    if text.startswith("#") and text.casefold() in _ERRORS:
        raise Wrong(_("A formula in the spreadsheet went wrong here. Write what should stand in this cell."))
    if not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in text):
        raise Wrong(_("This holds a sign that cannot be read. Type it again."))
    return text


def line_about_work(text: str, longest: int, *, needed: str) -> str:
    """One line that tells of work with people, held back where it may point to a person served.

    A sheet cannot be asked what a word is about, as a form can: whoever means no individual enters the row by the form.
    """
    marks = find_marks(line(text, longest, needed=needed))
    if marks:
        raise Wrong(
            _(
                "This may point to a person you support. Please look at: %(marks)s. Change the words, or enter this one"
                " by its form, where you can say what it is about.",
                marks=say_list([_("'%(mark)s'", mark=mark) for mark in marks]),
            )
        )
    return text


def sign_in_name(text: str) -> str:
    """A sign-in name, in small letters."""
    name = line(text, 120).lower()
    if not name or name.split() != [name]:
        raise Wrong(_("Write a sign-in name without spaces, such as ana.ruiz."))
    return name


def email(text: str) -> str:
    """An email address in small letters, or nothing."""
    address = line(text, 254).lower()
    if address and not _ADDRESS.fullmatch(address):
        raise Wrong(_("Write an address such as ana@example.org, or none."))
    return address


def day(text: str, *, needed: str = "", past: date | None = None, day_first: bool = False) -> date | None:
    """A day: ISO, as in the United States, spelled, or the number that Excel keeps it as.

    Where day and month could stand either way, nobody guesses. Years have four digits.

    :param past: today, where the day may not lie ahead.
    :param day_first: other cells of the column have the day before the month.
    """
    if not text:
        if needed:
            raise Wrong(needed)
        return None
    found = _read_day(text, day_first=day_first)
    if not _EARLIEST <= found.year < _LATEST:
        raise Wrong(_("The year of '%(text)s' cannot be right. Write the day as 2026-11-22.", text=text[:40]))
    if past is not None and found > past:
        raise Wrong(_("Choose today or an earlier day: this cannot have happened yet."))
    return found


def is_day_first(text: str) -> bool:
    """Whether a cell has the day before the month, so that its column means others that way too."""
    numbers = _NUMBERS.fullmatch(text)
    return numbers is not None and int(numbers[1]) > 12 >= int(numbers[3])


def _read_day(text: str, *, day_first: bool) -> date:
    if text.isdigit() and _FIRST_SERIAL <= int(text[:9]) <= _LAST_SERIAL:
        return _EXCEL_ZERO + timedelta(days=int(text))
    if iso := _ISO.fullmatch(text):
        return _make(text, *(int(part) for part in iso.groups()))
    if numbers := _NUMBERS.fullmatch(text):
        return _read_numbers(text, numbers, day_first=day_first)
    if spelled := _SPELLED.fullmatch(text.casefold()):
        number, name, year, name_first, number_after, year_after = spelled.groups()
        month = (name or name_first)[:3]
        if month in _MONTHS:
            return _make(text, int(year or year_after), _MONTHS.index(month) + 1, int(number or number_after))
    raise Wrong(_("'%(text)s' is no day. Write it as 2026-11-22 or 11/22/2026.", text=text[:40]))


def _read_numbers(text: str, numbers: re.Match[str], *, day_first: bool) -> date:
    first, separator, second, year = numbers.groups()
    if len(year) == 2:
        raise Wrong(_("Write the year of '%(text)s' with four digits, such as 2026.", text=text))
    if int(first) > 12 >= int(second):
        raise Wrong(
            _("'%(text)s' has the day before the month. Write the day as 2026-11-22, or month first.", text=text)
        )
    if (day_first or separator != "/") and first != second and int(second) <= 12:
        raise Wrong(
            _("'%(text)s' can be read two ways: which number is the month? Write the day as 2026-11-22.", text=text)
        )
    return _make(text, int(year), int(first), int(second))


def _make(text: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong(_("'%(text)s' is no day of the calendar. Write it as 2026-11-22.", text=text[:40])) from None


def chosen(text: str, kind: type[Choice], *, usual: Choice | None = None, needed: bool = False) -> Choice | None:
    """One of a list: its code, or what the product calls it.

    :param usual: what an empty cell means; None leaves it open.
    """
    if not text and not needed:
        return usual
    wanted = _fold(text)
    found = _by_code(kind).get(wanted)
    if found is None:
        found = next((one for one in kind if _fold(str(label(one))) == wanted), None)
    if found is None:
        raise Wrong(_("Write one of: %(choices)s.", choices=", ".join(one.value for one in kind)))
    return found


def several(text: str, kind: type[Choice]) -> list[Choice]:
    """Several of a list, with spaces, commas or semicolons between them, each once."""
    known = _by_code(kind)
    words = [_fold(word) for word in re.split(r"[\s,;/]+", text) if word]
    strange = [word for word in words if word not in known]
    if strange:
        raise Wrong(
            _(
                "'%(word)s' is none of: %(choices)s.",
                word=strange[0][:40],
                choices=say_list([one.value for one in kind]),
            )
        )
    return sorted({known[word] for word in words})


@cache
def _by_code(kind: type[Choice]) -> dict[str, Choice]:
    return {_fold(one.value): one for one in kind}


def yes_or_no(text: str) -> bool:
    """Yes or no; an empty cell is no."""
    if text.casefold() in _YES:
        return True
    if not text or text.casefold() in _NO:
        return False
    raise Wrong(_("Write yes or no."))


def quarters(text: str) -> int:
    """Hours in quarters, with a point or a comma, as minutes."""
    try:
        hours = Decimal(text.replace(",", ".")) if 0 < len(text) < 10 else Decimal("NaN")
    except InvalidOperation:
        hours = Decimal("NaN")
    if not hours.is_finite() or hours <= 0 or hours > 200 or (hours * 4) % 1:
        raise Wrong(_("Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."))
    return int(hours * 60)


def _fold(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())


def without_zeros(text: str) -> str:
    """A number as a spreadsheet that lost its leading zeros writes it; other text as it is."""
    return text.lstrip("0") or "0" if text.isdigit() else text.casefold()
