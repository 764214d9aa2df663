"""Declarative base, shared column types and the way SQLite is driven.

SQLite's driver loses updates when it decides where transactions begin, so the product emits BEGIN
itself: a plain one where a request only reads, an immediate one where it may write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID, uuid4

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DDL,
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    FromClause,
    MetaData,
    Select,
    Table,
    Uuid,
    bindparam,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from tracker import clock

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Takes only aware times, stores UTC, gives back aware UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times with ``ValueError``: nobody could say when they were."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must say its time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table; every constraint has a predictable name, so that migrations can name it."""

    # Flask-SQLAlchemy derives a class of its own, which may not carry a type map: the registry does.
    registry = registry(type_annotation_map={datetime: UtcDateTime(), UUID: Uuid(), list[str]: JSON})
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Identified:
    """A row with a random identifier that may appear in addresses."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


class Dated:
    """A row that knows when it was written, which may differ from the day it speaks of."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def written_on(self) -> date:
        """The employer's calendar day on which this was written."""
        return clock.local(self.created_at).date()


def choice(kind: type[StrEnum], name: str) -> Enum:
    """A text column held to the values of ``kind`` by a named check constraint."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


GUARDS: dict[str, list[str]] = {"sqlite": [], "postgresql": []}


def guard_by_triggers(table: FromClause, *, sqlite: Iterable[str], postgresql: Iterable[str]) -> None:
    """Create triggers with a table, by which the database itself refuses what must never be.

    Migrations hold their own copy; a test compares the two.
    """
    for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql)):
        for statement in statements:
            GUARDS[dialect].append(statement)
            ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def refuse_on_sqlite(table: str, sentence: str, *verbs: str, when: str = "") -> list[str]:
    """Triggers that refuse ``verbs`` on a table, where the condition ``when`` holds."""
    condition = f"WHEN {when} " if when else ""
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        for verb in verbs
    ]


def refuse_on_postgresql(table: str, sentence: str, *verbs: str, when: str = "true") -> list[str]:
    """The same for PostgreSQL; ``when`` may name OLD and NEW as plpgsql knows them."""
    return [
        (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({when}) THEN RAISE EXCEPTION '{sentence}'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_guard BEFORE {' OR '.join(verbs)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        ),
    ]


# How every text begins that stands where another was removed for privacy; triggers know it by that.
REMOVED = "[removed for privacy, "


def removes_words(table: Table, column: str, *, same: str, emptied: str = "") -> str:
    """The condition of a trigger on an update that only replaces one text by what stands for a removed one.

    :param same: compares two values of which either may be NULL: ``IS``, or PostgreSQL's ``IS NOT DISTINCT FROM``.
    :param emptied: a column that is emptied with it, such as the salt of a hash.
    """
    kept = [one.name for one in table.columns if one.name not in {column, emptied}]
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in kept)
    empties = f" AND NEW.{emptied} = ''" if emptied else ""
    return f"NEW.{column} LIKE '{REMOVED}%]'{empties} AND {unchanged}"


Row = TypeVar("Row", bound=Base)


def insert_into(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT as the database at hand writes it: both know ON CONFLICT, by different names."""
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)


def way_of_storing() -> Callable[[UUID], Any]:
    """How the driver gives identifiers back where no type of ours stands between: as a text on SQLite."""
    return attrgetter("hex") if db.session.get_bind().dialect.name == "sqlite" else lambda identifier: identifier


def is_made(model: type[Base], key: UUID) -> bool:
    """Whether a record with this identifier stands: a form was sent twice."""
    return db.session.get(model, key) is not None


def find_locked(model: type[Row], identifier: Any) -> Row | None:
    """Read one row as it stands now and keep other writers waiting until the transaction ends.

    PostgreSQL locks the row; on SQLite the immediate transaction already keeps writers out.
    """
    return db.session.execute(_locked(model), {"identifier": identifier}).scalar_one_or_none()


@cache
def _locked(model: type[Row]) -> Select[Row]:
    """Almost every write begins with it: built once for each table."""
    return (
        select(model)
        .where(model.__table__.primary_key.columns[0] == bindparam("identifier"))  # type: ignore[attr-defined]
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    )


@contextmanager
def writing() -> Iterator[None]:
    """Let the next transaction write although the request is a GET: for the trail and issued copies.

    The reading transaction must have ended before, or SQLite would fail at once under load.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def end_reading() -> None:
    """End the transaction that has only read, where it cannot become a writing one: on SQLite.

    PostgreSQL goes on in it, which spares it the way to the database and back.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.commit()


@contextmanager
def reading() -> Iterator[None]:
    """Let the next transaction only read where no request says so: on SQLite it then waits for no writer."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def drive_sqlite(engine: Engine) -> None:
    """Make one SQLite engine durable, strict about foreign keys, and owner of its transactions."""

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            # FULL, not NORMAL: a power cut may not take back a commit that was acknowledged.
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=20000",
            "trusted_schema=OFF",
            # Without it INSERT OR REPLACE deletes a row past the triggers that refuse it.
            "recursive_triggers=ON",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_safe = has_request_context() and request.method in SAFE_METHODS and not _writing.get()
        reads_only = is_safe or _reading.get()
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
