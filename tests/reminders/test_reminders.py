"""Reminders: who gets one, on which days, what it says, and that each kind can be turned off."""

import contextvars
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select, update

from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.home import waiting
from tracker.home.tasks import Task
from tracker.jobs import running, workers
from tracker.jobs.models import Job, JobState
from tracker.language import say_date
from tracker.mail.models import Mail, MailState
from tracker.people.noting_absences import note_absence
from tracker.reminders import daily, hours, letters
from tracker.reminders.models import ReminderKind, ReminderOff
from tracker.reviews import holidays
from tracker.sign_in.standing_in import standing_in_for

# A Tuesday at ten in the morning, in Chicago.
TUESDAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@pytest.fixture
def remind(app, world):
    """Write the reminders of a moment, as the worker that keeps the schedule does; the mails, by name."""

    def remind(moment=TUESDAY):
        db.session.commit()
        with time_machine.travel(moment, tick=False):
            contextvars.Context().run(in_app)
        db.session.expire_all()
        return {mail.person_id: mail for mail in db.session.execute(select(Mail).order_by(Mail.created_at)).scalars()}

    def in_app():
        with app.app_context():
            daily.ask_for_today()
            waiting_jobs = db.session.execute(select(Job.id).where(Job.state == JobState.WAITING)).scalars().all()
            worker = uuid4()
            workers.give_sign(worker, busy_with=set())
        for job_id in waiting_jobs:
            running.work(app, job_id, worker)

    return remind


@pytest.fixture
def reviewed(world):
    """Ana and Dana have addresses, and a review of Ana's waits for both; Colin has nothing to do."""
    for person in (world.ana, world.dana, world.person("Colin Colleague")):
        person.email = f"{person.sign_in_name}@example.org"
    world.review()
    return world


def test_whoever_must_act_gets_one_mail_without_names_or_ratings(reviewed, remind):
    mails = remind()
    assert set(mails) == {reviewed.ana.id, reviewed.dana.id}
    mail = mails[reviewed.ana.id]
    assert mail.subject == "Something is waiting for you"
    assert "One task is due on December" in mail.text
    assert "http://localhost/\n" in mail.text
    assert "http://localhost/account/reminders" in mail.text
    for name in ("Ana", "Dana", "Ruiz", "Whitfield", "rate"):
        assert name not in mails[reviewed.dana.id].text.replace("http://localhost", "")


def test_there_is_one_a_day_whatever_asks(reviewed, remind):
    remind()
    remind(TUESDAY + timedelta(hours=1))
    db.session.execute(update(Job).values(once=None))
    mails = remind(TUESDAY + timedelta(hours=2))
    assert len(mails) == len(db.session.execute(select(Mail)).all()) == 2


@pytest.mark.parametrize(
    ("moment", "is_time"),
    [
        (TUESDAY, True),
        (TUESDAY.replace(hour=14, minute=59), False),
        (TUESDAY.replace(hour=15), True),
        (TUESDAY.replace(hour=23), False),
        (datetime(2026, 11, 28, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 16, 0, tzinfo=UTC), False),
    ],
)
def test_only_in_working_hours_of_a_working_day(reviewed, moment, is_time):
    holidays.add(date(2026, 11, 26), "Thanksgiving", by=reviewed.hr)
    assert hours.is_time(moment) is is_time


def test_outside_of_working_hours_nothing_is_asked_for(reviewed, remind):
    assert remind(TUESDAY.replace(hour=3)) == {}
    assert db.session.execute(select(Job)).all() == []


@pytest.mark.parametrize("change", [{"email": None}, {"left_on": date(2026, 11, 20)}])
def test_whoever_has_no_address_or_has_left_gets_none_and_nothing_goes_wrong(reviewed, remind, change):
    for name, value in change.items():
        setattr(reviewed.ana, name, value)
    assert reviewed.ana.id not in remind()
    assert db.session.execute(select(Job.state)).scalar_one() is JobState.DONE


def test_whoever_is_away_gets_none(reviewed, remind):
    note_absence(reviewed.ana, starts_on=date(2026, 11, 23), ends_on=None, key=uuid4(), by=reviewed.hr)
    assert reviewed.ana.id not in remind()


def test_one_whose_list_cannot_be_read_keeps_no_other_from_theirs(reviewed, remind, monkeypatch, caplog):
    listed = waiting.list_waiting

    def list_waiting(person):
        return listed(person) if person.name != "Ana Ruiz" else 1 / 0

    monkeypatch.setattr(waiting, "list_waiting", list_waiting)
    assert set(remind()) == {reviewed.dana.id}
    assert "could not be written" in caplog.text


def test_a_kind_that_is_turned_off_makes_no_mail(reviewed, remind, visit):
    ana = visit(reviewed.ana)
    page = ana.get("/account/reminders")
    assert "Mail goes to ana.ruiz@example.org." in page.words()
    assert len(page.tree.xpath("//input[@type='checkbox'][@checked]")) == len(ReminderKind)
    others = [kind.value for kind in ReminderKind if kind is not ReminderKind.REVIEW]
    ana.post("/account/reminders", {"kinds": others})
    assert set(remind()) == {reviewed.dana.id}
    lines = select(TrailLine.fields).where(TrailLine.event == "reminder.chosen")
    assert db.session.execute(lines).scalars().all() == [["review"]]
    ana.post("/account/reminders", {"kinds": [kind.value for kind in ReminderKind]})
    assert db.session.execute(select(ReminderOff)).all() == []
    ana.post("/account/reminders", {"kinds": ["gossip"]}, status=422)


def test_whoever_turned_everything_off_is_not_looked_at(reviewed, remind):
    db.session.add_all(ReminderOff(person_id=reviewed.ana.id, kind=kind) for kind in ReminderKind)
    assert set(remind()) == {reviewed.dana.id}


def test_the_page_says_that_there_is_no_address(world, visit):
    assert "You have no email address here" in visit(world.ana).get("/account/reminders").words()


def test_the_mail_and_home_list_the_same(app, reviewed, visit):
    page = visit(reviewed.dana).get("/")
    with standing_in_for(app, reviewed.dana.id, "en"):
        tasks = letters.list_tasks(reviewed.dana)
    assert [task.title for task in tasks] == ["Rate the work of Ana Ruiz"]
    assert tasks[0].title in page.words()
    assert tasks[0].kind is ReminderKind.REVIEW


def test_hr_is_reminded_of_what_only_hr_can_fix(app, reviewed):
    reviewed.review(reviewed.person("Nora Nobody"))
    with standing_in_for(app, reviewed.hr.id, "en"):
        (task,) = letters.list_tasks(reviewed.hr)
        assert (task.title, task.kind) == ("Nora Nobody", ReminderKind.DESK)
        assert "Nora" not in letters.write(reviewed.hr).text


class TestADayWorthAMail:
    """Pure: what waits, when the last reminder went, and what day it is."""

    TODAY = date(2026, 11, 24)
    LAST = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)

    def worth(self, *, since, due=None, last=LAST):
        task = Task("", "", "", "", due, since)
        return letters.is_worth_a_mail([task], last, self.TODAY)

    def test_is_the_first_one(self):
        assert self.worth(since=self.LAST - timedelta(days=90), last=None)

    def test_is_one_on_which_something_began_to_wait_since_the_last(self):
        assert self.worth(since=self.LAST + timedelta(hours=3))
        assert not self.worth(since=self.LAST - timedelta(hours=3))

    @pytest.mark.parametrize(
        ("days", "is_worth"), [(4, False), (3, True), (1, False), (0, True), (-1, True), (-2, False)]
    )
    def test_is_three_days_before_the_due_day_the_day_and_the_day_after(self, days, is_worth):
        due = self.TODAY + timedelta(days=days)
        assert self.worth(since=self.LAST - timedelta(days=30), due=due) is is_worth

    def test_is_one_a_week_after_the_last(self):
        old = self.LAST - timedelta(days=30)
        assert self.worth(since=old, last=self.LAST - timedelta(days=6))
        assert not self.worth(since=old, last=self.LAST - timedelta(days=5))


def test_it_says_how_many_and_the_first_day(app):
    def write(*days):
        tasks = [SimpleNamespace(due_on=day, minutes=10) for day in days]
        with app.test_request_context():
            return letters._say(tasks).text

    today = clock.today()
    late = today - timedelta(days=1)
    takes = "It takes about 10 minutes, and you can stop and come back."
    assert (
        f"One task was due on {say_date(late)} and is waiting for you. {takes}\n\nPlease do it in paid time."
        in write(late)
    )
    assert f"One task is waiting for you. {takes}\n" in write(None)
    assert f"2 tasks are waiting for you. The first was due on {say_date(late)}. They take about 20" in write(
        None, late
    )
    assert "One task is due on" in write(today)


def test_a_reminder_of_what_is_done_by_then_is_dropped(app, reviewed, remind):
    review = reviewed.review(reviewed.person("Luis Ortega", email="luis@example.org"))
    reviewed.assign(reviewed.person("Luis Ortega"), reviewed.dana)
    mail = remind()[reviewed.person("Luis Ortega").id]
    assert mail.state is MailState.WAITING
    reviewed.rate(review, Side.EMPLOYEE, {}, default="3")
    reviewed.send(review, Side.EMPLOYEE)
    with standing_in_for(app, mail.person_id, "en"):
        assert letters.write(reviewed.person("Luis Ortega")) is None
