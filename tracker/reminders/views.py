"""One's own reminders."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import signed_in, signed_in_only
from tracker.database import db
from tracker.language import _
from tracker.reminders import actions, queries
from tracker.reminders.forms import RemindersForm
from tracker.reminders.models import ReminderKind

bp = Blueprint("reminders", __name__)


@bp.route("/account/reminders", methods=["GET", "POST"])
@signed_in_only
def choose() -> ResponseReturnValue:
    """Choose what one wants mail about."""
    form = RemindersForm(kinds=[kind.value for kind in queries.list_wanted(signed_in())])
    if form.validate_on_submit():
        actions.choose([ReminderKind(one) for one in form.kinds.data or []], by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("sign_in.account"))
    return render_template("reminders/choose.html", form=form, person=signed_in()), 422 if form.errors else 200
