"""The verification sheet as a document, grouped by event."""

from datetime import timedelta

import pytest

from tracker import clock
from tracker.database import db
from tracker.goals import queries as goals
from tracker.people.models import AssignmentKind, Role
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart
from tracker.verifications import actions as verifications
from tracker.verifications.models import Method, Qualification
from tracker.verifications.requirements import NeedState


@pytest.fixture
def gather(world, app):
    def gather(reader=None, audience=Audience.PERSONNEL_FILE):
        sheet = get_document("verification")
        with app.test_request_context():
            return sheet.gather(sheet.find(world.ana.id, reader or world.dana, {}), audience)

    return gather


def test_items_stand_under_the_event_in_which_they_were_shown(world, gather):
    seen = clock.today() - timedelta(days=20)
    world.verification("ADV-T02", "ADV-T01", observed_on=seen, qualification=Qualification.CREDENTIAL)
    world.verification("PRO-T01", event="Role play", method=Method.TEACH_BACK)
    newer, older = gather().events
    assert (newer.event, [shown.code for shown in newer.items]) == ("Role play", ["PRO-T01"])
    assert [shown.code for shown in older.items] == ["ADV-T01", "ADV-T02"]
    assert (older.observed_on, older.written_on) == (seen, clock.today())
    assert (older.assessor, older.qualified_by, older.evidence) == ("Dana Whitfield", "CRSS", "Did it alone.")
    assert older.due_again_on.year == seen.year + 3


def test_what_the_job_requires_says_where_it_stands_and_who_must_act(world, gather):
    world.require("ADV-T01", "PRO-T01", days=30)
    world.verification("ADV-T01")
    shown, missing = gather().required
    assert (shown.code, shown.state, shown.is_verified) == ("ADV-T01", NeedState.VERIFIED, True)
    assert (missing.state, missing.is_overdue, missing.must_act) == (NeedState.NEVER_SHOWN, False, "Dana Whitfield")


def test_below_the_level_it_is_a_next_step(world, gather, visit):
    goal = goals.get_visible(world.goal("ADV-T01").id, world.dana)
    shown = verifications.Shown(world.outline.by_code["ADV-T01"], 3, goal=goal)
    world.verification(shown=[shown])
    assert gather().events[0].items[0].is_verified is False
    page = visit(world.dana).get(f"/reports/verification/{world.ana.id}")
    assert page.says("Shown at level 3; next step agreed")
    assert goal.statement not in page.words("//main")


def test_a_withdrawn_one_stays_with_its_reason_inside_and_statements_go_along(world, gather):
    event = world.verification()
    verifications.withdraw(event, reason="Another person was meant.", by=world.dana)
    signing.add_statement(
        part=StatementPart.VERIFICATION, record_id=event.id, item_code=None, text="It was me.", by=world.ana
    )
    db.session.commit()
    inside, outside = (gather(audience=one).events[0] for one in Audience)
    assert (inside.withdrawn_on, inside.withdrawn_reason) == (clock.today(), "Another person was meant.")
    assert (outside.withdrawn_on, outside.withdrawn_reason) == (clock.today(), "")
    assert outside.statements[0].text == "It was me."


def test_everyone_who_reads_the_sheet_reads_the_same(world, gather, granted):
    second = world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    assessor = world.person("Ada Assessor")
    world.appoint(assessor, world.ana)
    world.verification("ADV-T01", by=assessor, observed_on=clock.today())
    readers = (world.ana, world.dana, world.hr, second, assessor, granted("verification"))
    assert len({gather(reader).content_sha256 for reader in readers}) == 1
    (event,) = gather().events
    assert (event.appointed.by, event.qualified_by) == ("Priya Nair", "CRSS")


def test_ten_events_take_no_more_queries_than_one(world, gather, count_queries):
    world.verification()
    gather()
    with count_queries as one:
        gather()
    for code in ("ADV-T02", "ADV-T03", "ADV-T04"):
        world.verification(code, "PRO-T01")
    with count_queries as many:
        gather()
    assert many.total == one.total
