"""Reports of many people from the machine, as one file, with the rights of a named person."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from werkzeug.exceptions import HTTPException

from tracker.batches import files, queries
from tracker.batches.making import Making
from tracker.batches.models import Form, Whom
from tracker.batches.orders import Key, Order
from tracker.batches.working import read_copy
from tracker.command_line.speaking import fail
from tracker.cycles import queries as cycles
from tracker.database import db, writing
from tracker.errors import Refusal
from tracker.language import present_language
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.models import Audience, ReportKind
from tracker.reports.pressing import paper, printer
from tracker.web.employer import employer_name
from tracker.words import label


def write_cycle(kind: str, cycle: str, reader: Person, *, audience: Audience, out: Path) -> str:
    """Write the reports of everyone in a cycle, and say how many; those left out are named on standard error."""
    form = out.suffix.lstrip(".").lower()
    if form not in set(Form):
        fail("Name the file with .zip, for one PDF a person, or with .pdf, for one PDF with bookmarks.")
    if kind not in queries.list_kinds(reader):
        fail(f"{reader.name} may not print a {kind} report of many people.")
    order = Order(
        ReportKind(kind), Whom.CYCLE, (_find_cycle(cycle),), audience, Form(form), paper(), present_language()
    )
    made, left_out = _make(order, reader)
    for name, why in left_out:
        click.echo(why if name in why else f"{name}: {why}", err=True)
    if not made:
        fail("Nothing could be printed, so no file was written.")
    named = {"title": files.title_of(str(label(order.kind))), "author": employer_name(), "language": order.language}
    with files.writing_to(out) as file, files.bind(file, order.form, **named) as bound:
        count = files.fill(bound, made, read=read_copy, names=queries.names_in(made))
        bound.end(left_out)
    return f"Wrote {out}: {count} {kind} reports, {len(left_out)} left out."


def _find_cycle(text: str) -> UUID:
    found = [cycle.id for cycle in cycles.list_cycles() if text.lower() in (str(cycle.id), cycle.name.lower())]
    if found:
        return found[0]
    return fail(f"There is no cycle '{text}'. Give its name, or the identifier in the address of its page.")


def _make(order: Order, reader: Person) -> tuple[list[UUID], list[tuple[str, str]]]:
    processes = current_app.config["TRACKER_RENDER_PROCESSES"]
    making = Making(order, reader, render=printer().render, processes=processes)
    keys = [key.write() for key in queries.list_keys(order)]
    names = people.names_of([Key.read(key).person_id for key in keys])
    made, left_out = [], []
    for number, key in enumerate(keys, start=1):
        try:
            ready = making.make(key, keys[number : number + making.ahead])
            with writing():
                made.append(making.keep(ready).id)
                db.session.commit()
        except (Refusal, HTTPException) as why:
            db.session.rollback()
            said = str(why) if isinstance(why, Refusal) else f"{reader.name} may not open this."
            left_out.append((names[Key.read(key).person_id], said))
    making.close()
    return made, left_out
