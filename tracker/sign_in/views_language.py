"""The language in which the product speaks to whoever asks."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.access.guard import public
from tracker.database import db
from tracker.language import NAMES, is_spoken, list_languages, present_language
from tracker.sign_in import actions, sessions
from tracker.web.addresses import safe_path

bp = Blueprint("language", __name__)
# A document stands on its page in a language of its own; the switch is about the reader's.
OF_A_DOCUMENT: Final = "language"


@bp.post("/language")
@public
def choose() -> ResponseReturnValue:
    """Speak another language from now on: kept with the person, or with the visit of somebody not signed in."""
    chosen = request.form.get("language", "")
    if not is_spoken(chosen):
        abort(400)
    if current_user.is_authenticated:
        actions.choose_language(current_user.person, chosen, by=current_user.person)
        db.session.commit()
    else:
        session[sessions.LANGUAGE] = chosen
    return redirect(safe_path(request.form.get("back")) or "/")


def list_others() -> list[tuple[str, str]]:
    """The languages a page offers beside the one it is in: the code, and the name in that language."""
    return [(code, NAMES[code]) for code in list_languages() if code != present_language()]


def present_address() -> str:
    """Where a page stands, to come back to; the way home, where it was sent by a form that no address shows."""
    if request.method != "GET" or request.url_rule is None:
        return safe_path(request.referrer) or "/"
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != OF_A_DOCUMENT]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def install(app: Flask) -> None:
    """Let every page offer the other languages."""
    app.jinja_env.globals.update(other_languages=list_others, present_address=present_address, language_names=NAMES)
