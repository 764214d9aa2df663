"""Reads of the outbox of mail: for the administrator, for the worker, for whoever looks after the product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.database import db
from tracker.mail.models import Mail, MailState

# Whatever waits for longer than this should have left: the worker or the mail server does not work.
LATE_AFTER: Final = timedelta(minutes=30)
LATELY: Final = timedelta(days=7)


def list_mail(state: MailState | None, *, limit: int, offset: int = 0) -> Sequence[Mail]:
    """The outbox, the newest first, with the people it goes to."""
    statement = select(Mail).where(*_in(state)).options(joinedload(Mail.person))
    ordered = statement.order_by(Mail.created_at.desc(), Mail.id).limit(limit).offset(offset)
    return db.session.execute(ordered).scalars().all()


def count_mail(state: MailState | None) -> int:
    """How many ``list_mail`` gives in all."""
    return db.session.execute(select(func.count()).select_from(Mail).where(*_in(state))).scalar_one()


def _in(state: MailState | None) -> list[ColumnElement[bool]]:
    return [Mail.state == state] if state else []


def get_mail(mail_id: UUID, *, lock: bool = False) -> Mail:
    """One mail with its person, or 404. Only for those who keep the outbox."""
    statement = select(Mail).where(Mail.id == mail_id).options(joinedload(Mail.person))
    if lock:
        statement = statement.with_for_update(of=Mail).execution_options(populate_existing=True)
    mail = db.session.execute(statement).scalar_one_or_none()
    if mail is None:
        abort(404)
    return mail


def count_by_state() -> dict[MailState, int]:
    """How many mails stand in each state."""
    found = dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    return {state: found.get(state, 0) for state in MailState}


def find_longest_wait() -> timedelta:
    """How long the mail that waits longest has waited; zero where none does."""
    oldest = db.session.execute(select(func.min(Mail.created_at)).where(Mail.state == MailState.WAITING)).scalar()
    return clock.now() - oldest if oldest else timedelta()


def count_failed_lately() -> int:
    """How many mails of the last week did not leave, or may not have."""
    failed = Mail.state.in_([MailState.FAILED, MailState.UNSURE])
    statement = select(func.count()).select_from(Mail).where(failed, Mail.created_at >= clock.now() - LATELY)
    return db.session.execute(statement).scalar_one()


def list_due(now: datetime, limit: int) -> Sequence[Mail]:
    """What is to be sent now, the oldest first, with the people."""
    due = (Mail.state == MailState.WAITING, Mail.due_at <= now)
    statement = select(Mail).where(*due).options(joinedload(Mail.person))
    return db.session.execute(statement.order_by(Mail.created_at, Mail.id).limit(limit)).scalars().all()
