"""Two tabs of one person: each page carries the revision it was made from."""

import pytest

from tests.assessments.rating import at, everything, fields, held
from tracker.assessments.models import RatingRevision, Side
from tracker.database import db

ONE = "answers/ADV-T01"


@pytest.fixture
def review(world):
    return world.review()


@pytest.fixture
def ana(world, visit):
    return visit(world.ana)


def mine(review, code="ADV-T01"):
    return held(review, Side.EMPLOYEE, code)


def tap(ana, review, answer, revision, status=200, **more):
    return ana.tap(at(review, ONE), fields("ADV-T01", answer, revision=revision, **more), status=status)


def cross(ana, review):
    """The newer tab says 3; an older one, made before, says 5."""
    tap(ana, review, "3", 0, comment="Newer words")
    return tap(ana, review, "5", 0, status=409, comment="Older words")


def test_an_older_page_does_not_overwrite_and_both_answers_are_shown(review, ana):
    page = cross(ana, review)
    assert page.says("Not saved: you answered this in another place too. Choose which to keep.")
    assert page.says("Saved: Growing. Also given: Can guide others.")
    assert page.says("Older words")
    assert (mine(review).answer, mine(review).comment) == ("3", "Newer words")
    page = ana.get(at(review, "adv-tasks"))
    assert page.says("Saved: Growing. Also given: Can guide others.")
    assert page.says("The comment given there: Older words")
    assert page.value("answer-ADV-T01") == "3"


def test_without_javascript_the_page_comes_back_with_both_and_the_rest_is_saved(review, ana):
    tap(ana, review, "3", 0)
    form = {**fields("ADV-T01", "5", revision=0), **fields("ADV-T02", "2", revision=0)}
    page = ana.post(at(review, "adv-tasks"), form, status=409)
    assert page.says("Saved: Growing. Also given: Can guide others.")
    assert (mine(review).answer, mine(review, "ADV-T02").answer) == ("3", "2")


@pytest.mark.parametrize(("button", "answer", "comment"), [("keep", "3", "Newer words"), ("use", "5", "Older words")])
def test_one_tap_chooses_either(review, ana, button, answer, comment):
    cross(ana, review)
    page = ana.post(at(review, ONE, "choose"), {button: "1"})
    assert page.location == f"{at(review, 'adv-tasks')}#ADV-T01"
    assert (mine(review).answer, mine(review).comment) == (answer, comment)
    assert not ana.follow(page).says("You answered this twice")


def test_a_choice_is_made_once(review, ana):
    cross(ana, review)
    ana.post(at(review, ONE, "choose"), {"use": "1"})
    before = everything(review)
    page = ana.post(at(review, ONE, "choose"), {"keep": "1"}, status=409)
    assert page.says("This choice has been made already.")
    assert everything(review) == before


def test_the_older_tab_goes_on_from_what_it_was_shown(review, ana):
    page = cross(ana, review)
    revision = page.value("revision-ADV-T01")
    assert revision == "1"
    tap(ana, review, "4", revision)
    assert mine(review).answer == "4"


def test_the_other_answer_stays_in_view_until_a_choice_is_made(review, ana):
    cross(ana, review)
    assert tap(ana, review, "4", 1).says("Saved: Steady. Also given: Can guide others.")
    assert ana.get(at(review, "adv-tasks")).says("Saved: Steady. Also given: Can guide others.")


def test_giving_the_other_answer_again_is_a_choice(review, ana):
    cross(ana, review)
    assert not tap(ana, review, "5", 1, comment="Older words").says("You answered this twice")
    assert not ana.get(at(review, "adv-tasks")).says("You answered this twice")


def test_fields_an_old_page_sends_back_unchanged_do_not_cross(review, ana):
    tap(ana, review, "3", 0, comment="Words")
    tap(ana, review, "4", 1, comment="Better words")
    old_page = {
        **fields("ADV-T01", "3", revision=1, comment="Words"),
        **fields("ADV-T02", "2", revision=0),
        "stop": "1",
    }
    assert ana.follow(ana.post(at(review, "adv-tasks"), old_page)).says("Saved.")
    assert (mine(review).answer, mine(review).comment) == ("4", "Better words")
    assert mine(review, "ADV-T02").answer == "2"


def test_an_item_left_empty_on_an_old_page_does_not_cross(review, ana):
    tap(ana, review, "3", 0)
    ana.post(at(review, "adv-tasks"), {"revision-ADV-T01": "0", "comment-ADV-T01": "", "reason-ADV-T01": ""})
    assert mine(review).answer == "3"
    assert db.session.query(RatingRevision).filter_by(was_saved=False).count() == 0


def test_the_same_answer_from_two_tabs_does_not_cross(review, ana):
    tap(ana, review, "3", 0)
    tap(ana, review, "3", 0)
    assert mine(review).revision == 1


def test_a_third_answer_takes_the_place_of_the_one_kept_aside(review, ana):
    cross(ana, review)
    tap(ana, review, "1", 0, status=409)
    assert ana.get(at(review, "adv-tasks")).says("Saved: Growing. Also given: New to me.")


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 30, "²"])
def test_a_broken_revision_never_breaks_the_page(review, ana, revision):
    tap(ana, review, "3", revision)
    assert mine(review).answer == "3"


def test_the_two_sides_do_not_cross_with_each_other(world, visit, review, ana):
    tap(ana, review, "3", 0)
    tap(visit(world.dana), review, "5", 0)
    assert mine(review).answer == "3"
    assert held(review, Side.SUPERVISOR, "ADV-T01").answer == "5"
