"""Sending what is in the outbox: each mail once, whoever dies.

A mail is claimed, and the claim committed, at the last moment before its text is handed over; the answer of the
server is committed right after. What dies before the claim is sent later. Between the two nobody can know whether
the server took it: such a mail becomes UNSURE, is not sent again by itself, and is shown to the administrator. So a
mail may be missing once in a long while and is never sent twice; what it spoke of stands on the person's home page.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Sequence
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

from flask import Flask
from flask.globals import app_ctx
from sqlalchemy import delete, update

from tracker import clock
from tracker.database import db, writing
from tracker.jobs.schedule import add_to_schedule
from tracker.language import _, speaking
from tracker.mail import queries, server
from tracker.mail.kinds import Letter, find_kind
from tracker.mail.models import Mail, MailState
from tracker.mail.server import MailServer
from tracker.people.models import Person
from tracker.sign_in.standing_in import acting_as, standing_in_for
from tracker.web.employer import employer_name, is_demo

# How long a mail that the server put off waits for its next try, by the number of tries; then for the last of them.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
GIVE_UP_AFTER: Final = timedelta(days=3)
# A hand-over takes seconds. What is still under way after this died.
UNSURE_AFTER: Final = timedelta(minutes=5)
KEPT_FOR: Final = timedelta(days=90)
DELIVER_EVERY: Final = 5.0
FORGET_EVERY: Final = 6 * 3600.0
SECONDS_A_ROUND: Final = 20.0
MOST_A_ROUND: Final = 200
FAULT_LENGTH: Final = 300
log = logging.getLogger(__name__)


def install() -> None:
    """Have the schedule send what is due, and forget what is old."""
    add_to_schedule("mail", every=DELIVER_EVERY, do=lambda: deliver(app_ctx.app))
    add_to_schedule("old mail", every=FORGET_EVERY, do=forget_old_mail)


def deliver(app: Flask) -> int:
    """One round: send what is due, for some twenty seconds at most. Returns how many mails left."""
    settle()
    address = str(app.config["TRACKER_MAIL_URL"])
    with standing_in_for(app, None, "en"):
        due = queries.list_due(clock.now(), MOST_A_ROUND)
        name, is_invented = employer_name(), is_demo()
        db.session.commit()
        db.session.expunge_all()
        if not due:
            return 0
        if not address or is_invented:
            _keep_all()
            return 0
        sender = Address(display_name=name, addr_spec=sender_of(app))
        return _Round(MailServer.from_address(address), sender).send(due)


def sender_of(app: Flask) -> str:
    """From which address mail comes."""
    given = str(app.config["TRACKER_MAIL_FROM"])
    host = (app.config["TRUSTED_HOSTS"] or ["localhost"])[0]
    return given or f"tracker@{host}"


def settle() -> None:
    """Say of mails whose sender died in the middle that nobody knows, and drop what is too late."""
    now = clock.now()
    died = (Mail.state == MailState.SENDING, Mail.claimed_at < now - UNSURE_AFTER)
    late = (Mail.state == MailState.WAITING, Mail.expires_at <= now)
    with writing():
        _change(*died, state=MailState.UNSURE)
        _change(*late, state=MailState.DROPPED)
        db.session.commit()


def forget_old_mail() -> None:
    """Delete what left, was kept or dropped more than 90 days ago."""
    over = Mail.state.in_([MailState.SENT, MailState.KEPT, MailState.DROPPED])
    with writing():
        db.session.execute(delete(Mail).where(over, Mail.created_at < clock.now() - KEPT_FOR))
        db.session.commit()


def _keep_all() -> None:
    with writing():
        _change(Mail.state == MailState.WAITING, state=MailState.KEPT)
        db.session.commit()


def _change(*which: Any, **values: Any) -> int:
    changed = db.session.execute(
        update(Mail).where(*which).values(**values).execution_options(synchronize_session=False)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


class _Round:
    """One connection to the server, and what is sent over it. The mails are copies: only ``_change`` writes."""

    def __init__(self, mail_server: MailServer, sender: Address) -> None:
        self.server, self.sender = mail_server, sender
        self.line: smtplib.SMTP | None = None

    def send(self, due: Sequence[Mail]) -> int:
        """Send mail after mail; stop when the time is up or the server cannot be used."""
        until, sent = time.monotonic() + SECONDS_A_ROUND, 0
        try:
            for mail in due:
                if time.monotonic() > until:
                    break
                message = self._write(mail)
                sent += message is not None and self._send(mail, message)
        except OSError as error:
            # SMTP's own errors are among them: no connection, no encryption, no signing in.
            log.warning("The mail server cannot be used: %s", type(error).__name__)
            _put_off_all(error)
        finally:
            if self.line is not None:
                self.line.close()
        return sent

    def _write(self, mail: Mail) -> EmailMessage | None:
        """The mail as things stand now; None where it is not to be sent now, or any more."""
        try:
            person = db.session.get_one(Person, mail.person_id)
            letter = _write_anew(mail, person)
            if letter is not None:
                mail.address, mail.subject, mail.text = person.email, letter.subject, letter.text
        except Exception:
            log.exception("Mail %s cannot be written.", mail.id)
            _end(mail, MailState.WAITING, fault=_("It could not be written."), due_at=clock.now() + WAITS[-1])
            return None
        if letter is None:
            _end(mail, MailState.DROPPED)
            return None
        db.session.commit()
        try:
            return self._compose(mail)
        except ValueError:
            _end(mail, MailState.FAILED, fault=_("Mail cannot be sent to this address."))
            return None

    def _compose(self, mail: Mail) -> EmailMessage:
        """The message; ``ValueError`` where the address is none."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=str(mail.address).encode("ascii").decode())
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(clock.now())
        # The same however often it is tried, so that a server that has it already can tell.
        message["Message-ID"] = f"<{mail.id}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = mail.language
        message.set_content(mail.text, cte="quoted-printable")
        return message

    def _send(self, mail: Mail, message: EmailMessage) -> bool:
        line = self.line = self.line or self.server.connect()
        is_claimed = False
        try:
            server.name_recipient(line, self.sender.addr_spec, str(mail.address))
            is_claimed = _claim(mail)
            if is_claimed:
                server.hand_over(line, message)
                _end(mail, MailState.SENT, sent_at=clock.now())
            else:
                line.rset()
        except smtplib.SMTPResponseException as error:
            _refused(mail, error)
            line.rset()
            return False
        except OSError as error:
            # The line broke: before the claim nothing has happened, after it nobody knows.
            if is_claimed:
                _end(mail, MailState.UNSURE, fault=_say(error))
            raise
        return is_claimed


def _write_anew(mail: Mail, person: Person) -> Letter | None:
    kind = find_kind(mail.kind)
    if kind is None or not person.email or person.has_left(clock.today()):
        return None
    with acting_as(person), speaking(mail.language):
        return kind.write(person)


def _claim(mail: Mail) -> bool:
    """Take a mail that still waits; of several senders one succeeds."""
    new = {"address": mail.address, "subject": mail.subject, "text": mail.text, "claimed_at": clock.now()}
    with writing():
        waits = (Mail.id == mail.id, Mail.state == MailState.WAITING)
        count = _change(*waits, state=MailState.SENDING, tries=Mail.tries + 1, **new)
        db.session.commit()
    return count == 1


def _refused(mail: Mail, error: smtplib.SMTPResponseException) -> None:
    """The server said no: for good with a code of 500 and more, else for now."""
    if error.smtp_code >= 500 or clock.now() - mail.created_at > GIVE_UP_AFTER:
        _end(mail, MailState.FAILED, fault=_say(error))
        return
    wait = WAITS[min(mail.tries, len(WAITS) - 1)]
    _end(mail, MailState.WAITING, fault=_say(error), due_at=clock.now() + wait, tries=mail.tries + 1)


def _put_off_all(error: OSError) -> None:
    """The server cannot be used: everything that is due waits; what has waited for days fails."""
    now = clock.now()
    due = (Mail.state == MailState.WAITING, Mail.due_at <= now)
    with writing():
        _change(*due, Mail.created_at < now - GIVE_UP_AFTER, state=MailState.FAILED, fault=_say(error))
        _change(*due, due_at=now + WAITS[1], fault=_say(error))
        db.session.commit()


def _end(mail: Mail, state: MailState, **values: Any) -> None:
    """Write what became of a mail, unless that stands already."""
    open_states = [MailState.WAITING, MailState.SENDING, MailState.UNSURE]
    db.session.rollback()
    with writing():
        which = (Mail.id == mail.id, Mail.state.in_(open_states))
        _change(*which, **{"state": state, "fault": "", "address": mail.address, **values})
        db.session.commit()


def _say(error: OSError) -> str:
    """What the server said, on one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return " ".join(f"{error.smtp_code} {words}".split())[:FAULT_LENGTH]
    return f"{type(error).__name__}: {error}"[:FAULT_LENGTH]
