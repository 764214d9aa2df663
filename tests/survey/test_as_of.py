"""A file as of a past day: what was required, agreed and done then, not what stands today."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.survey.test_desk import names
from tracker import clock
from tracker.database import db
from tracker.goals import actions as goals
from tracker.goals import revising
from tracker.goals.models import GoalStatus
from tracker.people import actions as people
from tracker.people import history
from tracker.people.models import Employment, Role, RoleGrant
from tracker.reports.file_content import FileState, Finding, Wanted
from tracker.reports.file_facts import gather_kept
from tracker.survey import queries
from tracker.verifications import requiring

TODAY = clock.today


def ago(days):
    """Work as if it were so many days ago."""
    return clock.standing_at(clock.now() - timedelta(days=days))


def kept(person, days):
    """What was known of a file at the end of a day so many days ago."""
    return gather_kept([person], TODAY() - timedelta(days=days))[person.id]


def line(person, wanted, days):
    (found,) = queries.survey([person.id], TODAY() - timedelta(days=days))
    return next(one for one in found.lines if one.wanted is wanted)


def test_items_are_those_that_were_required_then(world):
    assert world.ana
    with ago(30):
        world.require("ADV-T01", "ADV-T02", level=3)
    with ago(10):
        items = [world.outline.by_code["ADV-T02"]]
        requiring.stop_requiring(items, outline=world.outline, job_title="", by=world.hr)
        world.require("ADV-T01", level=4)
    world.require("ADV-T03")

    def required(days):
        return {(need.item.code, need.level) for need in kept(world.ana, days).required}

    assert required(31) == set()
    assert required(20) == {("ADV-T01", 3), ("ADV-T02", 3)}
    assert required(5) == {("ADV-T01", 4)}
    assert required(0) == {("ADV-T01", 4), ("ADV-T03", 4)}
    assert line(world.ana, Wanted.COMPETENCE, 31).finding is not Finding.NOT_ALL_VERIFIED
    assert line(world.ana, Wanted.COMPETENCE, 20).of == 2


def test_a_job_held_then_says_what_was_required(world):
    ana = world.ana
    with ago(30):
        world.require("ADV-T01", job="Peer specialist")
        world.require("ADV-T02", job="Lead")
    values = {
        name: getattr(ana, name)
        for name in ("sign_in_name", "name", "email", "legal_name", "employment", "hired_on", "left_on")
    }
    with ago(10):
        people.edit_person(ana, **values, job_title="Lead", program="", by=world.hr)
    with ago(5):
        people.edit_person(ana, **values, job_title="Head", program="", by=world.hr)
    seen = [(kept(ana, days).job_title, [need.item.code for need in kept(ana, days).required]) for days in (20, 8, 0)]
    assert seen == [("Peer specialist", ["ADV-T01"]), ("Lead", ["ADV-T02"]), ("Head", [])]


def test_goals_are_those_in_motion_then(world):
    with ago(30):
        first = world.goal()
    with ago(20):
        waits = world.goal(agreed=False)
    with ago(10):
        goals.close(first, GoalStatus.MET, reason="", by=world.dana)
    with ago(5):
        goals.agree(waits, by=world.ana)
    assert [kept(world.ana, days).agreed_goals for days in (31, 25, 15, 7, 0)] == [0, 1, 1, 0, 1]
    assert line(world.ana, Wanted.GOALS, 7).state is FileState.DUE


def test_a_goal_said_in_other_words_since_was_agreed_when_its_first_words_were(world):
    with ago(30):
        goal = world.goal()
    with ago(5):
        wording = world.wording(goal)
        revising.agree(goal, wording.id, by=world.dana)
    assert [kept(world.ana, days).agreed_goals for days in (31, 20, 0)] == [0, 1, 1]


def test_supervision_is_as_regular_as_the_agreement_of_then_says(world):
    with ago(30):
        world.agreement(every_days=7)
    with ago(10):
        world.agreement(every_days=20)
    assert [kept(world.ana, days).supervised_every for days in (31, 20, 0)] == [14, 7, 20]


def test_whoever_came_back_has_the_file_of_the_earlier_time(world, visit):
    ana, today = world.ana, TODAY()
    ana.hired_on, ana.left_on = today - timedelta(days=400), today - timedelta(days=100)
    db.session.commit()
    history.rehire(
        ana,
        hired_on=today - timedelta(days=20),
        employment=Employment.PAID,
        job_title="Lead",
        program="",
        roles=[Role.EMPLOYEE],
        by=world.hr,
    )
    db.session.commit()
    before = kept(ana, 200)
    assert (before.job_title, before.hired_on) == ("Peer specialist", today - timedelta(days=400))
    assert (kept(ana, 0).job_title, kept(ana, 0).hired_on) == ("Lead", today - timedelta(days=20))
    hr = visit(world.hr)
    page = hr.get(f"/survey/?day={today - timedelta(days=200)}")
    assert "Ana Ruiz" in names(page)
    assert page.says("Peer specialist")
    assert "Ana Ruiz" not in names(hr.get(f"/survey/?day={today - timedelta(days=50)}"))
    sheet = hr.raw("GET", f"/survey/sheet.csv?day={today - timedelta(days=200)}").text
    assert "Peer specialist" in sheet
    assert "Lead" not in sheet


@pytest.mark.parametrize(("days", "is_in"), [(20, True), (5, False)])
def test_a_role_that_ended_since_was_held_then(world, visit, days, is_in):
    ended = {"ended_at": clock.now() - timedelta(days=10), "ended_by_id": world.hr.id}
    db.session.execute(update(RoleGrant).where(RoleGrant.person_id == world.ana.id).values(**ended))
    db.session.commit()
    assert ("Ana Ruiz" in names(visit(world.hr).get(f"/survey/?day={TODAY() - timedelta(days=days)}"))) is is_in


def test_the_page_says_what_it_reads_as_of_today(world, visit):
    hr = visit(world.hr)
    said = "Read as of today are names, programs, the wording of items"
    assert hr.get(f"/survey/?day={TODAY() - timedelta(days=3)}").says(said)
    assert not hr.get("/survey/").says(said)
