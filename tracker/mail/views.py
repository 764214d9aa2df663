"""The administrator's outbox: what was written, what left, what did not and why."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.language import _
from tracker.mail import actions, kinds, queries
from tracker.mail.models import MailState
from tracker.web.employer import is_demo
from tracker.web.pages import open_record
from tracker.web.paging import Page

bp = Blueprint("mail", __name__, url_prefix="/mail")


def say_kind(name: str) -> str:
    """What a kind of mail is called."""
    kind = kinds.find_kind(name)
    return str(kind.title) if kind else name


@bp.get("/")
@requires(Permission.MAIL_KEEP)
def index() -> str:
    """The outbox, the newest first; one state of it where asked for."""
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    page = Page.of(queries.count_mail(state))
    return render_template(
        "mail/index.html",
        mails=queries.list_mail(state, limit=page.size, offset=page.offset),
        counts=queries.count_by_state(),
        page=page,
        state=state,
        states=MailState,
        say_kind=say_kind,
        has_server=bool(current_app.config["TRACKER_MAIL_URL"]) and not is_demo(),
    )


@bp.get("/<uuid:mail_id>")
@requires(Permission.MAIL_KEEP)
def show(mail_id: UUID) -> str:
    """One mail, with its words; opening it leaves a line."""
    mail = queries.get_mail(mail_id)
    return open_record(
        "mail/show.html",
        "mail.opened",
        kind="mail",
        record_id=mail.id,
        about_id=mail.person_id,
        mail=mail,
        say_kind=say_kind,
    )


@bp.post("/<uuid:mail_id>/send-again")
@requires(Permission.MAIL_KEEP)
def send_again(mail_id: UUID) -> ResponseReturnValue:
    """Send a mail once more that failed or may have been sent."""
    actions.send_again(queries.get_mail(mail_id, lock=True), by=signed_in())
    db.session.commit()
    flash(_("It waits to be sent now."))
    return redirect(url_for(".show", mail_id=mail_id))
