"""The rest of a page: not observed yet, in one tap, with undo."""

from tests.assessments.rating import answers, at, everything, fields, held, lines
from tracker.assessments.models import Side

REST = ("adv-knowledge", "rest")


def test_the_rest_of_a_page_is_marked_after_what_was_typed_is_saved(world, visit):
    review = world.review()
    dana = visit(world.dana)
    form = {
        **fields("ADV-K01", "4", comment="Typed first."),
        **fields("ADV-K02", comment="Not sure."),
        "basis-page": "saw",
    }
    page = dana.follow(dana.post(at(review, *REST), form))
    assert page.says("10 items marked as not observed yet.")
    marked = answers(review, Side.SUPERVISOR)
    assert marked.pop("ADV-K01") == "4"
    assert marked == {f"ADV-K{number:02}": "not-observed" for number in range(2, 12)}
    assert held(review, Side.SUPERVISOR, "ADV-K01").comment == "Typed first."
    assert held(review, Side.SUPERVISOR, "ADV-K02").comment == "Not sure."
    assert page.says("Undo: 10 marked at once")


def test_undo_takes_back_what_was_marked_and_not_what_was_answered(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.post(at(review, *REST), fields("ADV-K01", "4"))
    dana.tap(at(review, "answers", "ADV-K03"), fields("ADV-K03", "2", revision="1"))
    page = dana.follow(dana.post(at(review, *REST), {"undo": "1"}))
    assert page.says("9 answers taken back.")
    left = {code: answer for code, answer in answers(review, Side.SUPERVISOR).items() if answer}
    assert left == {"ADV-K01": "4", "ADV-K03": "2"}
    assert not page.says("Undo:")


def test_undo_keeps_the_comments(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.post(at(review, *REST), fields("ADV-K02", comment="Not sure."))
    dana.post(at(review, *REST), {"undo": "1"})
    rating = held(review, Side.SUPERVISOR, "ADV-K02")
    assert (rating.answer, rating.comment) == (None, "Not sure.")


def test_a_wrong_answer_on_the_page_marks_nothing(world, visit):
    review = world.review()
    page = visit(world.dana).post(at(review, *REST), fields("ADV-K01", "9", comment="Typed"), status=422)
    assert page.value("comment-ADV-K01") == "Typed"
    assert everything(review) == []


def test_an_answer_that_crosses_marks_nothing(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.tap(at(review, "answers", "ADV-K01"), fields("ADV-K01", "4"))
    dana.post(at(review, *REST), fields("ADV-K01", "2", revision="0"), status=409)
    assert answers(review, Side.SUPERVISOR) == {"ADV-K01": "4"}


def test_an_employee_cannot_say_not_observed(world, visit):
    review = world.review()
    page = visit(world.ana).post(at(review, *REST), fields("ADV-K01", "4"), status=409)
    assert page.says("'Not observed yet' is an answer for supervisors.")
    assert everything(review) == []


def test_the_button_says_how_many_and_goes_when_nothing_is_left(world, visit):
    review = world.review()
    dana = visit(world.dana)
    assert dana.get(at(review, "adv-knowledge")).says("Mark the 11 left: not observed yet")
    dana.post(at(review, *REST), {})
    assert not dana.get(at(review, "adv-knowledge")).says("left: not observed yet")
    assert not visit(world.ana).get(at(review, "adv-knowledge")).says("not observed yet")


def test_each_marked_item_stands_in_the_trail(world, visit):
    review = world.review()
    visit(world.dana).post(at(review, *REST), {})
    assert [line.fields for line in lines(review, "answer.saved")] == [
        [f"ADV-K{number:02}.answer"] for number in range(1, 12)
    ]


def test_after_sending_neither_marking_nor_undo_changes_anything(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.post(at(review, *REST), {})
    world.send(review, Side.SUPERVISOR)
    before = everything(review)
    for form in ({}, {"undo": "1"}):
        dana.post(at(review, *REST), form, status=409)
        dana.post(at(review, "adv-tasks", "rest"), form, status=409)
    assert everything(review) == before
