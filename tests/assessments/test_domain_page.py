"""A whole domain on one page: how a supervisor rates many items at once."""

import pytest

from tests.assessments.rating import at, fields
from tracker.assessments import actions, queries
from tracker.assessments.actions import Given
from tracker.assessments.models import Basis, Side
from tracker.database import db


def ratings(world, review):
    own = queries.get_own_side(review.id, world.dana)
    found = queries.list_ratings(own.assessment, Side.SUPERVISOR)
    return {own.outline.by_id[item].code: rating for item, rating in found.items()}


def test_it_holds_tasks_and_knowledge_of_one_domain_and_leads_to_the_next(world, visit):
    review = world.review()
    dana = visit(world.dana)
    assert at(review, 'adv"') in dana.get(at(review)).text
    page = dana.get(at(review, "adv"))
    own = queries.get_own_side(review.id, world.dana)
    assert page.tree.xpath("//fieldset[contains(@class, 'item--row')]/@id") == [
        item.code for item in own.outline.items_of_domain("ADV")
    ]
    posted = {**fields("ADV-T01", "4"), **fields("ADV-K01", "not-observed"), "basis-page": "saw", "next": "1"}
    answer = dana.post(at(review, "adv"), posted)
    assert answer.location.endswith(at(review, own.outline.whole_domains[1].slug))
    found = ratings(world, review)
    assert {code: (one.answer, one.basis) for code, one in found.items()} == {
        "ADV-T01": ("4", Basis.SAW),
        "ADV-K01": ("not-observed", None),
    }


def test_what_is_not_shown_there_stays_as_it_was(world, visit):
    review = world.review()
    own = queries.get_own_side(review.id, world.dana, lock=True)
    given = Given("3", comment="Calm\nand clear.", basis=Basis.HEARD)
    actions.save(own, own.outline.by_code["ADV-T01"], given, by=world.dana)
    dana = visit(world.dana)
    page = dana.get(at(review, "adv"))
    names = ("revision", "comment", "reason", "basis")
    posted = {f"{name}-ADV-T01": page.value(f"{name}-ADV-T01") for name in names} | {"answer-ADV-T01": "5"}
    dana.post(at(review, "adv"), {**posted, "basis-page": "saw"})
    one = ratings(world, review)["ADV-T01"]
    assert (one.answer, one.comment, one.basis) == ("5", "Calm\nand clear.", Basis.HEARD)


def test_the_progress_that_comes_back_with_an_answer_is_that_of_the_page(world, visit):
    review = world.review()
    total = len(list(queries.get_own_side(review.id, world.dana).outline.items_of_domain("ADV")))
    posted = {**fields("ADV-T01", "4"), "basis-page": "saw"}
    answered = visit(world.dana).tap(at(review, "answers", "ADV-T01"), {**posted, "whole": "1"})
    assert f"1 of {total}" in answered.text
    one_section = visit(world.dana).tap(
        at(review, "answers", "ADV-T02"), {**fields("ADV-T02", "4"), "basis-page": "saw"}
    )
    assert f"of {total}<" not in one_section.text


def test_the_rest_of_a_domain_is_marked_at_once_and_undone(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.post(at(review, "adv", "rest"), {**fields("ADV-T01", "4"), "basis-page": "saw"})
    found = ratings(world, review)
    assert {one.answer for code, one in found.items() if code != "ADV-T01"} == {"not-observed"}
    assert {code[:3] for code in found} == {"ADV"}
    page = dana.get(at(review, "adv"))
    assert page.says(f"Undo: {len(found) - 1} marked at once")
    dana.post(at(review, "adv", "rest"), {"undo": "1"})
    assert {code for code, one in ratings(world, review).items() if one.answer} == {"ADV-T01"}


def test_only_supervisors_have_it(world, visit):
    review = world.review()
    ana = visit(world.ana)
    ana.get(at(review, "adv"), status=404)
    ana.post(at(review, "adv"), status=404)
    ana.post(at(review, "adv", "rest"), status=404)
    assert not ana.get(at(review)).says("on one page")
    visit(world.dana).get(at(review, "nowhere"), status=404)


def test_what_stands_on_a_sent_or_closed_page_is_only_read(world, visit):
    review = world.review()
    world.rate(review, Side.SUPERVISOR)
    world.send(review, Side.SUPERVISOR)
    page = visit(world.dana).get(at(review, "adv"))
    assert page.says("Sent. These ratings no longer change here.")
    assert page.tree.xpath("//fieldset[@id='ADV-T01']/@disabled")


def test_the_page_takes_the_same_queries_for_one_rating_and_for_89(world, visit, count_queries):
    review, totals, dana = world.review(), [], visit(world.dana)
    for answers, default in (({"ADV-T01": "3"}, ""), ({}, "3")):
        world.rate(review, Side.SUPERVISOR, answers, default)
        dana.get(at(review, "adv"))
        with count_queries as seen:
            dana.get(at(review, "adv"))
        totals.append(seen.total)
    assert totals[0] == totals[1]


@pytest.mark.parametrize("section", ["adv-tasks", "adv"])
def test_what_was_rated_from_having_seen_it_can_be_verified(world, visit, section):
    review = world.review()
    path = f"/assessments/{review.id}/{section}"
    assert not visit(world.dana).get(path).says("You saw")
    reading = world.side(review, Side.SUPERVISOR)
    for code, basis in (("ADV-T01", Basis.SAW), ("ADV-T02", Basis.SAW), ("ADV-T03", Basis.HEARD)):
        actions.save(reading.own, reading.outline.by_code[code], Given("4", basis=basis), by=world.dana)
    db.session.commit()
    page = visit(world.dana).get(path)
    assert page.says("You saw 2 of these.")
    assert f"/people/{world.ana.id}/verifications/new?item=ADV-T01&item=ADV-T02" in page.links()
