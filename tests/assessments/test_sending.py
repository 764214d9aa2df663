import pytest

from tests.assessments.rating import SIDES, answers, at, everything, fields, held, lines
from tracker.assessments.models import RatingRevision, Side
from tracker.database import db
from tracker.reviews import actions as reviews
from tracker.reviews import queries
from tracker.reviews.models import State


def sending(review):
    return f"/reviews/{review.id}/send"


def state_of(review):
    return db.session.get(type(review), review.id, populate_existing=True).state


@pytest.mark.parametrize("side", list(Side))
def test_sending_closes_ones_own_side_and_says_so(world, visit, side):
    review = world.review()
    world.rate(review, side)
    person = visit(getattr(world, SIDES[side]))
    assert person.follow(person.post(sending(review))).says("Sent. You can take it back until the other side sends.")
    assert [line.fields for line in lines(review, "assessment.sent")] == [[side.value]]
    assert person.get(at(review)).says("You sent these ratings on")
    assert state_of(review) is State.RATING


def test_when_both_have_sent_the_conversation_begins(world, visit):
    review = world.review()
    for side in Side:
        world.rate(review, side)
    visit(world.dana).post(sending(review))
    ana = visit(world.ana)
    assert ana.follow(ana.post(sending(review))).says("Sent. Now you both see both.")
    assert state_of(review) is State.IN_CONVERSATION
    (line,) = lines(review, "review.talk_begun")
    assert (line.from_state, line.to_state) == ("rating", "in_conversation")


@pytest.mark.parametrize("side", list(Side))
def test_sending_twice_is_refused(world, visit, side):
    review = world.review()
    world.rate(review, side)
    person = visit(getattr(world, SIDES[side]))
    person.post(sending(review))
    assert person.post(sending(review), status=409).says("You have sent these ratings already. Nothing was sent twice.")
    assert len(lines(review, "assessment.sent")) == 1


@pytest.mark.parametrize("side", list(Side))
def test_unanswered_items_are_listed_and_sent_only_when_confirmed(world, visit, side):
    review = world.review()
    world.rate(review, side, {"MEN-T03": ""})
    person = visit(getattr(world, SIDES[side]))
    page = person.get(sending(review))
    assert page.says("1 item has no answer")
    assert page.says("MEN-T03 Establish and maintain relationships based on mutuality")
    assert f"{at(review, 'men-tasks')}#MEN-T03" in page.links()
    refused = person.post(sending(review), {"proud_of": "The group."}, status=422)
    assert refused.says("Some items have no answer. Look at the list, then tick this box to send.")
    assert side is Side.SUPERVISOR or refused.value("proud_of") == "The group."
    assert not lines(review, "assessment.sent")
    person.post(sending(review), {"knows_of_unanswered": "y"})
    assert len(lines(review, "assessment.sent")) == 1


def test_a_side_may_send_without_any_answer(world, visit):
    review = world.review()
    visit(world.dana).post(sending(review), {"knows_of_unanswered": "y"})
    assert queries.get_reading(review.id, world.dana).assessment.supervisor_id == world.dana.id


@pytest.mark.parametrize("side", list(Side))
def test_a_reason_for_not_my_role_is_needed_at_sending_only(world, visit, side):
    review = world.review()
    world.rate(review, side, {"ADV-T05": "not-my-role", "REC-T11": "not-my-role"})
    person = visit(getattr(world, SIDES[side]))
    assert person.get(sending(review)).says("Before you send, choose why it is not part of the role: ADV-T05")
    refused = person.post(sending(review), status=409)
    assert refused.says("Choose why these are not part of the role: ADV-T05, REC-T11.")
    for code in ("ADV-T05", "REC-T11"):
        person.tap(at(review, "answers", code), fields(code, "not-my-role", reason="not_offered", revision="1"))
    person.post(sending(review))
    assert len(lines(review, "assessment.sent")) == 1


def test_a_basis_is_needed_at_sending_only(world, visit):
    review = world.review()
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "", "ADV-T02": "not-observed"})
    dana = visit(world.dana)
    dana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4"))
    assert dana.get(sending(review)).says("Before you send, say what the rating rests on: ADV-T01")
    assert dana.post(sending(review), status=409).says("Say what this rating rests on: ADV-T01.")
    dana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", basis="saw", revision="1"))
    dana.post(sending(review))
    assert len(lines(review, "assessment.sent")) == 1


def test_the_last_look_counts_each_kind_of_answer_by_domain(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"PRO-T04": "in-person", "PRO-T02": "not-my-role", "PRO-K02": ""})
    page = visit(world.ana).get(sending(review))
    assert page.says("25 levels, 1 not part of the role, 1 in person, 1 not answered in Professional Responsibility")
    assert page.says("22 levels, 0 not part of the role, 0 in person, nothing left to answer")


def test_a_section_with_one_level_is_worth_a_second_look(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"PRO-T01": "2"}, default="4")
    page = visit(world.ana).get(sending(review))
    assert page.says("You chose Steady for all 11 of Advocacy, Tasks (Performance Domains).")
    assert not page.says("for all 15 of")


def test_what_one_wants_training_in_is_listed_before_sending(world, visit):
    review = world.review()
    ana = visit(world.ana)
    assert not ana.get(sending(review)).says("What you want training in")
    ana.tap(at(review, "answers", "PRO-T02"), fields("PRO-T02", "2", training="y"))
    page = ana.get(sending(review))
    wanted = page.words("//h2[.='What you want training in']/following::ul[1]")
    assert wanted == f"PRO-T02 {world.outline.by_code['PRO-T02'].statement}"
    assert not visit(world.dana).get(sending(review)).says("What you want training in")


def test_what_one_is_proud_of_is_sent_along(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    ana = visit(world.ana)
    page = ana.post(sending(review), {"proud_of": "x" * 1001}, status=422)
    assert page.value("proud_of") == "x" * 1001
    assert not lines(review, "assessment.sent")
    ana.post(sending(review), {"proud_of": "The spring group."})
    assert queries.get_reading(review.id, world.ana).assessment.proud_of == "The spring group."


@pytest.mark.parametrize("side", list(Side))
def test_ratings_can_be_taken_back_and_changed_until_the_other_side_has_sent(world, visit, side):
    review = world.review()
    world.rate(review, side)
    person = visit(getattr(world, SIDES[side]))
    person.post(sending(review))
    page = person.follow(person.post(f"/reviews/{review.id}/take-back"))
    assert page.says("You have your ratings back.")
    person.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "5", revision="1"))
    assert held(review, side, "ADV-T01").answer == "5"
    person.post(sending(review))
    assert [line.event for line in trail_of(review)] == ["assessment.sent", "assessment.taken_back", "assessment.sent"]


def trail_of(review):
    return sorted(
        [*lines(review, "assessment.sent"), *lines(review, "assessment.taken_back")], key=lambda line: line.id
    )


@pytest.mark.parametrize("side", list(Side))
def test_ratings_cannot_be_taken_back_once_both_have_sent(world, visit, side):
    review = world.both_sent()
    page = visit(getattr(world, SIDES[side])).post(f"/reviews/{review.id}/take-back", status=409)
    assert page.says("The ratings of this review are closed. Open the review to see where it stands.")
    assert state_of(review) is State.IN_CONVERSATION


def test_what_was_not_sent_cannot_be_taken_back(world, visit):
    review = world.review()
    page = visit(world.ana).post(f"/reviews/{review.id}/take-back", status=409)
    assert page.says("You have not sent these ratings yet")


@pytest.mark.parametrize("both", [False, True])
def test_an_answer_after_sending_is_refused_and_what_was_typed_is_given_back(world, visit, both):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    if both:
        world.rate(review, Side.SUPERVISOR)
        world.send(review, Side.SUPERVISOR)
    before, ana = everything(review), visit(world.ana)
    form = fields("ADV-T01", "5", comment="Words from another tab", revision="1")
    sentence = "both of you have sent" if both else "you have sent your ratings. Take them back first"
    assert ana.tap(at(review, "answers", "ADV-T01"), form, status=409).says(sentence)
    page = ana.post(at(review, "adv-tasks"), form, status=409)
    assert page.says(sentence)
    assert page.says("Words from another tab")
    assert everything(review) == before


def test_the_other_side_still_answers_after_one_has_sent(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    visit(world.dana).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "2"))
    assert answers(review, Side.SUPERVISOR) == {"ADV-T01": "2"}


def test_sent_ratings_are_shown_and_cannot_be_changed_on_the_page(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    page = visit(world.ana).get(at(review, "adv-tasks"))
    assert page.value("answer-ADV-T01") == "3"
    assert len(page.tree.xpath("//fieldset[@data-code][@disabled]")) == 11
    assert not page.tree.xpath("//fieldset[@data-code]/@hx-post")


def test_draft_revisions_of_the_side_that_sends_are_deleted(world, visit):
    review = world.review()
    for side, name in SIDES.items():
        world.rate(review, side)
        person = visit(getattr(world, name))
        person.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", revision="1"))
        person.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "5", revision="1"), status=409)
    visit(world.ana).post(sending(review))
    left = db.session.query(RatingRevision.side, RatingRevision.was_saved).order_by(RatingRevision.was_saved).all()
    assert left == [(Side.SUPERVISOR, False), (Side.SUPERVISOR, True)]


def test_a_choice_between_crossed_answers_comes_too_late_after_sending(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    ana = visit(world.ana)
    ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "5", revision="0"), status=409)
    ana.post(sending(review))
    ana.post(at(review, "answers", "ADV-T01", "choose"), {"use": "1"}, status=409)
    assert held(review, Side.EMPLOYEE, "ADV-T01").answer == "3"


@pytest.mark.parametrize("who", ["hr", "admin"])
def test_nobody_sends_for_someone_else(world, visit, who):
    review = world.review()
    visit(getattr(world, who)).post(sending(review), status=403)
    visit(world.person("Colin Colleague")).post(sending(review), status=404)
    assert not lines(review, "assessment.sent")


def test_a_failing_trail_leaves_the_ratings_unsent(world, monkeypatch, break_trail):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    reading = world.side(review, Side.EMPLOYEE)

    break_trail()
    with pytest.raises(RuntimeError):
        reviews.send(reading, knows_of_unanswered=False, proud_of="", by=world.ana)
    db.session.rollback()
    monkeypatch.undo()
    assert queries.get_reading(review.id, world.ana).assessment.employee_sent_at is None
