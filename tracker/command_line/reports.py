"""Reports, from the machine, with the rights of a named person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.access.permissions import Permission
from tracker.audit.actions import as_operator, record
from tracker.command_line.speaking import fail, plainly, refuse_missing_folder
from tracker.database import db, writing
from tracker.frameworks import queries as frameworks
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import actions, content, guide, papers, queries
from tracker.reports.models import Audience, IssuedReport, ReportKind
from tracker.reports.views import press
from tracker.reports.views_papers import press_blank, press_guide
from tracker.web.employer import employer_name


def _print_blank(code: str, _reader: Person) -> bytes:
    if frameworks.find_version(code) is None:
        fail(f"There is no framework '{code}'. To see which there are, run: tracker framework list")
    return press_blank(papers.gather_blank(code, None, employer=employer_name()))


def _print_guide(whose: str, reader: Person) -> bytes:
    person = _find(whose)
    if Permission.REVIEW_TALK not in people.permissions_held_by(reader):
        fail(f"{reader.name} takes part in no conversation.")
    reading = guide.get_guided(people.get_visible(person.id, reader), reader, None)
    made = press_guide(reading)
    db.session.commit()
    with writing():
        record("guide.printed", by=reader, kind="review", record_id=reading.review.id, about_id=person.id)
        db.session.commit()
    return made


# What is printed when asked for and kept nowhere.
PAPERS: dict[str, Callable[[str, Person], bytes]] = {papers.BLANK: _print_blank, papers.GUIDE: _print_guide}


@click.command()
@click.argument("kind", type=click.Choice([*(kind.value for kind in ReportKind), *PAPERS]))
@click.argument("whose", metavar="PERSON")
@click.option("--as", "reader_name", required=True, metavar="SIGN-IN", help="With whose rights; the trail says so.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option(
    "--for", "audience", type=click.Choice([one.value for one in Audience]), default=Audience.PERSONNEL_FILE.value
)
@with_appcontext
@plainly
def report(kind: str, whose: str, reader_name: str, out: Path, audience: str) -> None:
    """Write a report of PERSON (a sign-in name) as PDF.

    For the kind "blank", a rating form to fill in by hand, PERSON is the code of a framework, such as crss.
    """
    refuse_missing_folder(out)
    reader = _find(reader_name)
    if not reader.may_enter(clock.today()):
        fail(f"The account of {reader.name} is closed.")
    if kind in PAPERS:
        with current_app.test_request_context(), as_operator():
            out.write_bytes(PAPERS[kind](whose, reader))
        click.echo(f"Wrote {out}.")
        return
    person = _find(whose)
    if Permission.REPORT_READ not in people.permissions_held_by(reader):
        fail(f"{reader.name} may not read reports.")
    # Templates and transactions behave as in the web: reading first, then one short write.
    with current_app.test_request_context(), as_operator():
        copy = _issue(person, reader, Audience(audience))
    out.write_bytes(copy.pdf)
    click.echo(f"Wrote {out}, {kind} report {copy.id}.")


def _issue(person: Person, reader: Person, audience: Audience) -> IssuedReport:
    people.get_visible(person.id, reader)
    asked = queries.find_asked(person, reader, None)
    if asked is None:
        fail(f"No review of {person.name} that {reader.name} may read has ended, so there is nothing to print yet.")
    return actions.issue(
        asked.reading,
        content.gather(asked.reading, audience=audience, is_newest=asked.is_newest),
        audience=audience,
        language="en",
        press=press,
        by=reader,
    )


def _find(sign_in_name: str) -> Person:
    found = people.find_by_sign_in(sign_in_name)
    if found is None:
        fail(f"Nobody signs in as '{sign_in_name}'.")
    return found
