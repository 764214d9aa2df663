import pytest

from tests.reviews.record import talk
from tracker.assessments.models import Side


@pytest.mark.parametrize("path", [(), ("ADV-T01",)])
def test_both_sides_beside_each_other_take_the_same_queries_for_one_rating_and_for_89(
    world, visit, count_queries, path
):
    other = world.person("Bea Becker")
    world.assign(other, world.dana)
    few, many = world.review(), world.review(other)
    for review, default in ((few, ""), (many, "3")):
        for side in Side:
            world.rate(review, side, {"ADV-T01": "4"}, default)
            world.send(review, side)
    dana, totals = visit(world.dana), []
    for review in (few, many):
        dana.get(talk(review, *path))
        with count_queries as seen:
            dana.get(talk(review, *path))
        totals.append(seen.total)
    assert totals[0] == totals[1]


def test_the_conversation_takes_the_same_queries_with_everything_settled(world, visit, count_queries):
    review, totals = world.both_sent(), []
    dana, ana = visit(world.dana), visit(world.ana)
    for settle in (False, True):
        if settle:
            for side in (dana, ana):
                side.post(talk(review, "alike"))
        dana.get(talk(review))
        with count_queries as seen:
            dana.get(talk(review))
        totals.append(seen.total)
    assert totals[0] == totals[1]
