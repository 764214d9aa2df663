"""An invented employer, to look around in."""

from __future__ import annotations

import time

import click
from flask.cli import with_appcontext

from tracker.command_line.keeping import set_up
from tracker.command_line.speaking import plainly
from tracker.demo import cast, story
from tracker.people.queries import count_people
from tracker.web.employer import is_demo


@click.command()
@click.option("--people", default=40, show_default=True, type=click.IntRange(3, 5000), help="How many employees.")
@click.option("--years", default=2, show_default=True, type=click.IntRange(1, 10), help="How many years of history.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same data.")
@click.option(
    "--if-empty",
    is_flag=True,
    help="Prepare the database as 'tracker init' does, and leave one with people in it as it is; for bin/run.",
)
@with_appcontext
@plainly
def demo(people: int, years: int, seed: int, if_empty: bool) -> None:
    """Fill an empty database with an invented employer. Refuses a database with people in it."""
    if if_empty:
        set_up()
        if count_people():
            _say_who_is_there()
            return
        click.echo(f"Inventing an employer of {people} people and {years} years of history (half a minute) ...")
    began = time.monotonic()
    events = story.tell(employees=people, years=years, seed=seed)
    click.echo(f"Told {events} events of {cast.EMPLOYER} in {time.monotonic() - began:.0f} s.")
    say_doors()


def _say_who_is_there() -> None:
    if is_demo():
        say_doors()
    else:
        click.echo("This database has people of its own; nothing was added to it.")


def say_doors() -> None:
    """Say who one can enter as."""
    click.echo(f"Sign in as one of these with the password {cast.PASSWORD}, or choose one on the sign-in page:")
    for sign_in_name, words in cast.DOORS:
        click.echo(f"  {sign_in_name:18} {words}")
