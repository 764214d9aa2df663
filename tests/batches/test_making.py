import errno
import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from psycopg.errors import DiskFull
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.batches.conftest import end
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.batches import actions, files, queries
from tracker.batches.making import Making
from tracker.batches.models import BatchFile, Form, Whom
from tracker.database import db
from tracker.errors import Refusal
from tracker.jobs.models import JobState
from tracker.people.models import Program, Role
from tracker.reports.models import IssuedReport, ReportKind
from tracker.reports.pdf import PdfUnavailable
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


def take(office, job, status=200):
    answer = office.visit(office.world.hr).raw("GET", f"/batches/{job.id}/file")
    assert answer.status_code == status, answer.text
    assert answer.data
    answer.close()
    return answer


def names_in(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return archive.namelist()


def lines(about):
    statement = select(TrailLine.event).where(TrailLine.about_id == about.id, TrailLine.record_kind == "report")
    return db.session.execute(statement.order_by(TrailLine.id)).scalars().all()


def test_everyone_of_a_cycle_comes_in_one_file_and_who_is_not_ready_is_listed(office):
    job = office.work(office.ask())
    answer = take(office, job)
    day = f"{clock.today():%Y-%m-%d}"
    assert names_in(answer) == [f"Ana Ruiz, Competency report, {day}.pdf", "Not in this file.txt"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Competency report, ')
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        copy = db.session.execute(select(IssuedReport.pdf)).scalar_one()
        assert archive.read(archive.namelist()[0]) == copy
        assert "Luis Ortega" in archive.read("Not in this file.txt").decode("utf-8-sig")
    assert lines(office.world.ana) == ["report.issued", "report.printed"]
    assert job.state is JobState.DONE
    page = office.visit(office.world.hr).get(f"/jobs/{job.id}")
    assert "Luis Ortega" in page.words()


def test_as_one_pdf_it_has_a_bookmark_a_person(office):
    end(office.world, office.cycle, office.cycle.luis)
    answer = take(office, office.work(office.ask(form=Form.PDF)))
    with pikepdf.open(io.BytesIO(answer.data)) as pdf, pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == ["Ana Ruiz", "Luis Ortega"]


def test_what_has_not_changed_is_not_laid_out_again(office):
    first = office.work(office.ask())
    second = office.work(office.ask())
    assert len(office.renderer.given) == 1
    assert take(office, first).data[:1000] == take(office, second).data[:1000]
    assert lines(office.world.ana) == ["report.issued", "report.printed", "report.printed"]
    review = db.session.execute(select(IssuedReport.review_id)).scalar_one()
    signing.add_statement(
        part=StatementPart.REVIEW, record_id=review, item_code=None, text="Read this.", by=office.world.ana
    )
    db.session.commit()
    office.work(office.ask())
    assert len(office.renderer.given) == 2


def test_one_that_fails_is_named_and_does_not_stop_the_rest(office):
    end(office.world, office.cycle, office.cycle.luis)
    office.renderer.breaks["report: Ana Ruiz"] = PdfUnavailable("This report took too long.")
    job = office.work(office.ask())
    assert "Ana Ruiz: This report took too long." in office.visit(office.world.hr).get(f"/jobs/{job.id}").words()
    assert names_in(take(office, job))[0].startswith("Luis Ortega")
    assert job.state is JobState.FAILED
    office.renderer.breaks["report: Ana Ruiz"] = ZeroDivisionError()
    job = office.work(office.ask())
    assert job.state is JobState.FAILED
    assert "Ana Ruiz: Something went wrong" in office.visit(office.world.hr).get(f"/jobs/{job.id}").words()
    office.renderer.breaks.clear()
    office.visit(office.world.hr).post(f"/jobs/{job.id}/resume")
    assert len(names_in(take(office, office.work(job)))) == 2


def test_it_goes_on_where_it_stood(office):
    end(office.world, office.cycle, office.cycle.luis)
    job, seen = office.ask(), []
    office.work(job, is_stopping=lambda: bool(seen) or seen.append(1))
    assert db.session.execute(select(func.count()).select_from(IssuedReport)).scalar_one() == 1
    assert office.work(job).state is JobState.DONE
    assert len(queries.list_made(job)) == 2
    assert lines(office.world.ana).count("report.printed") == 1


def test_with_nothing_to_print_there_is_no_file_and_the_reason_is_said(office):
    job = office.work(office.ask(whom=Whom.PEOPLE, chosen=(office.cycle.luis.id,)))
    assert job.state is JobState.FAILED
    assert "Nothing could be printed" in job.fault
    take(office, job, status=410)


def test_a_full_disk_is_said_and_it_can_go_on(office, monkeypatch):
    def full(*_anything):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.Archive, "add", full)
        job = office.work(office.ask())
    assert "disk of the server is full" in job.fault
    assert not list(files.folder().glob(f"{job.id}*"))
    office.visit(office.world.hr).post(f"/jobs/{job.id}/resume")
    assert office.work(job).state is JobState.DONE


def test_what_finds_no_room_to_be_kept_is_listed_and_done_when_there_is_some(office, monkeypatch):
    end(office.world, office.cycle, office.cycle.luis)
    keep = Making.keep

    def full_for_ana(making, made):
        if made.subject.person.id == office.world.ana.id:
            db.session.add(Program(name="half a copy"))
            db.session.flush()
            raise OperationalError("INSERT", {}, DiskFull())
        return keep(making, made)

    with monkeypatch.context() as patch:
        patch.setattr(Making, "keep", full_for_ana)
        job = office.work(office.ask())
    assert db.session.execute(select(Program).where(Program.name == "half a copy")).first() is None
    assert names_in(take(office, job))[0].startswith("Luis Ortega")
    page = office.visit(office.world.hr).get(f"/jobs/{job.id}")
    assert "Ana Ruiz: The disk of the server is full" in page.words()
    assert lines(office.world.ana) == []
    office.visit(office.world.hr).post(f"/jobs/{job.id}/resume")
    assert office.work(job).state is JobState.DONE
    assert [name[:8] for name in names_in(take(office, job))] == ["Ana Ruiz", "Luis Ort"]
    assert len(office.renderer.given) == 3


def test_only_who_asked_takes_the_file_and_the_trail_says_so(office):
    job = office.work(office.ask())
    other = office.world.person("Helen Stroud", Role.HR)
    assert office.visit(other).raw("GET", f"/batches/{job.id}/file").status_code == 404
    take(office, job)
    line = db.session.execute(select(TrailLine).where(TrailLine.event == "batch.taken")).scalar_one()
    assert (line.actor_id, line.record_id) == (office.world.hr.id, job.id)


def test_after_a_week_the_file_is_gone(office):
    job = office.work(office.ask())
    path = files.path_of(job.id, Form.ZIP)
    assert path.stat().st_mode & 0o777 == 0o600
    db.session.execute(update(BatchFile).values(ends_at=clock.now() - timedelta(seconds=1)))
    take(office, job, status=410)
    actions.end_files()
    assert not path.exists()
    assert queries.find_file(job.id) is None


def test_a_removal_for_privacy_takes_the_file_away(office):
    job = office.work(office.ask())
    copy_id = db.session.execute(select(IssuedReport.id)).scalar_one()
    actions.withdraw([copy_id])
    db.session.commit()
    assert not files.path_of(job.id, Form.ZIP).exists()
    take(office, job, status=410)


def test_nobody_prints_what_they_may_not(world, order, cycle):
    with pytest.raises(Refusal, match="Choose a kind"):
        actions.ask(order(kind=ReportKind.ORGANISATION), key=cycle.id, by=world.hr)
    with pytest.raises(Refusal, match="Nobody fits"):
        actions.ask(order(whom=Whom.PEOPLE, chosen=()), key=cycle.id, by=world.hr)


def test_names_of_files_are_taken_by_every_system():
    assert files.name_file('A/B: "C" <d>|e?*\u202e', "Plan") == "A B C d e , Plan"
    assert files.name_file("..") == "report"
    assert files.name_file("Nun\u0303ez") == "Nu\u00f1ez"
    assert len(files.name_file("x" * 300)) == files.LONGEST_NAME


@pytest.mark.parametrize("values", [{"reports": 0}, {"size": 0}])
def test_the_database_refuses_an_empty_file(world, cycle, ask, values):
    good = {"job_id": ask().id, "form": Form.ZIP, "name": "x.zip", "reports": 1, "size": 1, "ends_at": clock.now()}
    db.session.add(BatchFile(**{**good, **values}))
    with pytest.raises(IntegrityError):
        db.session.flush()
