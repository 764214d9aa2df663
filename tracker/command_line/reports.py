"""Reports, from the machine, with the rights of a named person."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.access.permissions import Permission
from tracker.audit.actions import as_operator, record
from tracker.batches import files
from tracker.command_line import batches
from tracker.command_line.speaking import fail, json_option, plainly, refuse_missing_folder, show
from tracker.database import db, writing
from tracker.frameworks import queries as frameworks
from tracker.language import is_spoken, list_languages, present_language, speaking
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import actions, data, guide, papers, verifying
from tracker.reports.documents import Document, Subject
from tracker.reports.frozen import plain
from tracker.reports.kinds import DOCUMENTS, get_document
from tracker.reports.models import Audience, ReportKind
from tracker.reports.pressing import paper, press
from tracker.reports.verifying import Checked, Since, Standing
from tracker.reports.views_papers import press_blank, press_guide
from tracker.web.employer import employer_name

OF_A_CYCLE = frozenset({ReportKind.ORGANISATION})


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
@click.argument("kind", type=click.Choice([*(kind.value for kind in DOCUMENTS), *PAPERS]))
@click.argument("whose", metavar="[PERSON]", default="")
@click.option("--cycle", default="", metavar="CYCLE", help="Everyone in a review cycle, as one file; no PERSON then.")
@click.option("--as", "reader_name", required=True, metavar="SIGN-IN", help="With whose rights; the trail says so.")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; .json, .csv and .xlsx hold the same content for machines, any other name a PDF. "
    "With --cycle: .zip for one PDF a person, .pdf for one PDF with bookmarks.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice([one.value for one in Audience]),
    default=Audience.PERSONNEL_FILE.value,
    show_default=True,
    help="For the personnel file, or for someone outside: a copy without comments.",
)
@click.option("--language", default="en", help="The language of the document.", show_default=True)
@click.option(
    "--with", "options", multiple=True, metavar="NAME=VALUE", help="As in the address, such as since=2026-01-01."
)
@with_appcontext
@plainly
def report(
    kind: str,
    whose: str,
    *,
    cycle: str,
    reader_name: str,
    out: Path,
    audience: str,
    language: str,
    options: tuple[str, ...],
) -> None:
    """Write a report of PERSON (a sign-in name) as PDF, or as data; or with --cycle those of everyone in it.

    For the kind "blank", a rating form to fill in by hand, PERSON is the code of a framework, such as crss.
    For the kind "organisation", PERSON is the identifier of a cycle.
    """
    refuse_missing_folder(out)
    if bool(whose) == bool(cycle):
        raise click.UsageError("Name a PERSON, or a cycle with --cycle.")
    reader = _find(reader_name)
    if not reader.may_enter(clock.today()):
        fail(f"The account of {reader.name} is closed.")
    # Templates and transactions behave as in the web: reading first, then one short write.
    with current_app.test_request_context(), as_operator():
        if not is_spoken(language):
            fail(f"The product does not speak '{language}'. It speaks: {', '.join(list_languages())}.")
        with speaking(language):
            if kind in PAPERS and not cycle:
                _save(out, PAPERS[kind](whose, reader))
                click.echo(f"Wrote {out}.")
                return
            if cycle:
                click.echo(batches.write_cycle(kind, cycle, reader, audience=Audience(audience), out=out))
                return
            subject = _subject(get_document(kind), whose, reader, _named(options))
            said = _write(get_document(kind), subject, Audience(audience), out)
    click.echo(said)


def _named(options: tuple[str, ...]) -> dict[str, str]:
    if any("=" not in one for one in options):
        fail("Write each --with as NAME=VALUE, such as --with since=2026-01-01.")
    return dict(one.split("=", 1) for one in options)


def _write(document: Document[Any], subject: Subject[Any], audience: Audience, out: Path) -> str:
    language, form = present_language(), out.suffix.lstrip(".").lower()
    content = document.freeze(subject, audience)
    if form in data.TYPES:
        made = data.write(form, content, audience=audience, language=language)
        actions.note_export(subject, document.kind, by=subject.reader)
        _save(out, made)
        return f"Wrote {out}, {document.kind} report as {form}."
    copy = actions.issue(
        subject, content, audience=audience, language=language, paper=paper(), press=press, by=subject.reader
    )
    _save(out, copy.pdf)
    return f"Wrote {out}, {document.kind} report {copy.id}."


def _save(out: Path, content: bytes) -> None:
    """Write the file wholly or not at all; what is none, such as /dev/stdout, is written to as it stands."""
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    with files.writing_to(out) as file:
        file.write(content)


def _subject(document: Document[Any], whose: str, reader: Person, asked: Mapping[str, str]) -> Subject[Any]:
    held = people.permissions_held_by(reader)
    address_id = _cycle(whose) if document.kind in OF_A_CYCLE else _find(whose).id
    if not {Permission.REPORT_READ, document.permission} <= held:
        fail(f"{reader.name} may not read reports.")
    subject = document.find(address_id, reader, asked)
    if subject is None:
        person = db.session.get_one(Person, address_id)
        fail(f"No review of {person.name} that {reader.name} may read has ended, so there is nothing to print yet.")
    return subject


def _cycle(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        fail(f"'{text}' is no identifier of a cycle: it stands in the address of the cycle's page.")


def _find(sign_in_name: str) -> Person:
    found = people.find_by_sign_in(sign_in_name)
    if found is None:
        fail(f"Nobody signs in as '{sign_in_name}'.")
    return found


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_appcontext
@plainly
def verify(file: Path, *, as_json: bool) -> None:
    """Say whether FILE is a report this system issued, and whether its record has changed since.

    Ends with 0 for a genuine report whose record says the same today, with 3 for a genuine one whose record
    has changed since or cannot be compared, and with 1 for anything else.
    """
    with current_app.test_request_context():
        checked = verifying.check_file(file.read_bytes())
        db.session.rollback()
    said = _say(checked)
    if as_json:
        show({**plain(checked), "says": said})
    else:
        click.echo(said, err=not checked.is_current)
    if not checked.is_current:
        sys.exit(3 if checked.standing is Standing.GENUINE else 1)


SINCE = {
    Since.UNCHANGED: "The record has not changed since.",
    Since.CHANGED: "The record has changed since: a copy printed now would say something else.",
    Since.NOT_KNOWN: "Whether the record has changed since cannot be said: nobody here may read the same words now.",
}


def _say(checked: Checked) -> str:
    if checked.standing is Standing.UNKNOWN:
        return "Not genuine: this system has issued no such file."
    what = f"{checked.kind} report {checked.identifier}, issued {checked.issued_at:%Y-%m-%d %H:%M} UTC"
    if checked.standing is Standing.ALTERED:
        return f"Not genuine: the file has been altered. It names the {what}, whose SHA-256 is {checked.pdf_sha256}."
    if checked.standing is Standing.REPLACED:
        return f"Replaced for privacy: the {what}. A text was removed since; do not use this file."
    newer = f" A newer copy was issued {checked.newer_at:%Y-%m-%d %H:%M} UTC." if checked.newer_at else ""
    return f"Genuine: the {what}. {SINCE[checked.since]}{newer}"
