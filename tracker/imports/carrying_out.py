"""Doing what a plan of people or assignments says, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from tracker.database import db
from tracker.imports.assignments import AssignmentWish
from tracker.imports.people import PersonWish
from tracker.imports.plans import Line, Outcome
from tracker.imports.roster import Roster, Span
from tracker.people import many
from tracker.people.many import ManyAssignments, ManyPeople
from tracker.people.models import Detail, Person
from tracker.reviews import handing_over

DONE = frozenset({Outcome.ADDED, Outcome.CHANGED})


def do_people(lines: Sequence[Line], roster: Roster, *, by: Person | None) -> None:
    """Write the people of a plan, what their details were before, their roles, sites and supervisors."""
    wishes: list[PersonWish] = [line.wish for line in lines if line.outcome in DONE]
    programs = _ids_of([wish.program for wish in wishes], roster.programs, make=many.add_programs)
    sites = _ids_of([wish.site for wish in wishes], roster.sites, make=many.add_sites)
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
    many.place_at_sites({wish.person.id: sites[wish.site.casefold()] for wish in wishes if wish.site}, by=by)
    many.keep_former(_list_former(lines), by=by)
    spans = [wish.span for wish in wishes if wish.span]
    _save_spans(spans, [wish.ends for wish in wishes if wish.ends], by=by)


def _list_former(lines: Sequence[Line]) -> list[tuple[UUID, Detail, str]]:
    """What the details of those who were known are until now; an empty one was none."""
    return [
        (line.wish.person.id, Detail(one.column), one.old)
        for line in lines
        if line.outcome is Outcome.CHANGED
        for one in line.changes
        if one.old and one.column in set(Detail)
    ]


def _ids_of(
    names: Sequence[str | None], known: Mapping[str, UUID], *, make: Callable[[Sequence[str]], Mapping[str, UUID]]
) -> dict[str, UUID]:
    """The identifiers of these programs or sites, made where there are none, by name without regard to case.

    A new one is spelled as the first row has it.
    """
    wanted = {name.casefold(): name for name in reversed(names) if name}
    made = make([name for key, name in wanted.items() if key not in known])
    return {**known, **{name.casefold(): key for name, key in made.items()}}


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
    for person_id in sorted(handing_over.list_begun().keys() & moved) if moved else ():
        handing_over.discard_left_behind(db.session.get_one(Person, person_id), by=by)
