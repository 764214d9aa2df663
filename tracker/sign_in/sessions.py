"""Who is asking: session cookie, idle limit, and the check against forged requests, in that order."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Final

from flask import Flask, Response, current_app, g, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Unauthorized

from tracker import clock, language
from tracker.access.permissions import permissions_of
from tracker.database import SAFE_METHODS
from tracker.people.models import Installation, Person
from tracker.settings import queries as settings
from tracker.sign_in import held_forms, queries
from tracker.sign_in.models import UserSession

SEEN: Final = "seen"
# The language a visitor chose before signing in, and the one spoken last on this browser.
LANGUAGE: Final = "language"
SPOKEN: Final = "spoken"
# The cookie is written again at most this often, so that most answers carry none.
SEEN_STEP: Final = 30
WARNING_SECONDS: Final = 120

login_manager = LoginManager()
csrf = CSRFProtect()


class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in person during one request."""

    def __init__(self, token: str, session_row: UserSession, person: Person) -> None:
        self.token = token
        self.session_row = session_row
        self.person = person
        roles = [grant.role for grant in person.grants if grant.ended_at is None]
        self.roles = frozenset(roles)
        self.permissions = permissions_of(roles, has_left=person.has_left(clock.today()))

    def get_id(self) -> str:
        """What the cookie holds: the session's token."""
        return self.token


class SessionOver(Unauthorized):
    """The session ended while a form was being written; the form is kept."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(token: str) -> Visitor | None:
    """Find who a token belongs to; None when it was ended, is too old or was left alone too long."""
    found = queries.find_session(token)
    if found is None:
        return None
    g.installation = found.installation
    settings.remember(found.employer)
    if not found.person.may_enter(clock.today()):
        return None
    if _is_over(found.session):
        g.person_before = found.person
        return None
    return Visitor(token, found.session, found.person)


def _is_over(row: UserSession) -> bool:
    longest = timedelta(hours=current_app.config["TRACKER_SESSION_HOURS"])
    left_alone = clock.now().timestamp() - session.get(SEEN, 0)
    return row.ended_at is not None or clock.now() - row.started_at > longest or left_alone > idle_seconds()


def idle_seconds() -> int:
    """How long a session may be left alone."""
    return 60 * int(current_app.config["TRACKER_IDLE_MINUTES"])


def begin(token: str) -> None:
    """Give the browser its cookie and forget whatever the previous one held."""
    found = queries.find_session(token)
    if found is None:
        raise RuntimeError("a session that has just begun cannot be found")
    session.clear()
    language.forget()
    # The token made for the page before belonged to the session before; this answer may be a page itself.
    g.pop("csrf_token", None)
    session[SEEN] = int(clock.now().timestamp())
    login_user(Visitor(token, found.session, found.person))


def end() -> None:
    """Take the cookie's content away; the pages that follow go on in the language of those before."""
    spoken = language.present_language()
    logout_user()
    session.clear()
    session[SPOKEN] = spoken


def spoken_language() -> str:
    """In which language whoever asks is spoken to: the one they chose, else one their browser asks for."""
    if not has_request_context():
        return language.ENGLISH
    person = _find_reader()
    known = language.list_languages()
    for chosen in (person.language if person else None, session.get(LANGUAGE), session.get(SPOKEN)):
        if chosen in known:
            return str(chosen)
    # A browser asks for "es-US": a language as a country speaks it.
    asked = (one.partition("-")[0].lower() for one in request.accept_languages.values())
    return next((one for one in asked if one in known), language.ENGLISH)


def _find_reader() -> Person | None:
    """Who reads, or read until a moment ago; nobody where even that cannot be told: the page of a fault asks too."""
    with suppress(Exception):
        if current_user.is_authenticated:
            found: Person = current_user.person
            return found
        before: Person | None = g.get("person_before")
        return before
    return None


def installation() -> Installation | None:
    """What kind of installation this is, read at most once a request."""
    if "installation" not in g:
        g.installation = queries.find_installation()
    found: Installation | None = g.installation
    return found


def current_writer() -> str:
    """What forms say of who writes in them; empty while nobody is signed in."""
    if not current_user.is_authenticated:
        return ""
    if "writer" not in g:
        g.writer = held_forms.name_writer(current_user.person.id, secret=current_app.config["SECRET_KEY"])
    return str(g.writer)


def _check_request() -> None:
    """Before each view: protect against forged requests, then keep the form of an ended session."""
    if request.endpoint == "static":
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in SAFE_METHODS and view is not None:
        csrf.protect()
    if current_user.is_authenticated:
        now = int(clock.now().timestamp())
        if now - session.get(SEEN, 0) >= SEEN_STEP:
            session[SEEN] = now
        return
    person: Person | None = g.get("person_before")
    if person is not None:
        # A fragment leaves the page around it its token: the page's own form can still be sent, and is kept.
        if "HX-Request" not in request.headers:
            session.clear()
            session[SPOKEN] = language.present_language()
        if request.method not in SAFE_METHODS and getattr(view, "access", None) != "public":
            raise SessionOver(person)


class SessionOfPages(SecureCookieSessionInterface):
    """The cookie of a session, with pages alone: our files are the same for everyone.

    Were they to vary with the cookie, which changes while one reads, a browser would fetch them again and again.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where something changed, but with no file."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    """Connect sessions to the app; Flask-Login's own protection by address is off: phones change networks."""
    app.session_interface = SessionOfPages()
    login_manager.session_protection = None
    login_manager.init_app(app)
    csrf.init_app(app)
    app.before_request(_check_request)
    app.jinja_env.globals["current_writer"] = current_writer
    app.jinja_env.globals["idle_warning"] = lambda: (idle_seconds(), WARNING_SECONDS)
