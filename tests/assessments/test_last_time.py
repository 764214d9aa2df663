"""Same as last time, a focus set, and what stands folded beside an item."""

from datetime import timedelta

from tests.assessments.rating import answers, at, everything, fields, held, lines
from tests.reviews.record import talk
from tests.voiding.test_voiding import void_review
from tracker import clock
from tracker.assessments.models import Basis, Side
from tracker.people.models import AssignmentKind, Role

PAGE = "adv-knowledge"
SAME = {"same": "1"}


def before(world, employee="4", supervisor="3"):
    """A review of Ana's that has ended; both chose one level for everything but one item."""
    review = world.review()
    world.rate(review, Side.EMPLOYEE, default=employee)
    world.rate(review, Side.SUPERVISOR, {"ADV-K02": "not-observed"}, default=supervisor)
    for side in Side:
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    return review


def test_the_rest_is_same_as_last_time_with_undo_and_the_record_shows_it(world, visit):
    before(world)
    review = world.review()
    dana = visit(world.dana)
    dana.tap(at(review, "answers", "ADV-K01"), {**fields("ADV-K01", "5"), "basis-page": "talked"})
    assert dana.get(at(review, PAGE)).says("Mark 9 left: same as last time")
    page = dana.follow(
        dana.post(at(review, PAGE, "rest"), {**SAME, **fields("ADV-K01", "5", revision="1"), "basis-page": "saw"})
    )
    assert page.says("9 items marked: same as last time.")
    assert page.says("marked at once: same as last time")
    given = answers(review, Side.SUPERVISOR)
    assert given.pop("ADV-K01") == "5"
    assert given == {f"ADV-K{number:02}": "3" for number in range(3, 12)}
    rating = held(review, Side.SUPERVISOR, "ADV-K03")
    assert (rating.in_bulk, rating.same_as_last, rating.basis) == (True, True, Basis.SAW)
    assert lines(review, "answer.saved")
    dana.post(at(review, PAGE, "rest"), {"undo": "1"})
    assert {code: one for code, one in answers(review, Side.SUPERVISOR).items() if one} == {"ADV-K01": "5"}
    assert not held(review, Side.SUPERVISOR, "ADV-K03").same_as_last


def test_an_answer_changed_by_hand_is_no_longer_same_as_last_time(world, visit):
    before(world)
    review = world.review()
    dana = visit(world.dana)
    dana.post(at(review, PAGE, "rest"), SAME)
    dana.tap(at(review, "answers", "ADV-K03"), fields("ADV-K03", "4", revision="1"))
    assert not held(review, Side.SUPERVISOR, "ADV-K03").same_as_last
    dana.post(at(review, PAGE, "rest"), {"undo": "1"})
    assert held(review, Side.SUPERVISOR, "ADV-K03").answer == "4"


def test_the_employee_has_it_too_and_takes_their_own(world, visit):
    before(world)
    review = world.review()
    ana = visit(world.ana)
    page = ana.follow(ana.post(at(review, PAGE, "rest"), SAME))
    assert page.says("11 items marked: same as last time.")
    assert set(answers(review, Side.EMPLOYEE).values()) == {"4"}
    assert page.says("Undo: 11 marked at once")


def test_last_time_is_shown_only_after_the_new_answer(world, visit):
    before(world)
    review = world.review()
    ana = visit(world.ana)
    assert not ana.get(at(review, PAGE)).says("Last time")
    assert "Last time: Steady." in ana.tap(at(review, "answers", "ADV-K01"), fields("ADV-K01", "2")).text
    page = ana.get(at(review, PAGE))
    assert page.words("//*[@id='last-ADV-K01']") == "Last time: Steady."
    assert page.words("//*[@id='last-ADV-K03']") == ""


def test_a_void_review_was_no_last_time(world, visit):
    before(world)
    void_review(world, before(world, employee="2"))
    review = world.review()
    ana = visit(world.ana)
    assert "Last time: Steady." in ana.tap(at(review, "answers", "ADV-K01"), fields("ADV-K01", "2")).text


def test_a_new_supervisor_repeats_nothing_of_the_one_before(world, visit):
    before(world)
    backup = world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=30))
    review = world.review()
    bo = visit(backup)
    assert not bo.get(at(review, PAGE)).says("same as last time")
    bo.post(at(review, PAGE, "rest"), SAME)
    assert everything(review) == []
    page = bo.tap(at(review, "answers", "ADV-K01"), {**fields("ADV-K01", "2"), "basis-page": "saw"})
    assert "Last time, by Dana Whitfield: Growing." in page.text


def test_there_is_no_last_time_before_a_first_review_has_ended(world, visit):
    review = world.review()
    ana = visit(world.ana)
    assert not ana.get(at(review, PAGE)).says("same as last time")
    ana.post(at(review, PAGE, "rest"), SAME)
    assert everything(review) == []


def test_what_was_sent_takes_no_levels_of_last_time(world, visit):
    before(world)
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "2"}, default="")
    world.send(review, Side.EMPLOYEE)
    held_before = everything(review)
    visit(world.ana).post(at(review, PAGE, "rest"), SAME, status=409)
    assert everything(review) == held_before


def test_goals_of_the_period_are_folded_beside_their_items(world, visit):
    review = world.review()
    world.goal("ADV-K01")
    for person in (world.ana, world.dana):
        page = visit(person).get(at(review, PAGE))
        assert "I want to lead the group." in page.words("//*[@id='ADV-K01']")
        assert "I want to lead the group." not in page.words("//*[@id='ADV-K02']")


def test_a_focus_set_is_all_that_is_rated_and_the_rest_says_from_when(world, visit):
    before(world)
    review = world.review(focus=["ADV-T01", "PRO-T01"])
    ana = visit(world.ana)
    page = ana.get(at(review))
    assert page.says("0 of 2")
    assert page.says("not rated again")
    assert page.says("87 items from")
    ana.get(at(review, PAGE), status=404)
    ana.tap(at(review, "answers", "ADV-K01"), fields("ADV-K01", "2"), status=404)
    for side in Side:
        world.rate(review, side)
        world.send(review, side)
    page = visit(world.dana).get(talk(review))
    assert page.says("87 items from")
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    report = visit(world.hr).get(f"/reports/competency/{world.ana.id}?review={review.id}")
    assert report.says("87 items not rated again")


def test_the_report_says_what_is_same_as_last_time(world, visit):
    before(world)
    review = world.review()
    visit(world.dana).post(at(review, PAGE, "rest"), {**SAME, "basis-page": "saw"})
    for side in Side:
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    report = visit(world.hr).get(f"/reports/competency/{world.ana.id}?review={review.id}")
    assert report.says("I saw it; same as last time")
