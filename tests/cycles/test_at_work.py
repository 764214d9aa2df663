"""HR's week with an open cycle: who joined, more time for all, reminders, progress by program."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.cycles import actions, queries
from tracker.cycles.models import CycleChosen, CycleExtension, ExtensionReason, WhyNot
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.mail.models import Mail, MailState
from tracker.people import supervision
from tracker.people.models import Program
from tracker.people.noting_absences import note_absence
from tracker.reminders import hours
from tracker.reminders.actions import choose
from tracker.reminders.models import ReminderKind

# A Tuesday at ten in the morning and at seven in the evening, in Chicago; the Friday after, late.
TUESDAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def fresh(cycle):
    return queries.get_cycle(cycle.id, lock=True)


def mails():
    return db.session.execute(select(Mail).order_by(Mail.created_at, Mail.id)).scalars().all()


@pytest.fixture
def cycle(world):
    """A cycle of Ana and Bea, whose supervisor is Dana; Bea has no address."""
    for person in (world.ana, world.dana):
        person.email = f"{person.sign_in_name}@example.org"
    db.session.commit()
    return world.opened_cycle(world.ana, world.reviewed("Bea Becker"))


@pytest.fixture
def remind(app, world, cycle):
    """HR asks to remind everyone, at the product's own address."""

    def remind():
        with app.test_request_context(method="POST"):
            made = actions.remind(cycle, queries.list_members(cycle), by=world.hr)
            db.session.commit()
        return made

    return remind


def test_one_mail_a_person_and_day_to_whoever_must_act(world, cycle, remind):
    with time_machine.travel(TUESDAY, tick=False):
        first, second = remind(), remind()
        assert (first.sent, first.already, first.out_of_reach) == (2, 0, 1)
        assert (second.sent, second.already) == (0, 2)
    assert {mail.person_id for mail in mails()} == {world.ana.id, world.dana.id}
    to_dana = next(mail for mail in mails() if mail.person_id == world.dana.id)
    assert "2 tasks are waiting for you." in to_dana.text
    for word in ("Ana", "Bea", "Steady", cycle.name):
        assert word not in to_dana.subject + to_dana.text
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        assert remind().sent == 2
    lines = select(func.count()).where(TrailLine.event == "reminder.asked", TrailLine.actor_id == world.hr.id)
    assert db.session.execute(lines).scalar() == 4


def test_outside_working_hours_it_waits_for_the_next_ones(remind):
    with time_machine.travel(EVENING, tick=False):
        reminded = remind()
    assert reminded.day == datetime(2026, 11, 25, tzinfo=UTC).date()
    assert clock.local(mails()[0].due_at).hour == 9
    assert clock.local(mails()[0].expires_at).hour == 17
    # What was asked for in the evening is the reminder of the day after.
    with time_machine.travel(EVENING + timedelta(hours=16), tick=False):
        assert remind().already == 2


def test_a_weekend_is_passed_over(world):
    friday_evening = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)
    when = hours.next_hours(friday_evening)
    assert (when.day.isoformat(), clock.local(when.starts_at).hour) == ("2026-11-30", 9)
    # While they run, a mail leaves at once.
    assert hours.next_hours(TUESDAY).starts_at == TUESDAY


@pytest.mark.parametrize("why", ["away", "left", "turned off", "no address"])
def test_nobody_is_mailed_who_is_away_or_does_not_want_it(world, remind, why):
    ana = world.ana
    if why == "away":
        note_absence(ana, starts_on=clock.today(), ends_on=None, key=uuid4(), by=world.hr)
    elif why == "left":
        ana.left_on = clock.today() - timedelta(days=1)
    elif why == "no address":
        ana.email = None
    else:
        choose([kind for kind in ReminderKind if kind is not ReminderKind.REVIEW], by=ana)
    db.session.commit()
    remind()
    assert ana.id not in {mail.person_id for mail in mails()}


def test_a_mail_that_cannot_be_noted_is_not_sent(remind, break_trail):
    break_trail()
    with pytest.raises(RuntimeError, match="no trail"):
        remind()
    db.session.rollback()
    assert not mails()


def test_the_page_says_how_many_and_when_they_were_reminded(world, cycle, visit):
    hr = visit(world.hr)
    page = hr.get(f"/cycles/{cycle.id}")
    assert page.says("Remind 2 people")
    assert not page.says("reminded on")
    page = hr.follow(hr.post(f"/cycles/{cycle.id}/people/{world.ana.id}/remind"))
    assert not page.says("gets no mail")
    assert page.says("2 people get one mail each")
    assert page.says("reminded on")
    assert page.says("Everyone who is waited for and can be reached by mail has been reminded.")
    assert hr.follow(hr.post(f"/cycles/{cycle.id}/remind")).says("2 people have a reminder of that day already.")
    db.session.execute(Mail.__table__.update().values(state=MailState.DROPPED))
    db.session.commit()
    assert not hr.get(f"/cycles/{cycle.id}").says("reminded on")


def join(cycle, *people):
    db.session.add_all(CycleChosen(cycle_id=cycle.id, person_id=one.id) for one in people)
    db.session.commit()


def test_those_who_joined_are_added_together(world, cycle, visit):
    joined, alone = [world.reviewed("Cy Cook"), world.reviewed("Di Drew")], world.person("Alex Alone")
    join(cycle, *joined, alone)
    hr = visit(world.hr)
    page = hr.get(f"/cycles/{cycle.id}")
    assert page.says("2 people joined since the cycle was opened.")
    with pytest.raises(Stale):
        actions.add_joined(fresh(cycle), seen=3, by=world.hr)
    page = hr.follow(hr.post(f"/cycles/{cycle.id}/add", {"seen": "2"}))
    assert page.says("2 reviews were started.")
    assert page.says("Assign a supervisor to Alex Alone")
    assert {one.standing.person.name for one in queries.list_members(cycle)} == {
        *("Ana Ruiz", "Bea Becker", "Cy Cook", "Di Drew")
    }
    hr.post(f"/cycles/{cycle.id}/add", {"seen": "2"}, status=409)


def test_joining_after_the_due_date_is_for_a_review_of_one_s_own(world, cycle):
    join(cycle, world.reviewed("Cy Cook"))
    with time_machine.travel(clock.now() + timedelta(days=31)), pytest.raises(Refusal, match="due date has passed"):
        actions.add_joined(fresh(cycle), seen=1, by=world.hr)


def test_who_is_away_is_added_when_back(world, cycle):
    cy = world.reviewed("Cy Cook")
    join(cycle, cy)
    today = clock.today()
    note_absence(cy, starts_on=today, ends_on=today + timedelta(days=3), key=uuid4(), by=world.hr)
    db.session.commit()
    (one,) = queries.list_candidates(fresh(cycle), world.hr)
    assert (one.why_not, one.away.ends_on) == (WhyNot.AWAY, today + timedelta(days=3))
    with time_machine.travel(clock.now() + timedelta(days=4)):
        (one,) = queries.list_candidates(fresh(cycle), world.hr)
        assert (one.why_not, one.away) == (None, None)


def test_more_time_for_everyone_but_oneself(world, cycle, visit):
    hr = visit(world.hr)
    later = cycle.due_on + timedelta(days=5)
    actions.extend(cycle, world.ana.id, later + timedelta(days=1), reason=ExtensionReason.TRAINING, by=world.hr)
    db.session.commit()
    sent = {"due_on": later.isoformat(), "reason": "workload"}
    assert hr.post(f"/cycles/{cycle.id}/extend", {"due_on": later.isoformat()}, status=422).errors()
    assert hr.follow(hr.post(f"/cycles/{cycle.id}/extend", sent)).says("1 review is due later now.")
    due = {one.standing.person.name: one.review.due_on for one in queries.list_members(cycle)}
    assert due == {"Ana Ruiz": later + timedelta(days=1), "Bea Becker": later}
    assert db.session.execute(select(func.count()).select_from(CycleExtension)).scalar() == 2
    hr.post(f"/cycles/{cycle.id}/extend", sent, status=409)
    after = {"due_on": (cycle.closes_on + timedelta(days=1)).isoformat(), "reason": "workload"}
    assert hr.post(f"/cycles/{cycle.id}/extend", after, status=409).says("still open")


def test_programs_are_filters_and_the_next_page_keeps_them(world, cycle, visit):
    program = Program(name="Drop-in center")
    db.session.add(program)
    world.ana.program_id = None
    db.session.flush()
    world.reviewed("Bea Becker").program_id = program.id
    db.session.commit()
    hr = visit(world.hr)
    page = hr.get(f"/cycles/{cycle.id}?program={program.id}&step=rating")
    names = [name.strip() for name in page.tree.xpath("//tbody//th//text()") if name.strip()]
    assert names == ["Bea Becker"]
    assert page.tree.xpath(f"//a[contains(@href, 'program={program.id}') and contains(@href, 'step=')]")
    page = hr.get(f"/cycles/{cycle.id}?program=none")
    assert page.says("Ana Ruiz")
    assert "Bea Becker" not in page.words("//tbody")


def test_a_supervisor_away_is_named_for_hr(world, cycle, visit):
    note_absence(world.dana, starts_on=clock.today(), ends_on=None, key=uuid4(), by=world.hr)
    db.session.commit()
    assert supervision.current_supervisors([world.ana.id], clock.today())
    assert visit(world.hr).get(f"/cycles/{cycle.id}").says("HR, as Dana Whitfield is away")


@pytest.mark.parametrize("days", [None, 9])
def test_only_hr_can_fix_it_by_a_backup_with_an_end_date(days, world, cycle, visit):
    ends_on = clock.today() + timedelta(days=days) if days else None
    note_absence(world.dana, starts_on=clock.today(), ends_on=ends_on, key=uuid4(), by=world.hr)
    db.session.commit()
    hr = visit(world.hr)
    page = hr.get(f"/cycles/{cycle.id}")
    assert page.says("Name a backup with an end date.")
    (address,) = page.tree.xpath("//a[.='Name a backup for Ana Ruiz']/@href")
    assert address in {
        need.xpath("a/@href")[0] for need in hr.get("/").tree.xpath("//li[contains(., 'Name a backup')]")
    }
    form = hr.get(address)
    assert form.tree.xpath(
        "//*[@name='kind']//*[@value='backup'][@selected]|//input[@name='kind'][@value='backup'][@checked]"
    )
    assert [one.get("value") for one in form.tree.xpath("//input[@name='ends_on']")] == [
        ends_on.isoformat() if ends_on else ""
    ]
