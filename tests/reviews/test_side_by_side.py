"""Both ratings beside each other, in words."""

import pytest
from sqlalchemy import select

from tests.reviews.record import at, talk
from tests.support.world import PASSWORD
from tracker.assessments.actions import Given, save
from tracker.assessments.models import Basis, Side
from tracker.audit.models import TrailLine
from tracker.database import db

GIVEN = {
    Side.EMPLOYEE: {"ADV-T01": ("4", "Ana's words"), "PRO-T04": ("in-person", ""), "ADV-T03": ("5", "")},
    Side.SUPERVISOR: {
        "ADV-T01": ("3", "Dana's words"),
        "PRO-T04": ("3", ""),
        "ADV-T03": ("4", ""),
        "ADV-T04": ("not-observed", ""),
    },
}


@pytest.fixture
def review(world):
    review = world.review()
    for side, answers in GIVEN.items():
        reading = world.side(review, side)
        basis = Basis.HEARD if side is Side.SUPERVISOR else None
        for code, (answer, comment) in answers.items():
            given = Given(answer, comment, wants_training=code == "ADV-T01" and basis is None, basis=basis)
            save(reading.own, world.outline.by_code[code], given, by=reading.reader)
        world.send(review, side)
    return review


def sides(page):
    cards = page.tree.xpath("//div[@class='two']/section")
    return [" ".join(card.text_content().split()) for card in cards]


@pytest.mark.parametrize("reader", ["ana", "dana"])
def test_the_item_page_shows_each_sides_own_rating(world, visit, review, reader):
    page = visit(getattr(world, reader)).get(talk(review, "ADV-T01"))
    employee, supervisor = sides(page)
    assert employee.startswith("Ana Ruiz Steady")
    assert "I do this on my own, reliably, in everyday situations." in employee
    assert "Ana's words" in employee
    assert "wants training" in employee
    assert supervisor.startswith("Dana Whitfield Growing")
    assert "Does this, not yet every time; checks in for help." in supervisor
    assert "Dana's words" in supervisor
    assert "I heard from others" in supervisor
    said = {
        "ana": "You chose Steady. Dana Whitfield chose Growing.",
        "dana": "You chose Growing. Ana Ruiz chose Steady.",
    }
    assert page.says(f"You see this one differently. {said[reader]}")


def test_the_item_page_shows_an_answer_on_one_side_only(world, visit, review):
    employee, supervisor = sides(visit(world.ana).get(talk(review, "ADV-T04")))
    assert (employee, supervisor) == ("Ana Ruiz Not answered", "Dana Whitfield Not observed yet")


def test_in_person_is_read_by_the_two_sides_and_by_nobody_else(world, visit, review):
    for person in (world.ana, world.dana):
        page = visit(person).get(talk(review))
        card = page.words("//article[@id='PRO-T04']")
        assert "Ana Ruiz: Would rather talk about this in person" in card
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    report = visit(world.hr).get(f"/reports/competency/{world.ana.id}")
    assert report.says("Not rated here")
    assert not report.says("in person")


def test_the_conversation_stands_in_its_order(world, visit, review):
    visit(world.ana).post(talk(review, "ADV-T04", "talk"))
    page = visit(world.dana).get(talk(review))
    headings = [" ".join(one.text_content().split()) for one in page.tree.xpath("//main//h2 | //main//summary")]
    assert headings[:5] == [
        "You both see as strong",
        "To talk about",
        "Employee chose a higher level (2)",
        "Neither of you chose a level (85)",
        "Goals so far",
    ]
    codes = page.tree.xpath("//h2[normalize-space()='To talk about']/following-sibling::article/@id")
    assert codes[:2] == ["ADV-T04", "PRO-T04"]


def test_no_number_stands_for_two_people(world, visit):
    review = world.both_sent(employee={"ADV-T01": "5"}, supervisor={"ADV-T01": "2"})
    page = visit(world.dana).get(talk(review))
    assert not page.says("3.5")
    assert not page.says("average")


def test_a_review_of_another_persons_is_not_found(world, visit, review):
    colleague = visit(world.person("Colin Colleague"))
    for path in (talk(review), talk(review, "ADV-T01"), at(review), at(review, "sign"), at(review, "signed-content")):
        colleague.get(path, status=404)


def test_an_unknown_item_is_not_found(world, visit, review):
    visit(world.dana).get(talk(review, "ADV-T99"), status=404)
    visit(world.dana).post(talk(review, "ADV-T99"), {"text": "Words"}, status=404)


def opened_by(reader):
    found = select(TrailLine.event).where(TrailLine.event.endswith(".opened"), TrailLine.actor_id == reader.id)
    return list(db.session.execute(found).scalars())


@pytest.mark.parametrize("path", ["", "conversation", "conversation/ADV-T01", "sign"])
def test_every_opening_by_the_supervisor_is_in_the_trail_once_an_hour(world, visit, review, path):
    world.finish(review)
    dana = visit(world.dana)
    for _ in range(2):
        dana.get(at(review, path).rstrip("/"))
    opened = [event for event in opened_by(world.dana) if event != "assessment.begun"]
    assert opened == ["conversation.opened" if path.startswith("conv") else "review.opened"]
    assert visit(world.ana).get(f"/people/{world.ana.id}/trail").says("Dana Whitfield")


@pytest.mark.parametrize("path", ["", "conversation", "conversation/ADV-T01", "sign"])
def test_opening_ones_own_record_leaves_no_line(world, visit, review, path):
    world.finish(review)
    visit(world.ana).get(at(review, path).rstrip("/"))
    assert opened_by(world.ana) == []


def test_each_copy_of_what_is_signed_has_its_own_line(world, visit, review):
    world.finish(review)
    dana = visit(world.dana)
    for _ in range(2):
        dana.raw("GET", at(review, "signed-content"))
    exported = select(TrailLine).where(TrailLine.event == "review.exported", TrailLine.record_id == review.id)
    assert len(db.session.execute(exported).scalars().all()) == 2


def test_a_wrong_password_does_not_open_anything_new(world, visit, review):
    world.finish(review)
    world.with_password(world.dana)
    dana = visit(world.dana)
    form = {"meaning": "agree", "typed_name": "Dana Whitfield", "password": PASSWORD[:-1], "consents": "y"}
    dana.post(at(review, "sign"), form, status=422)
    dana.post(at(review, "sign"), form, status=422)
    assert opened_by(world.dana) == ["review.opened"]


def test_what_both_see_alike_is_proposed_by_one_side_and_confirmed_by_the_other(world, visit):
    review = world.both_sent()
    address = f"/reviews/{review.id}/conversation"

    def buttons(person):
        found = visit(person).get(address).tree.xpath("//button[contains(@formaction, '/alike')]")
        return [one.text_content() for one in found]

    (proposes,) = buttons(world.ana)
    assert proposes.startswith("Propose all ")
    visit(world.ana).post(f"{address}/alike")
    assert buttons(world.ana) == []
    assert buttons(world.dana) == [proposes.replace("Propose", "Confirm")]
