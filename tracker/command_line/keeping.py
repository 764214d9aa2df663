"""Setting the database up, backing it up, restoring it."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from tracker.audit import actions as audit
from tracker.audit.actions import as_operator
from tracker.command_line.speaking import fail, plainly, refuse_missing_folder
from tracker.database import db, reading
from tracker.folders import find_folder
from tracker.frameworks.actions import load_shipped
from tracker.keeping import Keeper, keeper_of
from tracker.observations.actions import delete_old_drafts
from tracker.observations.queries import list_old_drafts
from tracker.organisation import actions as counts
from tracker.organisation import queries as tally
from tracker.people.actions import install
from tracker.sign_in.actions import close_the_doors


@click.command()
@with_appcontext
@plainly
def init() -> None:
    """Bring the database to the newest migration and load the shipped competencies.

    Running it again changes nothing.
    """
    loaded = set_up()
    click.echo(f"Ready. Loaded: {', '.join(loaded)}." if loaded else "Ready. Nothing was missing.")


def set_up() -> list[str]:
    """Migrate, load what ships, and say what was new."""
    upgrade(directory=str(find_folder("migrations")))
    with as_operator():
        install()
        loaded = load_shipped(find_folder("seed"), by=None)
        _count_what_is_not_counted()
        db.session.commit()
    return loaded


def _count_what_is_not_counted() -> None:
    """Fill the tally where it is behind: after the migration that made it, and in a backup from before."""
    if not tally.is_current():
        counts.rebuild(by=None)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
@plainly
def backup(file: Path) -> None:
    """Write a verified copy of the whole database to FILE, while the product runs."""
    if file.exists():
        fail(f"{file} exists already. Choose another name, so that no backup is ever overwritten.")
    refuse_missing_folder(file)
    keeper = _keeper()
    if not keeper.is_set_up():
        fail("This database holds nothing yet, so there is nothing to back up. Run: tracker init")
    forget_old_drafts()
    rows = keeper.back_up(file)
    click.echo(f"Wrote and verified {file}: {rows} rows.")


def forget_old_drafts() -> None:
    """Delete observations that nobody shared within seven days: no copy of the database may outlive that promise."""
    with reading():
        is_due = bool(list_old_drafts())
        db.session.remove()
    if is_due:
        delete_old_drafts()
        db.session.commit()
        db.session.remove()


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace everything in a database that is not empty.")
@with_appcontext
@plainly
def restore(file: Path, replace: bool) -> None:
    """Put the records of a backup FILE into this database.

    Refuses a database that has people in it, unless told to replace them.
    """
    keeper = _keeper()
    if keeper.count_people() and not replace:
        fail("This database has people in it. To replace everything in it by the backup, add --replace.")
    rows = keeper.restore(file)
    upgrade(directory=str(find_folder("migrations")))
    with as_operator():
        close_the_doors()
        _count_what_is_not_counted()
        audit.record("installation.restored", by=None, kind="installation", record_id=None, about_id=None)
        db.session.commit()
    click.echo(f"Restored and verified: {rows} rows.")
    click.echo("Everyone is signed out. Passwords, roles, assignments and grants stand as they did when it was made.")


def _keeper() -> Keeper:
    db.session.remove()
    return keeper_of(db.engine)
