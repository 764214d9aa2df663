"""Runs migrations within the app's own engine.

On SQLite a batch migration rebuilds a table by dropping it; with foreign keys on, that would delete
the rows of its children. So the keys are off while migrating and checked before the commit counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from tracker.database import Base, UtcDateTime

migrate = current_app.extensions["migrate"]


def _render_type(kind: str, value: Any, autogen: Any) -> str | bool:
    """Write our own types as plain ones, so that old migrations do not depend on today's code."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _leave_out_empty(_context: Any, _revision: Any, directives: Any) -> None:
    if directives and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Migrate online; there is no offline mode, because the check needs the rows."""
    with migrate.db.engine.connect() as connection, _without_foreign_keys(connection) as check:
        arguments = dict(migrate.configure_args)
        arguments.setdefault("process_revision_directives", _leave_out_empty)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=_render_type,
            # The product owns SQLite's transactions, so that there too a failed migration changes nothing.
            transactional_ddl=True,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
            check()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[Callable[[], None]]:
    """On SQLite, switch the keys off and give back the check that must pass before the commit."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield lambda: None
        return

    def check() -> None:
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"foreign key check failed: {broken[:5]}")

    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield check
    finally:
        # Only outside a transaction does the switch do anything.
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


run()
