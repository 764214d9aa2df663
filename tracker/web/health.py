"""Whether the product is alive and ready. No details: the doctor has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Final

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tracker.access.guard import public
from tracker.database import db
from tracker.folders import find_folder
from tracker.jobs import queries as jobs
from tracker.jobs.queue import queue_of
from tracker.mail import queries as mail
from tracker.reports.pressing import printer

bp = Blueprint("health", __name__)
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Database, migrations, queue and PDF: 200 when all are well, 503 with the names of those that are not."""
    checks = {"database": is_database_ready(), "pdf": not check_pdf(), "queue": is_queue_ready()}
    failing = sorted(name for name, is_well in checks.items() if not is_well)
    return {"status": "not ready", "failing": failing} if failing else {"status": "ready"}, 503 if failing else 200


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """How jobs, workers and mail stand, as Prometheus reads it; for this machine only, 404 for everybody else."""
    is_passed_on = "X-Forwarded-For" in request.headers and not current_app.config["TRACKER_TRUSTED_PROXIES"]
    if request.remote_addr not in LOOPBACK or is_passed_on:
        abort(404)
    try:
        lines = [line for gauge in _measure() for line in gauge]
    except SQLAlchemyError:
        return Response(status=503)
    return Response("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _measure() -> Iterator[list[str]]:
    states = {f'state="{state}"': count for state, count in jobs.count_by_state().items()}
    yield _gauge("tracker_jobs", "Jobs by state.", states)
    yield _gauge("tracker_job_wait_seconds", "How long the job that waits longest has waited.", _longest(jobs))
    yield _gauge("tracker_workers", "Workers that gave a sign of life lately.", {"": jobs.count_workers()})
    yield _gauge("tracker_queue_up", "Whether the queue answers.", {"": int(is_queue_ready())})
    states = {f'state="{state}"': count for state, count in mail.count_by_state().items()}
    yield _gauge("tracker_mail", "Mails by state.", states)
    yield _gauge("tracker_mail_wait_seconds", "How long the mail that waits longest has waited.", _longest(mail))


def _longest(room: ModuleType) -> dict[str, int]:
    return {"": round(room.find_longest_wait().total_seconds())}


def _gauge(name: str, meaning: str, values: Mapping[str, int]) -> list[str]:
    """One gauge in Prometheus's text format, a line for each set of labels."""
    lines = [f"{name}{{{labels}}} {value}" if labels else f"{name} {value}" for labels, value in values.items()]
    return [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", *lines]


def is_queue_ready() -> bool:
    """Whether the queue answers."""
    try:
        queue_of(current_app).count()
    except Exception:  # each of three drivers has errors of its own
        return False
    return True


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
