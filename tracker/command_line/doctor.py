"""Finding out what is wrong with an installation, and the exact remedy."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.command_line.speaking import json_option, plainly, show
from tracker.database import db
from tracker.frameworks.queries import list_versions
from tracker.jobs import queries as jobs
from tracker.mail import queries as mail
from tracker.mail.server import MailServer
from tracker.organisation import queries as tally
from tracker.reports import fonts
from tracker.web import health

# A worker hears of a job in a second or two; whatever waits for longer has none.
WAITS_TOO_LONG: Final = timedelta(minutes=5)


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
    """Look at the database, its schema, the data folder, PDFs, front-end files, settings, clock, queue and mail."""
    reachable = _is_reachable()
    return [
        Finding("database answers", reachable, "Check TRACKER_DATABASE_URL and that the server runs."),
        Finding("newest migration", reachable and health.is_database_ready(), "Run: tracker init"),
        Finding("competencies loaded", reachable and _has_frameworks(), "Run: tracker init"),
        _look_at_data_folder(),
        _look_at_pdf(),
        _look_at_fonts(),
        _look_at_front_end(),
        _look_at_address(),
        _look_at_clock(),
        _look_at_queue(),
        *([*_look_at_work(), _look_at_tally()] if reachable and health.is_database_ready() else []),
        _look_at_mail_server(),
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


def _look_at_fonts() -> Finding:
    """Said and not held against anybody: most employers have no name in these scripts."""
    missing = fonts.list_missing()
    if not missing:
        return Finding("fonts for names in other scripts", True)
    packages = " ".join(dict.fromkeys(missing.values()))
    return Finding(
        f"fonts for names on documents; none for {', '.join(missing)} (Debian and Ubuntu: apt-get install {packages})",
        True,
    )


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


def _look_at_queue() -> Finding:
    remedy = "Check TRACKER_QUEUE_URL, and that the queue's server runs."
    return Finding("queue answers", health.is_queue_ready(), remedy)


def _look_at_work() -> list[Finding]:
    is_late = jobs.find_longest_wait() > WAITS_TOO_LONG or mail.find_longest_wait() > mail.LATE_AFTER
    living = jobs.count_workers()
    remedy = (
        "Start a worker: tracker worker (where no queue is named, tracker serve has one)."
        if not living
        else "Its workers live and something still waits: see what they say in their log."
    )
    failed = mail.count_failed_lately()
    outbox = f"{failed} mails of the last seven days did not leave, or may not have: look at the outbox, /mail/."
    return [Finding("work in the background is done", not is_late, remedy), Finding("mail leaves", not failed, outbox)]


def _look_at_tally() -> Finding:
    """A quick look; ``tracker tally check`` compares every figure."""
    return Finding("organization views count what has ended", tally.is_current(), "Run: tracker tally rebuild")


def _look_at_mail_server() -> Finding:
    address = current_app.config["TRACKER_MAIL_URL"]
    if not address:
        return Finding("mail is kept in the outbox: no mail server is named", True)
    try:
        MailServer.from_address(address).connect().close()
    except OSError as error:
        return Finding("mail server answers", False, f"Check TRACKER_MAIL_URL and the server ({error}).")
    return Finding("mail server answers", True)
