"""What holds now: what the employer has set, else what the environment says, else what the product ships with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.database import db
from tracker.language import LazyString, present_language, say_shipped
from tracker.settings.models import Employer, Wording, WordingKind

# Reminders are written from nine on, and not sent any more after five, on the employer's clock.
SHIPPED_FROM: Final = 9
SHIPPED_UNTIL: Final = 17
MAIN_LANGUAGE: Final = "en"
# What each review and cycle keeps from its beginning, in the words of one language.
PURPOSES: Final = (WordingKind.USED_FOR, WordingKind.NOT_USED_FOR)


@dataclass(frozen=True)
class Settings:
    """What holds now.

    :ivar name: empty where nobody wrote one in the product.
    :ivar reminders_until: midnight, at the end of the day, is 24.
    :ivar most_people: how many people one supervisor has at most before it is said.
    :ivar logo_sha256: empty for none.
    """

    name: str
    time_zone: str
    paper: str
    reminders_from: int
    reminders_until: int
    most_people: int
    logo_sha256: str

    def is_hour_for_reminders(self, at: time) -> bool:
        """Whether reminders may go out at this time of day."""
        return self.reminders_from <= at.hour < self.reminders_until


def present() -> Settings:
    """What holds now. The row comes with the session; without one it is read once."""
    row = find_employer() or Employer()
    config = current_app.config
    from_hour, until_hour = row.reminders_from, row.reminders_until
    return Settings(
        name=row.name or "",
        time_zone=row.time_zone or str(config["TRACKER_TIMEZONE"]),
        paper=row.paper or str(config["TRACKER_PAPER"]),
        reminders_from=SHIPPED_FROM if from_hour is None else from_hour,
        reminders_until=SHIPPED_UNTIL if until_hour is None else until_hour,
        most_people=row.most_people or int(config["TRACKER_MAX_SUPERVISED"]),
        logo_sha256=row.logo_sha256 or "",
    )


def find_employer() -> Employer | None:
    """The employer's row; None while nothing is set. Read at most once a request."""
    if "employer" not in g:
        remember(db.session.get(Employer, 1))
    found: Employer | None = g.employer
    return found


def remember(row: Employer | None) -> None:
    """Keep the row for this request, and tell the clock where the employer is: in this process from now on."""
    g.employer = row
    clock.use_zone((row and row.time_zone) or str(current_app.config["TRACKER_TIMEZONE"]))


def find_wording(kind: WordingKind) -> Wording | None:
    """The employer's own text in the reader's language, or in the main one; None where the product's holds."""
    spoken = present_language()
    statement = (
        select(Wording)
        .where(Wording.kind == kind, Wording.language.in_({spoken, MAIN_LANGUAGE}))
        .order_by(Wording.language == spoken, Wording.number)
    )
    newest = {row.language: row for row in db.session.execute(statement).scalars()}
    own = newest.get(spoken)
    found = own if own and own.text else newest.get(MAIN_LANGUAGE)
    return found if found and found.text else None


def say_wording(kind: WordingKind, shipped: str | LazyString = "") -> str:
    """The employer's own text, or the product's."""
    own = find_wording(kind)
    return own.text if own else str(shipped)


def list_wordings(kind: WordingKind, language: str) -> Sequence[Wording]:
    """Every version of a text in one language, the newest first."""
    statement = (
        select(Wording)
        .where(Wording.kind == kind, Wording.language == language)
        .options(joinedload(Wording.written_by))
        .order_by(Wording.number.desc())
    )
    return db.session.execute(statement).scalars().all()


def list_kinds_worded(language: str) -> frozenset[WordingKind]:
    """Of which texts the employer has a version of its own in force."""
    statement = select(Wording.kind, Wording.text).where(Wording.language == language).order_by(Wording.number)
    newest = {row.kind: row.text for row in db.session.execute(statement)}
    return frozenset(kind for kind, text in newest.items() if text)


def say_purpose(text: str) -> str:
    """What a review is (or is not) used for, as it keeps it, in the reader's language.

    The product's own words are translated. Where it keeps a text of the employer's, the one in the reader's language
    that was in force beside it; else the words it keeps.
    """
    said = say_shipped(text)
    if said != text or not text:
        return said
    versions = _list_purposes()
    spoken = present_language()
    same = [one for one in versions if one.text == text]
    if not same or any(one.language == spoken for one in same):
        return text
    return _find_beside(same[-1], spoken, versions) or text


def _find_beside(row: Wording, language: str, versions: Sequence[Wording]) -> str:
    """The text in another language that was in force last while this one was."""
    of_kind = [one for one in versions if one.kind == row.kind]
    later = [one.created_at for one in of_kind if one.language == row.language and one.number > row.number]
    beside = [one for one in of_kind if one.language == language and (not later or one.created_at < later[0])]
    return beside[-1].text if beside else ""


def find_language_of_purpose(text: str) -> str:
    """In which language the employer wrote a text, where that is another than the reader's; else, and where nobody
    knows, empty.
    """
    languages = [one.language for one in _list_purposes() if one.text == text] if text else []
    return "" if present_language() in languages else next(iter(languages), "")


def _list_purposes() -> Sequence[Wording]:
    """Every version of the purposes, read once a request."""
    if "purposes" not in g:
        statement = select(Wording).where(Wording.kind.in_(PURPOSES)).order_by(Wording.language, Wording.number)
        g.purposes = db.session.execute(statement).scalars().all()
    found: Sequence[Wording] = g.purposes
    return found
