"""Open reviews, and reviews closed unfinished."""

import pytest

from tests.reviews.record import at, everything, lines, state_of
from tests.support.world import World
from tracker.access.reading import Part, Phase
from tracker.assessments import entering
from tracker.assessments.actions import Given, save
from tracker.assessments.models import Basis, Side
from tracker.assessments.queries import get_employee_side
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.people.models import Role
from tracker.reviews import actions, growth, queries
from tracker.reviews.models import Review, State

OPEN = ("employee-ratings", "open")


@pytest.fixture
def review(world):
    """An open review in which Ana has sent."""
    made = world.review(is_open_rating=True)
    world.rate(made, Side.EMPLOYEE, {"ADV-T01": "5"})
    world.send(made, Side.EMPLOYEE)
    return made


def phase(review):
    return queries.get_reading(review.id, World().dana).review.phase


def test_the_supervisor_opens_by_a_button_that_says_what_it_does_and_reads(world, visit, review):
    dana = visit(world.dana)
    page = dana.get(f"/assessments/{review.id}")
    assert page.says("Open the ratings of Ana Ruiz; they can then not be taken back")
    dana.get(at(review, "employee-ratings"), status=404)
    page = dana.follow(dana.post(at(review, *OPEN)))
    assert page.says("Opened. Ana Ruiz can no longer take these ratings back.")
    assert page.says("Can guide others")
    (line,) = lines(review, "assessment.ratings_seen")
    assert (line.actor_id, line.about_id) == (world.dana.id, world.ana.id)
    assert lines(review, "review.opened")
    reading = queries.get_reading(review.id, world.dana)
    assert reading.review.phase is Phase.OPENED
    assert reading.reads(Part.EMPLOYEE_ROW)
    assert not reading.reads(Part.BOTH_ROWS)


def test_both_sides_are_told_and_the_employee_cannot_take_back(world, visit, review):
    ana = visit(world.ana)
    assert ana.get(f"/assessments/{review.id}").says("You can take them back until Dana Whitfield has opened or sent.")
    world.open_ratings(review)
    before = everything(review)
    assert ana.post(at(review, "take-back"), status=409).says("Your supervisor has opened your ratings")
    assert everything(review) == before
    assert ana.get(at(review)).says("Your supervisor has opened your ratings, so they stay as sent.")
    assert ana.get(f"/assessments/{review.id}").says("Open review: Dana Whitfield opened them on")
    assert visit(world.dana).get(f"/assessments/{review.id}").says("You opened the ratings of Ana Ruiz on")
    assert "take-back" not in ana.get(at(review)).text


def test_until_it_is_opened_the_employee_takes_back(world, visit, review):
    visit(world.ana).post(at(review, "take-back"))
    assert not queries.get_reading(review.id, world.ana).assessment.employee_sent_at
    assert visit(world.dana).post(at(review, *OPEN), status=409).says("There is nothing to open yet")


def test_the_first_page_says_open_and_who_sees_what(world, visit):
    review = world.review(is_open_rating=True, who_reads="The board reads none of it.")
    page = visit(world.ana).get(f"/assessments/{review.id}")
    assert page.says("Open review.")
    assert page.says("Dana Whitfield may open them before sending their own")
    assert page.says("The board reads none of it.")
    assert visit(world.dana).get(f"/assessments/{review.id}").says("you may open their ratings before you send yours")


def test_independent_ratings_are_never_opened(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    before = everything(review)
    assert visit(world.dana).post(at(review, *OPEN), status=409).says("These ratings are independent")
    assert everything(review) == before
    assert "employee-ratings" not in visit(world.dana).get(f"/assessments/{review.id}").text


def test_the_employee_opens_nothing_and_nothing_is_opened_twice(world, visit, review):
    assert visit(world.ana).post(at(review, *OPEN), status=409).says("This is for the other side of the review to do.")
    world.open_ratings(review)
    before = everything(review)
    assert visit(world.dana).post(at(review, *OPEN), status=409).says("have been opened already")
    assert everything(review) == before


def test_whoever_opens_is_the_one_who_rates(world, visit, review):
    world.open_ratings(review)
    backup = world.person("Bo Backup", Role.SUPERVISOR)
    assert queries.get_reading(review.id, world.dana).assessment.supervisor_id == world.dana.id
    visit(backup).get(at(review, "employee-ratings"), status=404)


def test_what_was_typed_in_from_paper_is_said_where_the_ratings_are_opened(world, visit):
    made, tess = world.review(is_open_rating=True), world.person("Tess Typist")
    world.name_typist(made, tess)
    world.type_in(made, tess)
    reading = world.side(made, Side.EMPLOYEE)
    actions.send(reading, knows_of_unanswered=True, proud_of="", confirms_paper=True, by=world.ana)
    db.session.commit()
    world.open_ratings(made)
    assert visit(world.dana).get(at(made, "employee-ratings")).says("Tess Typist")


def test_after_both_sent_an_open_review_goes_on_as_any_other(world, review):
    world.open_ratings(review)
    world.rate(review, Side.SUPERVISOR)
    world.send(review, Side.SUPERVISOR)
    assert state_of(review) is State.IN_CONVERSATION
    assert not queries.get_reading(review.id, world.dana).reads(Part.EMPLOYEE_ROW)


@pytest.mark.parametrize("make", ["review", "both_sent", "awaiting"])
def test_closed_unfinished_each_reads_what_they_could_the_moment_before(world, make):
    review = getattr(world, make)()
    readers = (world.ana, world.dana, world.hr)
    before = [queries.get_reading(review.id, reader).parts for reader in readers]
    stood = state_of(review)
    world.close(review)
    db.session.expire_all()
    assert [queries.get_reading(review.id, reader).parts for reader in readers] == before
    found = db.session.get_one(Review, review.id)
    assert (found.state, found.closed_from, found.ended_at) == (State.CLOSED, stood, None)
    (line,) = lines(review, "review.closed")
    assert (line.from_state, line.to_state) == (stood, "closed")


def test_a_closed_review_says_so_and_counts_nowhere(world, visit):
    review = world.closed()
    for person in (world.ana, world.dana, world.hr):
        assert visit(person).get(at(review)).says("This review was closed unfinished.")
    for person in (world.ana, world.dana):
        assert visit(person).get(at(review, "conversation")).says("closed unfinished; nothing in it changes")
    assert not visit(world.hr).get("/").says("Closed unfinished")
    assert queries.find_last_conversation_day(world.ana.id) is None
    assert queries.find_open_review(world.ana.id) is None
    assert growth.list_whole(world.ana, world.hr) == []
    world.review()


def test_what_was_not_sent_when_it_closed_is_saved_no_more(world, visit):
    review = world.review()
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"}, default="")
    world.close(review)
    reading = queries.get_taking_part(review.id, world.dana, lock=True)
    item = reading.outline.by_code["ADV-T02"]
    before = everything(review)
    with pytest.raises(Refusal, match="closed unfinished"):
        save(reading.own, item, Given("3", basis=Basis.SAW), by=world.dana)
    assert everything(review) == before
    page = visit(world.dana).get(f"/assessments/{review.id}/adv-tasks")
    assert page.says("Closed unfinished. These ratings no longer change.")
    assert page.tree.xpath("//fieldset[@id='ADV-T01']/@disabled")


def test_a_conversation_of_a_closed_review_is_no_review_within_the_year(world):
    review = world.awaiting()
    world.sign(review, Side.SUPERVISOR)
    assert queries.find_last_conversation_day(world.ana.id) is not None
    world.close(review)
    assert queries.find_last_conversation_day(world.ana.id) is None


def test_nobody_types_in_for_a_closed_review(world, visit):
    review, tess = world.review(), world.person("Tess Typist")
    world.name_typist(review, tess)
    world.close(review)
    visit(tess).get(f"/paper/{review.id}", status=404)
    assert not visit(tess).get("/").says("Type in the ratings of Ana Ruiz")
    assert [line.actor_id for line in lines(review, "paper.typist_ended")] == [world.hr.id]
    page = visit(world.ana).get(f"/assessments/{review.id}/paper")
    assert page.says("This review was closed unfinished, so nobody types in any more.")
    assert not page.tree.xpath("//input[@type='file']")
    for act in (
        lambda: world.name_typist(review, tess),
        lambda: entering.keep_scan(get_employee_side(review.id, world.ana), b"%PDF-", name="a.pdf", by=world.ana),
    ):
        with pytest.raises(Stale, match="closed unfinished"):
            act()


def test_nobody_closes_or_extends_their_own(world):
    both = world.person("Harper HR", Role.HR, Role.EMPLOYEE)
    review = world.review(both)
    reading = queries.get_reading(review.id, both)
    for act in (
        lambda: actions.close_unfinished(reading, by=both),
        lambda: actions.extend(reading, review.due_on, by=both),
    ):
        with pytest.raises(Refusal, match="on their own record"):
            act()
