"""An invented employer, to look around in."""

from __future__ import annotations

import time

import click
from flask.cli import with_appcontext

from tracker.command_line.speaking import plainly
from tracker.demo import cast, story


@click.command()
@click.option("--people", default=40, show_default=True, type=click.IntRange(3, 5000), help="How many employees.")
@click.option("--years", default=2, show_default=True, type=click.IntRange(1, 10), help="How many years of history.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same data.")
@with_appcontext
@plainly
def demo(people: int, years: int, seed: int) -> None:
    """Fill an empty database with an invented employer. Refuses a database with people in it."""
    began = time.monotonic()
    events = story.tell(employees=people, years=years, seed=seed)
    click.echo(f"Told {events} events of {cast.EMPLOYER} in {time.monotonic() - began:.0f} s.")
    say_doors()


def say_doors() -> None:
    """Say who one can enter as."""
    click.echo(f"Sign in as one of these with the password {cast.PASSWORD}, or choose one on the sign-in page:")
    for sign_in_name, words in cast.DOORS:
        click.echo(f"  {sign_in_name:18} {words}")
