"""The development plan: goals with their steps, owners, days, progress, strengths and support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from tracker import clock
from tracker.access.reading import Relation
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.goals import queries as goals
from tracker.goals.models import Goal, GoalCarried
from tracker.goals.wordings import list_carried_of
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import about
from tracker.reports.documents import PersonDocument, Subject
from tracker.reports.models import Audience, ReportKind
from tracker.reports.plan_content import ItemNamed, Moved, PlanContent, PlannedGoal, PlannedStep, Progress
from tracker.signatures.models import Statement, StatementPart

SIDES = "sides"
OTHERS = "others"


class DevelopmentPlan(PersonDocument[None]):
    """Both sides read every goal; HR, and an auditor as granted, those that both have agreed on."""

    kind: ClassVar = ReportKind.PLAN
    readers: ClassVar = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR, Relation.AUDITOR})

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[None]:
        """The person, for whoever may read their plan."""
        person = self.get_person(address_id, reader)
        return Subject(person.id, reader, scope_of(reader, person), None, person=person)

    def gather(self, subject: Subject[None], audience: Audience) -> PlanContent:
        """All that the plan says."""
        person = subject.person or subject.reader
        return PlanContent(
            *about.begin(person, self.kind), goals=gather_goals(person, subject.reader, audience=audience)
        )


def scope_of(reader: Person, person: Person) -> str:
    """The two sides read what is not agreed or not shared yet; others do not."""
    held = people.relations(reader, person.id)
    return SIDES if held & {Relation.SELF, Relation.SUPERVISOR} else OTHERS


def gather_goals(person: Person, reader: Person, *, audience: Audience) -> tuple[PlannedGoal, ...]:
    """The goals that a reader may see; notes and reasons are left out for someone outside."""
    found = sorted(goals.list_visible(person.id, reader), key=_order)
    said = about.list_said(StatementPart.GOAL, [goal.id for goal in found])
    names = people.names_of(_named(found))
    items = frameworks.find_items(item.competency_id for goal in found for item in goal.items)
    carried = list_carried_of([goal.id for goal in found])
    with_notes = audience is Audience.PERSONNEL_FILE
    return tuple(
        _goal(goal, names, items, carried.get(goal.id, []), said.get(goal.id, []), with_notes=with_notes)
        for goal in found
    )


def _order(goal: Goal) -> tuple[bool, int]:
    """In motion by the day to reach it; then what has ended, the latest first."""
    day = goal.target_on if goal.is_open else _ended_on(goal) or goal.target_on
    return not goal.is_open, day.toordinal() if goal.is_open else -day.toordinal()


def _named(found: Sequence[Goal]) -> list[UUID | None]:
    owners: list[UUID | None] = [step.owner_id for goal in found for step in goal.steps]
    return owners + [note.author_id for goal in found for note in goal.notes]


def _goal(
    goal: Goal,
    names: Mapping[UUID, str],
    items: Mapping[UUID, Item],
    carried: Sequence[GoalCarried],
    said: Sequence[Statement],
    *,
    with_notes: bool,
) -> PlannedGoal:
    return PlannedGoal(
        statement=goal.statement,
        strength=goal.strength,
        success=goal.success,
        support_needed=goal.support_needed,
        start_on=goal.start_on,
        target_on=goal.target_on,
        written_on=goal.written_on,
        status=goal.status,
        agreed_on=_agreed_on(goal),
        ended_on=_ended_on(goal),
        reason=goal.status_reason if with_notes else "",
        items=tuple(
            sorted(
                (ItemNamed(items[one.competency_id].code, items[one.competency_id].statement) for one in goal.items),
                key=lambda item: item.code,
            )
        ),
        steps=tuple(
            PlannedStep(
                names[step.owner_id], step.text, step.due_on, clock.local(step.done_at).date() if step.done_at else None
            )
            for step in goal.steps
        ),
        notes=tuple(Progress(names[note.author_id], note.written_on, note.text) for note in goal.notes)
        if with_notes
        else (),
        moved=tuple(Moved(one.written_on, one.target_before, one.target_on) for one in carried),
        statements=about.say(said),
    )


def _agreed_on(goal: Goal) -> date | None:
    if goal.employee_agreed_at is None or goal.supervisor_agreed_at is None:
        return None
    return clock.local(max(goal.employee_agreed_at, goal.supervisor_agreed_at)).date()


def _ended_on(goal: Goal) -> date | None:
    return clock.local(goal.closed_at).date() if goal.closed_at else None
