import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.signatures.locked import CAPACITIES, given, lines, lock, prove, rows, sign, signer, tamper
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit import actions as trail
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.signatures import actions, queries
from tracker.signatures.models import (
    Capacity,
    Consent,
    Meaning,
    Signature,
    Snapshot,
    SnapshotText,
    Statement,
    StatementPart,
)

STORED = (Snapshot, SnapshotText, Signature, Consent, Statement, TrailLine)
NOT_PROVED = "Nothing was signed: we could not confirm that it is you. Write your password and sign again."
CHANGED = "The content changed while you were reading. Nothing was signed. Read it again, then sign."


def refused(act, sentence, kind=Refusal):
    """The action says no in a sentence, and leaves nothing behind."""
    db.session.commit()
    before = rows(*STORED)
    with pytest.raises(kind) as caught:
        act()
    assert str(caught.value) == sentence
    assert type(caught.value) is kind
    db.session.flush()
    assert rows(*STORED) == before


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_a_signature_keeps_who_signed_what_when_and_by_what_means(world, capacity):
    snapshot = lock(world)
    with clock.standing_at(clock.now()):
        made = sign(world, snapshot, capacity, comment="I see it otherwise.")
        assert made.signed_at == clock.now()
    db.session.expire_all()
    stored = db.session.get_one(Signature, made.id)
    assert (stored.snapshot_id, stored.about_id) == (snapshot.id, world.ana.id)
    assert (stored.signer_id, stored.capacity) == (signer(world, capacity).id, capacity)
    assert (stored.meaning, stored.comment) == (Meaning.DISAGREE, "I see it otherwise.")
    assert (stored.typed_name, stored.intent) == (signer(world, capacity).name, "I sign this record.")
    assert (stored.consent_version, stored.means) == (actions.CONSENT_VERSION, "password")
    assert stored.voided_at is None
    assert stored.link_made_at is None


def test_the_local_time_beside_a_signature_names_its_zone(world):
    zone = clock.zone()
    clock.use_zone("America/Chicago")
    try:
        with clock.standing_at(clock.now().replace(year=2026, month=7, day=5, hour=3, minute=4, second=5)):
            made = sign(world, lock(world))
    finally:
        clock.use_zone(zone.key)
    assert made.local_time == "2026-07-04 22:04:05 CDT (America/Chicago)"
    assert made.signed_at.isoformat().startswith("2026-07-05T03:04:05")


def test_a_signature_hashes_root_signer_meaning_comment_consent_and_time_as_documented(world):
    snapshot = lock(world)
    made = sign(world, snapshot, comment="Zoë: „nein“")
    assert made.sha256 == hashlib.sha256(made.content).hexdigest()
    document = json.loads(made.content)
    comment = hashlib.sha256(f"{made.comment_salt}{made.comment}".encode()).hexdigest()
    assert document == {
        "root": snapshot.sha256,
        "signer": str(world.ana.id),
        "typed_name": "Ana Ruiz",
        "capacity": "employee",
        "meaning": "disagree",
        "intent": "I sign this record.",
        "comment": {"salted_sha256": comment},
        "consent": actions.CONSENT_VERSION,
        "signed_at": made.signed_at.isoformat(),
    }
    assert "nein" not in made.content.decode()
    assert len(made.comment_salt) == 32


def test_a_signature_without_a_comment_has_no_salt_and_hashes_none(world):
    made = sign(world, lock(world))
    assert (made.comment, made.comment_salt) == ("", "")
    assert json.loads(made.content)["comment"] is None


def test_the_trail_says_who_signed_as_what_and_neither_what_they_said_nor_whether_they_agreed(world):
    made = sign(world, lock(world), comment="SECRET WORDS")
    (line,) = lines("signature.given")
    assert (line.actor_id, line.about_id, line.record_id) == (world.ana.id, world.ana.id, made.id)
    assert (line.record_kind, line.fields) == ("signature", ["employee"])
    assert "SECRET" not in str(rows(TrailLine))
    assert "disagree" not in str(rows(TrailLine))


@pytest.mark.parametrize("age", [timedelta(0), actions.PROOF_LASTS])
def test_a_proof_of_identity_lasts_five_minutes(world, age):
    snapshot = lock(world)
    with clock.standing_at(clock.now()):
        assert sign(world, snapshot, proof=prove(world.ana, at=clock.now() - age)).means == "password"


def test_nothing_is_signed_without_a_fresh_proof_of_ones_own(world):
    snapshot = lock(world)
    old = prove(world.ana, at=clock.now() - actions.PROOF_LASTS - timedelta(seconds=1))
    for proof in (None, old, prove(world.dana), prove(world.ana, person_id=UNKNOWN)):
        refused(lambda proof=proof: sign(world, snapshot, proof=proof), NOT_PROVED)


@pytest.mark.parametrize("name", ["", "Ana", "Ruiz Ana", "Ana Ruiz Lopez", "Dana Whitfield", "AnaRuiz", "Ana  R."])
def test_another_name_signs_nothing(world, name):
    snapshot = lock(world)
    refused(lambda: sign(world, snapshot, typed_name=name), "Type your name as it stands in your record: Ana Ruiz.")


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("jose nunez", "José Núñez", True),
        ("JOSÉ   NÚÑEZ ", "José Núñez", True),
        ("Jose\u0301 Nun\u0303ez", "José Núñez", True),
        ("José Núñez", "Jose Nunez", True),
        ("Straße", "STRASSE", True),
        ("Jose Nunes", "José Núñez", False),
        ("", "José", False),
        ("José", "José Núñez", False),
        ("ليان حداد", "\u200fليان\u200f حداد", True),
        ("Lior 🌻", "Lior 🌻\ufe0f", True),
        ("Lior", "Lior 🌻", False),
    ],
)
def test_accents_capitals_and_spaces_are_forgiven_and_nothing_else(typed, name, same):
    assert actions.same_name(typed, name) is same


def test_one_signs_with_the_legal_name_where_it_differs(world):
    snapshot = lock(world)
    world.ana.legal_name = "Anastasia Ruiz Ortega"
    sentence = "Type your name as it stands in your record: Anastasia Ruiz Ortega."
    refused(lambda: sign(world, snapshot, typed_name="Ana Ruiz"), sentence)
    assert sign(world, snapshot, typed_name="anastasia ruiz ortega").typed_name == "anastasia ruiz ortega"


def test_disagreeing_takes_words(world):
    snapshot = lock(world)
    sentence = "Tell us what you see differently; your words stay with this record."
    refused(lambda: sign(world, snapshot, meaning=Meaning.DISAGREE), sentence)


def test_the_first_signature_needs_consent_and_it_is_kept_once(world):
    snapshot, other = lock(world), lock(world)
    sentence = "Say that you agree to sign on screen. Until then nothing is signed."
    refused(lambda: sign(world, snapshot, consents=False), sentence)
    sign(world, snapshot)
    sign(world, other, consents=False)
    given_by = [(row.person_id, row.version) for row in db.session.execute(select(Consent)).scalars()]
    assert given_by == [(world.ana.id, actions.CONSENT_VERSION)]
    assert [(line.actor_id, line.about_id) for line in lines("consent.given")] == [(world.ana.id, world.ana.id)]


def test_a_new_version_of_the_consent_is_asked_for_again(world, monkeypatch):
    sign(world, lock(world))
    monkeypatch.setattr(actions, "CONSENT_VERSION", "3")
    snapshot = lock(world)
    with pytest.raises(Refusal, match="Say that you agree to sign on screen"):
        sign(world, snapshot, consents=False)
    assert sign(world, snapshot).consent_version == "3"
    assert [queries.has_consented(world.ana, version) for version in "1234"] == [False, True, True, False]


@pytest.mark.parametrize("seen", ["", "0" * 64, "another"])
def test_only_the_content_that_was_seen_is_signed(world, seen):
    snapshot = lock(world)
    seen = lock(world).sha256 if seen == "another" else seen
    refused(lambda: sign(world, snapshot, seen_sha256=seen), CHANGED, Stale)


def test_content_whose_words_were_changed_in_the_annex_is_not_signed(world):
    snapshot = lock(world)
    tamper(snapshot, "/notes", text="Other words.")
    refused(lambda: sign(world, snapshot), CHANGED, Stale)


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_each_side_signs_once(world, capacity):
    snapshot = lock(world)
    sign(world, snapshot, capacity)
    refused(lambda: sign(world, snapshot, capacity), "This is signed already. Nothing was signed twice.", Stale)
    other = next(one for one in CAPACITIES if one is not capacity)
    sign(world, snapshot, other)
    standing = queries.list_signatures([snapshot.id])[snapshot.id]
    assert [one.capacity for one in standing] == [capacity, other]


@pytest.mark.parametrize(("capacity", "who"), [(Capacity.SUPERVISOR, "ana"), (Capacity.EMPLOYEE, "dana")])
def test_nobody_signs_as_their_own_supervisor_or_as_somebody_else(world, capacity, who):
    snapshot, by = lock(world), getattr(world, who)
    db.session.commit()
    with pytest.raises(IntegrityError):
        sign(world, snapshot, capacity, by=by, typed_name=by.name)
    db.session.rollback()
    assert rows(Signature) == [[]]


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_a_failing_trail_leaves_nothing_signed(world, monkeypatch, capacity):
    snapshot, by = lock(world), signer(world, capacity)
    wanted = given(world, snapshot, capacity)
    before = rows(*STORED)

    def fail(event, **_more):
        if event == "signature.given":
            raise RuntimeError("no trail")

    monkeypatch.setattr(trail, "record", fail)
    with pytest.raises(RuntimeError):
        actions.sign(snapshot, wanted, proof=prove(by), by=by)
    db.session.rollback()
    assert rows(*STORED) == before


def test_void_signatures_are_kept_with_who_when_and_why(world):
    snapshot = lock(world)
    first = sign(world, snapshot)
    with clock.standing_at(clock.now()):
        assert actions.void_signatures(snapshot, reason="The date was wrong.", by=world.dana) == 1
        db.session.commit()
        assert (first.voided_at, first.voided_by_id) == (clock.now(), world.dana.id)
    (line,) = lines("signature.voided")
    assert (line.actor_id, line.record_id, line.about_id) == (world.dana.id, first.id, world.ana.id)
    assert "The date was wrong." not in str(rows(TrailLine))
    assert actions.void_signatures(snapshot, reason="Again.", by=world.dana) == 0
    assert first.void_reason == "The date was wrong."
    assert sign(world, snapshot).id != first.id


def test_only_the_signatures_of_that_content_become_void(world):
    snapshot, other = lock(world), lock(world)
    sign(world, snapshot)
    sign(world, other)
    assert actions.void_signatures(snapshot, reason="Again.", by=world.dana) == 1
    assert len(queries.list_signatures([other.id])[other.id]) == 1


class TestStatements:
    def add(self, world, **more):
        values = {"part": StatementPart.REVIEW, "record_id": UNKNOWN, "item_code": None, "text": "My words."}
        made = actions.add_statement(**{**values, **more}, by=world.ana)
        db.session.commit()
        return made

    @pytest.mark.parametrize("part", list(StatementPart))
    def test_a_statement_belongs_to_a_part_of_ones_record(self, world, part):
        made = self.add(world, part=part, item_code="ADV-T01")
        assert queries.list_statements(part, [UNKNOWN])[UNKNOWN] == [made]
        assert (made.author_id, made.part, made.item_code, made.text) == (world.ana.id, part, "ADV-T01", "My words.")
        (line,) = lines("statement.added")
        assert (line.record_id, line.about_id, line.fields) == (made.id, world.ana.id, [part])

    def test_it_has_the_identifier_of_its_page(self, world):
        key = uuid4()
        assert self.add(world, key=key).id == key

    def test_statements_stand_in_the_order_they_were_written(self, world):
        texts = []
        for number in range(3):
            with clock.standing_at(clock.now() - timedelta(hours=number)):
                texts.append(self.add(world, text=f"Words {number}").text)
        assert [one.text for one in queries.list_statements(StatementPart.REVIEW, [UNKNOWN])[UNKNOWN]] == texts[::-1]

    def test_a_failing_trail_leaves_no_statement(self, world, break_trail):
        assert world.ana
        before = rows(*STORED)

        break_trail()
        with pytest.raises(RuntimeError):
            self.add(world)
        db.session.rollback()
        assert rows(*STORED) == before

    def test_a_later_statement_changes_no_signed_hash(self, world):
        snapshot = lock(world)
        signed = sign(world, snapshot)
        before = rows(Snapshot, SnapshotText, Signature)
        self.add(world, record_id=snapshot.subject_id)
        assert rows(Snapshot, SnapshotText, Signature) == before
        assert queries.is_intact(snapshot)
        assert signed.voided_at is None
