"""What waits between reviews: work to be noticed, observations to read, goals to agree and to see through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from flask import url_for

from tracker import clock
from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.agreements import queries as agreements
from tracker.goals import queries as goals
from tracker.goals import wordings
from tracker.goals.models import Goal
from tracker.home.log_tasks import supervision_task
from tracker.home.tasks import Elsewhere, Task
from tracker.language import _, _n
from tracker.observations import queries as observations
from tracker.observations import requests
from tracker.observations.models import Observation, ObservationRequest
from tracker.people.models import Person

LONGEST_QUOTE: Final = 160
# One's own step in a goal comes to the home page this long before its day.
STEP_SHOWN_BEFORE: Final = timedelta(days=7)


def list_asked(reader: Person, members: Sequence[UUID]) -> list[ObservationRequest]:
    """What the reader and the people they act for asked to have noticed, the longest wait first, in one query."""
    people = [*members, *([reader.id] if may(Permission.OBSERVATION_ASK) else [])]
    return list(requests.list_waiting(people)) if people else []


def own_tasks(reader: Person) -> Iterator[Task]:
    """What waits for an employee."""
    if may(Permission.OBSERVATION_ACKNOWLEDGE):
        unread = observations.list_not_acknowledged(reader)
        if unread:
            yield _reading_task(reader, unread)


def goal_tasks(reader: Person, members: Sequence[UUID]) -> Iterator[Task]:
    """What waits in the goals of the reader and of the people they act for."""
    if not may(Permission.GOAL_EDIT):
        return
    people, today = [reader.id, *members], clock.today()
    yield from (task for _person_id, task in _agreement_tasks(reader, people))
    for goal in goals.list_to_see_through(people, until=today + STEP_SHOWN_BEFORE):
        if goal.target_on < today:
            yield _goal_task(_("Say what became of a goal"), goal, reader, since=goal.created_at, due_on=goal.target_on)
            continue
        due = [step for step in goal.steps if step.done_at is None and step.owner_id == reader.id]
        due = [step for step in due if step.due_on <= today + STEP_SHOWN_BEFORE]
        if due:
            first = min(due, key=lambda step: step.due_on)
            yield Task(
                title=_("Your step in a goal"),
                reason=_of(goal, reader, first.text),
                address=url_for("goals.show", goal_id=goal.id),
                button=_("Look at the goal"),
                due_on=first.due_on,
                since=goal.created_at,
                of_team=goal.person_id != reader.id,
            )


def tasks_by_person(reader: Person, members: Sequence[UUID]) -> dict[UUID, list[Task]]:
    """What waits for a supervisor between reviews, requests for supervision among it, by the person it is about."""
    found: dict[UUID, list[Task]] = defaultdict(list)
    for one in requests.list_waiting(members):
        found[one.person_id].append(_request_task(one))
    for asked in agreements.list_waiting_for(reader) if may(Permission.SUPERVISION_ANSWER) else []:
        found[asked.person_id].append(supervision_task(asked))
    for person_id, task in _agreement_tasks(reader, members):
        found[person_id].append(task)
    return found


def _agreement_tasks(reader: Person, people: Sequence[UUID]) -> Iterator[tuple[UUID, Task]]:
    """Goals, and other words for goals, that wait for the reader's side."""
    for goal in goals.list_waiting(people):
        agreed_at = goal.employee_agreed_at if goal.person_id == reader.id else goal.supervisor_agreed_at
        if agreed_at is None:
            yield goal.person_id, _goal_task(_("Agree to a goal"), goal, reader, since=goal.created_at)
    for one in wordings.list_waiting(people):
        # It waits for the side that did not propose it.
        if (one.proposed_by_id == one.goal.person_id) != (reader.id == one.goal.person_id):
            title = _("Agree to other words for a goal")
            yield one.goal.person_id, _goal_task(title, one.goal, reader, since=one.created_at)


def _goal_task(title: str, goal: Goal, reader: Person, *, since: datetime, due_on: date | None = None) -> Task:
    return Task(
        title=title,
        reason=_of(goal, reader, goal.statement),
        address=url_for("goals.show", goal_id=goal.id),
        button=_("Look at the goal"),
        due_on=due_on,
        since=since,
        of_team=goal.person_id != reader.id,
    )


def _of(goal: Goal, reader: Person, text: str) -> str:
    """What was written, after the name of whose goal it is; nobody needs their own."""
    said = quote(text)
    return said if goal.person_id == reader.id else _("%(name)s: %(text)s", name=goal.person.name, text=said)


def team_tasks(reader: Person, asked: Sequence[ObservationRequest]) -> Iterator[Task]:
    """What waits for a supervisor."""
    yield from (_request_task(one) for one in asked if one.person_id != reader.id)


def _request_task(asked: ObservationRequest) -> Task:
    return Task(
        title=_("%(name)s asks: notice my work", name=asked.person.name),
        reason=quote(asked.wish),
        address=url_for("observation_requests.show", request_id=asked.id),
        button=_("Look and answer"),
        due_on=None,
        since=asked.created_at,
    )


def elsewhere(reader: Person, supervisor: Person | None, asked: Sequence[ObservationRequest]) -> Iterator[Elsewhere]:
    """What the reader asked for and waits for the supervisor."""
    who = supervisor.name if supervisor else _("HR, who must assign a supervisor")
    for one in asked:
        if one.person_id == reader.id:
            address = url_for("observation_requests.show", request_id=one.id)
            yield Elsewhere(_("Notice my work"), who, one.created_at, address)


def _reading_task(reader: Person, unread: Sequence[Observation]) -> Task:
    """All observations one has not marked as read, as one task."""
    first = unread[0]
    return Task(
        title=_n("Read what was seen: %(num)d observation", "Read what was seen: %(num)d observations", len(unread)),
        reason=_("%(name)s: %(text)s", name=first.observer.name, text=quote(first.strength)),
        address=(
            url_for("observations.show", observation_id=first.id)
            if len(unread) == 1
            else url_for("observations.index", person_id=reader.id)
        ),
        button=_("Read it") if len(unread) == 1 else _("Read them"),
        due_on=None,
        since=first.shared_at or first.created_at,
    )


def quote(text: str) -> str:
    """The beginning of what somebody wrote, for a line of a list."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"
