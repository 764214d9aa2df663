"""Revising a goal: other words are proposed by one side and stand once the other agrees. And carrying it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, exists, select

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.goals import actions, wordings
from tracker.goals.actions import Step
from tracker.goals.models import Goal, GoalCarried, GoalStatus, GoalStep, GoalWording, GoalWordingStep
from tracker.language import _
from tracker.people.models import Person


@dataclass(frozen=True)
class Wording:
    """A goal in other words."""

    statement: str
    strength: str
    success: str
    support_needed: str
    target_on: date
    steps: Sequence[Step]


def revise(goal: Goal, new: Wording, *, reason: str, key: UUID, by: Person) -> GoalWording:
    """Propose another wording. What stands goes on standing until the other side agrees, and is kept after that.

    Steps that are done stay; the new ones take the place of those that are not. A wording that waited is declined.

    :raises Refusal: for who is not a side, a day that has passed, or no step of the supervisor's.
    :raises Stale: when the goal has ended.
    """
    actions.refuse_outsiders(goal.person, by)
    standing = actions.find_open(goal)
    _refuse(standing, new)
    _keep_first(standing)
    waiting = wordings.find_waiting(standing)
    if waiting is not None:
        waiting.declined_at, waiting.declined_by_id = clock.now(), by.id
    made = GoalWording(
        id=key,
        goal_id=standing.id,
        proposed_by_id=by.id,
        reason=reason,
        statement=new.statement,
        strength=new.strength,
        support_needed=new.support_needed,
        success=new.success,
        target_on=new.target_on,
        steps=[
            GoalWordingStep(position=position, text=step.text, owner_id=step.owner_id, due_on=step.due_on)
            for position, step in enumerate(new.steps, start=1)
        ],
    )
    db.session.add(made)
    db.session.flush()
    _note("goal.revision_proposed", standing, by=by)
    return made


def _refuse(goal: Goal, new: Wording) -> None:
    today = clock.today()
    if new.target_on < max(today, goal.start_on):
        raise Refusal(_("Choose a target day that is today or later, and not before the start."))
    if any(step.due_on < today for step in new.steps):
        raise Refusal(_("Choose a day for each step that is today or later."))
    actions.refuse_owners(goal.person_id, new.steps)


def _keep_first(goal: Goal) -> None:
    """Keep the words the goal began with, before the first revision."""
    if db.session.execute(select(exists().where(GoalWording.goal_id == goal.id))).scalar_one():
        return
    both = [one for one in (goal.employee_agreed_at, goal.supervisor_agreed_at) if one is not None]
    sides = {goal.employee_agreed_by_id, goal.supervisor_agreed_by_id} - {None, goal.proposed_by_id}
    is_agreed = goal.status is GoalStatus.AGREED
    first = GoalWording(
        goal_id=goal.id,
        is_first=True,
        created_at=goal.created_at,
        proposed_by_id=goal.proposed_by_id,
        statement=goal.statement,
        strength=goal.strength,
        support_needed=goal.support_needed,
        success=goal.success,
        target_on=goal.target_on,
        agreed_at=max(both) if is_agreed else None,
        agreed_by_id=next(iter(sides)) if is_agreed else None,
        steps=[
            GoalWordingStep(position=step.position, text=step.text, owner_id=step.owner_id, due_on=step.due_on)
            for step in _list_steps(goal)
        ],
    )
    db.session.add(first)


def _list_steps(goal: Goal) -> Sequence[GoalStep]:
    statement = select(GoalStep).where(GoalStep.goal_id == goal.id).order_by(GoalStep.position)
    return db.session.execute(statement).scalars().all()


def agree(goal: Goal, wording_id: UUID, *, by: Person) -> None:
    """Agree to a wording the other side proposed: it is the goal's from now on, and both agree to it.

    :raises Refusal: to one's own side's proposal.
    :raises Stale: when it waits no more.
    """
    standing, wording = _waiting(goal, wording_id, by)
    if _is_employees(standing, wording.proposed_by_id) == _is_employees(standing, by.id):
        raise Refusal(_("Your side proposed this. It waits for the other one."))
    now, before = clock.now(), standing.status
    wording.agreed_at, wording.agreed_by_id = now, by.id
    supervisor_id = wording.proposed_by_id if _is_employees(standing, by.id) else by.id
    standing.statement, standing.strength = wording.statement, wording.strength
    standing.support_needed, standing.success = wording.support_needed, wording.success
    standing.target_on = wording.target_on
    standing.employee_agreed_at, standing.employee_agreed_by_id = now, standing.person_id
    standing.supervisor_agreed_at, standing.supervisor_agreed_by_id = now, supervisor_id
    standing.status = GoalStatus.AGREED
    _replace_steps(standing, wording)
    db.session.flush()
    audit.record(
        "goal.revised",
        by=by,
        kind="goal",
        record_id=standing.id,
        about_id=standing.person_id,
        from_state=before,
        to_state=GoalStatus.AGREED,
    )


def _replace_steps(goal: Goal, wording: GoalWording) -> None:
    done = [step for step in _list_steps(goal) if step.done_at is not None]
    db.session.execute(delete(GoalStep).where(GoalStep.goal_id == goal.id, GoalStep.done_at.is_(None)))
    last = max((step.position for step in done), default=0)
    db.session.add_all(
        GoalStep(
            goal_id=goal.id, position=last + step.position, text=step.text, owner_id=step.owner_id, due_on=step.due_on
        )
        for step in wording.steps
    )


def decline(goal: Goal, wording_id: UUID, *, by: Person) -> None:
    """Keep the goal as it stands: by the other side, or by the one who proposed the wording.

    :raises Stale: when it waits no more.
    """
    standing, wording = _waiting(goal, wording_id, by)
    wording.declined_at, wording.declined_by_id = clock.now(), by.id
    db.session.flush()
    _note("goal.revision_declined", standing, by=by)


def _waiting(goal: Goal, wording_id: UUID, by: Person) -> tuple[Goal, GoalWording]:
    actions.refuse_outsiders(goal.person, by)
    standing = actions.find_open(goal)
    wording = wordings.find_waiting(standing)
    if wording is None or wording.id != wording_id:
        raise Stale(_("This wording waits no more. Look at the goal as it stands now."))
    return standing, wording


def _is_employees(goal: Goal, person_id: UUID) -> bool:
    return person_id == goal.person_id


def carry(goal: Goal, review_id: UUID, *, target_on: date, by: Person) -> None:
    """Carry a goal that both agreed on from one review into the next, with the day to reach it by.

    :raises Refusal: for a goal that is not agreed, or an earlier day than before.
    :raises Stale: when the goal has ended, or was carried from this review already.
    """
    actions.refuse_outsiders(goal.person, by)
    standing = actions.find_open(goal)
    if standing.status is not GoalStatus.AGREED:
        raise Refusal(_("Both of you agree to a goal before it can be carried on."))
    if target_on < max(clock.today(), standing.target_on):
        raise Refusal(_("Choose a day that is today or later, and not before the day set so far."))
    carried = exists().where(GoalCarried.goal_id == standing.id, GoalCarried.review_id == review_id)
    if db.session.execute(select(carried)).scalar_one():
        raise Stale(_("This goal is carried into the next review already."))
    db.session.add(
        GoalCarried(
            goal_id=standing.id,
            review_id=review_id,
            carried_by_id=by.id,
            target_before=standing.target_on,
            target_on=target_on,
        )
    )
    standing.target_on = target_on
    db.session.flush()
    _note("goal.carried", standing, by=by)


def _note(event: str, goal: Goal, *, by: Person) -> None:
    audit.record(event, by=by, kind="goal", record_id=goal.id, about_id=goal.person_id)
