"""What the employer has set.

Values are typed columns of one row, not names and texts: the database checks each of them, and the row comes with the
session's own query, so no page pays for it. Empty means what the environment says, or what the product ships with.
Texts are another matter: people agree to them and reviews begin with them, so each change is a new version.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import (
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)
from tracker.people.models import Person

LONGEST_NAME: Final = 200
MOST_PEOPLE: Final = 500


class Paper(StrEnum):
    """The size of a sheet."""

    LETTER = "letter"
    A4 = "a4"


class Employer(Base):
    """One row about the employer. Hours are whole hours of the employer's clock, from 0 to 24."""

    __tablename__ = "employer"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("(reminders_from IS NULL) = (reminders_until IS NULL)", name="hours_paired"),
        CheckConstraint(
            "reminders_from BETWEEN 0 AND 23 AND reminders_until BETWEEN 1 AND 24 AND reminders_from < reminders_until",
            name="hours_forward",
        ),
        CheckConstraint(f"most_people BETWEEN 1 AND {MOST_PEOPLE}", name="most_people_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="")
    paper: Mapped[Paper | None] = mapped_column(choice(Paper, "paper"))
    reminders_from: Mapped[int | None]
    reminders_until: Mapped[int | None]
    most_people: Mapped[int | None]
    logo_sha256: Mapped[str | None] = mapped_column(ForeignKey("logo.sha256"))


class WordingKind(StrEnum):
    """Texts that the employer may write: instead of the product's own, or, as a notice, beside them."""

    USED_FOR = "used_for"
    NOT_USED_FOR = "not_used_for"
    CONSENT = "consent"
    SIGN_IN = "sign_in"
    BEFORE_RATING = "before_rating"
    REMINDER = "reminder"


class Wording(Identified, Dated, Base):
    """One version of a text in one language. The highest number is in force; an empty text is the product's own."""

    __tablename__ = "wording"
    __table_args__ = (
        UniqueConstraint("kind", "language", "number"),
        CheckConstraint("number >= 1", name="number_counted"),
    )

    kind: Mapped[WordingKind] = mapped_column(choice(WordingKind, "kind"))
    language: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    written_by: Mapped[Person] = relationship(lazy="raise_on_sql")


_KEPT = "a wording never changes; write another version"
guard_by_triggers(
    Wording.__table__,
    sqlite=refuse_on_sqlite("wording", _KEPT, "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql("wording", _KEPT, "UPDATE", "DELETE"),
)
