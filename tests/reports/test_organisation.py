"""The summary of a cycle: counts, and no group that is too small."""

from collections import Counter
from uuid import UUID

import pytest
from lxml import html
from page import validate_pdf_bytes

from tests.reports.reading import tags
from tracker import clock
from tracker.assessments.models import Side
from tracker.cycles import queries as cycles
from tracker.cycles.models import Step
from tracker.database import db
from tracker.people.models import Program
from tracker.reports.actions import Stamp
from tracker.reports.kinds import GRANTED, get_document
from tracker.reports.models import Audience, ReportKind
from tracker.reports.pressing import draw, press
from tracker.reviews import amending
from tracker.reviews import queries as known_reviews


@pytest.fixture
def gather(world, app):
    def gather(cycle, reader=None):
        document = get_document("organisation")
        with app.test_request_context():
            return document.gather(document.find(cycle.id, reader or world.hr, {}), Audience.PERSONNEL_FILE)

    return gather


@pytest.fixture
def cycle(world):
    """A cycle of seven people, five of them in one program; all but one review has ended."""
    program = Program(name="Drop-in center")
    db.session.add(program)
    db.session.commit()
    people = [world.reviewed(f"Employee {letter}") for letter in "ABCDEFG"]
    for person in people[:5]:
        person.program_id = program.id
    db.session.commit()
    made = world.opened_cycle(*people)
    for member in cycles.list_members(made)[:6]:
        end(world, member.review)
    return made


def end(world, review):
    for side, level, other in ((Side.EMPLOYEE, "4", "2"), (Side.SUPERVISOR, "3", "not-observed")):
        world.rate(review, side, {"ADV-T01": level, "PRO-T04": "5", "MEN-T05": other}, default="")
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)


def counts(group, domain, who):
    (picture,) = [one for one in group.pictures if one.title == domain]
    (strip,) = [one for one in picture.strips if one.who == who]
    return dict(strip.counts), strip.others


def test_it_counts_ended_reviews_by_level_and_shows_no_small_program(world, cycle, gather, visit, count_queries):
    content = gather(cycle)
    assert {one.step: one.reviews for one in content.steps}[Step.ENDED] == 6
    assert (content.everyone.reviews, content.everyone.ended) == (7, 6)
    own, others = counts(content.everyone, "Advocacy", "Self")
    assert (own["Steady"], own["Growing"], others) == (6, 0, 0)
    assert counts(content.everyone, "Advocacy", "Supervisor")[0]["Growing"] == 6
    assert counts(content.everyone, "Advocacy", "Agreed") == (dict.fromkeys(own, 0), 6)
    assert counts(content.everyone, "Mentoring", "Supervisor")[1] == 6
    # Wellness items are in no count, and one person alone in their program hides the next smallest too.
    assert "Professional Responsibility" not in {one.title for one in content.everyone.pictures}
    assert (content.programs, content.hidden) == ((), 2)
    assert content.left_out == 6
    page = visit(world.hr).get(f"/reports/organisation/{cycle.id}")
    assert page.says("2 programs are counted with everyone and not shown on their own.")
    assert "Employee" not in page.words("//article")
    # One void review leaves five.
    void = cycles.list_members(cycle)[0].review
    with count_queries as seen:
        gather(cycle)
    reading = known_reviews.get_reading(void.id, world.hr, lock=True)
    amending.void(reading, reason="Another person was meant.", by=world.hr)
    db.session.commit()
    with count_queries as fewer:
        assert gather(cycle).everyone.ended == 5
    assert fewer.total == seen.total


def test_with_fewer_than_five_ended_reviews_there_are_no_levels(world, gather):
    cycle = world.opened_cycle(world.ana)
    end(world, cycles.list_members(cycle)[0].review)
    content = gather(cycle)
    assert (content.everyone, content.programs, content.hidden) == (None, (), 0)


def test_no_grant_of_an_auditor_names_it():
    assert ReportKind.ORGANISATION not in GRANTED


def test_it_is_tagged_and_passes_the_rules_of_pdf_ua(app, cycle, gather, pango):
    content = gather(cycle)
    with app.test_request_context():
        stamp = Stamp(UUID(int=7), "Priya Nair", clock.now())
        data, drawn = press(content, stamp), html.fromstring(draw(content, stamp))
    report = validate_pdf_bytes(data, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    counts = Counter(tags(data))
    assert (counts["/H1"], counts["/Table"], counts["/Figure"]) == (
        1,
        len(drawn.xpath("//table")),
        len(drawn.xpath("//svg")),
    )
