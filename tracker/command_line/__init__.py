"""The ``tracker`` command: what an operator does on the machine itself.

Errors are one plain sentence on standard error; the exit status is 0 only on success.
"""

from __future__ import annotations

import os
import sys

import click
from flask.cli import FlaskGroup

from tracker.command_line.demo import demo
from tracker.command_line.doctor import doctor
from tracker.command_line.frameworks import framework
from tracker.command_line.keeping import backup, init, restore
from tracker.command_line.people import people, person
from tracker.command_line.reports import report, verify
from tracker.command_line.server import serve, worker
from tracker.command_line.tally import tally

COMMANDS: tuple[click.Command, ...] = (
    init,
    demo,
    serve,
    worker,
    doctor,
    person,
    people,
    framework,
    report,
    verify,
    tally,
    backup,
    restore,
)


def main() -> None:
    """Run the ``tracker`` command."""
    from tracker import create_app

    # What an operator writes - reports, lists of people, backups - is not for other users of the machine.
    os.umask(0o077)
    group = FlaskGroup(
        name="tracker",
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        help="Keeps the competency tracker: sets it up, serves it, and does what only the operator may do.",
    )
    sys.exit(group.main(prog_name="tracker", standalone_mode=True))
