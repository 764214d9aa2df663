from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.assessments.models import RatingTerms
from tracker.cycles.models import Cycle, CycleExtension, CycleReview
from tracker.database import db
from tracker.reviews.models import Review


def day(value):
    """A day so far from today; tests are collected before the employer's clock is known."""
    return clock.today() + value if isinstance(value, timedelta) else value


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"used_for": ""},
        {"not_used_for": ""},
        {"kind": "appraisal"},
        {"due_on": timedelta(days=-1)},
        {"closes_on": timedelta(0)},
        {"period_from": timedelta(days=1)},
        {"hired_within": 0},
        {"hired_within": 3651},
        {"opened_at": "now"},
        {"opened_by_id": UNKNOWN},
        {"closed_at": "now"},
        {"program_id": UNKNOWN},
    ],
    ids=str,
)
def test_the_database_refuses_a_cycle(world, wrong):
    cycle = world.cycle()
    values = {name: clock.now() if value == "now" else day(value) for name, value in wrong.items()}
    with pytest.raises(IntegrityError):
        db.session.execute(update(Cycle).where(Cycle.id == cycle.id).values(values))


def test_a_cycle_that_was_never_open_is_not_closed(world):
    cycle = world.cycle()
    with pytest.raises(IntegrityError):
        db.session.execute(
            update(Cycle).where(Cycle.id == cycle.id).values(closed_at=clock.now(), closed_by_id=world.hr.id)
        )


@pytest.mark.parametrize("wrong", [{"reason": "health"}, {"due_on": timedelta(0)}], ids=str)
def test_the_database_refuses_an_extension(world, wrong):
    today = clock.today()
    row = {"id": uuid4(), "cycle_id": world.cycle().id, "review_id": world.review().id, "made_by_id": world.hr.id}
    days = {"due_before": today, "due_on": today + timedelta(days=1), "reason": "training", "created_at": clock.now()}
    with pytest.raises((IntegrityError, LookupError, Exception), match=r"CHECK|check|health"):
        db.session.execute(
            insert(CycleExtension).values(**{**row, **days, **{name: day(one) for name, one in wrong.items()}})
        )


def test_a_review_belongs_to_one_cycle(world):
    review = world.review().id
    for cycle in (world.cycle(), world.cycle()):
        statement = insert(CycleReview).values(review_id=review, cycle_id=cycle.id)
        if cycle is not None and db.session.get(CycleReview, review) is None:
            db.session.execute(statement)
        else:
            with pytest.raises(IntegrityError):
                db.session.execute(statement)


@pytest.mark.parametrize("wrong", [{"state": "closed"}, {"closed_from": "rating"}], ids=str)
def test_what_is_closed_says_from_where(world, wrong):
    review = world.review()
    with pytest.raises(IntegrityError):
        db.session.execute(update(Review).where(Review.id == review.id).values(wrong))


@pytest.mark.parametrize(
    "wrong", [{"opened_at": "now"}, {"opened_by_id": "hr"}, {"is_open": False, "opened_at": "now"}], ids=str
)
def test_the_database_refuses_terms(world, wrong):
    review = world.review(is_open_rating=True)
    real = {"hr": world.hr.id, "now": clock.now()}
    values = {name: real.get(value, value) for name, value in wrong.items()}
    if "is_open" in values:
        values["opened_by_id"] = world.hr.id
    with pytest.raises(IntegrityError):
        db.session.execute(update(RatingTerms).where(RatingTerms.assessment_id == review.id).values(values))
