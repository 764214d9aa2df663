from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Role
from tracker.verifications import actions
from tracker.verifications.models import Verification


def form(**more):
    values = {
        "key": str(uuid4()),
        "items": ["ADV-T01", "ADV-T02"],
        "level": "4",
        "method": "direct_observation",
        "event": "Tuesday group",
        "observed_on": clock.today().isoformat(),
        "evidence": "Did it alone.",
        "qualification": "credential",
        "qualified_by": "CRSS since 2016",
        "goal": "",
    }
    return {**values, **more}


def test_the_goals_named_on_the_form_are_a_line_in_the_trail(world, visit):
    def openings():
        found = select(TrailLine.actor_id, TrailLine.record_kind, TrailLine.record_id, TrailLine.about_id)
        return db.session.execute(found.where(TrailLine.event == "goal.opened")).all()

    dana = visit(world.dana)
    dana.get(new(world.ana))
    assert openings() == []
    world.goal()
    dana.get(new(world.ana))
    dana.post(new(world.ana), form(level=""), 422)
    assert openings() == [(world.dana.id, "goal", world.ana.id, world.ana.id)]


def saved():
    statement = select(Verification).options(selectinload(Verification.items))
    return db.session.execute(statement).scalars().all()


def new(person):
    return f"/people/{person.id}/verifications/new"


def test_a_supervisor_verifies_what_was_shown(world, visit):
    dana = visit(world.dana)
    page = dana.follow(dana.post(new(world.ana), form()))
    assert page.says("Verification saved.")
    assert page.says("Verified: shown at Steady")
    due = clock.today().replace(year=clock.today().year + 3)
    assert page.says(f"{due:%B %-d, %Y}")
    assert {item.competency_id for item in saved()[0].items} == set(world.ids("ADV-T01", "ADV-T02"))


def test_the_assessors_credential_is_offered_as_what_qualifies(world, visit):
    world.credential(world.dana, number="4711")
    page = visit(world.dana).get(f"{new(world.ana)}?item=PRO-K01")
    assert page.value("qualified_by") == "CRSS 4711"
    assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["PRO-K01"]


def test_a_next_step_is_verified_with_its_goal(world, visit):
    goal = world.goal("ADV-T01")
    dana, sent = visit(world.dana), form(items=["ADV-T01"], level="3")
    page = dana.post(new(world.ana), sent, 409)
    assert page.says("make a goal for it first, then choose that goal here")
    assert page.says("Did it alone.")
    page = dana.follow(dana.post(new(world.ana), {**sent, "goal": str(goal.id)}))
    assert page.says("Shown at level 3; next step agreed")
    assert f"/goals/{goal.id}" in page.links()


def test_the_form_sent_twice_makes_one_verification(world, visit):
    dana, sent = visit(world.dana), form()
    first, second = (dana.post(new(world.ana), sent) for _ in range(2))
    assert first.location == second.location
    assert len(saved()) == 1


def test_an_item_chosen_twice_is_verified_once(world, visit):
    visit(world.dana).post(new(world.ana), form(items=["ADV-T01", "ADV-T01"]))
    assert len(saved()[0].items) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("items", [], "Choose at least one task or area of knowledge."),
        ("items", ["XYZ-T01"], None),
        ("level", "", "Choose the level that was shown."),
        ("level", "9", None),
        ("method", "", "Choose how it was shown."),
        ("method", "gut feeling", None),
        ("event", "", "Name the event, such as 'Tuesday wellness group'."),
        ("event", "x" * 301, "Shorten this to 300 characters or fewer."),
        ("observed_on", "2999-01-01", "Choose today or an earlier day: this cannot have happened yet."),
        ("observed_on", "", "Choose the day it was shown."),
        ("evidence", " ", "Write in a sentence what you saw or heard."),
        ("qualification", "", "Choose what qualifies you."),
        ("qualification", "rank", None),
        ("qualified_by", "", "Name the credential, experience or training that qualifies you."),
        ("goal", str(UNKNOWN), None),
    ],
)
def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(world, visit, field, value, message):
    page = visit(world.dana).post(new(world.ana), form(**{field: value}), 422)
    assert page.errors()
    assert message is None or message in page.errors()
    assert saved() == []
    assert page.value("event") == form(**{field: value})["event"]
    if field != "items":
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01", "ADV-T02"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"items": ["ADV-K01"]}, "'Direct observation' does not suit ADV-K01."),
    ],
    ids=["method"],
)
def test_what_the_rules_refuse_comes_back_to_copy(world, visit, more, sentence):
    page = visit(world.dana).post(new(world.ana), form(**more), 409)
    assert page.says(sentence)
    assert page.says("Did it alone.")
    assert saved() == []


def test_nobody_verifies_themselves_on_any_page(world, visit):
    upper = world.person("Ruth Abara", Role.SUPERVISOR)
    world.assign(world.dana, upper)
    page = visit(world.dana).post(new(world.dana), form(), 403)
    assert page.says("Nobody verifies themselves.")
    for person in (world.ana, world.hr, world.admin):
        visit(person).post(new(person), form(), 403)
    assert saved() == []


def test_a_supervisors_supervisor_verifies_nothing_of_theirs(world, visit):
    upper = world.person("Ruth Abara", Role.SUPERVISOR)
    world.assign(world.dana, upper)
    world.verification()
    assert (
        visit(upper)
        .post(new(world.ana), form(), 403)
        .says("Only a supervisor of Ana Ruiz can verify this, or someone HR appointed.")
    )
    visit(upper).get(f"/people/{world.ana.id}/verifications", 404)


def test_withdrawn_with_a_reason_it_stays_readable_and_counts_no_more(world, visit):
    made = world.verification()
    dana, address = visit(world.dana), f"/verifications/{made.id}"
    page = dana.post(f"{address}/withdraw", {"reason": " "}, 422)
    assert page.says("Say in a sentence why it is withdrawn.")
    assert saved()[0].withdrawn_at is None
    page = dana.follow(dana.post(f"{address}/withdraw", {"reason": "It was another group."}))
    assert page.says("It was another group.")
    assert page.says("Did it alone.")
    dana.post(f"{address}/withdraw", {"reason": "Again."}, 409)
    listed = visit(world.ana).get(f"/people/{world.ana.id}/verifications")
    assert listed.says("Withdrawn")
    assert visit(world.ana).get(address).says("It was another group.")


def test_only_the_assessor_is_offered_to_withdraw(world, visit):
    second = world.person("Mei Tanaka", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    made = world.verification()
    visitor = visit(second)
    assert not visitor.get(f"/verifications/{made.id}").tree.xpath("//form[contains(@action, 'withdraw')]")
    visitor.post(f"/verifications/{made.id}/withdraw", {"reason": "Mine now."}, 409)
    visit(world.hr).post(f"/verifications/{made.id}/withdraw", {"reason": "Mine now."}, 403)
    assert saved()[0].withdrawn_at is None


@pytest.mark.parametrize(
    ("reader", "reads"),
    [("ana", 2), ("dana", 2), ("second", 2), ("hr", 2), ("former", 1), ("colleague", 0)],
)
def test_who_reads_the_verification_sheet(world, visit, reader, reads):
    today = clock.today()
    second, former = (world.person(name, Role.SUPERVISOR) for name in ("Mei Tanaka", "Joel Brandt"))
    world.assign(world.ana, second, AssignmentKind.CLINICAL_OVERSIGHT)
    assignment = world.assign(world.ana, former, AssignmentKind.SECOND, today - timedelta(days=9))
    made = [world.verification(by=former), world.verification()]
    assignment.ends_on = today - timedelta(days=1)
    db.session.commit()
    others = {"second": second, "former": former, "colleague": world.person("Marcus Bell")}
    visitor = visit(others.get(reader) or getattr(world, reader))
    for number, one in enumerate(made):
        visitor.get(f"/verifications/{one.id}", 200 if number < reads else 404)


def test_an_auditor_reads_verifications_only_where_a_grant_names_them(world, visit):
    made = world.verification()
    auditor = world.person("Grace Hollis", Role.AUDITOR)
    people.grant_auditor(
        auditor, [world.ana], kinds=["competency"], ends_on=clock.today(), reason="Yearly check", by=world.hr
    )
    db.session.commit()
    visit(auditor).get(f"/verifications/{made.id}", 403)


def test_withdrawing_leaves_the_order_of_the_sheet(world, visit):
    old = world.verification(event="Old event", observed_on=clock.today() - timedelta(days=5))
    world.verification(event="New event")
    actions.withdraw(old, reason="No.", by=world.dana)
    words = visit(world.ana).get(f"/people/{world.ana.id}/verifications").words()
    assert words.index("New event") < words.index("Old event")


@pytest.mark.parametrize(("method", "ending"), [("GET", "/withdraw"), ("POST", ""), ("DELETE", "")])
def test_wrong_methods_are_answered_405(world, visit, method, ending):
    made = world.verification()
    assert visit(world.dana).raw(method, f"/verifications/{made.id}{ending}").status_code == 405
