"""Reads about sessions and one-time links."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import Executable, and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker import clock
from tracker.database import db
from tracker.people.models import Installation, Person, RoleGrant
from tracker.settings.models import Employer
from tracker.sign_in.models import Password, SignInLink, UserSession


class OpenSession(NamedTuple):
    """What one query tells about the asker: session, person with roles, the installation, what the employer has set."""

    session: UserSession
    person: Person
    installation: Installation | None
    employer: Employer | None


def hash_token(token: str) -> str:
    """What is stored of a session or link token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(token: str) -> OpenSession | None:
    """The session behind a token, also one that was ended; its person comes with the roles held now."""
    row = db.session.execute(_of_session(), {"token": hash_token(token)}).unique().first()
    return OpenSession(*row) if row else None


@cache
def _of_session() -> Executable:
    """Every request asks it: built once, for building it takes as long as asking."""
    return (
        select(UserSession, Person, Installation, Employer)
        .join(Person, Person.id == UserSession.person_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
        .outerjoin(Installation, Installation.id == 1)
        .outerjoin(Employer, Employer.id == 1)
        .where(UserSession.token_hash == bindparam("token"))
        .options(contains_eager(Person.grants))
        .execution_options(populate_existing=True)
    )


def find_installation() -> Installation | None:
    """What kind of installation this is; None before ``tracker init``."""
    return db.session.get(Installation, 1)


def find_password_hash(person: Person) -> str | None:
    """The stored hash, or None for someone who has not chosen a password yet."""
    statement = select(Password.hash).where(Password.person_id == person.id)
    return db.session.execute(statement).scalar_one_or_none()


def find_usable_link(token: str, *, lock: bool = False) -> SignInLink | None:
    """A one-time link that has neither been used nor expired, with its person, whose account is open."""
    statement = (
        select(SignInLink)
        .where(
            SignInLink.token_hash == hash_token(token),
            SignInLink.used_at.is_(None),
            SignInLink.ended_at.is_(None),
            SignInLink.expires_at > clock.now(),
        )
        .options(joinedload(SignInLink.person))
    )
    if lock:
        statement = statement.with_for_update(of=SignInLink)
    link = db.session.execute(statement).scalar_one_or_none()
    return link if link is not None and link.person.may_enter(clock.today()) else None


def list_recent_links(person: Person, *, days: int) -> Sequence[SignInLink]:
    """Links made for someone in the last ``days`` days, newest first: the person is told of each."""
    since: datetime = clock.now() - timedelta(days=days)
    statement = (
        select(SignInLink)
        .where(SignInLink.person_id == person.id, SignInLink.created_at >= since)
        .order_by(SignInLink.created_at.desc(), SignInLink.id)
    )
    return db.session.execute(statement).scalars().all()
