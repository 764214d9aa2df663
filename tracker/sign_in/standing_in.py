"""Acting for somebody in the background: with the rights they have now, in the language they asked in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from flask import Flask, g
from flask_login import AnonymousUserMixin, UserMixin

from tracker import clock
from tracker.database import db
from tracker.language import speaking
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.settings import queries as settings

# Where links lead while nobody has said at which address the product is.
NOWHERE: Final = "http://localhost"
# Where Flask-Login keeps who asks during a request.
WHO_ASKS: Final = "_login_user"


class StandIn(UserMixin):  # type: ignore[misc]
    """Somebody who is not at a browser; ``signed_in`` and ``may`` answer as for them."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.roles = people.roles_of(person)
        self.permissions = people.permissions_held_by(person)


@contextmanager
def standing_in_for(app: Flask, person_id: UUID | None, language: str) -> Iterator[None]:
    """Run what is inside as if this person had asked for a page; nobody, where their account is closed by now."""
    asking = app.test_request_context(base_url=app.config["TRACKER_BASE_URL"] or NOWHERE)
    with asking:
        # The clock stands where the employer is before anybody asks for the day.
        settings.find_employer()
        with speaking(language), acting_as(db.session.get(Person, person_id) if person_id else None):
            yield


@contextmanager
def acting_as(person: Person | None) -> Iterator[None]:
    """Change who acts, inside ``standing_in_for``: for work about many people that nobody asked for."""
    before = g.pop(WHO_ASKS, None)
    setattr(g, WHO_ASKS, _visitor(person))
    try:
        yield
    finally:
        g.pop(WHO_ASKS, None)
        if before is not None:
            setattr(g, WHO_ASKS, before)


def _visitor(person: Person | None) -> UserMixin | AnonymousUserMixin:
    if person is None or not person.may_enter(clock.today()):
        return AnonymousUserMixin()
    return StandIn(person)
