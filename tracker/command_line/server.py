"""Serving the product and finding out what is wrong with an installation."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask.globals import app_ctx
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.command_line.keeping import forget_old_drafts
from tracker.command_line.speaking import fail, json_option, plainly, show
from tracker.database import db
from tracker.frameworks.queries import list_versions
from tracker.jobs import beside
from tracker.jobs.queue import queue_of
from tracker.jobs.worker import WorkerProcess
from tracker.web import health


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Server processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
@with_appcontext
@plainly
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the product with gunicorn. Put a proxy with https in front of it."""
    if not health.is_database_ready():
        fail("The database is not at the newest migration. Run: tracker init")
    db.session.remove()
    forget_old_drafts()
    db.engine.dispose()
    with _a_worker_beside():
        run_server({"bind": f"{host}:{port}", "workers": workers, "threads": threads})


@contextmanager
def _a_worker_beside() -> Iterator[None]:
    """Where the queue is embedded, one worker as a process of its own, which ends with the server."""
    if not queue_of(current_app).is_embedded:
        yield
        return
    command = [sys.executable, "-P", "-c", "from tracker.command_line import main; main()", "worker"]
    keeper = subprocess.Popen([sys.executable, "-P", beside.__file__, str(os.getpid()), *command])
    try:
        yield
    finally:
        keeper.terminate()
        with suppress(subprocess.TimeoutExpired):
            keeper.wait(beside.SECONDS_TO_END)


@click.command()
@click.option("--threads", default=2, show_default=True, help="How many jobs it does at the same time.")
@with_appcontext
@plainly
def worker(threads: int) -> None:
    """Do what was asked for in the background. Any number of workers may run; one of them keeps the schedule."""
    if not health.is_database_ready():
        fail("The database is not at the newest migration. Run: tracker init")
    db.session.remove()
    WorkerProcess(app_ctx.app, threads=threads).run()


def run_server(options: dict[str, Any]) -> None:
    """Run gunicorn until it is told to stop. Each worker builds its own app, so that nothing is shared by forking."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn, configured here instead of by a file."""

        def load_config(self) -> None:
            for name, value in {**DEFAULTS, **options}.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            from tracker import create_app

            app = create_app()
            settle_memory()
            return app

    Server().run()


def settle_memory() -> None:
    """Tell the collector that what is loaded now stays, and to look less often.

    A page makes thousands of objects that die with it; looking through the whole program for each
    of them made one request in twenty twice as slow.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


DEFAULTS: dict[str, Any] = {
    "worker_class": "gthread",
    "timeout": 120,
    "graceful_timeout": 20,
    "keepalive": 5,
    # On by default since gunicorn 27, and it would lie in a home folder.
    "control_socket_disable": True,
    "accesslog": None,
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: well, or what is wrong and the exact remedy."""

    name: str
    is_well: bool
    remedy: str = ""


@click.command()
@json_option
@with_appcontext
@plainly
def doctor(as_json: bool) -> None:
    """Say what is missing or wrong, and how to mend it."""
    findings = examine()
    if as_json:
        show([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'well ' if finding.is_well else 'WRONG'}  {finding.name}")
            if not finding.is_well:
                click.echo(f"       {finding.remedy}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


def examine() -> list[Finding]:
    """Look at the database, its schema, the data folder, PDFs, front-end files, settings and clock."""
    reachable = _is_reachable()
    return [
        Finding("database answers", reachable, "Check TRACKER_DATABASE_URL and that the server runs."),
        Finding("newest migration", reachable and health.is_database_ready(), "Run: tracker init"),
        Finding("competencies loaded", reachable and _has_frameworks(), "Run: tracker init"),
        _look_at_data_folder(),
        _look_at_pdf(),
        _look_at_front_end(),
        _look_at_address(),
        _look_at_clock(),
    ]


def _is_reachable() -> bool:
    try:
        db.session.execute(select(1))
    except SQLAlchemyError:
        return False
    return True


def _has_frameworks() -> bool:
    try:
        return bool(list_versions())
    except SQLAlchemyError:
        return False


def _look_at_data_folder() -> Finding:
    folder: Path = current_app.config["TRACKER_DATA_DIR"]
    if db.engine.dialect.name != "sqlite" and not folder.exists():
        return Finding("data folder (not needed)", True)
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return Finding("data folder can be written", False, f"Make {folder} writable.")
    is_private = not folder.stat().st_mode & 0o077
    return Finding("data folder is private", is_private, f"Take it from other users: chmod 700 {folder}")


def _look_at_pdf() -> Finding:
    problem = health.check_pdf()
    return Finding("PDFs can be made", not problem, problem)


def _look_at_front_end() -> Finding:
    built = Path(current_app.static_folder or "") / "vendor" / "tracker.css"
    return Finding("style sheet and scripts are built", built.exists(), "Run: bin/setup")


def _look_at_address() -> Finding:
    address = current_app.config["TRACKER_BASE_URL"]
    local = not address or address.startswith("https://") or "//127.0.0.1" in address or "//localhost" in address
    return Finding("address is https, or this machine only", local, "Set TRACKER_BASE_URL to an https address.")


def _look_at_clock() -> Finding:
    plausible = clock.now().year >= 2026
    return Finding("clock is plausible", plausible, "Set the machine's clock; signatures carry its time.")
