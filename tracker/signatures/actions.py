"""Freezing content, signing it, and adding statements.

The elements follow the Illinois Uniform Electronic Transactions Act (815 ILCS 333) as read in the
field notes: consent once, a sentence of intent, the typed name, proof of identity, times, and the
hash of content that can no longer change.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, insert_into
from tracker.errors import Refusal, Stale
from tracker.files.models import KeptFile
from tracker.language import _
from tracker.people.models import Person
from tracker.settings.models import WordingKind
from tracker.settings.queries import find_wording
from tracker.sign_in.actions import Proof
from tracker.signatures import queries
from tracker.signatures.models import (
    Capacity,
    Consent,
    Meaning,
    PaperSignature,
    RemovedText,
    Signature,
    Snapshot,
    SnapshotText,
    Statement,
    StatementPart,
)

CONSENT_VERSION: Final = "2"
PAPER: Final = "paper"
FINGERPRINT: Final = 8
PROOF_LASTS: Final = timedelta(minutes=5)


class Words(str):
    """A free text inside content to be frozen: it becomes a salted hash, the words go to the annex."""

    __slots__ = ()


@dataclass(frozen=True)
class Signing:
    """What the signer gave on the page."""

    capacity: Capacity
    meaning: Meaning
    typed_name: str
    comment: str
    intent: str
    seen_sha256: str
    consents: bool


def canonical(value: Any) -> bytes:
    """The one way to write a value as bytes: JSON, keys sorted, no spaces, UTF-8 as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def freeze(content: dict[str, Any], *, subject_kind: str, subject_id: UUID, about_id: UUID) -> Snapshot:
    """Lock content: store its canonical bytes, its hash, and each free text with its salt in the annex."""
    annex: list[tuple[str, str, str]] = []
    document = canonical(_seal_words(content, "", annex))
    snapshot = Snapshot(
        subject_kind=subject_kind,
        subject_id=subject_id,
        about_id=about_id,
        content=document,
        sha256=hashlib.sha256(document).hexdigest(),
    )
    db.session.add(snapshot)
    db.session.flush()
    db.session.add_all(
        SnapshotText(snapshot_id=snapshot.id, place=place, salt=salt, text=text) for place, salt, text in annex
    )
    db.session.flush()
    return snapshot


def _seal_words(value: Any, place: str, annex: list[tuple[str, str, str]]) -> Any:
    if isinstance(value, Words):
        salt = secrets.token_hex(16)
        annex.append((place, salt, str(value)))
        return {queries.HASHED: queries.hash_text(salt, value)}
    if isinstance(value, dict):
        return {key: _seal_words(inner, f"{place}/{key}", annex) for key, inner in value.items()}
    if isinstance(value, list):
        return [_seal_words(inner, f"{place}/{index}", annex) for index, inner in enumerate(value)]
    return value


def same_name(typed: str, name: str) -> bool:
    """Whether a typed name is the signer's: accents, capitals and extra spaces are forgiven."""
    return _plain(typed) == _plain(name)


# Phones type these by themselves; names in a record seldom hold them.
_TYPED_BY_PHONES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-"})


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.translate(_TYPED_BY_PHONES))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter) and not _is_unseen(letter))
    return " ".join(kept.casefold().split())


def _is_unseen(letter: str) -> bool:
    """Marks of direction, joiners and the like, which a keyboard adds and nobody sees."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


def sign(snapshot: Snapshot, signing: Signing, *, proof: Proof | None, by: Person) -> Signature:
    """Put one signature under locked content. The record must have been read under lock.

    :raises Refusal: without proof of identity, consent or the right name; when disagreeing without
        words; when the content is not what the signer saw; when this side has signed already.
    """
    _refuse_without_proof(proof, by)
    if signing.seen_sha256 != snapshot.sha256 or not queries.is_intact(snapshot):
        raise Stale(_("The content changed while you were reading. Nothing was signed. Read it again, then sign."))
    if queries.find_signature(snapshot.id, signing.capacity) is not None:
        raise Stale(_("This is signed already. Nothing was signed twice."))
    if not same_name(signing.typed_name, by.signing_name):
        raise Refusal(_("Type your name as it stands in your record: %(name)s.", name=by.signing_name))
    if signing.meaning is Meaning.DISAGREE and not signing.comment:
        raise Refusal(_("Tell us what you see differently; your words stay with this record."))
    _keep_consent(signing, by)
    signature = _compose(snapshot, signing, means=proof.means if proof else "", by=by)
    db.session.add(signature)
    db.session.flush()
    audit.record(
        "signature.given",
        by=by,
        kind="signature",
        record_id=signature.id,
        about_id=snapshot.about_id,
        # Not the meaning: whether someone agreed is for the readers of the record, not of the trail.
        fields=[signing.capacity],
    )
    return signature


@dataclass(frozen=True)
class OnPaper:
    """What stands on a signed sheet, and the scan of it. ``fingerprint`` is how the hash printed on it begins."""

    capacity: Capacity
    meaning: Meaning
    comment: str
    intent: str
    signed_on: date
    fingerprint: str
    scan: KeptFile


def record_on_paper(snapshot: Snapshot, given: OnPaper, *, signer: Person, by: Person) -> Signature:
    """Record a signature that ``signer`` gave by hand. The caller has checked that ``by`` may.

    :raises Refusal: when this side has signed, the sheet is of other content, or a disagreement has no words.
    """
    if queries.find_signature(snapshot.id, given.capacity) is not None:
        raise Stale(_("This is signed already. Nothing was signed twice."))
    typed = given.fingerprint.strip().lower()
    if len(typed) < FINGERPRINT or not snapshot.sha256.startswith(typed) or not queries.is_intact(snapshot):
        raise Stale(
            _(
                "The fingerprint on this sheet is not that of the present content. "
                "Print the sheet again and sign that one."
            )
        )
    if given.meaning is Meaning.DISAGREE and not given.comment:
        raise Refusal(_("Type what the employee wrote on the sheet; the words stay with this record."))
    paper = {"signed_on": given.signed_on.isoformat(), "scan_sha256": given.scan.sha256, "recorded_by": str(by.id)}
    signing = Signing(
        capacity=given.capacity,
        meaning=given.meaning,
        typed_name=signer.signing_name,
        comment=given.comment,
        intent=given.intent,
        seen_sha256=snapshot.sha256,
        consents=False,
    )
    signature = _compose(snapshot, signing, means=PAPER, by=signer, paper=paper)
    signature.on_paper = PaperSignature(
        signed_on=given.signed_on, scan_id=given.scan.id, scan_sha256=given.scan.sha256, recorded_by_id=by.id
    )
    db.session.add(signature)
    db.session.flush()
    audit.record(
        "signature.recorded",
        by=by,
        kind="signature",
        record_id=signature.id,
        about_id=snapshot.about_id,
        fields=[given.capacity],
    )
    return signature


def consent_version() -> str:
    """Which words about signing on screen are in force: the product's, or a version of the employer's own."""
    own = find_wording(WordingKind.CONSENT)
    return f"{CONSENT_VERSION}.{own.language}{own.number}" if own else CONSENT_VERSION


def _refuse_without_proof(proof: Proof | None, by: Person) -> None:
    if proof is None or proof.person_id != by.id or clock.now() - proof.at > PROOF_LASTS:
        raise Refusal(_("Nothing was signed: we could not confirm that it is you. Write your password and sign again."))


def _keep_consent(signing: Signing, by: Person) -> None:
    version = consent_version()
    if queries.has_consented(by, version):
        return
    if not signing.consents:
        raise Refusal(_("Say that you agree to sign on screen. Until then nothing is signed."))
    # Two first signatures in the same second consent once; neither is turned away for it.
    row = insert_into(Consent).values(person_id=by.id, version=version, given_at=clock.now())
    if db.session.execute(row.on_conflict_do_nothing().returning(Consent.version)).first():
        audit.record("consent.given", by=by, kind="consent", record_id=by.id, about_id=by.id)


def _compose(
    snapshot: Snapshot, signing: Signing, *, means: str, by: Person, paper: dict[str, str] | None = None
) -> Signature:
    """Gather what the signature itself hashes: root, signer, meaning, comment, consent version and time.

    On paper nobody consents to sign on screen; the day, the scan and who recorded it take its place.
    """
    signed_at: datetime = clock.now()
    version = consent_version()
    salt = secrets.token_hex(16) if signing.comment else ""
    content = canonical(
        {
            "root": snapshot.sha256,
            "signer": str(by.id),
            "typed_name": signing.typed_name,
            "capacity": signing.capacity,
            "meaning": signing.meaning,
            "intent": signing.intent,
            "comment": {queries.HASHED: queries.hash_text(salt, signing.comment)} if signing.comment else None,
            "signed_at": signed_at.isoformat(),
            **({"paper": paper} if paper else {"consent": version}),
        }
    )
    return Signature(
        snapshot_id=snapshot.id,
        about_id=snapshot.about_id,
        signer_id=by.id,
        capacity=signing.capacity,
        meaning=signing.meaning,
        typed_name=signing.typed_name,
        intent=signing.intent,
        comment=signing.comment,
        comment_salt=salt,
        consent_version="" if paper else version,
        means=means,
        signed_at=signed_at,
        local_time=queries.local_time(signed_at),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        link_made_at=None if paper else queries.find_recent_link_time(by),
    )


def void_signatures(snapshot: Snapshot, *, reason: str, by: Person) -> int:
    """Make every standing signature under a snapshot void, with a reason; they are kept. Return how many."""
    standing = queries.list_signatures([snapshot.id])[snapshot.id]
    for signature in standing:
        signature.voided_at, signature.voided_by_id, signature.void_reason = clock.now(), by.id, reason
        audit.record("signature.voided", by=by, kind="signature", record_id=signature.id, about_id=snapshot.about_id)
    db.session.flush()
    return len(standing)


def remove_text(row: SnapshotText, *, marker: str, removal_id: UUID) -> None:
    """Delete a free text and its salt; what is hashed stays, and the place says what became of the words."""
    db.session.add(RemovedText(snapshot_id=row.snapshot_id, place=row.place, marker=marker, removal_id=removal_id))
    db.session.delete(row)


def add_statement(
    *,
    part: StatementPart,
    record_id: UUID,
    item_code: str | None,
    text: str,
    key: UUID | None = None,
    by: Person,
) -> Statement:
    """Attach the employee's own words to a part of their record. The caller has checked that it is theirs."""
    statement = Statement(author_id=by.id, part=part, record_id=record_id, item_code=item_code, text=text)
    if key is not None:
        statement.id = key
    db.session.add(statement)
    db.session.flush()
    audit.record("statement.added", by=by, kind="statement", record_id=statement.id, about_id=by.id, fields=[part])
    return statement
