"""Training: who records and confirms it, its certificate, and what is answered to what cannot be."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.support.world import PDF
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.credentials import training
from tracker.credentials.models import Training, TrainingDomain
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files.models import KeptFile
from tracker.people.models import AssignmentKind, Role

TODAY = clock.today


def form(**more):
    values = {
        "key": str(uuid4()),
        "title": "Boundaries at work",
        "provider": "Example College",
        "starts_on": TODAY().isoformat(),
        "minutes": "6.5",
        "category": "crss_i",
    }
    return {**values, **more}


def saved():
    return db.session.execute(select(Training)).scalars().all()


def new(person):
    return f"/people/{person.id}/training/new"


def upload(visitor, values, content, name="certificate.pdf"):
    """A form with a file, as a browser sends it."""
    sent = {**values, "csrf_token": visitor._token(), "certificate": FileStorage(io.BytesIO(content), name)}
    boundary, body = encode_multipart(sent)
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


def test_one_s_own_training_waits_for_somebody_else(world, visit):
    ana = visit(world.ana)
    page = ana.follow(ana.post(new(world.ana), form(domain_ADV="2", domain_MEN="1.25")))
    assert page.says("Training saved. It counts once your supervisor or HR has confirmed it.")
    assert page.says("not yet: it counts once the supervisor or HR has confirmed it")
    (made,) = saved()
    assert (made.minutes, made.counts, made.recorded_by_id) == (390, False, world.ana.id)
    parts = db.session.execute(select(TrainingDomain.domain_code, TrainingDomain.minutes)).all()
    assert sorted(parts) == [("ADV", 120), ("MEN", 75)]
    page = ana.get(f"/people/{world.ana.id}/training")
    assert page.says("6.5 hours to confirm")


@pytest.mark.parametrize("name", ["dana", "hr"])
def test_what_the_supervisor_or_hr_records_counts_at_once_in_their_name(world, visit, name):
    reader = getattr(world, name)
    visit(reader).post(new(world.ana), form())
    (made,) = saved()
    assert (made.confirmed_by_id, made.recorded_by_id) == (reader.id, reader.id)


@pytest.mark.parametrize("name", ["dana", "hr"])
def test_the_supervisor_or_hr_confirms_and_takes_back(world, visit, name):
    made, reader = world.training(), visit(getattr(world, name))
    page = reader.follow(reader.post(f"/training/{made.id}/confirm"))
    assert page.says("Confirmed. It counts now.")
    assert saved()[0].counts
    reader.post(f"/training/{made.id}/confirm", status=409)
    reader.post(f"/training/{made.id}/take-back")
    assert not saved()[0].counts
    reader.post(f"/training/{made.id}/take-back", status=409)
    events = select(TrailLine.event).where(TrailLine.record_id == made.id).order_by(TrailLine.id)
    assert [one for one in db.session.execute(events).scalars() if not one.endswith("opened")] == [
        "training.recorded",
        "training.confirmed",
        "training.confirmation_taken_back",
    ]


def test_nobody_confirms_their_own_whatever_their_role(world, visit):
    of_hr, of_dana = world.training(world.hr), world.training(world.dana)
    visit(world.hr).post(f"/training/{of_hr.id}/confirm", status=403)
    visit(world.dana).post(f"/training/{of_dana.id}/confirm", status=403)
    with pytest.raises(NotAllowed):
        training.confirm(of_hr, by=world.hr)
    colleague = world.person("Helen Stroud", Role.HR)
    visit(colleague).post(f"/training/{of_hr.id}/confirm")
    assert [one.counts for one in saved() if one.id == of_hr.id] == [True]


def test_a_second_supervisor_neither_reads_nor_confirms(world, visit):
    made, second = world.training(), world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    visit(second).get(f"/training/{made.id}", 404)
    with pytest.raises(NotAllowed):
        training.confirm(made, by=second)
    with pytest.raises(NotAllowed):
        world.training(by=second, title="Another")


def test_a_training_that_does_not_count_is_removed_with_its_certificate(world, visit):
    made, ana = world.training(minutes_by_domain={"ADV": 60}), visit(world.ana)
    world.certificate(made)
    page = ana.follow(ana.post(f"/training/{made.id}/remove"))
    assert page.says("The training is removed.")
    assert saved() == []
    assert db.session.execute(select(KeptFile.id)).all() == []
    assert db.session.execute(select(TrainingDomain.domain_code)).all() == []


def test_a_confirmed_training_stays(world, visit):
    made = world.training(by=world.dana)
    page = visit(world.ana).post(f"/training/{made.id}/remove", status=409)
    assert page.says("A confirmed training stays. Ask your supervisor or HR to take the confirmation back first.")
    with pytest.raises(Stale):
        training.remove(made, by=world.dana)


def test_the_same_training_counts_once(world, visit):
    world.training(title="Boundaries at work")
    sent = form(title="boundaries at WORK")
    page = visit(world.ana).post(new(world.ana), sent, 409)
    assert page.says("A training of this title and day is on file already. The same training counts once.")
    assert "Example College" in page.text
    assert len(saved()) == 1


def test_the_form_sent_twice_makes_one(world, visit):
    ana, sent = visit(world.ana), form()
    for _ in range(2):
        ana.post(new(world.ana), sent)
    assert len(saved()) == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"title": ""}, "Write the title that stands on the certificate."),
        ({"provider": " "}, "Write who gave the training."),
        ({"category": "pass"}, "Not a valid choice."),
        ({"minutes": ""}, "Write the hours, such as 6 or 1.5."),
        ({"minutes": "six"}, "Write the hours in quarters, such as 6 or 1.5."),
        ({"minutes": "1.1"}, "Write the hours in quarters, such as 6 or 1.5."),
        ({"minutes": "NaN"}, "Write the hours in quarters, such as 6 or 1.5."),
        ({"minutes": "1e999"}, "Write the hours in quarters, such as 6 or 1.5."),
        ({"minutes": "-2"}, "Write the hours in quarters, such as 6 or 1.5."),
        ({"minutes": "0"}, "Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."),
        ({"minutes": "900"}, "Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."),
        (
            {"minutes": "2", "domain_ADV": "1.5", "domain_MEN": "0.75"},
            "The domains add up to more than the whole training. Change one of them.",
        ),
        ({"starts_on": "2999-01-01"}, "Choose today or an earlier day: this cannot have happened yet."),
        ({"ends_on": "2020-01-01"}, "The last day cannot come before the first."),
    ],
)
def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(world, visit, more, message):
    sent = form(**more)
    page = visit(world.ana).post(new(world.ana), sent, 422)
    assert message in page.errors()
    assert saved() == []
    for name in ("title", "minutes", "starts_on"):
        assert page.value(name) == sent[name]


def test_hours_are_read_with_a_comma_too(world, visit):
    visit(world.ana).post(new(world.ana), form(minutes="1,5"))
    assert saved()[0].minutes == 90


# Its certificate


def test_the_certificate_is_kept_and_served_only_to_those_who_may_see_it(world, visit):
    ana = visit(world.ana)
    page = ana.follow(ana.post(new(world.ana), {}, **upload(ana, form(), PDF)))
    assert page.says("certificate.pdf")
    (file,) = db.session.execute(select(KeptFile)).scalars()
    assert (file.kind, file.record_id, file.about_id) == ("training_certificate", saved()[0].id, world.ana.id)
    for reader, status in ((world.ana, 200), (world.dana, 200), (world.hr, 200), (world.admin, 403)):
        visit(reader).get(f"/files/{file.id}", status)
    visit(world.person("Cal Colleague")).get(f"/files/{file.id}", 404)
    later = ana.post(f"/training/{saved()[0].id}/certificate", {}, **upload(ana, {}, PDF, "second.pdf"))
    assert ana.follow(later).says("second.pdf")


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"MZ\x90 a program", (422, "This is no PDF, PNG or JPEG file, whatever its name says.")),
        (b"<html><script>", (422, "This is no PDF, PNG or JPEG file, whatever its name says.")),
        (b"%PDF-1.7 and then nothing", (422, "This file is not whole: its end is missing.")),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024) + b"%%EOF", (422, "This file is larger than 10 MB.")),
        (b"%PDF-1.7" + b"0" * (30 * 1024 * 1024), (413, "This file is too large")),
    ],
    ids=["disguised", "html", "broken off", "large", "30 MB"],
)
@pytest.mark.parametrize("later", [False, True], ids=["with the training", "later"])
def test_what_is_no_certificate_is_answered_and_not_kept(world, visit, content, answer, later):
    status, said = answer
    ana = visit(world.ana)
    path = f"/training/{world.training().id}/certificate" if later else new(world.ana)
    page = ana.post(path, {}, status, **upload(ana, form(title="Another"), content))
    assert said in page.words("//body")
    assert db.session.execute(select(KeptFile.id)).all() == []
    assert len(saved()) == later
    if status == 422 and not later:
        assert page.value("title") == "Another"


# What holds whatever the page


def dated(values):
    """A last day, given as so many days from today, which is known only once the test runs."""
    return {name: TODAY() + timedelta(days=one) if name == "ends_on" else one for name, one in values.items()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 20},
        {"minutes": 0},
        {"minutes": 60 * 201},
        {"minutes_by_domain": {"ADV": 100}},
        {"ends_on": 1},
        {"ends_on": -1},
    ],
    ids=str,
)
def test_the_rules_refuse_what_a_form_would_have_stopped(world, wrong):
    person = world.ana
    with pytest.raises(Refusal):
        world.training(person, **dated(wrong))
    db.session.rollback()
    assert saved() == []


def test_a_failing_trail_leaves_nothing_recorded(world, break_trail):
    person = world.ana

    break_trail()
    with pytest.raises(RuntimeError):
        world.training(person)
    db.session.rollback()
    assert saved() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 14},
        {"minutes": 12001},
        {"ends_on": -1},
        {"confirmed_at": clock.now()},
        {"confirmed_at": clock.now(), "confirmed_by_id": "ana"},
        {"title": ""},
        {"person_id": None},
    ],
    ids="-".join,
)
def test_the_database_refuses(world, wrong):
    values = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "title": "x",
        "provider": "y",
        "starts_on": clock.today(),
        "ends_on": clock.today(),
        "minutes": 60,
        "category": "other",
        "recorded_by_id": world.ana.id,
        "created_at": clock.now(),
        **{name: world.ana.id if value == "ana" else value for name, value in dated(wrong).items()},
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Training).values(values))


def test_the_page_takes_the_same_queries_for_one_training_and_for_many(world, visit, count_queries):
    totals, ana, path = [], visit(world.ana), f"/people/{world.ana.id}/training"
    world.credential()
    for first, last in ((0, 1), (1, 40)):
        for number in range(first, last):
            world.training(title=f"Training {number}", by=world.dana, minutes_by_domain={"ADV": 15})
        ana.get(path)
        with count_queries as seen:
            ana.get(path)
        totals.append(seen.total)
    assert totals[0] == totals[1]


@pytest.mark.parametrize("part", ["confirm", "take-back", "remove", "certificate"])
def test_wrong_methods_are_answered_405(world, visit, part):
    assert visit(world.ana).raw("GET", f"/training/{world.training().id}/{part}").status_code == 405
