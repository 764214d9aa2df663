"""Signing: locked content and its hash, signatures, consents, and statements that travel with a record.

The signed document is exact bytes. Each free text in it stands as a salted hash; text and salt lie
in the annex, so that a privacy removal can delete them while the signed hash still verifies.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import (
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
    removes_words,
)
from tracker.people.models import Person


class Capacity(StrEnum):
    """As what someone signs."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"


class Meaning(StrEnum):
    """What a signature says. Signing means having read; agreeing is a choice."""

    AGREE = "agree"
    DISAGREE = "disagree"
    RECEIVED = "received"


class Snapshot(Identified, Dated, Base):
    """The locked content of a record: exact UTF-8 bytes and their SHA-256."""

    __tablename__ = "snapshot"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        Index("ix_snapshot_subject", "subject_id"),
    )

    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    about_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))


class SnapshotText(Base):
    """One free text of a snapshot and its salt; deleting the row removes the words, not the proof."""

    __tablename__ = "snapshot_text"

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(200), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)


class RemovedText(Base):
    """What stands where a free text of a snapshot was removed for privacy; the salted hash is in the snapshot."""

    __tablename__ = "removed_text"

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(200), primary_key=True)
    marker: Mapped[str] = mapped_column(String(120))
    removal_id: Mapped[UUID] = mapped_column(ForeignKey("privacy_removal.id"), index=True)


class Signature(Identified, Base):
    """One person's signature under one snapshot. Void when the content went back to conversation, but kept."""

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("capacity <> 'supervisor' OR signer_id <> about_id", name="not_own_supervisor"),
        CheckConstraint("capacity <> 'employee' OR signer_id = about_id", name="employee_is_subject"),
        CheckConstraint("meaning <> 'disagree' OR length(comment) > 0", name="disagreement_in_words"),
        CheckConstraint("(voided_at IS NULL) = (voided_by_id IS NULL)", name="voided_paired"),
        CheckConstraint("voided_at IS NULL OR length(void_reason) > 0", name="voided_with_reason"),
        Index(
            "uq_signature_standing",
            "snapshot_id",
            "capacity",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"))
    about_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    signer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(choice(Capacity, "capacity"))
    meaning: Mapped[Meaning] = mapped_column(choice(Meaning, "meaning"))
    typed_name: Mapped[str] = mapped_column(String(200))
    intent: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text, default="")
    comment_salt: Mapped[str] = mapped_column(String(32), default="")
    consent_version: Mapped[str] = mapped_column(String(20))
    means: Mapped[str] = mapped_column(String(20))
    signed_at: Mapped[datetime]
    local_time: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    link_made_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    void_reason: Mapped[str] = mapped_column(Text, default="")

    signer: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=signer_id)
    on_paper: Mapped[PaperSignature | None] = relationship(lazy="raise_on_sql", uselist=False)

    @property
    def signed_on(self) -> date:
        """The day it was given, on the employer's calendar: of a signature on paper the day written there."""
        return self.on_paper.signed_on if self.on_paper else date.fromisoformat(self.local_time[:10])


class PaperSignature(Base):
    """That a signature was given by hand: on which day, on which scan, and who recorded it. Never by the other side.

    The scan may be removed for privacy; its hash is in what the signature hashes.
    """

    __tablename__ = "paper_signature"
    __table_args__ = (CheckConstraint("length(scan_sha256) = 64", name="scan_sha256_length"),)

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), primary_key=True)
    signed_on: Mapped[date]
    scan_id: Mapped[UUID]
    scan_sha256: Mapped[str] = mapped_column(String(64))
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    recorded_by: Mapped[Person] = relationship(lazy="raise_on_sql")


class Consent(Base):
    """Someone agreed once, to one version of the text, to sign on screen."""

    __tablename__ = "consent"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)


class StatementPart(StrEnum):
    """What kind of record a statement belongs to."""

    REVIEW = "review"
    OBSERVATION = "observation"
    VERIFICATION = "verification"
    GOAL = "goal"
    LOG_ENTRY = "log_entry"


class Statement(Identified, Dated, Base):
    """An employee's own words on any part of their record, also after signing.

    It travels with that part wherever it is shown or printed (820 ILCS 40/6) and is in no signed hash.
    """

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_given"),
        Index("ix_statement_record", "record_id"),
    )

    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[StatementPart] = mapped_column(choice(StatementPart, "part"))
    record_id: Mapped[UUID]
    item_code: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)


# What was signed stays as it was; a signature may only become void, with a reason, or lose words for privacy.
_SNAPSHOT = "what was signed never changes"
_SIGNATURE = "a signature never changes"
_MAY_BECOME_VOID = {"voided_at", "voided_by_id", "void_reason"}


def _becomes_void(same: str) -> str:
    """A condition on a change of a signature: nothing but its becoming void; ``same`` compares, NULLs too."""
    kept = [column.name for column in Signature.__table__.columns if column.name not in _MAY_BECOME_VOID]
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in kept)
    return f"OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND {unchanged}"


guard_by_triggers(
    PaperSignature.__table__,
    sqlite=refuse_on_sqlite("paper_signature", _SIGNATURE, "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql("paper_signature", _SIGNATURE, "UPDATE", "DELETE"),
)
guard_by_triggers(
    Snapshot.__table__,
    sqlite=refuse_on_sqlite("snapshot", _SNAPSHOT, "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql("snapshot", _SNAPSHOT, "UPDATE", "DELETE"),
)
_WORDS = "what was said stays as it was said"
# Deleting is for a removal for privacy; changing is for nobody.
guard_by_triggers(
    SnapshotText.__table__,
    sqlite=refuse_on_sqlite("snapshot_text", _WORDS, "UPDATE"),
    postgresql=refuse_on_postgresql("snapshot_text", _WORDS, "UPDATE"),
)
_STATEMENT, _SIGNED_WORDS = Statement.metadata.tables["statement"], Signature.metadata.tables["signature"]
guard_by_triggers(
    _STATEMENT,
    sqlite=refuse_on_sqlite(
        "statement", _WORDS, "UPDATE", when=f"NOT ({removes_words(_STATEMENT, 'text', same='IS')})"
    ),
    postgresql=refuse_on_postgresql(
        "statement", _WORDS, "UPDATE", when=f"NOT ({removes_words(_STATEMENT, 'text', same='IS NOT DISTINCT FROM')})"
    ),
)


def _stays(same: str) -> str:
    """A condition on a change of a signature that is neither: its becoming void, or the removal of words beside it."""
    comment = removes_words(_SIGNED_WORDS, "comment", same=same, emptied="comment_salt")
    reason = removes_words(_SIGNED_WORDS, "void_reason", same=same)
    return f"NOT (({_becomes_void(same)}) OR ({comment}) OR ({reason}))"


guard_by_triggers(
    Signature.__table__,
    sqlite=refuse_on_sqlite("signature", _SIGNATURE, "UPDATE", when=_stays("IS"))
    + refuse_on_sqlite("signature", _SIGNATURE, "DELETE"),
    postgresql=refuse_on_postgresql(
        "signature",
        _SIGNATURE,
        "UPDATE",
        "DELETE",
        when=f"TG_OP = 'DELETE' OR {_stays('IS NOT DISTINCT FROM')}",
    ),
)
