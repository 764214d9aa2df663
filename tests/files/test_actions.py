import hashlib
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.world import PDF
from tracker.audit import actions as audit
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal
from tracker.files import actions
from tracker.files.models import LARGEST, LONGEST_NAME, FileKind, KeptFile, MediaType

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40 + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, MediaType.PDF), (PNG, MediaType.PNG), (JPEG, MediaType.JPEG)]
)
def test_what_a_file_is_is_read_from_its_bytes(content, media_type):
    assert actions.recognize(content) is media_type


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<html><script>", "no PDF, PNG or JPEG"),
        (b"MZ" + PDF, "no PDF, PNG or JPEG"),
        (b"GIF89a;", "no PDF, PNG or JPEG"),
        (PDF[:-8], "not whole"),
        (PNG[:-8], "not whole"),
        (JPEG[:-2], "not whole"),
        (b"%PDF-1.7" + b"0" * LARGEST + b"%%EOF", "larger than 10 MB"),
    ],
)
def test_anything_else_is_refused_and_nothing_is_kept(world, app, content, said):
    with app.test_request_context(), pytest.raises(Refusal, match=said):
        world.scan(uuid4(), content=content)
    assert db.session.execute(select(KeptFile.id)).all() == []


def test_a_file_is_kept_whole_with_who_kept_it_and_a_line(world):
    record = uuid4()
    file = world.scan(record, by=world.hr)
    assert (file.content, file.size, file.sha256) == (PDF, len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (file.kept_by_id, file.about_id, file.record_id) == (world.hr.id, world.ana.id, record)
    line = db.session.execute(select(TrailLine).where(TrailLine.record_id == file.id)).scalar_one()
    assert (line.event, line.actor_id, line.about_id, line.fields) == (
        "file.kept",
        world.hr.id,
        world.ana.id,
        ["paper_ratings"],
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("form.pdf", "form.pdf"),
        ("form.exe", "form.pdf"),
        ("C:\\Users\\ana\\my form.pdf", "my form.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "scan.pdf"),
        ("...", "scan.pdf"),
        ("formulario año.pdf", "formulario año.pdf"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_the_name_is_cleaned_and_its_ending_follows_the_content(world, given, kept):
    assert world.scan(uuid4(), name=given).name == kept


def test_when_the_line_cannot_be_written_nothing_is_kept(world, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        world.scan(uuid4())
    db.session.rollback()
    assert db.session.execute(select(KeptFile.id)).all() == []


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": LARGEST + 1}, {"name": ""}])
def test_the_database_refuses_what_must_never_be(world, wrong):
    values = {
        "kind": FileKind.PAPER_RATINGS,
        "record_id": uuid4(),
        "about_id": world.ana.id,
        "kept_by_id": world.ana.id,
        "name": "form.pdf",
        "media_type": MediaType.PDF,
        "size": 3,
        "sha256": "0" * 64,
        "content": b"abc",
    }
    db.session.add(KeptFile(**{**values, **wrong}))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
