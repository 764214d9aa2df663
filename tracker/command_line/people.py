"""People, from the machine: the first administrator, a way in, and the list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.audit import actions as audit
from tracker.command_line.speaking import fail, json_option, plainly, refuse_missing_folder, show
from tracker.database import db
from tracker.people import actions, queries, sheets
from tracker.people.models import Person, Role
from tracker.sign_in import actions as sign_in


@click.group()
def person() -> None:
    """One person: make an account, make a way in."""


@person.command()
@click.option("--sign-in", "sign_in_name", required=True, help="The name to sign in with, such as ana.ruiz.")
@click.option("--name", required=True, help="The name this person goes by.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="Repeat it for several roles.",
)
@click.option("--email", help="An email address, if there is one.")
@json_option
@with_appcontext
@plainly
def create(sign_in_name: str, name: str, roles: tuple[str, ...], email: str | None, as_json: bool) -> None:
    """Make an account and print its one-time sign-in link. This is how the first administrator comes in."""
    with audit.as_operator():
        made = actions.add_person(
            sign_in_name=sign_in_name, name=name, roles=[Role(role) for role in roles], email=email, by=None
        )
        address = _make_link(made)
        db.session.commit()
    _say_link(made, address, as_json=as_json)


@person.command()
@click.argument("sign_in_name", metavar="SIGN-IN")
@json_option
@with_appcontext
@plainly
def link(sign_in_name: str, as_json: bool) -> None:
    """Print a one-time sign-in link for someone who cannot get in. It is recorded, and the person is told."""
    found = queries.find_by_sign_in(sign_in_name)
    if found is None:
        fail(f"Nobody signs in as '{sign_in_name}'.")
    with audit.as_operator():
        address = _make_link(found)
        db.session.commit()
    _say_link(found, address, as_json=as_json)


def _make_link(whose: Person) -> str:
    hours = current_app.config["TRACKER_LINK_HOURS"]
    token = sign_in.make_link(whose, by=None, valid_for=timedelta(hours=hours))
    base = current_app.config["TRACKER_BASE_URL"] or "http://127.0.0.1:8000"
    return f"{base}/sign-in/link/{token}"


def _say_link(whose: Person, address: str, *, as_json: bool) -> None:
    hours = current_app.config["TRACKER_LINK_HOURS"]
    if as_json:
        show({"sign_in": whose.sign_in_name, "link": address, "hours": hours})
        return
    click.echo(f"{whose.name} signs in as {whose.sign_in_name}. This link works once, within {hours} hours:")
    click.echo(address)


@click.group()
def people() -> None:
    """Everyone at once."""


@people.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
@plainly
def export_people(file: Path) -> None:
    """Write the list of people with roles and supervisors to FILE: .csv or .xlsx."""
    if file.suffix.lower() not in sheets.WRITERS:
        fail("Name the file with .csv or .xlsx at the end.")
    refuse_missing_folder(file)
    rows = sheets.list_rows()
    with audit.as_operator():
        audit.record("person.exported", by=None, kind="person", record_id=None, about_id=None)
        db.session.commit()
    sheets.WRITERS[file.suffix.lower()](file, rows)
    click.echo(f"Wrote {len(rows)} people to {file}.")
