"""Public pages that say whether a document is genuine."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import public
from tracker.database import db, writing
from tracker.errors import TooOften
from tracker.language import _
from tracker.reports import verifying
from tracker.sign_in import throttle

bp = Blueprint("verify", __name__)


@bp.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Where the identifier at the foot of a document is typed in."""
    asked = request.args.get("identifier", "").strip()
    if not asked:
        return render_template("reports/verify_ask.html", wrong=False)
    try:
        return redirect(url_for(".show", identifier=UUID(asked)))
    except ValueError:
        return render_template("reports/verify_ask.html", wrong=True), 422


@bp.get("/verify/<uuid:identifier>")
@public
def show(identifier: UUID) -> str:
    """Whether the document with this identifier is genuine, and whether the record has changed since."""
    _count()
    return render_template("reports/verify.html", checked=verifying.check_identifier(identifier))


def _count() -> None:
    """Slow down whoever tries identifiers, as guesses of passwords are.

    :raises TooOften: after too many from one address.
    """
    with writing():
        is_blocked = not throttle.count_look(request.remote_addr or "")
        db.session.commit()
    if is_blocked:
        raise TooOften(_("Too many documents were looked up from here. Wait 15 minutes, then try again."))
