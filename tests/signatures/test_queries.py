import hashlib
import json
import shutil
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.signatures.locked import CONTENT, lock, sign, tamper
from tracker import clock
from tracker.database import db
from tracker.sign_in.actions import make_link
from tracker.signatures import actions, queries
from tracker.signatures.actions import Words, canonical
from tracker.signatures.models import Capacity, SnapshotText, StatementPart


def annex(snapshot):
    found = select(SnapshotText).where(SnapshotText.snapshot_id == snapshot.id)
    return {row.place: row for row in db.session.execute(found).scalars()}


def test_canonical_bytes_are_sorted_without_spaces_and_utf8_as_it_is():
    assert canonical({"b": [1, None, True], "a": {"ü": "„ja“ 🙂\n"}}) == (
        '{"a":{"ü":"„ja“ 🙂\\n"},"b":[1,null,true]}'.encode()
    )


def test_the_order_in_which_content_was_gathered_does_not_matter():
    assert canonical({"a": 1, "b": {"c": 2, "d": 3}}) == canonical({"b": {"d": 3, "c": 2}, "a": 1})


def test_locked_content_reads_as_it_was_written(world):
    snapshot = lock(world)
    db.session.expire_all()
    assert queries.read_snapshot(snapshot) == CONTENT
    assert queries.is_intact(snapshot)


def test_a_free_text_stands_in_the_document_as_its_salted_hash_alone(world):
    snapshot = lock(world)
    document, words = json.loads(snapshot.content), annex(snapshot)
    assert set(words) == {"/notes", "/list/0"}
    assert document["notes"] == {"salted_sha256": queries.hash_text(words["/notes"].salt, "A good talk.")}
    assert b"A good talk." not in snapshot.content
    assert document["title"] == "A review"


def test_anyone_recomputes_the_hash_of_a_free_text_as_documented(world):
    snapshot = lock(world)
    kept = annex(snapshot)["/list/0"]
    program, salted = shutil.which("sha256sum"), (kept.salt + kept.text).encode()
    said = subprocess.run([program], input=salted, capture_output=True, check=True).stdout
    digest = said.split()[0].decode()
    assert json.loads(snapshot.content)["list"][0] == {"salted_sha256": digest}


def test_the_same_words_have_another_salt_each_time(world):
    twice = lock(world, {"one": Words("Same."), "two": Words("Same.")})
    salts = {row.salt for row in annex(twice).values()} | {annex(lock(world))["/notes"].salt}
    assert len(salts) == 3
    assert all(len(salt) == 32 for salt in salts)


def test_words_removed_for_privacy_leave_the_hash_and_read_as_removed(world):
    snapshot = lock(world)
    db.session.execute(delete(SnapshotText).where(SnapshotText.place == "/notes"))
    assert queries.read_snapshot(snapshot) == {**CONTENT, "notes": "[removed for privacy]"}
    assert queries.is_intact(snapshot)
    assert hashlib.sha256(snapshot.content).hexdigest() == snapshot.sha256


def test_words_in_the_annex_are_not_changed(world):
    lock(world)
    change = update(SnapshotText).where(SnapshotText.place == "/notes").values(text="Other words.")
    with pytest.raises(DBAPIError, match="what was said stays as it was said"):
        db.session.execute(change)


@pytest.mark.parametrize("wrong", [{"text": "Other words."}, {"salt": "0" * 32}, {"place": "/title"}], ids=str)
def test_words_nobody_signed_are_never_shown_as_signed(world, wrong):
    snapshot = lock(world)
    tamper(snapshot, "/notes", **wrong)
    assert not queries.is_intact(snapshot)
    read = queries.read_snapshot(snapshot)
    assert read["title"] == "A review"
    assert read["notes"] in ("[not as it was signed]", "[removed for privacy]")


def test_words_added_to_the_annex_appear_nowhere_and_are_noticed(world):
    snapshot = lock(world)
    db.session.add(SnapshotText(snapshot_id=snapshot.id, place="/title", salt="0" * 32, text="Another title"))
    db.session.flush()
    assert queries.read_snapshot(snapshot) == CONTENT
    assert not queries.is_intact(snapshot)


def test_words_of_another_snapshot_are_not_taken_for_its_own(world):
    snapshot, other = lock(world), lock(world, {"notes": Words("Elsewhere.")})
    assert queries.read_snapshot(snapshot)["notes"] == "A good talk."
    assert queries.read_snapshot(other) == {"notes": "Elsewhere."}


def test_signatures_come_by_content_in_the_order_given_without_the_void_ones(world):
    first, second = lock(world), lock(world)
    sign(world, first)
    actions.void_signatures(first, reason="Again.", by=world.dana)
    supervisor, employee = sign(world, first, Capacity.SUPERVISOR), sign(world, first)
    found = queries.list_signatures([first.id, second.id, None])
    assert found[first.id] == [supervisor, employee]
    assert found[second.id] == []
    assert [one.signer.name for one in found[first.id]] == ["Dana Whitfield", "Ana Ruiz"]
    assert queries.find_signature(first.id, Capacity.EMPLOYEE) == employee
    assert queries.find_signature(second.id, Capacity.EMPLOYEE) is None


def test_void_signatures_of_a_record_are_listed_apart(world):
    snapshot = lock(world)
    void = sign(world, snapshot)
    assert queries.list_void_signatures(snapshot.subject_id) == []
    actions.void_signatures(snapshot, reason="Again.", by=world.dana)
    sign(world, snapshot)
    assert queries.list_void_signatures(snapshot.subject_id) == [void]


@pytest.mark.parametrize("asked", [[], [None]])
def test_nothing_is_asked_of_the_database_for_no_content(count_queries, asked):
    with count_queries as seen:
        assert queries.list_signatures(asked) == {}
        assert queries.list_statements(StatementPart.REVIEW, []) == {}
    assert seen.total == 0


@pytest.mark.parametrize(("age", "said"), [(timedelta(days=6), True), (timedelta(days=8), False)])
def test_a_link_made_within_seven_days_before_stands_on_the_signature(world, age, said):
    assert world.ana
    with clock.standing_at(clock.now() - age):
        make_link(world.ana, by=world.hr, valid_for=timedelta(hours=1))
        made_at = clock.now()
    assert sign(world, lock(world)).link_made_at == (made_at if said else None)
    assert sign(world, lock(world), Capacity.SUPERVISOR).link_made_at is None
