"""Signing in and out, passwords and one-time links.

Checking a password takes a third of a second on purpose. It must not happen inside a writing
transaction, where every other writer would wait: read the hash, end the transaction, check, begin
again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, TooOften
from tracker.language import _, is_spoken
from tracker.people.models import Person
from tracker.sign_in import queries, throttle
from tracker.sign_in.models import Password, SignInLink, UserSession

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200

# OWASP's profile of 19 MiB: enough against theft of the table, light enough for a small server.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = BoundedSemaphore(2)
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Rfnt9LLz9OpkMynlGUmQqjn4qu371wzyzbZERz4S0FA"


@dataclass(frozen=True)
class Proof:
    """Someone has just proved who they are; needed to sign."""

    person_id: UUID
    means: str
    at: datetime


def is_password_right(person: Person | None, password: str) -> bool:
    """Check a password outside any transaction. Takes as long for an unknown account as for a known one.

    The session's transaction is over afterwards: read again, under lock, what you act upon.
    """
    stored = queries.find_password_hash(person) if person else None
    db.session.commit()
    with _at_once:
        try:
            hasher.verify(stored or _NOBODY, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def prove_identity(person: Person, password: str, *, address: str) -> Proof | None:
    """Ask again who is there, by the means the person signs in with; None when it is not them.

    Guesses from ``address`` count with those made at the door: an unlocked screen is no way around it.

    :raises TooOften: after too many wrong ones.
    """
    if throttle.is_blocked(person.sign_in_name, address):
        raise TooOften(_("Too many attempts. Nothing was changed. Wait 15 minutes, then try again."))
    if not is_password_right(person, password):
        throttle.count_failure(person.sign_in_name, address)
        db.session.commit()
        return None
    throttle.forget_failures(person.sign_in_name, address)
    return Proof(person.id, "password", clock.now())


def choose_language(person: Person, language: str, *, by: Person) -> None:
    """Keep in which language the product speaks and writes to somebody.

    :raises Refusal: for a language it does not speak.
    """
    if not is_spoken(language):
        raise Refusal(_("Choose one of the languages of the list."))
    if person.language == language:
        return
    person.language = language
    db.session.flush()
    audit.record("language.chosen", by=by, kind="account", record_id=person.id, about_id=person.id, fields=["language"])


def start_session(person: Person) -> str:
    """Begin a session and return its token, which only the cookie will hold."""
    token = secrets.token_urlsafe(32)
    db.session.add(UserSession(token_hash=queries.hash_token(token), person_id=person.id))
    audit.record("session.started", by=person, kind="session", record_id=person.id, about_id=person.id)
    return token


def end_session(token: str, *, by: Person) -> None:
    """End one session; its cookie is worthless from now on."""
    db.session.execute(
        update(UserSession).where(UserSession.token_hash == queries.hash_token(token)).values(ended_at=clock.now())
    )
    audit.record("session.ended", by=by, kind="session", record_id=by.id, about_id=by.id)


def _end_every_session(person: Person) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.person_id == person.id, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def _end_every_link(person: Person) -> None:
    still_usable = (SignInLink.person_id == person.id, SignInLink.used_at.is_(None), SignInLink.ended_at.is_(None))
    db.session.execute(update(SignInLink).where(*still_usable).values(ended_at=clock.now()))


def close_the_doors() -> None:
    """End every session and one-time link: a backup brings back those that were ended since."""
    now = clock.now()
    db.session.execute(update(UserSession).where(UserSession.ended_at.is_(None)).values(ended_at=now))
    unused = (SignInLink.used_at.is_(None), SignInLink.ended_at.is_(None))
    db.session.execute(update(SignInLink).where(*unused).values(ended_at=now))


def hash_password(password: str) -> str:
    """The argon2id hash to store; call it outside a writing transaction."""
    with _at_once:
        return hasher.hash(password)


def set_password(person: Person, hashed: str, *, by: Person) -> None:
    """Store a new password's hash; end every session of the person, this one too, and every unused one-time link."""
    row = db.session.get(Password, person.id, with_for_update=True)
    if row is None:
        db.session.add(Password(person_id=person.id, hash=hashed))
    else:
        row.hash, row.changed_at = hashed, clock.now()
    _end_every_session(person)
    _end_every_link(person)
    audit.record(
        "password.changed", by=by, kind="password", record_id=person.id, about_id=person.id, fields=["password"]
    )


def make_link(person: Person, *, by: Person | None, valid_for: timedelta) -> str:
    """Make a one-time sign-in link and return its token, which is shown once and never stored.

    :raises Refusal: for an account that is closed, or for oneself.
    """
    if by is not None and by.id == person.id:
        raise Refusal(_("You cannot make a sign-in link for yourself. Use 'Change password' instead."))
    if not person.may_enter(clock.today()):
        raise Refusal(_("The account of %(name)s is closed: it ended a year after their last day.", name=person.name))
    token = secrets.token_urlsafe(24)
    link = SignInLink(
        person_id=person.id,
        token_hash=queries.hash_token(token),
        made_by_id=by.id if by else None,
        expires_at=clock.now() + valid_for,
    )
    db.session.add(link)
    db.session.flush()
    audit.record("link.made", by=by, kind="link", record_id=link.id, about_id=person.id)
    return token


def use_link(token: str, hashed: str) -> Person:
    """Use a one-time link: set the password chosen on its page.

    :raises Refusal: when the link was used or has expired in the meantime.
    """
    link = queries.find_usable_link(token, lock=True)
    if link is None:
        raise Refusal(_("This link has been used or has expired. Ask HR or your administrator for a new one."))
    link.used_at = clock.now()
    set_password(link.person, hashed, by=link.person)
    audit.record("link.used", by=link.person, kind="link", record_id=link.id, about_id=link.person_id)
    return link.person
