from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.signatures.locked import lock, rows, sign
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.database import db
from tracker.signatures.models import Capacity, Consent, Signature, Snapshot, SnapshotText, Statement

VOID = {"voided_at": "now", "voided_by_id": "dana", "void_reason": "The date was wrong."}


def resolve(world, values):
    known = {"now": clock.now(), "ana": world.ana.id, "dana": world.dana.id}
    return {name: known.get(value, value) if isinstance(value, str) else value for name, value in values.items()}


def refuse(statement, sentence=None, error=DatabaseError):
    """The database refuses, and what stood still stands."""
    before = rows(Snapshot, SnapshotText, Signature)
    with pytest.raises(error, match=sentence), db.session.begin_nested():
        db.session.execute(statement)
    assert rows(Snapshot, SnapshotText, Signature) == before


@pytest.mark.parametrize(
    "statement",
    [
        update(Snapshot).values(content=b"{}"),
        update(Snapshot).values(sha256="0" * 64),
        update(Snapshot).values(subject_kind="month"),
        update(Snapshot).values(subject_id=uuid4()),
        text("UPDATE snapshot SET about_id = about_id"),
        delete(Snapshot),
        text("DELETE FROM snapshot"),
    ],
    ids=["content", "sha256", "kind", "subject", "same values", "delete", "delete by hand"],
)
def test_the_database_changes_and_deletes_no_locked_content(world, statement):
    lock(world)
    refuse(statement, "what was signed never changes")


@pytest.mark.parametrize("statement", [delete(Signature), text("DELETE FROM signature")], ids=["orm", "by hand"])
def test_the_database_deletes_no_signature(world, statement):
    sign(world, lock(world))
    refuse(statement, "a signature never changes")


CHANGES = {
    "snapshot_id": "another",
    "signer_id": "ana",
    "capacity": "employee",
    "meaning": "received",
    "typed_name": "Somebody Else",
    "intent": "I sign something else.",
    "comment": "Words nobody signed",
    "comment_salt": "0" * 32,
    "consent_version": "0",
    "means": "passkey",
    "signed_at": clock.now() - timedelta(days=30),
    "local_time": "2020-01-01 00:00:00 CST (America/Chicago)",
    "content": b"{}",
    "sha256": "0" * 64,
    "link_made_at": clock.now(),
    "void_reason": "A reason without a void.",
}


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_changes_no_part_of_a_signature(world, column):
    sign(world, lock(world), Capacity.SUPERVISOR)
    values = resolve(world, {column: CHANGES[column]})
    if column == "snapshot_id":
        values = {column: lock(world).id}
    refuse(update(Signature).values(values), "a signature never changes|ck_signature")


def test_every_part_of_a_signature_is_tried():
    kept = {"id", "about_id", "voided_at", "voided_by_id"}
    assert set(CHANGES) == set(Signature.__table__.columns.keys()) - kept


@pytest.mark.parametrize("column", ["typed_name", "content", "sha256", "meaning", "comment", "intent"])
def test_becoming_void_changes_nothing_else_of_a_signature(world, column):
    sign(world, lock(world), Capacity.SUPERVISOR)
    values = resolve(world, {**VOID, column: CHANGES[column]})
    refuse(update(Signature).values(values), "a signature never changes")


def test_a_signature_becomes_void_with_a_reason_and_never_comes_back(world):
    made = sign(world, lock(world))
    db.session.execute(update(Signature).values(resolve(world, VOID)))
    assert db.session.execute(select(Signature.void_reason)).scalars().all() == ["The date was wrong."]
    for again in ({"voided_at": None, "voided_by_id": None}, {"void_reason": "Another."}, {"voided_at": clock.now()}):
        refuse(update(Signature).where(Signature.id == made.id).values(again), "a signature never changes")


@pytest.mark.parametrize(
    "wrong", [{"voided_at": "now"}, {"voided_by_id": "dana"}, {"voided_at": "now", "voided_by_id": "dana"}], ids=str
)
def test_a_void_says_when_by_whom_and_why(world, wrong):
    sign(world, lock(world))
    refuse(update(Signature).values(resolve(world, wrong)), "(?i)check|a signature never changes")


def signature(world, snapshot, **more):
    values = {
        "id": uuid4(),
        "snapshot_id": snapshot.id,
        "about_id": world.ana.id,
        "signer_id": "dana",
        "capacity": "supervisor",
        "meaning": "agree",
        "typed_name": "Dana Whitfield",
        "intent": "I sign.",
        "comment": "",
        "comment_salt": "",
        "consent_version": "1",
        "means": "password",
        "signed_at": "now",
        "local_time": "",
        "content": b"{}",
        "sha256": "0" * 64,
        "void_reason": "",
    }
    return insert(Signature).values(resolve(world, {**values, **more}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"signer_id": "ana"},
        {"capacity": "employee"},
        {"capacity": "witness"},
        {"meaning": "disagree"},
        {"meaning": "approve"},
        {"signer_id": UNKNOWN},
        {"snapshot_id": UNKNOWN},
        {"typed_name": None},
        {"signed_at": None},
        {"content": None},
        {"consent_version": None},
        {"means": None},
        {"voided_at": "now"},
        {"voided_by_id": "dana"},
        {"voided_at": "now", "voided_by_id": "dana"},
    ],
    ids=str,
)
def test_the_database_refuses_a_signature(world, wrong):
    refuse(signature(world, lock(world), **wrong), error=IntegrityError)


def test_the_database_takes_the_signature_those_refusals_are_one_step_from(world):
    db.session.execute(signature(world, lock(world)))
    assert len(rows(Signature)[0]) == 1


def test_one_signature_stands_in_each_capacity_and_a_void_one_leaves_room(world):
    snapshot = lock(world)
    db.session.execute(signature(world, snapshot))
    refuse(signature(world, snapshot), "(?i)unique", IntegrityError)
    db.session.execute(signature(world, snapshot, capacity="employee", signer_id="ana"))
    db.session.execute(signature(world, lock(world)))
    db.session.execute(update(Signature).values(resolve(world, VOID)))
    db.session.execute(signature(world, snapshot))


@pytest.mark.parametrize(
    "wrong", [{"sha256": "0" * 63}, {"sha256": ""}, {"sha256": None}, {"content": None}, {"about_id": UNKNOWN}], ids=str
)
def test_the_database_refuses_locked_content(world, wrong):
    row = {"id": uuid4(), "created_at": clock.now(), "subject_kind": "review", "subject_id": UNKNOWN}
    row |= {"about_id": world.ana.id, "content": b"{}", "sha256": "0" * 64}
    refuse(insert(Snapshot).values({**row, **wrong}), error=IntegrityError)


def test_a_place_in_locked_content_has_one_text(world):
    snapshot = lock(world)
    row = {"snapshot_id": snapshot.id, "place": "/notes", "salt": "0" * 32, "text": "Other words"}
    refuse(insert(SnapshotText).values(row), "(?i)unique", IntegrityError)
    refuse(insert(SnapshotText).values({**row, "snapshot_id": UNKNOWN}), "(?i)foreign key", IntegrityError)


def test_the_words_of_the_annex_can_be_removed_for_privacy_while_the_document_stays(world):
    snapshot = lock(world)
    db.session.execute(delete(SnapshotText).where(SnapshotText.place == "/notes"))
    assert [len(table) for table in rows(Snapshot, SnapshotText)] == [1, 1]
    assert db.session.get_one(Snapshot, snapshot.id, populate_existing=True).sha256 == snapshot.sha256


def test_someone_consents_once_to_a_version(world):
    row = {"person_id": world.ana.id, "version": "1", "given_at": clock.now()}
    db.session.execute(insert(Consent).values(row))
    db.session.execute(insert(Consent).values({**row, "version": "2"}))
    for wrong in (row, {**row, "person_id": UNKNOWN}, {**row, "version": None}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(insert(Consent).values(wrong))


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": None}, {"part": "page"}, {"record_id": None}, {"author_id": UNKNOWN}], ids=str
)
def test_the_database_refuses_a_statement(world, wrong):
    row = {"id": uuid4(), "created_at": clock.now(), "author_id": world.ana.id, "part": "review"}
    row |= {"record_id": UNKNOWN, "text": "My words."}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(Statement).values({**row, **wrong}))
    db.session.execute(insert(Statement).values(row))
