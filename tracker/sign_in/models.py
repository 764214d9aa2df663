"""Passwords, sessions and one-time links. Tokens are stored as hashes only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import Base, Dated, Identified
from tracker.people.models import Person


class Password(Base):
    """The argon2id hash of one person's password."""

    __tablename__ = "password"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class UserSession(Base):
    """One sign-in on one browser. The cookie holds the token; this row holds its SHA-256."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class SignInLink(Identified, Dated, Base):
    """A one-time way in for someone who cannot get in, made by HR, an administrator or the operator.

    ``made_by_id`` is None when the operator of the machine made it. ``ended_at`` is set when the
    person chose a password in another way before the link was used.
    """

    __tablename__ = "sign_in_link"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="dates_forward"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)


class RateCount(Base):
    """How often something guessable was tried in the present window."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime]
