"""Small pieces of locked content in words: names, days, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tracker.credentials.models import Credential
from tracker.language import _, say_date
from tracker.reviews.presenters import STRONG, say_when_signed
from tracker.signatures.models import Signature, Statement


def say_statement(statement: Statement) -> str:
    """A statement with the day it was written."""
    return _("%(text)s (written on %(day)s)", text=statement.text, day=say_date(statement.written_on))


def say_codes(codes: Sequence[str]) -> str:
    """Codes in a row."""
    return ", ".join(codes)


def pick(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Some of the values of a part."""
    return {name: values[name] for name in names}


def say_name(person: Mapping[str, Any]) -> str:
    """A name, with the legal one where it is another."""
    name, legal = str(person["name"]), str(person["legal_name"])
    return name if name == legal else f"{name} ({legal})"


def say_credential(person: Mapping[str, Any]) -> str:
    """The credential held when it was locked, with number and day of expiry."""
    held = person["credential"]
    if not held:
        return _("none on file")
    if not held["expires_on"]:
        return f"{held['kind']} {held['number']}"
    return _("%(kind)s %(number)s, expires %(day)s", **pick(held, "kind", "number"), day=say_day(held["expires_on"]))


def say_held(held: Credential | None) -> str:
    """The credential held now, with number and day of expiry."""
    if held is None:
        return _("none on file")
    if held.expires_on is None:
        return f"{held.kind} {held.number}"
    return _("%(kind)s %(number)s, expires %(day)s", kind=held.kind, number=held.number, day=say_date(held.expires_on))


def say_with_credential(person: Mapping[str, Any]) -> str:
    """A name with its credential, or the name alone."""
    return f"{say_name(person)}, {say_credential(person)}" if person["credential"] else say_name(person)


def say_day(text: str) -> str:
    """The day of a date or a moment written in ISO form."""
    return say_date(date.fromisoformat(text[:10]))


def say_means(signature: Signature) -> str:
    """How it was known who signed; of a signature on paper, its day and who recorded it."""
    if signature.on_paper is None:
        return _("Identity confirmed by password")
    return say_when_signed(signature)


def is_strong(answer: str | None) -> bool:
    """Whether an answer counts as a strength."""
    return answer is not None and answer.isdigit() and int(answer) >= STRONG
