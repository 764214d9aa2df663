"""A former supervisor keeps what they signed and sees no later change; what is between the two sides stays there."""

from datetime import timedelta

import pytest

from tests.observations.test_pages import form as observation_form
from tests.reports.conftest import tell
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.goals import actions as goals
from tracker.people import actions as people
from tracker.people import supervision
from tracker.people.models import Role
from tracker.signatures import actions as signatures
from tracker.signatures.models import StatementPart
from tracker.voiding.queries import find_voiding

LATER = "Words that came later."


@pytest.fixture
def successor(world):
    return world.person("Marta Osei", Role.SUPERVISOR)


@pytest.fixture
def told(world):
    return tell(world)


@pytest.fixture
def gone(world, told, successor, time_machine):
    """Dana's time with Ana ended a day ago; since then others went on writing."""
    day = clock.today() + timedelta(days=2)
    (assignment,) = [one for one in supervision.list_assignments_of(world.ana) if one.ends_on is None]
    people.end_assignment(assignment, ends_on=clock.today(), by=world.hr)
    db.session.commit()
    time_machine.move_to(clock.now() + timedelta(days=2))
    world.assign(world.ana, successor, starts_on=day)
    signatures.add_statement(
        part=StatementPart.REVIEW, record_id=told.review.id, item_code=None, text=LATER, by=world.ana
    )
    goals.add_note(told.goal, LATER, by=successor)
    world.verification("ADV-T02", by=successor, event=LATER, evidence=LATER)
    db.session.commit()
    return told


class TestAFormerSupervisor:
    def test_reads_the_report_they_signed_without_what_came_later(self, world, gone, visit):
        address = f"/reports/competency/{world.ana.id}"
        assert LATER in visit(world.hr).get(address).text
        page = visit(world.dana).get(address)
        assert LATER not in page.text
        assert page.says("Competency report: Ana Ruiz")

    def test_reads_the_review_without_later_statements(self, world, gone, visit):
        assert visit(world.ana).get(f"/reviews/{gone.review.id}").says(LATER)
        assert not visit(world.dana).get(f"/reviews/{gone.review.id}").says(LATER)

    def test_reads_a_goal_as_it_stood_on_their_last_day(self, world, gone, visit):
        assert visit(world.ana).get(f"/goals/{gone.goal.id}").says(LATER)
        assert not visit(world.dana).get(f"/goals/{gone.goal.id}").says(LATER)

    def test_opens_no_copy_that_others_issued(self, world, gone, visit, pango):
        visit(world.hr).raw("GET", f"/reports/competency/{world.ana.id}.pdf")
        links = visit(world.hr).get(f"/reports/competency/{world.ana.id}").links()
        (issued,) = {link for link in links if link.startswith("/reports/issued/")}
        assert visit(world.dana).raw("GET", issued).status_code == 404


@pytest.mark.parametrize("ending", ["/conversation", "/conversation/PRO-T04", "/signed-content"])
def test_what_was_to_be_talked_about_in_person_stays_between_the_two_sides(world, visit, ending):
    review = world.both_sent(employee={"PRO-T04": "in-person"})
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    colleague = world.person("Hana Both", Role.HR, Role.EMPLOYEE)
    assert visit(colleague).raw("GET", f"/reviews/{review.id}{ending}").status_code == 404
    for person in (world.ana, world.dana):
        assert visit(person).raw("GET", f"/reviews/{review.id}{ending}").status_code == 200


def test_an_identifier_taken_from_another_record_shows_none_of_its_statements(world, visit):
    review = world.review()
    signatures.add_statement(part=StatementPart.REVIEW, record_id=review.id, item_code=None, text=LATER, by=world.ana)
    db.session.commit()
    world.observation("ADV-T01", key=review.id)
    assert not visit(world.dana).get(f"/observations/{review.id}").says(LATER)


def test_no_record_is_made_under_the_identifier_of_another(world, visit):
    review, dana = world.ended(), visit(world.dana)
    form = observation_form(key=str(review.id), share="1")
    answer = dana.post(f"/people/{world.ana.id}/observations/new", form)
    assert str(review.id) not in answer.location
    dana.post(f"/void/observation/{review.id}", {"reason": "Not this one."}, status=404)
    assert find_voiding(review.id) is None
