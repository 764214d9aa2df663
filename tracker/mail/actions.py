"""Writing mail into the outbox, and sending again what did not leave."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, insert_into
from tracker.errors import Stale
from tracker.language import _
from tracker.mail.kinds import Letter
from tracker.mail.models import Mail, MailState
from tracker.people.models import Person


def put(
    person: Person,
    kind: str,
    letter: Letter,
    *,
    language: str,
    once: str | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Put a mail into the outbox, in the caller's transaction; the worker that keeps the schedule sends it.

    The outbox is its own record: what was written, when, and what became of it. It needs no line in the trail.

    :param once: a name under which there is at most one mail; ``due_at``: sent from then on, or at once.
    :returns: whether it was put there now; False where one of that name stands already.
    """
    values = {
        "id": uuid4(),
        "created_at": clock.now(),
        "person_id": person.id,
        "kind": kind,
        "once": once,
        "language": language,
        "subject": letter.subject,
        "text": letter.text,
        "state": MailState.WAITING,
        "tries": 0,
        "due_at": due_at or clock.now(),
        "expires_at": expires_at,
        "fault": "",
    }
    made = db.session.execute(insert_into(Mail).values(**values).on_conflict_do_nothing().returning(Mail.id))
    return made.scalar() is not None


def send_again(mail: Mail, *, by: Person) -> None:
    """Send a mail once more that failed, or of which nobody knows whether it was sent.

    :raises Stale: for any other.
    """
    if not mail.can_be_sent_again:
        raise Stale(_("This mail does not wait for anybody to send it again."))
    mail.state, mail.due_at, mail.fault, mail.expires_at = MailState.WAITING, clock.now(), "", None
    mail.tries, mail.created_at = 0, clock.now()
    db.session.flush()
    audit.record("mail.sent_again", by=by, kind="mail", record_id=mail.id, about_id=mail.person_id)
