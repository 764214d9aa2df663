"""A level is proposed by one side and agreed when the other confirms; seeing it differently is an outcome too."""

import pytest

from tests.reviews.record import at, everything, lines, outcome, talk
from tracker.assessments.actions import Given, save
from tracker.assessments.models import Basis, RoleReason, Side
from tracker.audit import presenters
from tracker.database import db
from tracker.reviews import conversing
from tracker.reviews.models import Review
from tracker.reviews.presenters import TALK_LIMIT
from tracker.reviews.queries import get_snapshot
from tracker.signatures.queries import read_snapshot

GIVEN = {
    Side.EMPLOYEE: {"ADV-T01": Given("4"), "ADV-T02": Given("not-my-role", role_reason=RoleReason.NOT_OFFERED)},
    Side.SUPERVISOR: {"ADV-T01": Given("2", basis=Basis.SAW), "ADV-T02": Given("3", basis=Basis.SAW)},
}


@pytest.fixture
def review(world):
    """In conversation: the first two items differ, both chose level 3 for the other 87."""
    review = world.review()
    for side, answers in GIVEN.items():
        reading = world.side(review, side)
        for code, given in answers.items():
            save(reading.own, world.outline.by_code[code], given, by=reading.reader)
        world.rate(review, side, dict.fromkeys(answers, ""))
        world.send(review, side)
    return review


@pytest.fixture
def ana(world, visit):
    return visit(world.ana)


@pytest.fixture
def dana(world, visit):
    return visit(world.dana)


def propose(person, review, level, code="ADV-T01", status=302):
    return person.post(talk(review, code, "propose"), {"level": level}, status)


def confirm(person, review, level, code="ADV-T01", status=302):
    return person.post(talk(review, code, "confirm"), {"level": level}, status)


def standing(review, code="ADV-T01"):
    row = outcome(review, code)
    return row and (row.proposed_level, row.proposed_by, row.agreed_level, row.differs_at is not None)


def test_a_proposal_is_not_an_agreement(review, ana, dana):
    page = dana.follow(propose(dana, review, 3))
    assert standing(review) == (3, Side.SUPERVISOR, None, False)
    assert page.says("proposed: Growing, waiting for Ana Ruiz")
    assert ana.get(talk(review)).says("Confirm Growing")
    assert ana.get(at(review)).says("1 level was proposed to you.")
    assert not dana.get(at(review)).says("proposed to you")
    assert not dana.get(talk(review)).says("Confirm Growing")


@pytest.mark.parametrize("first", ["ana", "dana"])
def test_a_level_is_agreed_when_the_other_side_confirms(world, review, ana, dana, first):
    proposer, other = (ana, dana) if first == "ana" else (dana, ana)
    propose(proposer, review, 3)
    page = other.follow(confirm(other, review, 3))
    assert page.says("agreed: Growing")
    row = outcome(review, "ADV-T01")
    assert (row.agreed_level, row.confirmed_by_id) == (3, (world.dana if first == "ana" else world.ana).id)
    assert [line.fields for line in lines(review, "review.level_agreed")] == [["ADV-T01"]]


def test_nobody_confirms_their_own_proposal(review, dana):
    propose(dana, review, 3)
    before = everything(review)
    page = confirm(dana, review, 3, status=409)
    assert page.says("You proposed this level. The other side confirms it.")
    assert everything(review) == before


@pytest.mark.parametrize("change", ["another level", "seen differently", "agreed", "nothing"])
def test_a_stale_page_confirms_nothing(review, ana, dana, change):
    if change != "nothing":
        propose(dana, review, 3)
    if change == "another level":
        propose(dana, review, 4)
    if change == "seen differently":
        dana.post(talk(review, "ADV-T01", "differ"))
    if change == "agreed":
        confirm(ana, review, 3)
    before = everything(review)
    page = confirm(ana, review, 3, status=409)
    assert page.says("The proposal for ADV-T01 has changed. Look at it again.")
    assert everything(review) == before


def test_proposing_what_the_other_proposed_is_agreeing(world, review, ana, dana):
    propose(dana, review, 3)
    propose(ana, review, 3)
    assert standing(review) == (3, Side.SUPERVISOR, 3, False)
    assert outcome(review, "ADV-T01").confirmed_by_id == world.ana.id


def test_another_proposal_takes_the_place_of_the_first_and_of_an_agreement(review, ana, dana):
    propose(dana, review, 3)
    propose(ana, review, 4)
    assert standing(review) == (4, Side.EMPLOYEE, None, False)
    confirm(dana, review, 4)
    propose(dana, review, 2)
    assert standing(review) == (2, Side.SUPERVISOR, None, False)


def test_the_same_proposal_again_does_not_agree_with_itself(review, dana):
    for _ in range(2):
        propose(dana, review, 3)
    assert standing(review) == (3, Side.SUPERVISOR, None, False)


@pytest.mark.parametrize("level", ["0", "6", "-1", "", "high", "99999999999999999999"])
def test_a_level_the_scale_does_not_have_is_refused(review, dana, level):
    before = everything(review)
    assert propose(dana, review, level, status=409).says("Choose one of the levels of the scale.")
    assert everything(review) == before


def test_keeping_both_views_is_an_outcome_and_ends_a_proposal(review, ana, dana):
    propose(dana, review, 3)
    page = ana.follow(ana.post(talk(review, "ADV-T01", "differ")))
    assert page.says("both views kept")
    assert standing(review) == (None, None, None, True)
    propose(dana, review, 3)
    assert standing(review) == (3, Side.SUPERVISOR, None, False)


def test_ratings_stay_as_they_were_whatever_is_agreed(review, ana, dana):
    before = everything(review)[1]
    propose(dana, review, 3)
    confirm(ana, review, 3)
    dana.post(talk(review, "alike"))
    assert everything(review)[1] == before


@pytest.mark.parametrize("act", ["propose", "confirm", "differ", "talk", "leave"])
def test_an_unknown_item_is_not_found(review, dana, act):
    dana.post(talk(review, "ADV-T99", act), {"level": "3"}, status=404)
    dana.post(talk(review, "ADV-T01", "average"), {"level": "3"}, status=404)


@pytest.mark.parametrize("who", ["hr", "admin", "colleague", "second"])
def test_nobody_else_takes_part(world, visit, review, who):
    person = world.person("Colin Colleague") if who == "colleague" else getattr(world, who, world.hr)
    before = everything(review)
    status = 404 if who == "colleague" else 403
    visit(person).post(talk(review, "ADV-T01", "propose"), {"level": "3"}, status=status)
    assert everything(review) == before


def test_what_both_see_alike_is_settled_in_one_tap_a_side(review, ana, dana):
    page = dana.follow(dana.post(talk(review, "alike")))
    assert page.says("0 agreed, 87 proposed.")
    assert standing(review, "ADV-T03") == (3, Side.SUPERVISOR, None, False)
    page = ana.follow(ana.post(talk(review, "alike")))
    assert page.says("87 agreed, 0 proposed.")
    assert standing(review, "ADV-T03") == (3, Side.SUPERVISOR, 3, False)
    assert [standing(review, code) for code in ("ADV-T01", "ADV-T02")] == [None, None]


def test_what_was_settled_with_others_at_once_says_so_everywhere(world, review, ana, dana):
    dana.post(talk(review, "alike"))
    confirm(ana, review, 3, "ADV-T03")
    page = ana.follow(ana.post(talk(review, "alike")))
    assert page.says("agreed, with others at once: Growing")
    assert page.says("agreed: Growing")
    assert (outcome(review, "ADV-T03").in_bulk, outcome(review, "ADV-T04").in_bulk) == (False, True)
    noted = {line.fields[0]: line.fields[1:] for line in lines(review, "review.level_agreed")}
    assert (noted["ADV-T03"], noted["ADV-T04"]) == ([], ["in_bulk"])
    (line,) = presenters.say([lines(review, "review.level_agreed")[-1]], world.ana)
    assert line.details.endswith(", with others at once")
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    frozen = read_snapshot(get_snapshot(db.session.get_one(Review, review.id)))["ratings"]
    assert (frozen["ADV-T03"]["outcome"]["in_bulk"], frozen["ADV-T04"]["outcome"]["in_bulk"]) == (False, True)
    assert ana.get(f"/reports/competency/{world.ana.id}").says("Agreed, with others at once: Growing")


def test_a_word_on_one_item_alone_ends_that_it_was_one_of_many(review, ana, dana):
    dana.post(talk(review, "alike"))
    ana.post(talk(review, "alike"))
    propose(dana, review, 4, "ADV-T04")
    assert not outcome(review, "ADV-T04").in_bulk


@pytest.mark.parametrize("again", ["ana", "dana"])
def test_settling_what_is_settled_changes_nothing(review, ana, dana, again):
    dana.post(talk(review, "alike"))
    ana.post(talk(review, "alike"))
    before = everything(review)
    {"ana": ana, "dana": dana}[again].post(talk(review, "alike"))
    assert everything(review) == before


def test_one_side_alone_never_agrees(review, dana):
    for _ in range(2):
        dana.post(talk(review, "alike"))
    assert standing(review, "ADV-T03") == (3, Side.SUPERVISOR, None, False)


def test_another_level_proposed_for_an_alike_item_is_left_to_talk_about(review, ana, dana):
    propose(dana, review, 5, "ADV-T03")
    dana.post(talk(review, "ADV-T04", "differ"))
    page = ana.follow(ana.post(talk(review, "alike")))
    assert page.says("0 agreed, 85 proposed.")
    assert standing(review, "ADV-T03") == (5, Side.SUPERVISOR, None, False)
    assert standing(review, "ADV-T04") == (None, None, None, True)


def chosen(review, code):
    row = outcome(review, code)
    return row and (row.chosen_by_employee, row.chosen_by_supervisor)


def test_each_side_chooses_what_to_talk_about(review, ana, dana):
    ana.post(talk(review, "ADV-T03", "talk"))
    assert chosen(review, "ADV-T03") == (True, False)
    page = dana.follow(dana.post(talk(review, "ADV-T03", "talk")))
    assert chosen(review, "ADV-T03") == (True, True)
    assert "ADV-T03" in page.words("//h2[normalize-space()='To talk about']/following-sibling::article[1]")
    ana.post(talk(review, "ADV-T03", "leave"))
    assert chosen(review, "ADV-T03") == (False, True)


def test_each_side_chooses_up_to_ten(review, ana, dana):
    codes = [f"PRO-T{number:02}" for number in range(1, TALK_LIMIT + 1)]
    for code in codes:
        ana.post(talk(review, code, "talk"))
    page = ana.post(talk(review, "PRO-T11", "talk"), status=409)
    assert page.says("You have chosen 10 items. Take one off the list first.")
    assert chosen(review, "PRO-T11") is None
    ana.post(talk(review, codes[-1], "talk"))
    dana.post(talk(review, "PRO-T11", "talk"))
    ana.post(talk(review, codes[0], "leave"))
    ana.post(talk(review, "PRO-T11", "talk"))
    assert chosen(review, "PRO-T11") == (True, True)


def test_the_tap_returns_to_where_it_was_made(review, dana):
    assert propose(dana, review, 3).location == f"{talk(review)}#ADV-T01"
    page = dana.post(talk(review, "ADV-T01", "propose"), {"level": "4", "stay": "1"})
    assert page.location == talk(review, "ADV-T01")


def test_hr_reads_neither_proposals_nor_agreements_before_the_end(world, visit, review, dana):
    propose(dana, review, 3)
    visit(world.hr).get(talk(review), status=403)
    assert not visit(world.hr).get(at(review)).says("Growing")


def test_a_failing_trail_leaves_the_item_as_it_was(world, review, break_trail):
    reading, item = world.side(review, Side.SUPERVISOR), world.outline.by_code["ADV-T01"]
    db.session.commit()
    before = everything(review)

    break_trail()
    for act in (
        lambda: conversing.propose(reading, item, 3, by=world.dana),
        lambda: conversing.see_differently(reading, item, by=world.dana),
        lambda: conversing.comment(reading, item, "Words", by=world.dana),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    assert everything(review) == before
