"""What a personnel file must hold: decided from plain data, then read back once from a real record."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tracker import clock
from tracker.assessments.models import Side
from tracker.credentials import actions as credentials
from tracker.credentials.models import CheckSource
from tracker.database import db
from tracker.employment.models import BackgroundSource
from tracker.from_paper.models import FromPaper, PaperKind
from tracker.reports import file_facts
from tracker.reports.file_content import (
    Brought,
    DescriptionKept,
    FileState,
    Finding,
    HeldKept,
    Kept,
    Mender,
    TrainingKept,
    Wanted,
)
from tracker.reports.file_rules import check
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.reports.verification_content import Required
from tracker.reviews.models import Ending
from tracker.verifications import actions as verifying
from tracker.verifications.requirements import NeedState
from tracker.words import label

TODAY = date(2026, 11, 23)
CRSS = HeldKept("CRSS", "4711", date(2027, 6, 1), checked_on=date(2026, 1, 5))
ETHICS = TrainingKept(date(2026, 3, 2), is_confirmed=True, has_certificate=True)
SCHOOL = Brought(date(2024, 1, 5), BackgroundSource.CERTIFICATE)
GIVEN = DescriptionKept("Peer specialist", date(2024, 1, 8), is_acknowledged=True)
NEED = Required(
    "ADV-T01", "Relate", 4, "Steady", NeedState.VERIFIED, date(2028, 1, 1), is_overdue=False, must_act="Dana"
)
WEEKLY = tuple(TODAY - timedelta(days=7 * week) for week in range(50, 0, -1))
WHOLE = Kept(
    job_title="Peer specialist",
    hired_on=date(2024, 1, 8),
    left_on=None,
    supervisor="Dana Whitfield",
    education=(SCHOOL,),
    experience=(SCHOOL,),
    credentials=(CRSS,),
    description=GIVEN,
    training=(ETHICS,),
    held_on=date(2026, 10, 1),
    ending=Ending.SIGNED,
    supervised_on=WEEKLY,
    supervised_every=14,
    away=(),
    required=(NEED,),
    verified=1,
    agreed_goals=2,
)


def line(wanted, **more):
    """The one line of a requirement, with something else in the file."""
    (found,) = [one for one in check(replace(WHOLE, **more), TODAY) if one.wanted is wanted]
    return found.state, found.finding, found.mender


def test_a_whole_file_is_complete_and_nobody_has_to_act():
    found = list(check(WHOLE, TODAY))
    assert [one.wanted for one in found] == list(Wanted)
    assert {one.state for one in found} == {FileState.COMPLETE}
    assert {one.mender for one in found} == {Mender.NOBODY}


@pytest.mark.parametrize(
    ("held", "state", "finding", "mender"),
    [
        ((), FileState.MISSING, Finding.NONE_ON_FILE, Mender.HR),
        ((replace(CRSS, checked_on=None),), FileState.WEAK, Finding.NOT_CHECKED, Mender.HR),
        ((replace(CRSS, expires_on=TODAY),), FileState.DUE, Finding.EXPIRES, Mender.EMPLOYEE),
        ((replace(CRSS, expires_on=TODAY + timedelta(days=90)),), FileState.DUE, Finding.EXPIRES, Mender.EMPLOYEE),
        ((replace(CRSS, expires_on=TODAY + timedelta(days=91)),), FileState.COMPLETE, Finding.ON_FILE, Mender.NOBODY),
        ((replace(CRSS, expires_on=TODAY - timedelta(days=1)),), FileState.MISSING, Finding.EXPIRED, Mender.EMPLOYEE),
        ((CRSS, replace(CRSS, expires_on=date(2025, 1, 1))), FileState.COMPLETE, Finding.ON_FILE, Mender.NOBODY),
    ],
)
def test_licensure(held, state, finding, mender):
    assert line(Wanted.LICENSURE, credentials=held) == (state, finding, mender)


def test_each_kind_of_credential_has_a_line():
    both = replace(WHOLE, credentials=(CRSS, replace(CRSS, kind="CPRS", number="9", checked_on=None)))
    found = [one for one in check(both, TODAY) if one.wanted is Wanted.LICENSURE]
    assert [(one.about, one.state) for one in found] == [("CRSS 4711", FileState.COMPLETE), ("CPRS 9", FileState.WEAK)]


@pytest.mark.parametrize(
    ("more", "state", "finding", "mender"),
    [
        ({"held_on": date(2025, 11, 23)}, FileState.DUE, Finding.HELD, Mender.SUPERVISOR),
        ({"held_on": date(2025, 11, 22)}, FileState.MISSING, Finding.TOO_LONG_AGO, Mender.SUPERVISOR),
        ({"ending": Ending.DECLINED}, FileState.WEAK, Finding.NOT_SIGNED_BY_BOTH, Mender.EMPLOYEE),
        ({"ending": None}, FileState.WEAK, Finding.NOT_SIGNED_BY_BOTH, Mender.EMPLOYEE),
        ({"held_on": None}, FileState.MISSING, Finding.NOT_YET_HELD, Mender.SUPERVISOR),
        (
            {"held_on": None, "hired_on": date(2026, 2, 1)},
            *(FileState.DUE, Finding.NOT_YET_HELD, Mender.SUPERVISOR),
        ),
        (
            {"held_on": None, "hired_on": None, "supervisor": ""},
            *(FileState.MISSING, Finding.NOT_YET_HELD, Mender.HR),
        ),
    ],
)
def test_a_review_within_the_last_12_months(more, state, finding, mender):
    assert line(Wanted.REVIEW, **more) == (state, finding, mender)


def test_a_year_after_february_29_is_february_28():
    (found,) = [one for one in check(replace(WHOLE, held_on=date(2024, 2, 29)), TODAY) if one.wanted is Wanted.REVIEW]
    assert found.by == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("taken", "state", "finding", "mender"),
    [
        ((), FileState.MISSING, Finding.NONE_ON_FILE, Mender.EMPLOYEE),
        ((ETHICS, replace(ETHICS, is_confirmed=False)), FileState.WEAK, Finding.NOT_CONFIRMED, Mender.SUPERVISOR),
        ((ETHICS, replace(ETHICS, has_certificate=False)), FileState.WEAK, Finding.NO_CERTIFICATE, Mender.EMPLOYEE),
    ],
)
def test_training(taken, state, finding, mender):
    assert line(Wanted.TRAINING, training=taken) == (state, finding, mender)


@pytest.mark.parametrize(
    ("more", "state", "finding", "mender"),
    [
        ({"required": (), "verified": 3}, FileState.WEAK, Finding.NOTHING_REQUIRED, Mender.HR),
        ({"required": (), "verified": 0}, FileState.WEAK, Finding.ONLY_RATED, Mender.SUPERVISOR),
        (
            {"required": (), "verified": 0, "held_on": None},
            *(FileState.MISSING, Finding.NONE_ON_FILE, Mender.SUPERVISOR),
        ),
        (
            {"required": (NEED, replace(NEED, state=NeedState.NEVER_SHOWN, due_on=TODAY))},
            *(FileState.DUE, Finding.NOT_ALL_VERIFIED, Mender.SUPERVISOR),
        ),
        (
            {"required": (NEED, replace(NEED, state=NeedState.DUE_AGAIN, is_overdue=True))},
            *(FileState.MISSING, Finding.NOT_ALL_VERIFIED, Mender.SUPERVISOR),
        ),
        ({"required": (replace(NEED, due_on=TODAY),)}, FileState.DUE, Finding.ALL_VERIFIED, Mender.SUPERVISOR),
    ],
)
def test_competence_is_verified_and_never_only_rated(more, state, finding, mender):
    assert line(Wanted.COMPETENCE, **more) == (state, finding, mender)


def test_employment_and_goals():
    assert line(Wanted.EMPLOYMENT, hired_on=None) == (FileState.MISSING, Finding.NO_FIRST_DAY, Mender.HR)
    assert line(Wanted.EMPLOYMENT, job_title="") == (FileState.WEAK, Finding.NO_JOB_TITLE, Mender.HR)
    assert line(Wanted.GOALS, agreed_goals=0) == (FileState.DUE, Finding.NONE_AGREED, Mender.SUPERVISOR)


@pytest.mark.parametrize("wanted", [Wanted.EDUCATION, Wanted.EXPERIENCE])
@pytest.mark.parametrize(
    ("brought", "state", "finding", "mender"),
    [
        ((), FileState.MISSING, Finding.NONE_ON_FILE, Mender.EMPLOYEE),
        ((SCHOOL, Brought(None, None)), FileState.WEAK, Finding.NOT_VERIFIED, Mender.HR),
        (
            (SCHOOL, Brought(TODAY, BackgroundSource.APPLICATION)),
            *(FileState.WEAK, Finding.ONLY_APPLICATION, Mender.HR),
        ),
    ],
)
def test_education_and_experience_are_verified_at_their_source(wanted, brought, state, finding, mender):
    assert line(wanted, **{wanted.value: brought}) == (state, finding, mender)


@pytest.mark.parametrize(
    ("given", "state", "finding", "mender"),
    [
        (None, FileState.MISSING, Finding.NONE_ON_FILE, Mender.HR),
        (replace(GIVEN, job_title="Driver"), FileState.WEAK, Finding.OTHER_JOB, Mender.HR),
        (replace(GIVEN, is_acknowledged=False), FileState.WEAK, Finding.NOT_ACKNOWLEDGED, Mender.EMPLOYEE),
    ],
)
def test_the_job_description_is_of_this_job_and_received(given, state, finding, mender):
    assert line(Wanted.DESCRIPTION, description=given) == (state, finding, mender)


FEW = (TODAY - timedelta(days=60), TODAY - timedelta(days=10))
LAST_MONTH = (TODAY - timedelta(days=50), TODAY - timedelta(days=20))


@pytest.mark.parametrize(
    ("more", "state", "finding", "mender"),
    [
        ({"supervised_on": ()}, FileState.MISSING, Finding.NONE_ON_FILE, Mender.SUPERVISOR),
        ({"supervised_on": (), "supervisor": ""}, FileState.MISSING, Finding.NONE_ON_FILE, Mender.HR),
        ({"supervised_on": FEW}, FileState.WEAK, Finding.GAPS, Mender.SUPERVISOR),
        ({"supervised_on": FEW, "supervised_every": 50}, FileState.COMPLETE, Finding.REGULAR, Mender.NOBODY),
        ({"supervised_on": FEW, "away": ((FEW[0], TODAY),)}, FileState.COMPLETE, Finding.REGULAR, Mender.NOBODY),
        ({"supervised_on": LAST_MONTH[1:]}, FileState.MISSING, Finding.LAPSED, Mender.SUPERVISOR),
        (
            {"supervised_on": LAST_MONTH[1:], "away": ((TODAY, None),)},
            *(FileState.COMPLETE, Finding.REGULAR, Mender.NOBODY),
        ),
        ({"supervised_on": (TODAY - timedelta(days=14),)}, FileState.COMPLETE, Finding.REGULAR, Mender.NOBODY),
    ],
)
def test_supervision_lies_no_further_apart_than_agreed(more, state, finding, mender):
    assert line(Wanted.SUPERVISION, **more) == (state, finding, mender)


def test_a_record_is_read_into_it_the_same_for_every_reader(world, app, granted, visit):
    held = world.credential(expires_on=None)
    credentials.check(held, source=CheckSource.REGISTER, checked_on=held.written_on, key=uuid4(), by=world.hr)
    world.training(by=world.dana)
    world.goal()
    world.goal(agreed=False)
    world.require("ADV-T01")
    world.verification("ADV-T01")
    world.ended()
    world.whole_background()
    world.entry()
    db.session.commit()
    document, readers = get_document("file"), (world.ana, world.dana, world.hr, granted("file"))
    with app.test_request_context():
        contents = [
            document.gather(document.find(world.ana.id, reader, {}), Audience.PERSONNEL_FILE) for reader in readers
        ]
    assert len({one.content_sha256 for one in contents}) == 1
    found = {one.wanted: one for one in contents[0].lines}
    assert {wanted for wanted, one in found.items() if one.state is not FileState.COMPLETE} == {Wanted.TRAINING}
    assert found[Wanted.GOALS].done == 1
    assert (found[Wanted.COMPETENCE].done, found[Wanted.COMPETENCE].of) == (1, 1)
    page = visit(world.ana).get(f"/reports/file/{world.ana.id}")
    assert page.says("Complete: 9 of 10 lines. Weakly evidenced: 1.")
    assert page.says("The employee can record it and keep the certificate with it.")


def test_a_new_file_says_for_each_line_who_can_mend_it(world, visit):
    page = visit(world.dana).get(f"/reports/file/{world.ana.id}")
    assert page.says("Dana Whitfield can hold the conversation and sign")
    assert page.says("HR can record it, or check it at its source.")
    assert page.says(str(label(Finding.NOT_YET_HELD)))


def test_as_of_a_day_counts_only_what_had_been_written_down_by_then(world, time_machine):
    world.require("ADV-T01")
    given_up = world.verification("PRO-T01")
    review, first = world.awaiting(), clock.today()
    time_machine.move_to(clock.now() + timedelta(days=3))
    world.verification("ADV-T01", observed_on=first)
    paper = world.verification("PRO-T02", observed_on=first)
    mark = {"record_id": paper.id, "kind": PaperKind.VERIFICATION, "person_id": world.ana.id}
    db.session.add(FromPaper(**mark, entered_by_id=world.hr.id))
    verifying.withdraw(given_up, reason="Written by mistake.", by=world.dana)
    world.sign(review, Side.SUPERVISOR)
    then, now = (file_facts.gather_kept([world.ana], day)[world.ana.id] for day in (first, clock.today()))
    assert [one.state for one in then.required] == [NeedState.NEVER_SHOWN]
    # What was withdrawn since, and the earlier paper; then the one of today, and the earlier paper.
    assert (then.held_on, then.verified) == (None, 2)
    assert [one.state for one in now.required] == [NeedState.VERIFIED]
    assert (now.held_on, now.verified) == (first, 2)
