"""Independent ratings: neither sees the other's until both have sent; the supervisor's row has one author."""

from datetime import timedelta

import pytest

from tests.assessments.rating import at, fields
from tracker import clock
from tracker.assessments.actions import Given, save
from tracker.assessments.models import Basis, Side
from tracker.database import db
from tracker.people.models import AssignmentKind, Role

MARK = "Marker-{}-words"


@pytest.fixture
def marked(world):
    """A review in which both sides wrote comments that can be searched for."""
    review = world.review()
    for side in Side:
        reading, basis = world.side(review, side), Basis.SAW if side is Side.SUPERVISOR else None
        for item in reading.outline.items:
            save(reading.own, item, Given("4", MARK.format(side.value), basis=basis), by=reading.reader)
    db.session.commit()
    return review


def pages_about(review, person):
    return [
        at(review),
        *(at(review, f"{domain}-{kind}") for domain in ("adv", "rec") for kind in ("tasks", "knowledge")),
        *(f"/reviews/{review.id}{ending}" for ending in ("", "/send")),
        "/",
        f"/people/{person.id}",
        f"/people/{person.id}/trail",
    ]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("sent", ["nobody", "reader", "other"])
def test_neither_side_reads_the_other_before_both_have_sent(world, visit, marked, side, sent):
    if sent != "nobody":
        world.send(marked, side if sent == "reader" else side.other)
    reader = visit(world.ana if side is Side.EMPLOYEE else world.dana)
    own = 0
    for path in pages_about(marked, world.ana):
        answer = reader.raw("GET", path)
        assert MARK.format(side.other.value) not in answer.text
        own += MARK.format(side.value) in answer.text
    assert own >= 4
    for path in ("/conversation", "/conversation/ADV-T01", "/signed-content", "/sign"):
        assert reader.raw("GET", f"/reviews/{marked.id}{path}").status_code in (404, 409)


@pytest.mark.parametrize("who", ["hr", "admin"])
def test_hr_and_the_administrator_read_no_rating_before_the_end(world, visit, marked, who):
    for side in Side:
        world.send(marked, side)
    reader = visit(getattr(world, who))
    for path in [
        *pages_about(marked, world.ana),
        f"/reviews/{marked.id}/conversation",
        f"/reviews/{marked.id}/signed-content",
    ]:
        assert "Marker-" not in reader.raw("GET", path).text


def test_hr_sees_how_many_are_answered(world, visit, marked):
    assert visit(world.hr).get(f"/reviews/{marked.id}").words().count("89 of 89 answered") == 2


def backup_for(world):
    bo = world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, bo, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=30))
    return bo


def test_the_supervisors_row_has_one_author_and_another_is_told_who(world, visit):
    review, bo = world.review(), backup_for(world)
    visit(world.dana).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment="Marker words"))
    other = visit(bo)
    for path in (at(review), at(review, "adv-tasks"), f"/reviews/{review.id}/send"):
        page = other.get(path, status=409)
        assert page.says("Dana Whitfield has begun the supervisor's ratings. There is one author")
        assert not page.says("Marker words")
    page = other.get(f"/reviews/{review.id}")
    assert page.says("Dana Whitfield began the supervisor's ratings and has not sent them.")
    assert at(review) not in page.links()
    assert at(review) in visit(world.dana).get(f"/reviews/{review.id}").links()
    other.tap(at(review, "answers", "ADV-T02"), fields("ADV-T02", "4"), status=409)
    other.post(f"/reviews/{review.id}/take-back", status=403)


def test_whoever_begins_is_the_author(world, visit):
    review, bo = world.review(), backup_for(world)
    visit(bo).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4"))
    assert visit(world.dana).get(at(review), status=409).says("Bo Backup has begun the supervisor's ratings.")


@pytest.mark.parametrize("kind", [AssignmentKind.SECOND, AssignmentKind.CLINICAL_OVERSIGHT])
def test_a_second_supervisor_has_no_rating_row(world, visit, kind):
    review, sam = world.review(), world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, sam, kind)
    visit(sam).get(at(review), status=404)
    visit(sam).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4"), status=404)
