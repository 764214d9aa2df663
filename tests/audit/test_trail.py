import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

import tracker
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit import actions, presenters, queries
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.from_paper import actions as from_paper
from tracker.language import say_date
from tracker.reviews import actions as reviews
from tracker.reviews import conversing

EVENT = re.compile(r"[a-z_]+\.[a-z_]+")
WRITERS = {"record", "record_opening", "open_record", "note_opening", "note_export", "_note", "_note_sending", "Line"}
# Those that write that somebody read something.
READERS = {"record_opening", "open_record", "note_opening", "note_export"}


def every_line():
    return db.session.execute(select(TrailLine).order_by(TrailLine.id)).scalars().all()


def note(world, event="goal.noted", **more):
    values = {"by": world.dana, "kind": "goal", "record_id": world.ana.id, "about_id": world.ana.id}
    actions.record(event, **{**values, **more})


def recorded_events():
    """Every event named in a call that writes the trail, anywhere in the product."""
    return {f"review.{past}" for past in reviews._PAST.values()} | set(from_paper.EVENT_OF.values()) | named_in(WRITERS)


def named_in(writers):
    found = set()
    for file in Path(tracker.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in writers:
                parts = [part for arg in node.args for part in ast.walk(arg)]
                texts = [part.value for part in parts if isinstance(part, ast.Constant)]
                found |= {one for one in texts if isinstance(one, str) and EVENT.fullmatch(one)}
    return found


def test_every_event_has_words_and_no_words_are_left_over():
    assert recorded_events() == set(presenters.EVENTS)


def test_only_those_who_read_are_named_as_readers():
    opened = {one for one in recorded_events() if one.endswith(".opened")}
    assert opened
    assert opened <= named_in(READERS) - named_in(WRITERS - READERS)
    assert {one for one in presenters.FORMER_EVENTS if one.endswith(".opened")} == set(queries.NO_READING)


@pytest.mark.parametrize("event", queries.NO_READING)
def test_what_was_begun_was_not_opened_in_older_lines_either(world, event):
    note(world, event)
    note(world, "report.printed")
    db.session.commit()
    assert [line.event for line in queries.list_readers(world.ana, limit=9)] == ["report.printed"]
    begun, printed = presenters.say(every_line()[-2:], world.ana)
    assert (begun.when, ":" in printed.when) == (say_date(clock.today()), True)


def test_a_line_of_an_event_no_longer_written_still_has_its_words(world):
    note(world, "agreement.confirmed")
    (said,) = presenters.say(every_line()[-1:], world.dana)
    assert said.what == "confirmed an agreement on supervision"


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            update(TrailLine).values(event="goal.agreed"),
            update(TrailLine).values(actor_id=None),
            delete(TrailLine),
            text("UPDATE trail_line SET fields = '[]'"),
            text("DELETE FROM trail_line"),
        ],
    )
    def test_the_database_changes_and_deletes_no_line(self, statement, world):
        note(world)
        db.session.commit()
        before = [(line.id, line.event, line.actor_id) for line in every_line()]
        with pytest.raises(DatabaseError, match="the trail is append-only"):
            db.session.execute(statement)
        db.session.rollback()
        assert [(line.id, line.event, line.actor_id) for line in every_line()] == before

    def test_a_line_is_written_with_the_change_or_not_at_all(self, world):
        assert world.dana
        assert world.ana
        before = len(every_line())
        note(world)
        db.session.rollback()
        assert len(every_line()) == before


class TestRecording:
    def test_a_line_says_who_what_which_and_when_and_names_of_fields_only(self, world):
        note(world, fields={"b", "a"}, from_state="proposed", to_state="agreed")
        line = every_line()[-1]
        assert (line.actor_id, line.about_id, line.record_kind) == (world.dana.id, world.ana.id, "goal")
        assert (line.fields, line.from_state, line.to_state, line.via) == (["a", "b"], "proposed", "agreed", "")
        assert line.at.tzinfo is not None

    def test_somebody_always_acts(self, world):
        with pytest.raises(ValueError, match="who acts"):
            note(world, by=None)

    def test_the_operator_acts_alone_or_for_somebody_and_is_named(self, world):
        with actions.as_operator():
            note(world, by=None)
            note(world)
        note(world)
        alone, behalf, after = every_line()[-3:]
        assert (alone.actor_id, alone.via) == (None, "operator")
        assert (behalf.actor_id, behalf.via) == (world.dana.id, "operator")
        assert after.via == ""

    def test_the_operator_stops_being_named_after_a_fault(self, world):
        with pytest.raises(ZeroDivisionError), actions.as_operator():
            raise ZeroDivisionError
        with pytest.raises(ValueError, match="who acts"):
            note(world, by=None)

    def test_an_opening_is_written_once_an_hour(self, world):
        values = {"by": world.dana, "kind": "goal", "record_id": world.ana.id, "about_id": world.ana.id}
        reader = world.hr
        before = len(every_line())
        for _ in range(3):
            actions.record_opening("goal.opened", **values)
        actions.record_opening("observation.opened", **values)
        actions.record_opening("goal.opened", **{**values, "by": reader})
        assert len(every_line()) == before + 3

    def test_no_line_of_a_whole_review_holds_what_was_written(self, world):
        review = world.both_sent()
        reading = world.side(review, Side.EMPLOYEE)
        conversing.comment(reading, reading.outline.items[0], "SECRET WORDS", by=world.ana)
        world.finish(review)
        world.observation(strength="SECRET WORDS")
        world.goal(statement="SECRET WORDS")
        world.entry(world.ana, summary="SECRET WORDS")
        world.verification(evidence="SECRET WORDS")
        rows = db.session.execute(text("SELECT * FROM trail_line")).all()
        assert len(rows) > 20
        assert "SECRET" not in str(rows)


def test_a_second_opening_in_the_same_hour_cannot_be_stored(world):
    row = {"actor_id": world.hr.id, "record_id": world.ana.id, "event": "goal.opened", "record_kind": "goal"}
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    db.session.execute(insert(TrailLine).values(**row, hour=hour))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(TrailLine).values(**row, hour=hour))
