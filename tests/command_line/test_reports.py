import errno
import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.reports.conftest import MISSING, child, tell
from tests.support.world import World
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Person, Role
from tracker.reports import pdf
from tracker.reports.models import IssuedReport

__all__ = ["child"]
# A rendering process that answers each order with the same few bytes.
PRINTS = """
say = lambda kind, body=b"": (sys.stdout.buffer.write(struct.pack(">cI", kind, len(body)) + body), sys.stdout.flush())
say(b"r")
while len(head := sys.stdin.buffer.read(5)) == 5:
    sys.stdin.buffer.read(struct.unpack(">cI", head)[1])
    say(b"d", b"%PDF-")
"""


@pytest.fixture
def told(operator):
    """Ana's review has ended; Marcus is a colleague; an auditor may read about Ana."""
    with operator.app.app_context():
        world = World()
        tell(world)
        _ = world.hr, world.admin, world.person("Marcus Bell")
        world.assign(world.person("Luis Ortega"), world.dana)
        auditor = world.person("Grace Hollis", Role.AUDITOR)
        people.grant_auditor(
            auditor, [world.ana], kinds=["competency"], ends_on=clock.today(), reason="Yearly check", by=world.hr
        )
        db.session.commit()
        db.session.remove()
    return operator


def ask(operator, file, reader="priya.nair", person="ana.ruiz", status=0, **more):
    options = [part for name, value in more.items() for part in (f"--{name.rstrip('_')}", value)]
    return operator.run("report", "competency", person, "--as", reader, "--out", file, *options, status=status)


@pytest.mark.parametrize("reader", ["priya.nair", "ana.ruiz", "dana.whitfield", "grace.hollis"])
def test_a_report_is_written_with_the_rights_of_who_is_named(told, pango, tmp_path, reader):
    file = tmp_path / "report.pdf"
    said = ask(told, file, reader)
    (row,) = told.read(select(IssuedReport.id, IssuedReport.scope, IssuedReport.pdf_sha256))
    assert said == f"Wrote {file}, competency report {row.id}."
    assert file.read_bytes().startswith(b"%PDF")
    assert row.scope == ("sides" if reader in ("ana.ruiz", "dana.whitfield") else "others")


def test_the_trail_names_the_reader_and_says_operator(told, pango, tmp_path):
    ask(told, tmp_path / "report.pdf")
    named = select(TrailLine.event, TrailLine.via, Person.sign_in_name).join(Person, Person.id == TrailLine.actor_id)
    lines = told.read(named.where(TrailLine.record_kind == "report").order_by(TrailLine.id))
    assert lines == [("report.issued", "operator", "priya.nair"), ("report.printed", "operator", "priya.nair")]


def test_a_full_disk_leaves_no_half_a_file_and_the_copy_can_be_written_again(told, child, tmp_path, monkeypatch):
    child(PRINTS)
    monkeypatch.setattr(pdf, "_renderers", {})
    file = tmp_path / "report.pdf"
    file.write_text("an earlier one")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
        said = ask(told, file, status=1)
    assert said.startswith("The disk of the server is full")
    assert [one.name for one in tmp_path.glob("*.pdf*")] == ["report.pdf"]
    assert file.read_text() == "an earlier one"
    ask(told, file)
    assert file.read_bytes() == b"%PDF-"


def test_asked_twice_it_is_the_same_copy(told, pango, tmp_path):
    ask(told, tmp_path / "first.pdf")
    ask(told, tmp_path / "second.pdf")
    ask(told, tmp_path / "outside.pdf", for_="outside")
    first, second, outside = ((tmp_path / f"{name}.pdf").read_bytes() for name in ("first", "second", "outside"))
    assert first == second != outside
    assert told.read(select(func.count()).select_from(IssuedReport)) == [(2,)]


@pytest.mark.parametrize(
    ("reader", "person", "sentence"),
    [
        ("nobody", "ana.ruiz", "Nobody signs in as 'nobody'."),
        ("priya.nair", "nobody", "Nobody signs in as 'nobody'."),
        ("tom.lind", "ana.ruiz", "Tom Lind may not read reports."),
        ("marcus.bell", "ana.ruiz", "There is no such record, or the person named by --as may not open it."),
        ("grace.hollis", "luis.ortega", "There is no such record, or the person named by --as may not open it."),
        (
            "priya.nair",
            "luis.ortega",
            "No review of Luis Ortega that Priya Nair may read has ended, so there is nothing to print yet.",
        ),
    ],
)
def test_who_may_not_read_it_gets_a_sentence_and_no_file(told, tmp_path, reader, person, sentence):
    file = tmp_path / "report.pdf"
    assert ask(told, file, reader, person, status=1) == sentence
    assert not file.exists()
    assert told.read(select(IssuedReport.id)) == []


def test_a_closed_account_reads_nothing(told, tmp_path):
    with told.app.app_context():
        ana = db.session.execute(select(Person).where(Person.sign_in_name == "ana.ruiz")).scalar_one()
        ana.left_on = clock.today() - timedelta(days=366)
        db.session.commit()
        db.session.remove()
    assert ask(told, tmp_path / "report.pdf", "ana.ruiz", status=1) == "The account of Ana Ruiz is closed."


def test_without_the_library_it_says_what_to_install(told, tmp_path, child, monkeypatch):
    child(MISSING)
    monkeypatch.setattr(pdf, "_renderers", {})
    said = ask(told, tmp_path / "report.pdf", status=1)
    assert "apt-get install libpango-1.0-0" in said
    assert not (tmp_path / "report.pdf").exists()


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_printed(told, tmp_path):
    assert "There is no folder" in ask(told, tmp_path / "no" / "report.pdf", status=1)
    assert told.read(select(IssuedReport.id)) == []


@pytest.mark.parametrize("args", [("horoscope", "ana.ruiz"), ("competency",)], ids=["kind", "person"])
def test_a_command_used_wrongly_says_how_it_is_used(operator, args):
    assert "Usage" in operator.run("report", *args, "--as", "a", "--out", "b", status=2)


def test_any_kind_is_written_also_for_a_machine_and_the_summary_of_a_cycle(told, tmp_path):
    file = tmp_path / "out.json"
    with told.app.app_context():
        cycle_id = World(db.session.execute(select(Person)).scalars()).opened_cycle().id
        db.session.remove()
    for kind, whose in (("plan", "ana.ruiz"), ("record", "ana.ruiz"), ("organisation", cycle_id)):
        said = told.run("report", kind, whose, "--as", "priya.nair", "--out", file)
        assert said == f"Wrote {file}, {kind} report as json."
        assert json.loads(file.read_text())["kind"] == kind
    refused = told.run("report", "organisation", "Spring", "--as", "priya.nair", "--out", file, status=1)
    assert refused.startswith("'Spring' is no identifier of a cycle")
