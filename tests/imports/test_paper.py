from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.imports.conftest import fault, outcomes
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.credentials import queries as credentials
from tracker.database import db
from tracker.errors import Refusal
from tracker.from_paper import queries as from_paper
from tracker.from_paper.models import FromPaper, PaperReview
from tracker.imports import actions, tables
from tracker.imports.plans import Outcome
from tracker.reviews.models import ReviewKind
from tracker.verifications import queries as verifications
from tracker.verifications.models import Method, Occasion

ADDED, CHANGED, UNCHANGED, REFUSED = Outcome
REVIEWS = "person,held_on,supervisor,review,signed_by_employee"
SHOWN = "person,items,level,method,event,shown_on,evidence,assessor,qualified_by"
HELD = "person,credential,number,issued_on,expires_on,checked_on,checked_by,checked_at"
TAKEN = "person,title,provider,starts_on,ends_on,hours,counts_as"
SHEETS = {
    REVIEWS: "ana.ruiz,2026-02-10,dana.whitfield,annual,yes",
    SHOWN: "ana.ruiz,ADV-T01 adv-t02,4,Direct observation,Group,2026-02-10,Did it alone.,dana.whitfield,CRSS",
    HELD: "ana.ruiz,CRSS,00123,2025-01-01,2027-01-01,2025-02-01,dana.whitfield,register",
    TAKEN: "ana.ruiz,Boundaries,College,2026-01-12,,6.5,crss_i",
}


@pytest.fixture(autouse=True)
def staff(world):
    assert world.ana
    assert world.dana


@pytest.mark.parametrize("heads", SHEETS)
def test_papers_arrive_marked_and_the_same_sheet_again_changes_nothing(desk, heads):
    assert outcomes(desk.do(heads, SHEETS[heads])) == [ADDED]
    (mark,) = db.session.execute(select(FromPaper)).scalars().all()
    assert (mark.person_id, mark.entered_by_id) == (desk.world.ana.id, desk.by.id)
    assert from_paper.find_record(mark) is not None
    line = db.session.execute(select(TrailLine).where(TrailLine.record_id == mark.record_id)).scalars().first()
    assert (line.actor_id, line.about_id) == (desk.by.id, desk.world.ana.id)
    assert outcomes(desk.do(heads, SHEETS[heads])) == [UNCHANGED]
    assert len(from_paper.list_marks(desk.world.ana.id)) == 1


def test_what_a_sheet_says_stands_in_the_records(desk):
    for heads, row in SHEETS.items():
        desk.do(heads, row)
    ana = desk.world.ana
    review = from_paper.list_last_reviews([ana.id], clock.today())[ana.id]
    assert (review.kind, review.supervisor_id, review.signed_by_employee) == (
        ReviewKind.ANNUAL,
        desk.world.dana.id,
        True,
    )
    (event,) = verifications.list_visible(ana.id, ana)
    assert (event.method, event.assessor_id, event.occasion) == (
        Method.DIRECT_OBSERVATION,
        desk.world.dana.id,
        Occasion.INITIAL,
    )
    assert len(event.items) == 2
    (held,) = credentials.list_of(ana.id)
    assert (held.number, held.checks[0].checked_by.name) == ("00123", "Dana Whitfield")
    (taken,) = credentials.list_trainings(ana.id)
    assert (taken.minutes, taken.counts, taken.ends_on) == (390, True, date(2026, 1, 12))


def test_the_level_a_job_requires_is_the_expected_one_on_paper_too(desk):
    desk.world.require("ADV-T01", job="Peer specialist", level=3)
    desk.world.require("ADV-T02", level=5)
    row = "ana.ruiz,{},{},Direct observation,Group,2026-02-10,Did it alone.,dana.whitfield,CRSS"
    assert outcomes(desk.do(SHOWN, row.format("ADV-T01", 3))) == [ADDED]
    assert "is a next step" in fault(desk.check(SHOWN, row.format("ADV-T02", 4).replace("Group", "Talk")))[1]
    (event,) = verifications.list_visible(desk.world.ana.id, desk.world.ana)
    assert [(item.expected_level, item.is_verified) for item in event.items] == [(3, True)]


def test_a_number_without_its_zeros_is_the_same_credential(desk):
    desk.do(HELD, SHEETS[HELD])
    assert outcomes(
        desk.check("person,credential,number,issued_on,expires_on", "ana.ruiz,crss,123,1/1/2025,46388")
    ) == [UNCHANGED]


@pytest.mark.parametrize(
    ("heads", "row", "column", "reason"),
    [
        (REVIEWS, "nobody,2026-02-10,dana.whitfield,,", "person", "Nobody signs in as"),
        (REVIEWS, "ana.ruiz,2026-02-10,ana.ruiz,,", "", "Nobody supervises themselves"),
        (REVIEWS, "ana.ruiz,2150-01-01,dana.whitfield,,", "held_on", "cannot have happened yet"),
        (REVIEWS, "ana.ruiz,,dana.whitfield,,", "held_on", "day of the conversation"),
        (REVIEWS, "ana.ruiz,2026-02-10,dana.whitfield,yearly,", "review", "annual"),
        (REVIEWS, "ana.ruiz,2026-02-10,dana.whitfield,,maybe", "signed_by_employee", "yes or no"),
        (REVIEWS, "priya.nair,2026-02-10,dana.whitfield,,", "", "Nobody uses an HR or administrator right"),
        (SHOWN, "ana.ruiz,ADV-T01,4,direct_observation,G,2026-02-10,E.,ana.ruiz,", "", "Nobody verifies themselves"),
        (SHOWN, "ana.ruiz,XXX,4,direct_observation,G,2026-02-10,E.,dana.whitfield,", "items", "'XXX' is no code"),
        (SHOWN, "ana.ruiz,ADV-T01,3,direct_observation,G,2026-02-10,E.,dana.whitfield,", "", "is a next step"),
        (SHOWN, "ana.ruiz,ADV-T01,9,direct_observation,G,2026-02-10,E.,dana.whitfield,", "level", "from 1 to 5"),
        (SHOWN, "ana.ruiz,PRO-T04,4,direct_observation,G,2026-02-10,E.,dana.whitfield,", "", "does not suit"),
        (SHOWN, "ana.ruiz,ADV-T01,4,,G,2026-02-10,E.,dana.whitfield,", "method", "direct_observation"),
        (SHOWN, "ana.ruiz,ADV-T01,4,test,G,2026-02-10,,dana.whitfield,", "evidence", "what you saw or heard"),
        (SHOWN, "ana.ruiz,ADV-T01,4,test,G,2026-02-10,Sat with J.S. on 3/14.,dana.whitfield,", "evidence", "'J.S.'"),
        (SHOWN, "ana.ruiz,ADV-T01,4,test,Visit to J.S.,2026-02-10,E.,dana.whitfield,", "event", "by its form"),
        (HELD, "ana.ruiz,CRSS,1,2150-01-01,,,,", "issued_on", "cannot have happened yet"),
        (HELD, "ana.ruiz,CRSS,1,2025-01-01,2024-01-01,,,", "", "cannot come before"),
        (HELD, "ana.ruiz,CRSS,1,2025-01-01,,2025-02-01,,", "", "or neither"),
        (HELD, "ana.ruiz,CRSS,1,2025-01-01,,2025-02-01,ana.ruiz,", "", "Nobody checks their own"),
        (HELD, "ana.ruiz,CRSS,1,2025-01-01,,2024-02-01,dana.whitfield,", "", "before the day it was issued"),
        (TAKEN, "ana.ruiz,T,P,2026-01-12,2026-01-11,6,", "", "cannot come before the first"),
        (TAKEN, "ana.ruiz,T,P,2026-01-12,,6.1,", "hours", "quarters"),
        (TAKEN, "ana.ruiz,,P,2026-01-12,,6,", "title", "title that stands"),
    ],
)
def test_a_wrong_row_is_refused_with_its_column_and_a_sentence(desk, heads, row, column, reason):
    found = fault(desk.check(heads, row))
    assert found[0] == column
    assert reason in found[1]


def test_what_is_on_file_is_never_changed_by_a_sheet(desk):
    desk.do(TAKEN, SHEETS[TAKEN])
    plan = desk.check(TAKEN, SHEETS[TAKEN].replace("6.5", "7"), SHEETS[TAKEN])
    assert fault(plan) == (
        "title",
        "This is on file already with other details. A sheet does not change what is on file.",
    )
    assert fault(plan, 3) == ("", "This is the same as row 2. Keep one of the two.")


def test_the_operator_enters_no_papers_without_a_name(desk):
    table = tables.read(f"{TAKEN}\n{SHEETS[TAKEN]}".encode())
    assert "with their name" in fault(actions.check(table, by=None))[1]


def test_columns_say_what_a_sheet_is(desk):
    with pytest.raises(Refusal, match="no column 'hours', which the template 'training' has"):
        desk.check("person,title,provider,starts_on", "a,b,c,d")
    assert desk.check(f"{TAKEN},shoe size", SHEETS[TAKEN] + ",44").left_out == ["shoe_size"]


def test_the_number_of_queries_does_not_grow(desk, count_queries):
    def statements(size, start):
        rows = [f"ana.ruiz,T {start} {number},P,2026-01-12,,1,crss_i" for number in range(size)]
        table = tables.read("\n".join([TAKEN, *rows]).encode())
        with count_queries as seen:
            assert actions.carry_out(table, by=desk.by).count(ADDED) == size
        return seen.total

    assert statements(50, 1) <= statements(1, 0) + 2


def test_a_paper_review_counts_once_a_day(desk):
    world = desk.world
    first = world.paper_review()
    with pytest.raises(Refusal, match="on file already"):
        world.paper_review()
    assert db.session.get(PaperReview, first.id) is not None
    assert uuid4() not in from_paper.say_marks([first.id])
