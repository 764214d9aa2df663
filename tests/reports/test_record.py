"""The whole record of one person: everything they may read, and for HR what HR reads."""

from datetime import timedelta

import pytest

from tests.reports.conftest import tell
from tracker import clock
from tracker.agreements import actions as agreements
from tracker.assessments.models import Side
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Role
from tracker.reports.frozen import plain
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.reviews.models import State
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


@pytest.fixture
def gather(world, app):
    def gather(reader=None, audience=Audience.PERSONNEL_FILE):
        record = get_document("record")
        with app.test_request_context():
            return record.gather(record.find(world.ana.id, reader or world.ana, {}), audience)

    return gather


@pytest.fixture
def full(world):
    """Something of everything: an ended review with all that stands in it, and work since then."""
    told = tell(world)
    world.training()
    world.goal(statement="Only proposed", agreed=False)
    world.require("ADV-T01")
    world.agreement()
    asked = world.supervision_request()
    agreements.answer(asked, text="Come at three.", meeting_on=None, by=world.dana)
    world.request(wish="See my group.")
    world.observation(share=False)
    world.example(text="Kept to myself.")
    world.example(text="Shown to Dana.", share=True)
    signing.add_statement(
        part=StatementPart.OBSERVATION,
        record_id=told.observation.id,
        item_code=None,
        text="I recall more.",
        by=world.ana,
    )
    db.session.commit()
    return told


def test_the_person_finds_everything(world, full, gather):
    record = gather()
    assert (record.scope, record.is_complete) == ("own", True)
    assert [one.name for one in record.supervisors] == ["Dana Whitfield"]
    assert [one.number for one in record.credentials] == ["4711"]
    assert len(record.training) == len(record.required) == len(record.events) == len(record.agreements) == 1
    assert {goal.statement for goal in record.goals} == {"I want to lead the group.", "Only proposed"}
    assert [(one.about, one.answer) for one in record.supervision_asked] == [("A hard week.", "Come at three.")]
    assert [one.about for one in record.observations_asked] == ["See my group."]
    assert [(one.strength, one.statements[0].text) for one in record.observations] == [
        ("Waited for their own words.", "I recall more.")
    ]
    assert [(one.by, one.since) for one in record.drafts] == [("Dana Whitfield", clock.today())]
    assert {(one.text, one.shared_on is None) for one in record.examples} == {
        ("Kept to myself.", True),
        ("Shown to Dana.", False),
    }
    assert record.log.entries == 1
    (review,) = record.reviews
    assert review.sha256 == full.review.snapshot.sha256
    item = review.sections[0].items[0]
    assert (item.employee.words, item.supervisor.words) == ("Can guide others", "Steady")


def test_hr_finds_what_is_signed_shared_or_ended(world, full, gather):
    record = gather(world.hr)
    assert record.scope == "hr"
    assert [goal.statement for goal in record.goals] == ["I want to lead the group."]
    assert [one.text for one in record.examples] == ["Shown to Dana."]
    assert (record.drafts, record.supervision_asked) == ((), ())
    assert len(record.reviews) == len(record.observations) == 1


def test_what_someone_in_hr_reads_as_supervisor_goes_to_no_other_in_hr(world, visit, pango):
    people.give_role(world.dana, Role.HR, by=world.person("Adam Admin", Role.ADMINISTRATOR))
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "4"}, default="")
    world.rate(review, Side.SUPERVISOR, default="")
    for side in Side:
        world.send(review, side)
    dana, hr = visit(world.dana), visit(world.hr)
    for path in (dana, hr):
        path.get(f"/reports/record/{world.ana.id}.pdf")
    theirs, others = (page.get(f"/reports/record/{world.ana.id}").links() for page in (dana, hr))
    (copy,) = {link for link in theirs if link.startswith("/reports/issued/")}
    assert copy not in others
    assert hr.raw("GET", copy).status_code == 404
    assert dana.raw("GET", copy).status_code == 200


def test_former_staff_find_what_was_signed_and_verified(world, full, gather):
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    record = gather()
    assert record.scope == "former"
    assert len(record.reviews) == len(record.events) == 1
    assert (record.goals, record.observations, record.examples, record.agreements) == ((), (), (), ())
    assert (record.log.entries, record.training) == (0, ())


def test_a_review_that_goes_on_shows_as_much_as_its_reader_may_see(world, gather):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "4"}, default="")
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "2", "ADV-T02": "5"}, default="")

    def first(reader):
        (found,) = gather(reader).open_reviews
        return [(one.employee, one.supervisor) for one in found.items[:2]]

    assert first(world.ana) == [("Steady", ""), ("Not answered", "")]
    assert first(world.hr) == []
    for side in Side:
        world.send(review, side)
    assert first(world.ana) == [("Steady", "Learning"), ("Not answered", "Can guide others")]
    assert first(world.hr) == []
    assert gather().open_reviews[0].state is State.IN_CONVERSATION


def test_words_stay_inside_and_statements_go_along(world, full, gather):
    said = repr(plain(gather(audience=Audience.OUTSIDE)))
    for text in (
        "I do this most days.",
        "Kept to myself.",
        "Waited for their own words.",
        "A hard week.",
        "See my group.",
    ):
        assert text in repr(plain(gather()))
        assert text not in said
    assert "I see my groups as steadier." in said


def test_no_other_persons_name_stands_in_it(world, full, gather):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    world.entry(world.ana, luis)
    assert "Luis" not in repr(plain(gather()))


def test_the_page_lists_its_parts_and_every_review_has_identifiers_of_its_own(world, full, visit):
    world.ended()
    page = visit(world.ana).get(f"/reports/record/{world.ana.id}")
    assert page.says("Reviews that have ended: 2")
    assert page.says("Who opened this record, and when, stands on a page of its own")
    links = page.tree.xpath("//article//a[@class='page-of']/@href")
    assert {"#part-log", "#part-reviews"} <= set(links)
    for kind in ("personnel_file", "outside"):
        visit(world.hr).get(f"/reports/record/{world.ana.id}?for={kind}")
