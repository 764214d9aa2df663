"""Errors of the domain: a rule says no, in a sentence the reader can act on."""

from __future__ import annotations

import errno
import sqlite3
from typing import ClassVar, Final

# What systems and databases call it when a disk has no room left, or nobody may have more of it.
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DISK_FULL_IN_POSTGRESQL: Final = "53100"


class Refusal(Exception):
    """A rule of the domain says no to something allowed in principle.

    Its text is shown to the person: what happened, and what to do or who must act. One handler
    answers it with its ``status``; views never catch it.
    """

    status: ClassVar[int] = 409
    # Whether the same may work later although no record has changed: the machine lacked something.
    passes: ClassVar[bool] = False


class NoRoom(Refusal):
    """The disk is full; it works again once somebody has made room."""

    status = 503
    passes = True


class NotAllowed(Refusal):
    """Whoever asks may know of this and may not do it, whatever its state."""

    status = 403


class Gone(Refusal):
    """It was there and is not any more, for good; ``newer`` is the address of what took its place, if anything did."""

    status = 410

    def __init__(self, sentence: str, newer: str = "") -> None:
        super().__init__(sentence)
        self.newer = newer


class TooOften(Refusal):
    """Something guessable was tried too often; it can be tried again later."""

    status = 429


class Stale(Refusal):
    """The page was made before someone else moved on; the reader needs the present state."""


def is_full(error: BaseException) -> bool:
    """Whether this says that a disk has no room left, be it a file's or the database's."""
    found = getattr(error, "orig", None) or error
    return (
        getattr(found, "errno", None) in _NO_ROOM
        or getattr(found, "sqlstate", None) == _DISK_FULL_IN_POSTGRESQL
        or getattr(found, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )
