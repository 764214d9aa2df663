"""Serving the product, and the workers beside it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask.globals import app_ctx

from tracker.command_line.keeping import forget_old_drafts
from tracker.command_line.speaking import fail, plainly
from tracker.database import db
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
