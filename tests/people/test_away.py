"""Who is away, from when to when: dates only. Meanwhile their work finds a backup, or waits for HR."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from tests.reviews.record import at, in_state, lines
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.goals.models import GoalStatus
from tracker.language import say_date
from tracker.people import absences, noting_absences
from tracker.people.models import Absence, AssignmentKind, Role
from tracker.reviews import actions, queries, standings
from tracker.reviews.models import State
from tracker.signatures.models import Meaning

WAITS = "Ana Ruiz: Dana Whitfield is away until {}. Name a backup with an end date."


def day(offset=0):
    return clock.today() + timedelta(days=offset)


@pytest.fixture
def away(world):
    """Note that Dana is away, today and the nine days after unless said otherwise."""

    def note(first=0, last=9, person=None):
        ends_on = None if last is None else day(last)
        made = noting_absences.note_absence(
            person or world.dana, starts_on=day(first), ends_on=ends_on, key=uuid4(), by=world.hr
        )
        db.session.commit()
        return made

    return note


@pytest.fixture
def backup(world):
    def assign():
        bo = world.person("Bo Backup", Role.SUPERVISOR)
        world.assign(world.ana, bo, AssignmentKind.BACKUP, ends_on=day(20))
        return bo

    return assign


def events(absence_id):
    statement = TrailLine.__table__.select().where(TrailLine.record_id == absence_id)
    return [row.event for row in db.session.execute(statement)]


def needs(world, visit):
    tree = visit(world.hr).get("/").tree
    found = tree.xpath("//h3[.='Only you can fix']/following-sibling::ul[1]/li")
    return [" ".join(line.text_content().split()) for line in found]


def test_days_away_hold_no_cause():
    names = set(Absence.__table__.columns.keys())
    assert names == {"id", "person_id", "starts_on", "ends_on", "noted_by_id", "created_at"}


def test_days_run_forward(world):
    db.session.add(Absence(person_id=world.dana.id, starts_on=day(), ends_on=day(-1), noted_by_id=world.hr.id))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_hr_notes_changes_and_ends_an_absence(world, visit):
    hr, path = visit(world.hr), f"/people/{world.dana.id}/away"
    form = {"key": str(uuid4()), "starts_on": day(-1).isoformat(), "ends_on": day(5).isoformat()}
    for _ in range(2):
        hr.post(path, form)
    (noted,) = absences.list_absences(world.dana)
    assert hr.get(path).says(f"From {say_date(day(-1))} to {say_date(day(5))}")
    hr.post(f"{path}/{noted.id}", {"ends_on": ""})
    assert hr.get(path).says("until further notice")
    assert absences.is_away(world.dana)
    hr.post(f"{path}/{noted.id}/back")
    assert not absences.is_away(world.dana)
    assert db.session.get_one(Absence, noted.id, populate_existing=True).ends_on == day(-1)
    assert events(noted.id) == ["absence.noted", "absence.changed", "absence.ended"]


def test_days_that_had_not_begun_are_taken_out(world, away):
    noted = away(3, 6)
    noting_absences.end_absence(noted, by=world.hr)
    db.session.commit()
    assert absences.list_absences(world.dana) == []


def test_what_cannot_be_noted(world, away, visit):
    away(2, 4)
    for first, last, words in (
        (3, 2, "cannot come before the first"),
        (-3, -1, "These days are over"),
        (4, 6, "is noted as away from"),
        (1, None, "is noted as away from"),
    ):
        with pytest.raises(Refusal, match=words):
            away(first, last)
    away(5, 6)
    with pytest.raises(NotAllowed, match="own record"):
        away(0, 1, world.hr)
    world.ana.left_on = day(-1)
    with pytest.raises(Refusal, match="no longer works here"):
        away(0, 1, world.ana)
    page = visit(world.hr).post(
        f"/people/{world.dana.id}/away", {"starts_on": day(9).isoformat(), "ends_on": day(8).isoformat()}, status=422
    )
    assert page.says("The last day cannot come before the first.")
    assert len(absences.list_absences(world.dana)) == 2


def test_a_last_day_fits_and_what_is_over_stays(world, away):
    first, _second = away(0, 2), away(5, 6)
    for ends_on, words in ((day(5), "is noted as away from"), (day(-1), "cannot come before the first")):
        with pytest.raises(Refusal, match=words):
            noting_absences.change_last_day(first, ends_on=ends_on, by=world.hr)
    with pytest.raises(NotAllowed):
        noting_absences.change_last_day(first, ends_on=day(3), by=world.dana)
    first.starts_on, first.ends_on = day(-3), day(-1)
    with pytest.raises(Stale):
        noting_absences.change_last_day(first, ends_on=day(3), by=world.hr)
    with pytest.raises(Stale):
        noting_absences.end_absence(first, by=world.hr)


def test_an_absence_of_somebody_else_is_not_found_here(world, away, visit):
    noted = away()
    for path in ("", "/back"):
        visit(world.hr).post(f"/people/{world.ana.id}/away/{noted.id}{path}", {}, status=404)
    visit(world.hr).get(f"/people/{world.dana.id}/away/{UNKNOWN}", status=404)


@pytest.mark.parametrize("state", [State.RATING, State.IN_CONVERSATION, State.AWAITING_SIGNATURES])
def test_work_of_a_supervisor_who_is_away_waits_for_hr_until_a_backup_is_named(world, away, backup, visit, state):
    review = in_state(world, state)
    assert needs(world, visit) == []
    away()
    until = say_date(day(9))
    assert needs(world, visit) == [WAITS.format(until)]
    assert visit(world.ana).get(at(review)).says(f"Waiting for HR, as Dana Whitfield is away until {until} since")
    link = next(link for link in visit(world.hr).get("/").links() if "kind=backup" in link)
    form = visit(world.hr).get(link)
    assert form.tree.xpath("//select[@name='kind']/option[@selected]/@value") == ["backup"]
    assert form.tree.xpath("//input[@name='ends_on']/@value") == [day(9).isoformat()]
    bo = backup()
    assert needs(world, visit) == []
    acting = standings.find_acting(queries.get_reading(review.id, world.ana).review)
    assert (acting.person, acting.absence) == (bo, None)
    assert visit(bo).get("/").tree.xpath("//article//a/@href")


def test_without_a_last_day_the_sentence_names_none(world, away, visit):
    world.review()
    away(0, None)
    assert needs(world, visit) == [WAITS.replace(" until {}", "")]


def test_somebody_who_comes_back_acts_again(world, away, visit):
    review = world.review()
    noted = away()
    noting_absences.end_absence(noted, by=world.hr)
    db.session.commit()
    assert needs(world, visit) == []
    acting = standings.find_acting(queries.get_reading(review.id, world.ana).review)
    assert (acting.person, acting.absence) == (world.dana, None)


def test_days_to_come_and_days_over_change_nothing(world, away, visit):
    world.review()
    away(1, 4)
    assert needs(world, visit) == []


def test_a_backup_receives_and_signs_while_the_author_is_away_and_only_then(world, away, backup):
    review = world.awaiting()
    bo = backup()
    reading = queries.get_taking_part(review.id, bo, lock=True)
    with pytest.raises(Refusal, match="Dana Whitfield made"):
        actions.meanings_for(reading)
    away()
    assert actions.meanings_for(reading) == [Meaning.RECEIVED]


def test_a_backup_holds_the_conversation_while_the_author_is_away(world, away, backup, visit):
    review = world.both_sent()
    bo = backup()
    assert not visit(bo).get(at(review)).says("Or hold it again")
    away()
    assert visit(bo).get(at(review)).says("Or hold it again")
    visit(bo).post(f"{at(review)}/conversation/hold")
    assert [line.actor_id for line in lines(review, "review.conversation_taken")] == [bo.id]


def test_ratings_that_somebody_away_has_begun_stay_until_they_are_taken_over(world, away, backup, visit):
    review = world.review()
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"}, default="")
    away()
    bo = backup()
    assert visit(bo).get("/").says("Take over the ratings of Ana Ruiz")
    assert queries.get_reading(review.id, bo).assessment.supervisor_id == world.dana.id


def test_the_page_names_who_has_nobody_meanwhile(world, away, backup, visit):
    world.review()
    away()
    path = f"/people/{world.dana.id}/away"
    assert visit(world.hr).get(path).says("Name a backup with an end date for Ana Ruiz")
    backup()
    assert not visit(world.hr).get(path).says("Nobody else supervises these people meanwhile")


def test_the_record_says_who_is_away(world, away, visit):
    away()
    assert visit(world.ana).get(f"/people/{world.ana.id}").says("away now")
    assert visit(world.dana).get(f"/people/{world.dana.id}").says(f"is away from {say_date(day())} to")


def test_a_goal_that_nobody_can_agree_to_is_hrs_to_settle(world, away, backup, visit):
    goal = world.goal(by=world.ana, agreed=False)
    assert goal.status is GoalStatus.PROPOSED
    assert needs(world, visit) == []
    away()
    said = ["Ana Ruiz: a goal waits for a supervisor, and nobody is here to supervise. Assign someone."]
    assert needs(world, visit) == said
    backup()
    assert needs(world, visit) == []


def test_a_review_and_a_goal_of_one_person_are_one_line(world, away, visit):
    world.goal(by=world.ana, agreed=False)
    world.review()
    away()
    assert needs(world, visit) == [WAITS.format(say_date(day(9)))]


def test_a_failing_line_in_the_trail_leaves_nothing_changed(world, monkeypatch):
    dana, hr = world.dana, world.hr

    def fail(*_, **__):
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(noting_absences.audit, "record", fail)
    with pytest.raises(OSError, match="the trail"):
        noting_absences.note_absence(dana, starts_on=day(), ends_on=None, key=uuid4(), by=hr)
    db.session.rollback()
    assert absences.list_absences(dana) == []
