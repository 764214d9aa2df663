from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.reviews.models import Conversation, ConversationComment, ConversationItem, Review


@pytest.fixture
def review(world):
    return world.both_sent()


@pytest.mark.parametrize(
    "wrong",
    [
        {"used_for": ""},
        {"not_used_for": ""},
        {"used_for": None},
        {"state": "ended"},
        {"state": "signed"},
        {"state": "awaiting_signatures"},
        {"ended_at": "now"},
        {"ending": "signed"},
        {"ended_at": "now", "ending": "signed"},
        {"state": "ended", "ended_at": "now", "ending": "signed"},
        {"state": "ended", "ended_at": "now", "ending": "vanished"},
        {"kind": "appraisal"},
        {"snapshot_id": UNKNOWN},
        {"opened_by_id": UNKNOWN},
    ],
    ids=str,
)
def test_the_database_refuses_a_review(review, wrong):
    values = {name: clock.now() if value == "now" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError):
        db.session.execute(update(Review).where(Review.id == review.id).values(values))


def test_the_database_refuses_a_second_review_of_one_assessment(world, review):
    row = {"kind": "annual", "used_for": "a", "not_used_for": "b", "opened_by_id": world.hr.id}
    days = {"period_from": date(2026, 1, 1), "due_on": date(2026, 2, 1)}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Review).values(id=review.id, state="rating", **row, **days))


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": 601}, {"form": "letter"}, {"present": None}], ids=str)
def test_the_database_refuses_a_conversation(review, wrong):
    with pytest.raises(IntegrityError):
        db.session.execute(update(Conversation).where(Conversation.review_id == review.id).values(wrong))


def test_the_database_holds_one_conversation_a_review(review):
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Conversation).values(review_id=review.id, present="", support_wanted="", notes=""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"proposed_level": 3},
        {"proposed_by": "employee"},
        {"proposed_level": 3, "proposed_by": "colleague"},
        {"proposed_level": 0, "proposed_by": "employee"},
        {"proposed_level": 10, "proposed_by": "employee"},
        {"agreed_at": "now"},
        {"confirmed_by_id": "ana"},
        {"agreed_at": "now", "confirmed_by_id": "ana"},
        {
            "proposed_level": 3,
            "proposed_by": "employee",
            "agreed_at": "now",
            "confirmed_by_id": "ana",
            "differs_at": "now",
        },
        {"proposed_level": 3, "proposed_by": "employee", "agreed_at": "now"},
        {"competency_id": UNKNOWN},
    ],
    ids=str,
)
def test_the_database_refuses_an_outcome(world, review, wrong):
    known = {"now": clock.now(), "ana": world.ana.id}
    values = {name: known.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()}
    row = {"review_id": review.id, "competency_id": world.outline.items[0].id}
    row |= {"chosen_by_employee": False, "chosen_by_supervisor": False}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ConversationItem).values({**row, **values}))


def test_the_database_holds_one_outcome_an_item(world, review):
    row = {"review_id": review.id, "competency_id": world.outline.items[0].id}
    row |= {"chosen_by_employee": False, "chosen_by_supervisor": False}
    db.session.execute(insert(ConversationItem).values(row))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ConversationItem).values(row))


@pytest.mark.parametrize("wrong", [{"text": None}, {"author_id": UNKNOWN}, {"competency_id": UNKNOWN}], ids=str)
def test_the_database_refuses_a_comment(world, review, wrong):
    row = {"id": uuid4(), "created_at": clock.now(), "author_id": world.ana.id, "text": "Words"}
    row |= {"review_id": review.id, "competency_id": world.outline.items[0].id}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ConversationComment).values({**row, **wrong}))


class TestASignedReview:
    """ "Signed" is only ever the result of two signatures, and what both signed stays."""

    def test_a_review_is_not_signed_by_setting_it_so(self, world):
        review = world.awaiting()
        signed = (
            update(Review).where(Review.id == review.id).values(state="ended", ending="signed", ended_at=clock.now())
        )
        with pytest.raises(DBAPIError, match="a signed review never changes"):
            db.session.execute(signed)

    @pytest.mark.parametrize(
        "change",
        [update(Review).values(kind="ad_hoc"), update(Review).values(state="in_conversation"), delete(Review)],
        ids=["kind", "state", "delete"],
    )
    def test_it_never_changes(self, world, change):
        review = world.ended()
        with pytest.raises(DBAPIError, match="a signed review never changes"):
            db.session.execute(change.where(Review.id == review.id))


def test_a_row_of_the_trail_is_not_replaced_either(world):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    world.review()
    line = db.session.execute(select(TrailLine).limit(1)).scalar_one()
    values = {column.name: getattr(line, column.name) for column in TrailLine.__table__.columns}
    forged = insert(TrailLine).prefix_with("OR REPLACE").values(**{**values, "event": "goal.agreed"})
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(forged)
