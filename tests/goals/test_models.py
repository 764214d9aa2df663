from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.database import db
from tracker.goals.models import Goal, GoalItem, GoalNote, GoalStep

NOW = "now"


def resolve(world, values):
    people = {"ana": world.ana.id, "dana": world.dana.id, NOW: clock.now()}
    return {name: people.get(value, value) if isinstance(value, str) else value for name, value in values.items()}


def row(world, **more):
    values = {
        "id": uuid4(),
        "person_id": "ana",
        "proposed_by_id": "dana",
        "statement": "I want to lead.",
        "strength": "Warm.",
        "success": "Three groups.",
        "start_on": date(2026, 1, 2),
        "target_on": date(2026, 2, 2),
        "status": "proposed",
    }
    return resolve(world, {**values, **more})


@pytest.mark.parametrize(
    "wrong",
    [
        {"target_on": date(2026, 1, 1)},
        {"employee_agreed_at": NOW},
        {"employee_agreed_by_id": "ana"},
        {"supervisor_agreed_at": NOW},
        {"supervisor_agreed_by_id": "dana"},
        {"supervisor_agreed_at": NOW, "supervisor_agreed_by_id": "ana"},
        {"employee_agreed_at": NOW, "employee_agreed_by_id": "dana"},
        {"status": "agreed"},
        {"status": "agreed", "employee_agreed_at": NOW, "employee_agreed_by_id": "ana"},
        {"person_id": None},
        {"statement": None},
    ],
    ids=str,
)
def test_the_database_refuses(world, wrong):
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Goal).values(row(world, **wrong)))


def test_the_database_takes_a_goal_agreed_by_both(world):
    both = {
        "employee_agreed_at": NOW,
        "employee_agreed_by_id": "ana",
        "supervisor_agreed_at": NOW,
        "supervisor_agreed_by_id": "dana",
    }
    db.session.execute(insert(Goal).values(row(world, status="agreed", **both)))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (GoalStep, {"position": 1, "text": "Do", "owner_id": "ana", "due_on": date(2026, 1, 2), "goal_id": UNKNOWN}),
        (GoalStep, {"position": 1, "text": "Do", "owner_id": UNKNOWN, "due_on": date(2026, 1, 2)}),
        (GoalNote, {"text": "Well", "author_id": None, "created_at": NOW}),
        (GoalItem, {"competency_id": UNKNOWN}),
    ],
    ids=["step of no goal", "step of nobody", "note of nobody", "item of no framework"],
)
def test_parts_belong_to_what_exists(world, model, values):
    goal = world.goal()
    parts = {"goal_id": goal.id, **resolve(world, values)}
    if model is not GoalItem:
        parts["id"] = uuid4()
    with pytest.raises(IntegrityError):
        db.session.execute(insert(model).values(parts))
