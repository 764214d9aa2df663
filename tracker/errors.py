"""Errors of the domain: a rule says no, in a sentence the reader can act on."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A rule of the domain says no to something allowed in principle.

    Its text is shown to the person: what happened, and what to do or who must act. One handler
    answers it with its ``status``; views never catch it.
    """

    status: ClassVar[int] = 409


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
