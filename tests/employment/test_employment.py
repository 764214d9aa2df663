"""Education, experience and job descriptions: who writes, who verifies, what stays."""

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
from tracker.database import db
from tracker.employment import actions
from tracker.employment.models import Background, BackgroundKind, BackgroundSource, JobDescription
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files.models import KeptFile

TODAY = clock.today
CERTIFICATE = BackgroundSource.CERTIFICATE


def entry(**more):
    return {"key": str(uuid4()), "kind": "education", "what": "Diploma", "place": "Example School", **more}


def all_of(model):
    return db.session.execute(select(model)).scalars().all()


def events(record_id):
    lines = select(TrailLine.event).where(TrailLine.record_id == record_id).order_by(TrailLine.id)
    return [one for one in db.session.execute(lines).scalars() if not one.endswith("opened")]


def verify(background, by, **more):
    actions.verify(background, **{"source": CERTIFICATE, "verified_on": TODAY(), **more}, by=by)


class TestBackground:
    def test_the_person_writes_it_down_and_hr_verifies_it(self, world, visit):
        ana, hr = visit(world.ana), visit(world.hr)
        page = ana.follow(ana.post(f"/people/{world.ana.id}/background/new", entry()))
        assert page.says("Not verified yet: HR looks at its source.")
        (made,) = all_of(Background)
        hr.post(f"/background/{made.id}/verify", {"source": "school", "verified_on": TODAY().isoformat()})
        assert ana.get(f"/people/{world.ana.id}/employment").says("Verified by Priya Nair on")
        assert (made.verified_by_id, made.source) == (world.hr.id, BackgroundSource.SCHOOL)
        assert events(made.id) == ["background.recorded", "background.verified"]

    def test_sent_twice_it_is_written_once(self, world, visit):
        ana, form = visit(world.ana), entry()
        for _time in range(2):
            ana.post(f"/people/{world.ana.id}/background/new", form)
        assert len(all_of(Background)) == 1

    @pytest.mark.parametrize(
        ("wrong", "instruction"),
        [
            ({"what": ""}, "Write what it was, such as a degree or a job."),
            ({"place": " "}, "Write where it was, such as a school or an employer."),
            ({"kind": "hobby"}, "Not a valid choice."),
            ({"starts_on": "2020-02-01", "ends_on": "2020-01-01"}, "The last day cannot come before the first."),
            ({"ends_on": "2999-01-01"}, "Choose today or an earlier day: this cannot have happened yet."),
        ],
    )
    def test_bad_input_is_answered_and_kept(self, wrong, instruction, world, visit):
        form = entry(what="A course", **{key: value for key, value in wrong.items() if key != "what"})
        page = visit(world.ana).post(f"/people/{world.ana.id}/background/new", {**form, **wrong}, 422)
        assert any(instruction in error for error in page.errors()), page.errors()
        assert page.value("place") == form["place"].strip()
        assert all_of(Background) == []

    def test_nobody_verifies_their_own_whatever_their_role(self, world, visit):
        made = world.background(world.hr)
        visit(world.hr).post(f"/background/{made.id}/verify", {"source": "school", "verified_on": TODAY()}, 403)
        with pytest.raises(NotAllowed):
            verify(made, world.hr)

    def test_what_is_verified_hr_takes_back_and_it_stays_struck_through(self, world, visit):
        made, hr = world.background(), visit(world.hr)
        verify(made, world.hr)
        db.session.commit()
        page = visit(world.ana).post(f"/background/{made.id}/withdraw", status=403)
        assert page.says("HR has verified this. Ask HR to take it back.")
        assert hr.follow(hr.post(f"/background/{made.id}/withdraw")).says("Taken back")
        hr.post(f"/background/{made.id}/withdraw", status=409)
        with pytest.raises(Stale):
            verify(made, world.hr)

    def test_only_the_person_and_hr_write(self, world):
        for someone in (world.dana, world.person("Colin Colleague"), world.admin):
            with pytest.raises(NotAllowed):
                world.background(by=someone)

    @pytest.mark.parametrize(
        "wrong", [{"starts_on": TODAY() + timedelta(days=1)}, {"starts_on": TODAY(), "ends_on": TODAY() - timedelta(1)}]
    )
    def test_days_fit(self, wrong, world):
        with pytest.raises(Refusal):
            world.background(**wrong)

    def test_a_failing_trail_leaves_nothing_written(self, world, break_trail):
        person = world.ana
        break_trail()
        with pytest.raises(RuntimeError):
            world.background(person)
        db.session.rollback()
        assert all_of(Background) == []


def upload(visitor, values, content=None, name="description.pdf"):
    sent = {**values, "csrf_token": visitor._token()}
    if content is not None:
        sent["file"] = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart(sent)
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


class TestJobDescription:
    def given(self, world, visit, content=None, status=302, **more):
        hr = visit(world.hr)
        form = {"key": str(uuid4()), "job_title": "Peer specialist", "given_on": TODAY().isoformat(), **more}
        answer = hr.raw("POST", f"/people/{world.ana.id}/job-descriptions/new", **upload(hr, form, content))
        assert answer.status_code == status, answer.text
        return answer

    def test_a_file_or_a_text_is_given_and_the_employee_says_so(self, world, visit):
        self.given(world, visit, PDF)
        (made,) = all_of(JobDescription)
        ana = visit(world.ana)
        page = ana.get(f"/job-descriptions/{made.id}")
        (link,) = [one for one in page.links() if one.startswith("/files/")]
        assert ana.raw("GET", link).data == PDF
        ana.post(f"/job-descriptions/{made.id}/acknowledge")
        ana.post(f"/job-descriptions/{made.id}/acknowledge", status=409)
        assert made.acknowledged_at is not None
        assert events(made.id) == ["job_description.given", "job_description.acknowledged"]

    @pytest.mark.parametrize(
        ("content", "more", "instruction"),
        [
            (None, {}, "Write the job description, or choose its file."),
            (b"MZ\x90", {}, "This is no PDF, PNG or JPEG file"),
            (PDF, {"given_on": "2999-01-01"}, "Choose today or an earlier day"),
            (PDF, {"job_title": ""}, "Write the job title."),
        ],
    )
    def test_bad_input_is_answered_and_nothing_is_kept(self, content, more, instruction, world, visit):
        answer = self.given(world, visit, content, 422, **more)
        assert instruction in answer.text
        assert (all_of(JobDescription), all_of(KeptFile)) == ([], [])

    def test_only_the_person_says_that_they_received_it(self, world):
        made = world.job_description(received=False)
        with pytest.raises(NotAllowed):
            actions.acknowledge(made, by=world.hr)

    def test_one_noted_in_error_is_taken_back_and_stays(self, world, visit):
        made, hr = world.job_description(), visit(world.hr)
        page = hr.follow(hr.post(f"/job-descriptions/{made.id}/withdraw"))
        assert page.says("Taken back")
        hr.post(f"/job-descriptions/{made.id}/withdraw", status=409)
        assert hr.get(f"/job-descriptions/{made.id}").says("Walks beside people.")

    def test_nobody_gives_one_to_themselves(self, world):
        with pytest.raises(NotAllowed):
            world.job_description(world.hr)
        with pytest.raises(Refusal):
            world.job_description(duties="")
        with pytest.raises(Refusal):
            world.job_description(given_on=TODAY() + timedelta(days=1))


def background_row(world, **more):
    row = {"id": uuid4(), "person_id": world.ana.id, "kind": BackgroundKind.EDUCATION, "what": "x", "place": "y"}
    return Background, {**row, "recorded_by_id": world.hr.id, "created_at": clock.now(), **more}


def description_row(world, **more):
    row = {"id": uuid4(), "person_id": world.ana.id, "job_title": "x", "duties": "y", "given_on": TODAY()}
    return JobDescription, {**row, "given_by_id": world.hr.id, "created_at": clock.now(), **more}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda w: background_row(w, what=""),
        lambda w: background_row(w, place=""),
        lambda w: background_row(w, starts_on=TODAY(), ends_on=TODAY() - timedelta(days=1)),
        lambda w: background_row(w, verified_on=TODAY()),
        lambda w: background_row(w, verified_on=TODAY(), verified_by_id=w.hr.id),
        lambda w: background_row(w, verified_on=TODAY(), verified_by_id=w.ana.id, source=CERTIFICATE),
        lambda w: background_row(w, withdrawn_at=clock.now()),
        lambda w: description_row(w, job_title=""),
        lambda w: description_row(w, given_by_id=w.ana.id),
        lambda w: description_row(w, withdrawn_by_id=w.hr.id),
    ],
)
def test_the_database_refuses(wrong, world):
    model, row = wrong(world)
    with pytest.raises(IntegrityError):
        db.session.execute(insert(model), [row])
