"""Checks of credentials, what renewals ask for, progress in the current period, and notices on home."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.credentials import actions, queries, renewal, targets
from tracker.credentials.models import CheckSource, Credential, CredentialCheck, TargetPurpose, TrainingTarget
from tracker.credentials.models import TrainingCategory as Category
from tracker.database import db
from tracker.errors import Refusal
from tracker.people.models import Role

DOMAINS = {"ADV": "Advocacy", "MEN": "Mentoring"}


def checks():
    return db.session.execute(select(CredentialCheck)).scalars().all()


# Checks


def test_hr_says_where_and_when_it_looked(world, visit):
    credential, hr = world.credential(), visit(world.hr)
    sent = {"key": str(uuid4()), "source": "register", "checked_on": clock.today().isoformat()}
    for _ in range(2):
        answer = hr.post(f"/credentials/{credential.id}/check", sent)
    page = hr.follow(answer)
    assert page.says("The board's public register.")
    assert page.says("Checked by Priya Nair")
    (made,) = checks()
    assert (made.source, made.checked_by_id, made.person_id) == (CheckSource.REGISTER, world.hr.id, world.ana.id)
    line = db.session.execute(select(TrailLine).where(TrailLine.event == "credential.checked")).scalar_one()
    assert (line.about_id, line.fields) == (world.ana.id, ["register"])


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"source": ""}, "Choose where you looked."),
        ({"checked_on": ""}, "Choose the day you looked."),
        ({"checked_on": "2999-01-01"}, "Choose today or an earlier day: this cannot have happened yet."),
    ],
)
def test_bad_input_is_answered_with_an_instruction(world, visit, more, message):
    sent = {"source": "board", "checked_on": clock.today().isoformat(), **more}
    page = visit(world.hr).post(f"/credentials/{world.credential().id}/check", sent, 422)
    assert message in page.errors()
    assert checks() == []


def test_nobody_checks_their_own_and_not_before_it_was_issued(world, visit):
    own = Credential(person_id=world.hr.id, kind="CRSS", number="1", recorded_by_id=world.hr.id)
    db.session.add(own)
    db.session.commit()
    visit(world.hr).get(f"/credentials/{own.id}/check", 403)
    with pytest.raises(Refusal):
        actions.check(own, source=CheckSource.BOARD, checked_on=clock.today(), key=uuid4(), by=world.hr)
    credential = world.credential(issued_on=date(2026, 1, 5))
    for day in (date(2026, 1, 4), clock.today() + timedelta(days=1)):
        with pytest.raises(Refusal):
            actions.check(credential, source=CheckSource.BOARD, checked_on=day, key=uuid4(), by=world.hr)
    assert checks() == []


def test_the_database_refuses_a_check_by_oneself(world):
    values = {
        "id": uuid4(),
        "credential_id": world.credential().id,
        "person_id": world.ana.id,
        "source": "board",
        "checked_on": clock.today(),
        "checked_by_id": world.ana.id,
        "created_at": clock.now(),
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(CredentialCheck).values(values))


# What is asked for


def target(**more):
    values = {
        "credential": "CRSS",
        "purpose": "renewal",
        "name": "Culture",
        "minutes": "3",
        "categories": ["other"],
        "years": "2",
        "source": "A letter of the board",
        "source_on": clock.today().isoformat(),
    }
    return {**values, **more}


def test_the_defaults_are_those_that_were_found_each_with_its_source(world):
    found = [(one.credential, one.purpose, one.name, one.minutes // 60, one.years) for one in queries.list_targets()]
    assert ("CRSS", TargetPurpose.RENEWAL, "CRSS I", 15, 2) in found
    assert ("CRSS", TargetPurpose.RENEWAL, "CRSS II", 25, 2) in found
    assert ("CPRS", TargetPurpose.RENEWAL, "CPRS I: ethics", 6, 2) in found
    assert ("CRSS", TargetPurpose.FIRST, "Core functions", 54, None) in found
    assert all("dhs.state.il.us" in one.source and one.source_on for one in queries.list_targets())


def test_they_are_added_changed_and_removed_with_a_line_each(world, visit):
    hr, sent = visit(world.hr), {"key": str(uuid4()), **target()}
    for _ in range(2):
        page = hr.follow(hr.post("/training-targets/new", sent))
    assert page.says("Culture")
    (made,) = [one for one in queries.list_targets() if one.name == "Culture"]
    assert (made.minutes, made.categories, made.years) == (180, ["other"], 2)
    assert hr.get(f"/training-targets/{made.id}").value("minutes") == "3"
    hr.post(f"/training-targets/{made.id}", target(minutes="4.5"))
    assert db.session.get(TrainingTarget, made.id).minutes == 270
    target_id = made.id
    hr.post(f"/training-targets/{target_id}/remove")
    assert target_id not in {one.id for one in queries.list_targets()}
    lines = select(TrailLine.event, TrailLine.fields).where(TrailLine.record_id == target_id).order_by(TrailLine.id)
    assert [tuple(one) for one in db.session.execute(lines)] == [
        ("training_target.added", []),
        ("training_target.changed", ["minutes"]),
        ("training_target.removed", []),
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"minutes": "0"}, "Write the hours in quarters, such as 6 or 1.5."),
        ({"categories": []}, "Choose at least one category that counts."),
        ({"years": ""}, "A renewal has a period in years; a first certification has none."),
        ({"purpose": "first"}, "A renewal has a period in years; a first certification has none."),
        ({"years": "11"}, "Write the years as a number up to 10."),
        ({"source": ""}, "Write where this stands, so that others can look."),
        ({"source_on": ""}, "Choose the day you looked at the source."),
    ],
)
def test_what_makes_no_sense_is_refused(world, visit, more, message):
    before = len(queries.list_targets())
    page = visit(world.admin).post("/training-targets/new", target(**more), 422)
    assert message in page.errors()
    assert len(queries.list_targets()) == before


@pytest.mark.parametrize("wrong", [{"years": None}, {"categories": []}], ids=str)
def test_the_action_refuses_it_too(world, wrong):
    values = {"credential": "CRSS", "purpose": TargetPurpose.RENEWAL, "name": "x", "categories": ["other"], "years": 2}
    more = {"minutes": 60, "each_domain": False, "source": "s", "source_on": clock.today()}
    with pytest.raises(Refusal):
        targets.add(**{**values, **more, **wrong}, key=uuid4(), by=world.hr)


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"years": None}, {"years": 11}, {"source": ""}], ids=str)
def test_the_database_refuses(world, wrong):
    values = {
        "id": uuid4(),
        "credential": "CRSS",
        "purpose": "renewal",
        "name": "x",
        "categories": ["other"],
        "minutes": 60,
        "each_domain": False,
        "years": 2,
        "source": "s",
        "source_on": clock.today(),
        "created_at": clock.now(),
        **wrong,
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(TrainingTarget).values(values))


# Progress


def lines(world):
    found = renewal.progress_of(queries.list_of(world.ana.id), queries.list_trainings(world.ana.id), DOMAINS)
    return {(one.kind, line.target.name, line.domain): (line.done, line.waiting) for one in found for line in one.lines}


def test_only_confirmed_hours_of_the_period_count_toward_what_they_are_for(world):
    today = clock.today()
    expires = today + timedelta(days=100)
    world.credential(issued_on=None, expires_on=expires)
    first = expires.replace(year=expires.year - 2) + timedelta(days=1)
    world.training(by=world.dana, title="Inside", minutes=120, starts_on=first, ends_on=first)
    before = first - timedelta(days=1)
    world.training(by=world.dana, title="Before", minutes=600, starts_on=before, ends_on=before)
    world.training(title="Waits", minutes=60)
    world.training(by=world.dana, title="Core", minutes=240, category=Category.CORE)
    world.training(by=world.dana, title="Other", minutes=300, category=Category.OTHER)
    assert lines(world) == {("CRSS", "CRSS I", ""): (120, 60), ("CRSS", "CRSS II", ""): (240, 0)}


def test_after_a_renewal_hours_do_not_carry_over(world):
    today = clock.today()
    world.credential(number="1", issued_on=None, expires_on=today + timedelta(days=20))
    world.training(by=world.dana, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=9))
    assert lines(world)["CRSS", "CRSS I", ""] == (90, 0)
    renewed_on = today - timedelta(days=5)
    world.credential(number="2", issued_on=renewed_on, expires_on=today + timedelta(days=700))
    assert lines(world)["CRSS", "CRSS I", ""] == (0, 0)


def test_ethics_count_within_the_first_part_of_a_cprs_renewal(world):
    world.credential(kind="cprs", issued_on=None, expires_on=clock.today() + timedelta(days=30))
    world.training(by=world.dana, minutes=60, category=Category.ETHICS)
    found = lines(world)
    assert found["cprs", "CPRS I", ""] == found["cprs", "CPRS I: ethics", ""] == (60, 0)


def test_without_a_credential_the_first_certification_is_shown_by_domain(world, visit):
    world.training(by=world.dana, minutes=120, minutes_by_domain={"ADV": 90})
    found = lines(world)
    assert found["CRSS", "CRSS-specific training", ""] == (120, 0)
    assert found["CRSS", "CRSS-specific training, in each domain", "Advocacy"] == (90, 0)
    assert found["CRSS", "CRSS-specific training, in each domain", "Mentoring"] == (0, 0)
    page = visit(world.ana).get(f"/people/{world.ana.id}/training")
    assert page.says("Toward a first CRSS")
    assert page.says("an employer record, not an ICB form")
    assert page.says("item 154617")


def test_a_credential_without_targets_or_end_shows_none(world):
    world.credential(kind="LCSW", expires_on=clock.today())
    assert lines(world) == {}


def test_a_period_may_end_on_a_leap_day(world):
    world.credential(issued_on=None, expires_on=date(2028, 2, 29))
    (one,) = renewal.progress_of(queries.list_of(world.ana.id), [], DOMAINS)
    assert (one.starts_on, one.ends_on) == (date(2026, 3, 1), date(2028, 2, 29))


@given(st.integers(1, 12000).map(lambda quarters: quarters * 15))
def test_hours_are_said_without_loss(minutes):
    assert float(renewal.say_hours(minutes)) * 60 == minutes


# Notices


@pytest.mark.parametrize(
    ("days", "since"), [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (0, 30), (-1, 0), (-200, 0)]
)
def test_it_is_said_90_60_and_30_days_before_and_until_it_is_renewed(world, days, since):
    last = clock.today() + timedelta(days=days)
    world.credential(issued_on=None, expires_on=last)
    found = renewal.list_due(clock.today())
    assert [(one.days, one.since) for one in found] == ([] if since is None else [(days, last - timedelta(days=since))])


def test_a_renewed_one_is_not_due_nor_one_of_former_staff(world):
    soon = clock.today() + timedelta(days=10)
    world.credential(issued_on=None, expires_on=soon)
    world.credential(kind="crss", issued_on=None, expires_on=soon + timedelta(days=700))
    left = world.person("Lee Left")
    world.credential(left, issued_on=None, expires_on=soon)
    left.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert renewal.list_due(clock.today()) == []


def test_home_tells_the_person_and_hr(world, visit):
    world.credential(issued_on=None, expires_on=clock.today() + timedelta(days=42))
    page = visit(world.ana).get("/")
    assert page.says("Renew your CRSS")
    assert page.says("It expires in 42 days. When it is renewed, give the new certificate to HR.")
    page = visit(world.hr).get("/")
    assert "Ana Ruiz: CRSS expires in 42 days" in page.words()
    assert not visit(world.dana).get("/").says("expires in 42 days")


def test_home_says_that_one_expires_today(world, visit):
    world.credential(issued_on=None, expires_on=clock.today())
    assert visit(world.ana).get("/").says("It expires today. When it is renewed, give the new certificate to HR.")
    assert "Ana Ruiz: CRSS expires today" in visit(world.hr).get("/").words()


def test_home_says_that_one_has_expired(world, visit):
    world.credential(issued_on=None, expires_on=clock.today() - timedelta(days=3))
    assert visit(world.ana).get("/").says("It has expired. When it is renewed, give the new certificate to HR.")
    assert "CRSS expired 3 days ago" in visit(world.hr).get("/").words()


def test_home_asks_the_supervisor_to_confirm(world, visit):
    world.training()
    world.training(title="Another")
    page = visit(world.dana).get("/")
    assert page.says("Confirm 2 trainings of Ana Ruiz")
    assert f"/people/{world.ana.id}/training" in page.links()
    assert not visit(world.hr).get("/").says("Confirm 2 trainings")


def test_the_home_of_hr_takes_the_same_queries_for_one_and_for_many(world, visit, count_queries):
    totals, hr = [], visit(world.hr)
    soon = clock.today() + timedelta(days=10)
    for first, last in ((0, 1), (1, 30)):
        for number in range(first, last):
            world.credential(world.person(f"Person {number}", Role.EMPLOYEE), issued_on=None, expires_on=soon)
        hr.get("/")
        with count_queries as seen:
            hr.get("/")
        totals.append(seen.total)
    assert totals[0] == totals[1]


def test_the_record_page_leads_there_for_those_who_may(world, visit):
    address = f"/people/{world.ana.id}/training"
    for reader, leads in ((world.ana, True), (world.dana, True), (world.hr, True), (world.admin, False)):
        assert (address in visit(reader).get(f"/people/{world.ana.id}").links()) is leads
