"""A statement travels with the part it stands on: on every page that shows the part, and in the report."""

import pytest

from tests.reviews.record import at, talk
from tracker.assessments.models import Side

WORDS = "I was on leave in March."


@pytest.fixture
def talking(world):
    review = world.review()
    for side in Side:
        world.rate(review, side, {"ADV-T01": "4", "ADV-T02": "3"}, default="")
        world.send(review, side)
    return review


def say(visit, world, part, record, item=""):
    visit(world.ana).post(f"/statements/{part}/{record.id}/new{item}", {"text": WORDS})


def test_a_statement_on_an_item_is_added_from_the_item_and_shown_with_it_alone(world, talking, visit):
    link = f"/statements/review/{talking.id}/new?item=ADV-T01"
    assert link in visit(world.ana).get(talk(talking, "ADV-T01")).links()
    assert link not in visit(world.dana).get(talk(talking, "ADV-T01")).links()
    say(visit, world, "review", talking, "?item=ADV-T01")
    for reader in (world.ana, world.dana):
        assert visit(reader).get(talk(talking, "ADV-T01")).says(WORDS)
        assert not visit(reader).get(talk(talking, "ADV-T02")).says(WORDS)
        assert visit(reader).get(at(talking)).says(WORDS)


@pytest.mark.parametrize("part", ["observation", "goal", "verification"])
def test_statements_stand_beside_the_item_with_their_part(world, talking, visit, part):
    say(visit, world, part, getattr(world, part)())
    assert visit(world.dana).get(talk(talking, "ADV-T01")).says(WORDS)
    assert not visit(world.dana).get(talk(talking, "ADV-T02")).says(WORDS)


@pytest.mark.parametrize("part", ["review", "observation", "goal", "verification"])
def test_statements_stand_in_the_report_with_their_part(world, talking, visit, part):
    record = talking if part == "review" else getattr(world, part)()
    say(visit, world, part, record)
    world.finish(talking)
    for side in Side:
        world.sign(talking, side)
    assert visit(world.hr).get(f"/reports/competency/{world.ana.id}").says(WORDS)


def test_statements_stand_beside_the_item_in_growth_and_on_the_newer_copy(world, visit):
    older = world.ended()
    say(visit, world, "review", older, "?item=ADV-T01")
    newer = world.amendment(older)
    for reader in (world.ana, world.dana):
        assert visit(reader).get(talk(newer, "ADV-T01")).says(WORDS)
        assert not visit(reader).get(talk(newer, "ADV-T02")).says(WORDS)
        assert visit(reader).get(at(newer)).says(WORDS)
    world.finish(newer)
    for side in Side:
        world.sign(newer, side)
    world.ended()
    page = visit(world.hr).get(f"/reviews/growth/{world.ana.id}")
    (item,) = page.tree.xpath("//div[contains(@class, 'block')][.//blockquote]")
    assert WORDS in item.text_content()
    assert "ADV-T01" in item.text_content()


def test_a_statement_on_a_verification_stands_on_the_sheet(world, visit):
    say(visit, world, "verification", world.verification())
    for reader in (world.ana, world.dana, world.hr):
        assert visit(reader).get(f"/people/{world.ana.id}/verifications").says(WORDS)


def test_an_observation_beside_the_rating_page_brings_its_statement(world, visit):
    say(visit, world, "observation", world.observation())
    review = world.review()
    assert visit(world.dana).get(f"/assessments/{review.id}/adv-tasks").says(WORDS)
