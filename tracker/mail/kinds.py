"""Kinds of mail: what the administrator calls them, and how each is written, anew, right before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.language import LazyString
from tracker.people.models import Person


@dataclass(frozen=True)
class Letter:
    """What a mail says. No names and no ratings: mail is read over shoulders and on other people's servers."""

    subject: str
    text: str


@dataclass(frozen=True)
class MailKind:
    """A kind of mail. ``write`` says it as things stand now, or gives None where there is nothing to say any more."""

    name: str
    title: LazyString
    write: Callable[[Person], Letter | None]


_kinds: dict[str, MailKind] = {}


def register(kind: MailKind) -> None:
    """Let this kind of mail be sent."""
    _kinds[kind.name] = kind


def find_kind(name: str) -> MailKind | None:
    """The kind of that name, if this version of the product knows it."""
    return _kinds.get(name)
