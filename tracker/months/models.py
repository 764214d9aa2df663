"""Signed months of the supervision log: a frozen copy, what stands in it, and who has read what.

A month that nobody has signed has no row: its content is whatever stands in the log. The first
signature makes the copy; from then on the database itself keeps what stands in it as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import (
    REMOVED,
    Base,
    Dated,
    Identified,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)
from tracker.people.models import Person


class SignedMonth(Identified, Dated, Base):
    """The copy of one month between one employee and one supervisor, made at the first signature.

    ``month_on`` is the first day of the month. Reopened by HR, the copy is kept and another can be made.
    """

    __tablename__ = "signed_month"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("(asked_at IS NULL) = (asked_by_id IS NULL)", name="asked_paired"),
        CheckConstraint("(reopened_at IS NULL) = (reopened_by_id IS NULL)", name="reopened_paired"),
        CheckConstraint("asked_at IS NULL OR length(reason) > 0", name="asked_with_reason"),
        CheckConstraint("(refused_at IS NULL) = (refused_by_id IS NULL)", name="refused_paired"),
        CheckConstraint("refused_at IS NULL OR length(refusal) > 0", name="refused_with_reason"),
        CheckConstraint("refused_at IS NULL OR reopened_at IS NULL", name="refused_or_reopened"),
        CheckConstraint("reopened_at IS NULL OR asked_at IS NOT NULL", name="reopened_was_asked"),
        CheckConstraint(
            "reopened_by_id IS NULL OR (reopened_by_id <> person_id AND reopened_by_id <> supervisor_id)",
            name="not_reopened_by_a_side",
        ),
        Index(
            "uq_signed_month_standing",
            "person_id",
            "supervisor_id",
            "month_on",
            unique=True,
            sqlite_where=text("reopened_at IS NULL"),
            postgresql_where=text("reopened_at IS NULL"),
        ),
        Index("ix_signed_month_supervisor", "supervisor_id", "month_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    month_on: Mapped[date]
    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"), unique=True)
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    refused_at: Mapped[datetime | None]
    refused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    reopened_at: Mapped[datetime | None]
    reopened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)
    asked_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=asked_by_id)

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked for it to be reopened and HR has not answered."""
        return self.asked_at is not None and self.refused_at is None and self.reopened_at is None


class FrozenAttendance(Base):
    """One person's part of one entry, as it stands in a signed copy."""

    __tablename__ = "frozen_attendance"

    signed_month_id: Mapped[UUID] = mapped_column(ForeignKey("signed_month.id"), primary_key=True)
    attendance_id: Mapped[UUID] = mapped_column(ForeignKey("attendance.id"), primary_key=True, index=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id"), index=True)


class MonthReading(Base):
    """That someone opened a month and said so, to sign it in one sitting with others; ``mark`` is what they read."""

    __tablename__ = "month_reading"

    reader_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    month_on: Mapped[date] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime] = mapped_column(default=clock.now)


# Nothing in a signed month changes. A privacy removal is the one exception: it may put its own words,
# which begin like this, in the place of texts, and changes nothing else.
_SIGNED = "a signed month never changes"
_ASKING: Final = (
    *("asked_at", "asked_by_id", "reason", "refused_at", "refused_by_id", "refusal"),
    *("reopened_at", "reopened_by_id"),
)
_ENTRY_TEXTS: Final = ("summary", "strength", "recommendations")
_PART_TEXTS: Final = ("comment", "own_part")
_ENTRY_KEPT: Final = (
    *("supervisor_id", "supervisor_credential", "is_non_clinical", "held_on", "starts", "minutes", "kind", "mode"),
    *("id", "created_at", "is_group", "asked_by"),
)
_PART_KEPT: Final = ("id", "entry_id", "person_id", "confirmed_at")


def _standing(column: str, row: str) -> str:
    """A condition: what ``row`` names stands in a copy that was not reopened."""
    # Names of our own tables; nobody's words come here.
    wanted = f"frozen_attendance.{column} = {row}"
    return (
        "EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = "  # noqa: S608
        f"frozen_attendance.signed_month_id WHERE {wanted} AND signed_month.reopened_at IS NULL)"
    )


def _only_removes(kept: tuple[str, ...], texts: tuple[str, ...], same: str) -> str:
    """A condition on a change: nothing but texts giving way to the words of a privacy removal."""
    unchanged = [f"NEW.{name} {same} OLD.{name}" for name in kept]
    removed = [f"(NEW.{name} {same} OLD.{name} OR NEW.{name} LIKE '{REMOVED}%')" for name in texts]
    return " AND ".join(unchanged + removed)


def _guard_content(table: str, column: str, key: str, kept: tuple[str, ...], texts: tuple[str, ...]) -> None:
    frozen = _standing(column, f"OLD.{key}")
    guard_by_triggers(
        FrozenAttendance.__table__,
        sqlite=refuse_on_sqlite(table, _SIGNED, "UPDATE", when=f"{frozen} AND NOT ({_only_removes(kept, texts, 'IS')})")
        + refuse_on_sqlite(table, _SIGNED, "DELETE", when=frozen),
        postgresql=refuse_on_postgresql(
            table,
            _SIGNED,
            "UPDATE",
            "DELETE",
            when=f"{frozen} AND (TG_OP = 'DELETE' OR NOT ({_only_removes(kept, texts, 'IS NOT DISTINCT FROM')}))",
        ),
    )


def _guard_parts(table: str) -> None:
    """What hangs on an entry that stands in a copy neither comes nor changes nor goes."""
    guard_by_triggers(
        FrozenAttendance.__table__,
        sqlite=refuse_on_sqlite(table, _SIGNED, "INSERT", when=_standing("entry_id", "NEW.entry_id"))
        + refuse_on_sqlite(table, _SIGNED, "UPDATE", "DELETE", when=_standing("entry_id", "OLD.entry_id")),
        postgresql=refuse_on_postgresql(
            table,
            _SIGNED,
            "INSERT",
            "UPDATE",
            "DELETE",
            when=_standing("entry_id", "CASE WHEN TG_OP = 'INSERT' THEN NEW.entry_id ELSE OLD.entry_id END"),
        ),
    )


def _may_reopen(same: str) -> str:
    kept = [column.name for column in SignedMonth.__table__.columns if column.name not in _ASKING]
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in kept)
    texts = ("reason", "refusal")
    removes = _only_removes(tuple(name for name in _ASKING if name not in texts), texts, same)
    return f"(OLD.reopened_at IS NULL OR ({removes})) AND {unchanged}"


guard_by_triggers(
    SignedMonth.__table__,
    sqlite=refuse_on_sqlite("signed_month", _SIGNED, "UPDATE", when=f"NOT ({_may_reopen('IS')})")
    + refuse_on_sqlite("signed_month", _SIGNED, "DELETE"),
    postgresql=refuse_on_postgresql(
        "signed_month",
        _SIGNED,
        "UPDATE",
        "DELETE",
        when=f"TG_OP = 'DELETE' OR NOT ({_may_reopen('IS NOT DISTINCT FROM')})",
    ),
)
guard_by_triggers(
    FrozenAttendance.__table__,
    sqlite=refuse_on_sqlite("frozen_attendance", _SIGNED, "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql("frozen_attendance", _SIGNED, "UPDATE", "DELETE"),
)
_guard_content("log_entry", "entry_id", "id", _ENTRY_KEPT, _ENTRY_TEXTS)
_guard_content("attendance", "attendance_id", "id", _PART_KEPT, _PART_TEXTS)
for _table in ("domain_minutes", "entry_item", "entry_goal"):
    _guard_parts(_table)
