"""The tally of the organization views: proving it equal to a recount, and making it anew."""

from __future__ import annotations

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from tracker.audit.actions import as_operator
from tracker.command_line.speaking import fail, json_option, plainly, show
from tracker.database import db, reading
from tracker.organisation import actions, queries
from tracker.organisation.queries import Check


@click.group()
def tally() -> None:
    """Check or rebuild the counts behind the organization views."""


@tally.command()
@json_option
@with_appcontext
@plainly
def check(as_json: bool) -> None:
    """Count everything again from the ratings and compare it with the tally, figure by figure. Changes nothing."""
    with reading():
        found = queries.check()
        db.session.remove()
    if as_json:
        show({**asdict(found), "is_well": found.is_well})
    elif found.is_well:
        click.echo(_say(found))
    if not found.is_well:
        fail(
            f"{found.wrong_reviews} reviews and {found.wrong_figures} figures are not as a recount finds them. "
            "Run: tracker tally rebuild"
        )


@tally.command()
@with_appcontext
@plainly
def rebuild() -> None:
    """Make the tally anew from the ratings, and prove it equal to a recount."""
    with as_operator():
        actions.rebuild(by=None)
        found = queries.check()
        if not found.is_well:
            db.session.rollback()
            fail("The tally did not equal a recount, so nothing was changed. Please report this.")
        db.session.commit()
    click.echo(_say(found))


def _say(found: Check) -> str:
    return f"{found.reviews} reviews are counted in {found.figures} figures. Each equals a recount."
