"""Reads of issued copies. Who may have one is decided by the kind of document and its subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn
from uuid import UUID

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from tracker.database import db
from tracker.errors import Gone
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.removals.models import Decision, PrivacyRemoval
from tracker.reports.documents import Subject
from tracker.reports.kinds import get_document
from tracker.reports.models import TELLS_OF_THE_LOG, Audience, IssuedReport, Paper, ReplacedCopy, ReportKind


def find_copy(
    subject: Subject[Any], kind: ReportKind, content_sha256: str, *, language: str, audience: Audience, paper: Paper
) -> IssuedReport | None:
    """The copy issued with exactly this content, for the same kind of reader, language, audience and paper."""
    statement = (
        select(IssuedReport)
        .where(
            IssuedReport.subject_id == subject.id,
            IssuedReport.kind == kind,
            IssuedReport.content_sha256 == content_sha256,
            IssuedReport.scope == subject.scope,
            IssuedReport.language == language,
            IssuedReport.audience == audience,
            IssuedReport.paper == paper,
        )
        .options(undefer(IssuedReport.pdf))
    )
    return db.session.execute(statement).scalar_one_or_none()


def find_copy_id(
    subject: Subject[Any], kind: ReportKind, content_sha256: str, *, language: str, audience: Audience, paper: Paper
) -> UUID | None:
    """The identifier of that copy, without its bytes."""
    statement = select(IssuedReport.id).where(
        IssuedReport.subject_id == subject.id,
        IssuedReport.kind == kind,
        IssuedReport.content_sha256 == content_sha256,
        IssuedReport.scope == subject.scope,
        IssuedReport.language == language,
        IssuedReport.audience == audience,
        IssuedReport.paper == paper,
    )
    return db.session.execute(statement).scalar_one_or_none()


def count_removals(subject: Subject[Any], kind: ReportKind) -> int:
    """How many removals for privacy were carried out in what this document tells of.

    Asked when it is read and again when its copy is kept: another number means that words went meanwhile. The log
    and the whole record tell of meetings with others, whose removals count too.
    """
    statement = select(func.count()).where(PrivacyRemoval.decision == Decision.CARRIED_OUT)
    if kind not in TELLS_OF_THE_LOG:
        statement = statement.where(PrivacyRemoval.about_id == subject.address_id)
    return db.session.execute(statement).scalar_one()


def find_issued(issued_id: UUID) -> IssuedReport | None:
    """A copy by its identifier, whoever asks, without its bytes."""
    return db.session.get(IssuedReport, issued_id)


def find_replaced(issued_id: UUID) -> ReplacedCopy | None:
    """What is known of a copy that is gone since a text in it was removed for privacy."""
    return db.session.get(ReplacedCopy, issued_id)


def get_issued(issued_id: UUID, reader: Person) -> IssuedReport:
    """An issued copy of what the reader may read, in words such a reader may see, or 404."""
    statement = select(IssuedReport).where(IssuedReport.id == issued_id).options(undefer(IssuedReport.pdf))
    copy = db.session.execute(statement).scalar_one_or_none()
    if copy is None:
        return _refuse_replaced(issued_id, reader)
    document = get_document(copy.kind)
    _ask_permission(copy.kind, reader)
    if not document.find_of_copy(copy, reader).may_have(copy):
        abort(404)
    return copy


def _ask_permission(kind: ReportKind, reader: Person) -> None:
    if get_document(kind).permission not in people.permissions_held_by(reader):
        abort(403)


def _refuse_replaced(issued_id: UUID, reader: Person) -> NoReturn:
    replaced = find_replaced(issued_id) or abort(404)
    _ask_permission(replaced.kind, reader)
    get_document(replaced.kind).find_of_copy(replaced, reader)
    raise Gone(
        _("This copy is gone: a text in it was removed for privacy. Print it again; the new copy names this one.")
    )


def list_copies(subject: Subject[Any], kind: ReportKind) -> Sequence[IssuedReport]:
    """Copies issued about a subject in the reader's scope, newest first, without their bytes."""
    statement = (
        select(IssuedReport)
        .where(
            IssuedReport.subject_id == subject.id,
            IssuedReport.kind == kind,
            IssuedReport.scope.in_(subject.scopes),
        )
        .order_by(IssuedReport.created_at.desc(), IssuedReport.id)
    )
    if subject.own_copies_only:
        statement = statement.where(IssuedReport.issued_by_id == subject.reader.id)
    return db.session.execute(statement).scalars().all()


def find_newer(copy: IssuedReport) -> IssuedReport | None:
    """The newest copy issued later about the same, for the same kind of reader, language and audience."""
    statement = (
        select(IssuedReport)
        .where(
            IssuedReport.subject_id == copy.subject_id,
            IssuedReport.kind == copy.kind,
            IssuedReport.scope == copy.scope,
            IssuedReport.language == copy.language,
            IssuedReport.audience == copy.audience,
            IssuedReport.options == copy.options,
            IssuedReport.content_sha256 != copy.content_sha256,
            IssuedReport.created_at > copy.created_at,
        )
        .order_by(IssuedReport.created_at.desc(), IssuedReport.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()
