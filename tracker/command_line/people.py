"""People, from the machine: the first administrator, a way in, and the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.command_line.speaking import fail, json_option, plainly, refuse_missing_folder, show
from tracker.database import db
from tracker.imports import actions as imports
from tracker.imports import sheets, tables
from tracker.imports.models import SheetKind
from tracker.imports.plans import Outcome, Plan
from tracker.imports.refused import list_refused
from tracker.people import actions, queries
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
@click.option("--assignments", is_flag=True, help="Who supervises whom, with dates, instead of the people.")
@with_appcontext
@plainly
def export_people(file: Path, *, assignments: bool) -> None:
    """Write the list of people with roles and supervisors to FILE: .csv or .xlsx. It can be imported again."""
    _refuse_ending(file)
    kind = SheetKind.ASSIGNMENTS if assignments else SheetKind.PEOPLE
    rows = sheets.EXPORTS[kind]()
    with audit.as_operator():
        imports.note_export(kind, by=None)
        db.session.commit()
    file.write_bytes(sheets.write(kind, rows, file.suffix.lower()[1:]))
    click.echo(f"Wrote {len(rows)} {'assignments' if assignments else 'people'} to {file}.")


def _refuse_ending(file: Path) -> None:
    if file.suffix.lower() not in (".csv", ".xlsx"):
        fail("Name the file with .csv or .xlsx at the end.")
    refuse_missing_folder(file)


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say row by row what would be done, and do nothing.")
@click.option("--leave-out-refused", is_flag=True, help="Import the other rows although some are refused.")
@click.option(
    "--refused",
    "mend",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused rows with the reasons to this file, .csv or .xlsx, to mend and import.",
)
@click.option("--as", "sign_in_name", metavar="SIGN-IN", help="In whose name; earlier papers need someone in HR.")
@json_option
@with_appcontext
@plainly
def import_people(
    file: Path, *, dry_run: bool, leave_out_refused: bool, mend: Path | None, sign_in_name: str | None, as_json: bool
) -> None:
    """Import FILE, .csv or .xlsx: people, assignments, or earlier papers, as its columns say.

    All rows are done, or none: where a row is refused nothing is done, unless --leave-out-refused is given.
    Running it twice changes nothing.
    """
    if mend is not None:
        _refuse_ending(mend)
    table = tables.read(file.read_bytes())
    by = _find_importer(sign_in_name)
    plan = imports.check(table, by=by, tell=_tell(len(table.rows)))
    refused = plan.count(Outcome.REFUSED)
    if mend is not None and refused:
        mend.write_bytes(sheets.write_rows(plan.kind, *list_refused(table, plan), mend.suffix.lower()[1:]))
    if not dry_run and (not refused or leave_out_refused):
        with audit.as_operator():
            plan = imports.carry_out(table, by=by, fingerprint=plan.fingerprint)
            db.session.commit()
    _say_plan(plan, as_json=as_json)
    if refused and (dry_run or not leave_out_refused):
        fail(
            f"{refused} rows would be refused. Nothing was imported."
            if dry_run
            else f"{refused} rows are refused, so nothing was imported. Mend them, or add --leave-out-refused."
        )
    if not as_json:
        click.echo("Nothing was imported: this was a dry run." if dry_run else "Imported.")


def _tell(rows: int) -> Callable[[int, int], None] | None:
    """Say on standard error how far the check of a large sheet is; Ctrl-C ends it, and nothing is imported."""
    if rows <= imports.MOST_AT_ONCE:
        return None
    return lambda done, total: click.echo(f"Checked {done} of {total} rows.", err=True)


def _find_importer(sign_in_name: str | None) -> Person | None:
    if sign_in_name is None:
        return None
    found = queries.find_by_sign_in(sign_in_name)
    if found is None:
        fail(f"Nobody signs in as '{sign_in_name}'.")
    if Permission.SHEET_IMPORT not in queries.permissions_held_by(found):
        fail(f"{found.name} may not import sheets. Name someone in HR.")
    return found


def _say_plan(plan: Plan, *, as_json: bool) -> None:
    counts = {outcome.value: plan.count(outcome) for outcome in Outcome}
    if as_json:
        rows = [
            {
                "row": line.number,
                "outcome": line.outcome.value,
                "changes": [{"column": one.column, "old": one.old, "new": one.new} for one in line.changes],
                "faults": [{"column": one.column, "reason": one.reason} for one in line.faults],
            }
            for line in plan.lines
            if line.outcome is not Outcome.UNCHANGED
        ]
        show({"kind": plan.kind.value, **counts, "left_out": list(plan.left_out), "rows": rows})
        return
    for line in plan.lines:
        for fault in line.faults:
            click.echo(f"Row {line.number} refused, {fault.column or 'whole row'}: {fault.reason}")
        if line.outcome is Outcome.ADDED:
            click.echo(f"Row {line.number} added: {line.name}")
        if line.outcome is Outcome.CHANGED:
            for one in line.changes:
                click.echo(f"Row {line.number} changed, {line.name}: {one.column} from '{one.old}' to '{one.new}'")
    click.echo(", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + ".")
