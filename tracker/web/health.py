"""Whether the product is alive and ready. No details: the doctor has them."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tracker.access.guard import public
from tracker.database import db
from tracker.folders import find_folder
from tracker.reports.pressing import printer

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Database, migrations and PDF: 200 when all are well, 503 with the names of those that are not."""
    checks = {"database": is_database_ready(), "pdf": not check_pdf()}
    failing = sorted(name for name, is_well in checks.items() if not is_well)
    return {"status": "not ready", "failing": failing} if failing else {"status": "ready"}, 503 if failing else 200


def is_database_ready() -> bool:
    """Whether the database answers and stands at the newest migration."""
    try:
        return current_revision() == newest_revision()
    except SQLAlchemyError:
        return False


def current_revision() -> str | None:
    """The migration the database stands at."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """The newest migration that ships with the product."""
    return ScriptDirectory(str(find_folder("migrations"))).get_current_head()


def check_pdf() -> str:
    """What keeps PDFs from being made; empty when nothing does."""
    return printer().check()
