"""Doing what a plan of people or assignments says, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tracker.database import db
from tracker.imports.assignments import AssignmentWish
from tracker.imports.people import PersonWish
from tracker.imports.plans import Line, Outcome
from tracker.imports.roster import Roster, Span
from tracker.people import many
from tracker.people.many import ManyAssignments, ManyPeople
from tracker.people.models import Person
from tracker.reviews import handing_over

DONE = frozenset({Outcome.ADDED, Outcome.CHANGED})


def do_people(lines: Sequence[Line], roster: Roster, *, by: Person | None) -> None:
    """Write the people of a plan, their roles and their supervisors."""
    wishes: list[PersonWish] = [line.wish for line in lines if line.outcome in DONE]
    programs = _programs(wishes, roster)
    changed = {}
    for wish in wishes:
        values = dict(wish.values)
        if wish.program:
            values["program_id"] = programs[wish.program.casefold()]
        if not wish.is_new and values:
            changed[wish.person.id] = values
    new = [
        {"id": wish.person.id, **wish.values, "program_id": programs.get((wish.program or "").casefold())}
        for wish in wishes
        if wish.is_new
    ]
    roles = [(wish.person.id, role) for wish in wishes for role in sorted(wish.roles)]
    many.save_people(ManyPeople(new, changed, roles), by=by)
    spans = [wish.span for wish in wishes if wish.span]
    _save_spans(spans, [wish.ends for wish in wishes if wish.ends], by=by)


def _programs(wishes: Sequence[PersonWish], roster: Roster) -> dict[str, UUID]:
    wanted = {wish.program.casefold(): wish.program for wish in wishes if wish.program}
    missing = {key: name for key, name in wanted.items() if key not in roster.programs}
    made = many.add_programs(list(missing.values()))
    return roster.programs | {name.casefold(): key for name, key in made.items()}


def do_assignments(lines: Sequence[Line], *, by: Person | None) -> None:
    """Write the assignments of a plan."""
    wishes: list[AssignmentWish] = [line.wish for line in lines if line.outcome in DONE]
    spans = [wish.span for wish in wishes]
    _save_spans([span for span in spans if span.id is None], [span for span in spans if span.id is not None], by=by)


def _save_spans(made: Sequence[Span], ended: Sequence[Span], *, by: Person | None) -> None:
    rows = [
        {
            "person_id": span.person,
            "supervisor_id": span.supervisor,
            "kind": span.kind,
            "starts_on": span.starts_on,
            "ends_on": span.ends_on,
        }
        for span in made
    ]
    last_days = {span.id: (span.person, span.ends_on) for span in ended if span.id is not None}
    many.save_assignments(ManyAssignments(rows, last_days), by=by)
    moved = {span.person for span in (*made, *ended)}
    for person_id in sorted(handing_over.list_begun() & moved) if moved else ():
        handing_over.discard_left_behind(db.session.get_one(Person, person_id), by=by)
