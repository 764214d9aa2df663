"""Pictures of levels: the figures in them are the ratings, and those who may not read ratings see no picture."""

from types import SimpleNamespace

import pytest

from tests.reviews.test_growth import ended
from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED, Side
from tracker.reviews.counts import strip


@pytest.fixture
def talking(world):
    review = world.review()
    # ADV-T02 is left without an answer.
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "5", "ADV-T02": ""}, default="3")
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"}, default="not-observed")
    for side in Side:
        world.send(review, side)
    return review


def rows(page, label):
    """The table of figures: its cells by row, as text."""
    table = page.tree.xpath(f"//table[@aria-label='{label}']")[0]
    return [[cell.text_content().strip() for cell in row.xpath("th|td")] for row in table.xpath(".//tr")]


def test_each_domain_has_three_strips_with_their_figures_beside_them(world, visit, talking):
    page = visit(world.ana).get(f"/reviews/{talking.id}")
    head, own, supervisor, agreed, *_others = rows(page, "Levels by domain")
    assert head[2:] == ["New to me", "Learning", "Growing", "Steady", "Can guide others", "Without a level"]
    items = len(list(world.outline.items_of_domain("ADV")))
    assert own == ["Advocacy", "Self", "0", "0", str(items - 2), "0", "1", "Not answered 1"]
    assert supervisor == ["Advocacy", "Supervisor", "0", "0", "0", "1", "0", f"Not observed yet {items - 1}"]
    assert agreed == ["Advocacy", "Agreed", "0", "0", "0", "0", "0", f"No level agreed {items}"]


@pytest.mark.parametrize(
    ("to_both_sides", "in_person"), [(False, "Not rated here"), (True, "Would rather talk about this in person")]
)
def test_what_has_no_level_is_counted_by_kind_and_in_person_is_for_the_two_sides(to_both_sides, in_person):
    scale = SimpleNamespace(levels=[SimpleNamespace(value=4)])
    answers = {"4": 2, NOT_MY_ROLE: 3, NOT_OBSERVED: 1, IN_PERSON: 2}
    drawn = strip((Side.EMPLOYEE.value, "Self"), answers, 10, str, scale, to_both_sides=to_both_sides)
    assert drawn.others == 8
    assert drawn.apart == (
        ("Not part of the role", 3),
        ("Not observed yet", 1),
        (in_person, 2),
        ("Not answered", 2),
    )


def test_a_picture_says_in_words_what_it_shows_and_numbers_its_parts(world, visit, talking):
    page = visit(world.dana).get(f"/reviews/{talking.id}")
    drawn = page.tree.xpath("//main//*[local-name()='svg' and @role='img']")
    assert len(drawn) == 3 * len(world.outline.domains)
    said = drawn[0].xpath("./*[local-name()='title']")[0].text_content()
    items = len(list(world.outline.items_of_domain("ADV")))
    assert said.startswith(f"Advocacy, Self: New to me 0; Learning 0; Growing {items - 2};")
    # Where a part is wide enough for it; one item of many is said above the strip and in the table.
    assert "3" in drawn[0].xpath("./*[local-name()='text']/text()")


def test_who_reads_no_ratings_sees_no_picture(world, visit, talking):
    assert not visit(world.hr).get(f"/reviews/{talking.id}").says("Levels by domain")


def test_a_rating_being_made_is_in_no_picture(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    for reader in (world.ana, world.dana):
        assert not visit(reader).get(f"/reviews/{review.id}").says("Levels by domain")


def test_growth_has_a_strip_for_each_review_the_oldest_first(world, visit, count_queries):
    ended(world, {"ADV-T01": "2"}, {"ADV-T01": "2"}, 400)
    ended(world, {"ADV-T01": "4"}, {"ADV-T01": "5"}, 200)
    hr = visit(world.hr)
    hr.get(f"/reviews/growth/{world.ana.id}")
    with count_queries as with_two:
        page = hr.get(f"/reviews/growth/{world.ana.id}")
    strips = rows(page, "Levels over time")[1:]
    assert [row[0] for row in strips] == ["Self", "Self", "Supervisor", "Supervisor", "Agreed", "Agreed"]
    assert strips[0][3] == "1", "the older review says Learning once"
    assert strips[1][5] == "1", "the newer one says Steady once"
    with count_queries as with_two:
        hr.get(f"/reviews/growth/{world.ana.id}")
    two = with_two.total
    ended(world, {"ADV-T01": "5"}, {"ADV-T01": "5"}, 20)
    with count_queries as with_three:
        hr.get(f"/reviews/growth/{world.ana.id}")
    assert with_three.total <= two
