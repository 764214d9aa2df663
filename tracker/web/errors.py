"""Answers when something is not to be had: one page and one fragment, in plain words."""

from __future__ import annotations

from typing import Final

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized, abort

from tracker.database import SAFE_METHODS, db
from tracker.errors import Gone, Refusal, is_full
from tracker.language import LazyString, _, _l
from tracker.sign_in import views as sign_in
from tracker.sign_in.sessions import SessionOver
from tracker.web.addresses import safe_path
from tracker.web.identifiers import is_about_a_choice
from tracker.web.uploads import is_for_files
from tracker.words import NO_ROOM

# Not a status: the 413 of an address that receives files has words of its own.
FILE_TOO_LARGE: Final = -413

RAISED_BY_A_TRIGGER: Final = "P0001"
WORDS: Final[dict[int, tuple[LazyString, LazyString]]] = {
    400: (_l("The browser sent something we could not read"), _l("Go back and try again.")),
    403: (
        _l("This is not yours to open"),
        _l("Your role does not include this page. If you need it for your work, ask HR."),
    ),
    404: (
        _l("We could not find this page"),
        _l("It may have moved, or it belongs to someone whose record you cannot open. Start again from home."),
    ),
    405: (_l("This page cannot be opened this way"), _l("Go back and use the buttons on the page.")),
    413: (_l("This is too much text at once"), _l("Go back, shorten what you wrote, and send it again.")),
    FILE_TOO_LARGE: (
        _l("This file is too large"),
        _l("A file may have up to 10 MB. Go back, scan it again in grey or with fewer dots, and send it again."),
    ),
    429: (_l("Too many attempts"), _l("Wait 15 minutes and try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was changed. Try again; if it happens again, tell your administrator when it happened."),
    ),
    503: (
        _l("The product is busy"),
        _l("Nothing was changed. Wait a moment and try again; what you typed is below."),
    ),
}


def is_fragment() -> bool:
    """Whether htmx asked, and wants a piece of a page."""
    return "HX-Request" in request.headers


# What pages put into forms for themselves.
NOT_TYPED = frozenset(
    {"csrf_token", "writer", "held", "next", "revision", "again", "key", "seen_sha256", "mark", "fingerprint"}
)


def typed_fields() -> list[tuple[str, str]]:
    """What the reader just posted and would not want to lose: texts, without tokens and passwords."""
    if request.method in SAFE_METHODS:
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if value.strip() and "password" not in name and not is_about_a_choice(name) and name not in NOT_TYPED
    ]


def _page(status: int, heading: str, sentence: str, newer: str = "") -> ResponseReturnValue:
    back = safe_path(request.referrer)
    template = "errors/fragment.html" if is_fragment() else "errors/page.html"
    # Too much text cannot be read a second time either.
    typed = typed_fields() if status not in (404, 413) else []
    shown = {"heading": heading, "sentence": sentence, "newer": newer, "back": back, "typed": typed}
    if status < 500:
        return render_template(template, **shown), status
    # The fault may lie in what every page asks first, such as who reads it: this page asks nothing.
    plain = template if is_fragment() else "errors/plain.html"
    return current_app.jinja_env.get_template(plain).render(shown), status


def _refuse_unreadable() -> None:
    """A NUL comes from no keyboard, and PostgreSQL stores none: 400 before anything looks for it."""
    texts = (request.path, *(value for sent in (request.args, request.form) for _name, value in sent.items(multi=True)))
    if any("\x00" in text for text in texts):
        abort(400)


def _not_our_name(_error: SecurityError) -> Response:
    """Someone called us by another host's name: a page would need addresses, and none can be made for it."""
    return Response(f"{WORDS[400][0]}.", 400, mimetype="text/plain")


def _sign_in_first(_error: Unauthorized) -> ResponseReturnValue:
    if is_fragment():
        return _page(401, _("You are signed out"), _("Sign in again, in another tab, then come back here."))
    going_to = request.full_path.rstrip("?") if request.method in SAFE_METHODS else safe_path(request.referrer)
    if going_to and going_to != "/":
        said = _("Sign in to go on.")
        # Several tabs, or one that asks again and again, need not hear it as often; the cookie has no room for it.
        if said not in {words for _category, words in session.get("_flashes", [])}:
            flash(said)
        return redirect(url_for("sign_in.enter", next=going_to))
    return redirect(url_for("sign_in.enter"))


def _signed_out_while_writing(error: SessionOver) -> ResponseReturnValue:
    """A page asks to sign in and carries the form along; a fragment says how the page around it can do so."""
    if not is_fragment():
        return sign_in.ask_again(error)
    sentence = _(
        "This is not saved yet. Use the button at the end of the page: you sign in, and what you typed goes on."
    )
    return _page(401, _("You are signed out"), sentence)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    newer = refusal.newer if isinstance(refusal, Gone) else ""
    answer = make_response(_page(refusal.status, _("That could not be done"), str(refusal), newer))
    if newer:
        answer.headers["Link"] = f'<{newer}>; rel="latest-version"'
    return answer


def install(app: Flask) -> None:
    """Answer every error in the product's own words."""
    app.before_request(_refuse_unreadable)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        db.session.rollback()
        status = error.code or 500
        known = FILE_TOO_LARGE if status == 413 and is_for_files() else status
        heading, sentence = WORDS.get(known, WORDS[500 if status >= 500 else 400])
        answer = app.make_response(_page(status, str(heading), str(sentence)))
        for name, value in error.get_headers():
            if name == "Allow":
                answer.headers[name] = value
        return answer

    @app.errorhandler(IntegrityError)
    def crossed(error: DBAPIError) -> ResponseReturnValue:
        """Two acts met in the same moment, or a trigger said no: the database let nothing through."""
        db.session.rollback()
        app.logger.error("the database refused a row: %s", type(error.orig).__name__)
        sentence = _("Someone changed this at the same moment, or it was sent twice. Look at it again, then go on.")
        return _page(409, _("That could not be done"), sentence)

    @app.errorhandler(ProgrammingError)
    def refused_by_a_trigger(error: ProgrammingError) -> ResponseReturnValue:
        """PostgreSQL's triggers speak through this class; anything else of it is a fault of ours."""
        if getattr(error.orig, "sqlstate", "") == RAISED_BY_A_TRIGGER:
            return crossed(error)
        raise error

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> ResponseReturnValue:
        db.session.rollback()
        if is_full(error):
            app.logger.error("the disk of the database is full")
            return _page(503, _("That could not be done"), str(NO_ROOM))
        app.logger.error("the database did not answer: %s", type(error.orig).__name__)
        heading, sentence = WORDS[503]
        return _page(503, str(heading), str(sentence))

    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(SecurityError, _not_our_name)
    app.register_error_handler(Unauthorized, _sign_in_first)
    app.register_error_handler(SessionOver, _signed_out_while_writing)
    app.register_error_handler(CSRFError, sign_in.forged_or_old)
