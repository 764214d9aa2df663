"""Adding a statement to a part of one's own record."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.signatures.locked import lines
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.people.models import Role
from tracker.signatures.models import Snapshot, Statement

WORDS = "I was on leave in March, and <b>this</b> does not show it."
ADDED = "Your statement is added. It is shown wherever this part is shown or printed."
MAKE = {
    "review": lambda world: world.both_sent(),
    "observation": lambda world: world.observation(),
    "verification": lambda world: world.verification(),
    "goal": lambda world: world.goal(),
    "log_entry": lambda world: world.entry(),
}
PARTS = list(MAKE)


def at(part, record, item=None):
    return f"/statements/{part}/{record if isinstance(record, type(UNKNOWN)) else record.id}/new" + (
        f"?item={item}" if item else ""
    )


def said():
    rows = db.session.execute(select(Statement).order_by(Statement.created_at)).scalars()
    return [(row.author_id, row.part, row.record_id, row.item_code, row.text) for row in rows]


@pytest.fixture
def ana(world, visit):
    return visit(world.ana)


@pytest.mark.parametrize("part", PARTS)
def test_a_statement_is_added_to_each_part_of_ones_record_and_shown_with_it(world, ana, part):
    record = MAKE[part](world)
    page = ana.get(at(part, record))
    assert page.says("Add a statement")
    page = ana.follow(ana.post(at(part, record), {"text": WORDS, "key": page.value("key")}))
    assert page.says(ADDED)
    assert page.says(WORDS)
    assert "<b>this</b>" not in page.text
    assert said() == [(world.ana.id, part, record.id, None, WORDS)]
    (line,) = lines("statement.added")
    assert (line.actor_id, line.about_id, line.fields) == (world.ana.id, world.ana.id, [part])


@pytest.mark.parametrize("part", PARTS)
def test_the_supervisor_reads_it_and_can_add_none(world, visit, ana, part):
    record = MAKE[part](world)
    page = ana.follow(ana.post(at(part, record), {"text": WORDS}))
    shown = ana.post(at(part, record), {"text": "More."}).location
    assert page.says(WORDS)
    dana = visit(world.dana)
    assert dana.get(shown).says(WORDS)
    for act in (dana.get, dana.post):
        act(at(part, record), status=403)
    assert len(said()) == 2


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("who", "status"), [("hr", 403), ("admin", 403), ("colleague", 404)])
def test_nobody_else_adds_a_statement(world, visit, part, who, status):
    record = MAKE[part](world)
    person = world.person("Colin Colleague") if who == "colleague" else getattr(world, who)
    visitor = visit(person)
    visitor.get(at(part, record), status)
    visitor.post(at(part, record), {"text": WORDS}, status)
    assert said() == []


def test_nobody_is_asked_to_sign_in(world, visit):
    record = world.goal()
    assert visit().get(at("goal", record), 302).location.startswith("/sign-in")
    assert said() == []


@pytest.mark.parametrize(
    ("text", "error"),
    [("", "Write your statement."), ("  \n ", "Write your statement."), ("x" * 4001, "Shorten this to 4000")],
    ids=["nothing", "spaces", "too long"],
)
def test_a_statement_needs_words_and_not_too_many_and_keeps_what_was_typed(world, ana, text, error):
    record = world.goal()
    page = ana.post(at("goal", record), {"text": text}, 422)
    assert page.errors()[0].startswith(error)
    assert page.value("text") == text.strip()
    assert said() == []
    ana.post(at("goal", record), {"text": "x" * 4000})
    assert len(said()) == 1


@pytest.mark.parametrize("part", PARTS)
def test_the_same_page_sent_twice_adds_one_statement(world, ana, part):
    record = MAKE[part](world)
    form = {"text": WORDS, "key": ana.get(at(part, record)).value("key")}
    first, second = (ana.post(at(part, record), form) for _ in range(2))
    assert first.location == second.location
    assert len(said()) == 1
    ana.post(at(part, record), {**form, "key": ana.get(at(part, record)).value("key")})
    assert len(said()) == 2


@pytest.mark.parametrize("key", ["", "no identifier", "1" * 300])
def test_a_page_without_its_identifier_still_adds_a_statement(world, ana, key):
    ana.post(at("goal", world.goal()), {"text": WORDS, "key": key})
    assert len(said()) == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_statement_is_added_and_never_changed_or_deleted(world, ana, method):
    headers = {"X-CSRFToken": ana._token()}
    assert ana.raw(method, at("goal", world.goal()), headers=headers).status_code == 405


@pytest.mark.parametrize("part", ["page", "signature", "Review", "REVIEW"])
def test_an_unknown_part_is_not_found(world, ana, part):
    record = world.goal()
    ana.get(at(part, record), 404)
    ana.post(at(part, record), {"text": WORDS}, 404)


@pytest.mark.parametrize("part", PARTS)
def test_an_unknown_record_is_not_found(ana, part):
    ana.get(at(part, UNKNOWN), 404)
    ana.post(at(part, UNKNOWN), {"text": WORDS}, 404)
    assert said() == []


def test_a_record_of_another_part_is_not_found(world, ana):
    goal = world.goal()
    for part in set(PARTS) - {"goal"}:
        ana.post(at(part, goal), {"text": WORDS}, 404)
    assert said() == []


def test_a_statement_may_belong_to_one_item_of_a_review(world, ana):
    review = world.both_sent()
    ana.post(at("review", review, "ADV-T01"), {"text": WORDS})
    assert said() == [(world.ana.id, "review", review.id, "ADV-T01", WORDS)]
    for code in ("ADV-T99", "adv-t01", "x"):
        ana.post(at("review", review, code), {"text": WORDS}, 404)
    ana.post(at("goal", world.goal(), "ADV-T01"), {"text": WORDS}, 404)
    assert len(said()) == 1


def test_while_ratings_are_made_only_the_author_reads_their_statement(world, visit, ana):
    review = world.review()
    page = ana.follow(ana.post(at("review", review), {"text": WORDS}))
    assert page.says(WORDS)
    for reader in (world.dana, world.hr):
        assert not visit(reader).get(f"/reviews/{review.id}").says(WORDS)
    for side in Side:
        world.send(review, side)
    assert visit(world.dana).get(f"/reviews/{review.id}").says(WORDS)
    assert not visit(world.hr).get(f"/reviews/{review.id}").says(WORDS)


def test_a_statement_after_signing_travels_with_the_record_and_leaves_the_hash(world, visit, ana):
    review = world.ended()
    before = db.session.execute(select(Snapshot.sha256, Snapshot.content)).all()
    ana.post(at("review", review), {"text": WORDS})
    for reader in (world.ana, world.dana, world.hr):
        assert visit(reader).get(f"/reviews/{review.id}").says(WORDS)
    assert db.session.execute(select(Snapshot.sha256, Snapshot.content)).all() == before


def test_former_staff_add_statements_to_their_signed_record_for_a_year(world, visit):
    review = world.ended()
    world.ana.left_on = clock.today() - timedelta(days=10)
    db.session.commit()
    lea = visit(world.ana)
    page = lea.follow(lea.post(at("review", review), {"text": WORDS}))
    assert page.says(WORDS)


def test_a_group_entry_takes_the_statement_of_each_attendee_and_shows_it_to_them_alone(world, visit, ana):
    bea = world.person("Bea Becker")
    world.assign(bea, world.dana)
    entry = world.entry(world.ana, bea)
    ana.post(at("log_entry", entry), {"text": WORDS})
    shown = visit(bea).follow(visit(bea).post(at("log_entry", entry), {"text": "Bea's own words."}))
    assert shown.says("Bea's own words.")
    assert not shown.says(WORDS)
    assert [row[0] for row in said()] == [world.ana.id, bea.id]


def test_a_draft_that_is_not_shared_takes_no_statement(world, ana):
    draft = world.observation(share=False)
    ana.post(at("observation", draft), {"text": WORDS}, 404)
    assert said() == []


def test_a_supervisor_adds_statements_to_their_own_record(world, visit):
    upline = world.person("Uma Upline", Role.SUPERVISOR)
    world.assign(world.dana, upline)
    review = world.review(world.dana)
    visit(world.dana).post(at("review", review), {"text": WORDS, "key": str(uuid4())})
    assert [row[0] for row in said()] == [world.dana.id]


def test_one_finds_all_of_ones_statements_newest_first_each_with_the_way_to_its_part(world, visit, ana):
    goal, review = world.goal(), world.both_sent()
    ana.post(at("goal", goal), {"text": "First words."})
    ana.post(at("review", review, "ADV-T01"), {"text": "Later words."})
    page = ana.get("/statements/")
    assert page.words().index("Later words.") < page.words().index("First words.")
    assert {f"/goals/{goal.id}", f"/reviews/{review.id}"} <= set(page.links())
    assert page.says("Review, ADV-T01")
    assert visit(world.person("Bea Becker")).get("/statements/").says("None so far.")
    record = ana.get(f"/people/{world.ana.id}")
    assert record.says("My statements (2)")
    assert "/statements/" not in visit(world.dana).get(f"/people/{world.ana.id}").links()


def test_former_staff_find_theirs_with_the_way_to_ended_reviews_alone(world, visit, ana):
    goal, review = world.goal(), world.ended()
    for part, record in (("goal", goal), ("review", review)):
        ana.post(at(part, record), {"text": f"On the {part}."})
    world.ana.left_on = clock.today() - timedelta(days=10)
    db.session.commit()
    page = visit(world.ana).get("/statements/")
    assert page.says("On the goal.")
    assert page.says("On the review.")
    assert f"/reviews/{review.id}" in page.links()
    assert f"/goals/{goal.id}" not in page.links()
