import pytest

from tests.assessments.rating import SIDES, at, fields
from tracker.assessments.models import Side

# A first answer, and one that replaces another; the supervisor's takes one more, to see whom they supervise.
FIRST, AGAIN = 9, 10


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("path", ["adv-tasks", ""])
def test_a_page_takes_the_same_queries_for_one_rating_and_for_89(world, visit, count_queries, side, path):
    review, totals = world.review(), []
    reader = visit(getattr(world, SIDES[side]))
    for answers, default in (({"ADV-T01": "3"}, ""), ({}, "3")):
        world.rate(review, side, answers, default)
        reader.get(at(review, path).rstrip("/"))
        with count_queries as seen:
            reader.get(at(review, path).rstrip("/"))
        totals.append(seen.total)
    assert totals[0] == totals[1]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("default", ["", "3"])
def test_saving_an_answer_takes_a_small_fixed_number_of_queries(world, visit, count_queries, side, default):
    review = world.review()
    world.rate(review, side, {"ADV-T01": "", "ADV-T02": "3"}, default)
    person = visit(getattr(world, SIDES[side]))
    person._token()
    totals = []
    for code, revision in (("ADV-T01", "0"), ("ADV-T02", "1")):
        with count_queries as seen:
            person.tap(at(review, "answers", code), fields(code, "4", revision=revision))
        totals.append(seen.total)
    more = side is Side.SUPERVISOR
    assert totals == [FIRST + more, AGAIN + more]
