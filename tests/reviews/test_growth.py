from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.reviews import growth
from tracker.reviews.models import Review


def ended(world, employee, supervisor, days_ago, **more):
    review = world.review(**more)
    # Before anything is signed: afterwards the database lets nothing change.
    opened = clock.now() - timedelta(days=days_ago)
    db.session.execute(update(Review).where(Review.id == review.id).values(opened_at=opened))
    db.session.commit()
    for side, answers in ((Side.EMPLOYEE, employee), (Side.SUPERVISOR, supervisor)):
        world.rate(review, side, answers)
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    return review


@pytest.fixture
def two(world):
    older = ended(world, {"ADV-T01": "2", "PRO-T04": "in-person"}, {"ADV-T01": "2"}, 400)
    newer = ended(world, {"ADV-T01": "4", "PRO-T04": "in-person"}, {"ADV-T01": "5"}, 10)
    return older, newer


def test_item_by_item_in_words_and_counts_never_a_mean(world, visit, two):
    page = visit(world.hr).get(f"/reviews/growth/{world.ana.id}")
    said = page.words()
    assert "Self: Learning → Steady" in said
    assert "Supervisor: Learning → Can guide others" in said
    assert "Learning 1, Growing 87" in said
    assert "Growing 87, Steady 1" in said
    assert "Self: Not rated here (as before)" in said
    assert "%" not in said
    for left_on in (None, clock.today() - timedelta(days=1)):
        world.ana.left_on = left_on
        db.session.commit()
        assert "Would rather talk" in visit(world.ana).get(f"/reviews/growth/{world.ana.id}").words()


@pytest.mark.parametrize("turned", [False, True])
def test_any_two_are_chosen_and_the_older_stands_first(world, visit, two, turned):
    newest = ended(world, {"ADV-T01": "1"}, {}, 1)
    first, second = (newest, two[0]) if turned else (two[0], newest)
    page = visit(world.ana).get(f"/reviews/growth/{world.ana.id}?from={first.id}&to={second.id}")
    assert page.says("Self: Learning → New to me")


def test_lists_in_different_versions_are_matched_by_code(world, visit, two):
    other = ended(world, {}, {}, 2, framework="crss-mcs")
    page = visit(world.ana).get(f"/reviews/growth/{world.ana.id}?from={two[1].id}&to={other.id}")
    assert page.says("The two reviews use different lists of competencies; items are matched by their code.")
    assert page.says("Self: Not in this list → Growing")
    assert page.says("Only in the older list")
    assert page.says("Self: Steady → Not in this list")


def test_what_a_focus_set_left_out_was_not_rated_again(world, visit, two):
    newest = ended(world, {"ADV-T01": "5"}, {}, 1, focus=["ADV-T01"])
    page = visit(world.ana).get(f"/reviews/growth/{world.ana.id}?from={two[1].id}&to={newest.id}")
    assert page.says("Self: Steady → Can guide others")
    assert page.says("Self: Growing → Not rated again")
    assert not page.says("Only in the older list")
    assert not page.says("Not in this list")
    back = ended(world, {"ADV-T02": "4"}, {}, 0)
    page = visit(world.ana).get(f"/reviews/growth/{world.ana.id}?from={newest.id}&to={back.id}")
    assert page.says("Self: Not rated again → Steady")


def test_one_review_or_the_same_twice_is_not_growth(world, visit, two):
    older, _newer = two
    page = visit(world.ana).get(f"/reviews/growth/{world.ana.id}?from={older.id}&to={older.id}")
    assert page.says("Growth needs two different reviews")
    newcomer = world.person("Bea New")
    world.assign(newcomer, world.dana)
    visit(world.dana).get(f"/reviews/growth/{newcomer.id}", 404)
    ended(world, {}, {}, 3, person=newcomer)
    assert visit(world.dana).get(f"/reviews/growth/{newcomer.id}").says("Growth needs two different reviews")


def test_a_review_that_is_not_the_reader_s_to_read_whole_is_a_404(world, visit, two):
    running = world.review()
    for asked in (running.id, UNKNOWN):
        visit(world.ana).get(f"/reviews/growth/{world.ana.id}?from={asked}", 404)
    assert [one.review.id for one in growth.list_whole(world.ana, world.hr)] == [two[1].id, two[0].id]


def test_the_record_leads_to_it(world, visit, two):
    assert f"/reviews/growth/{world.ana.id}" in visit(world.ana).get(f"/people/{world.ana.id}").links()


def test_it_takes_the_same_queries_however_much_was_rated(world, visit, count_queries, two):
    reader, totals = visit(world.ana), []
    for _more in range(2):
        reader.get(f"/reviews/growth/{world.ana.id}")
        with count_queries as seen:
            reader.get(f"/reviews/growth/{world.ana.id}")
        totals.append(seen.total)
        ended(world, {}, {}, 1)
    assert totals[0] == totals[1]
