"""The employer's holidays: kept by HR and the administrator."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.language import _
from tracker.reviews import holidays, queries
from tracker.reviews.forms import HolidayForm

bp = Blueprint("holidays", __name__, url_prefix="/holidays")


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.HOLIDAY_EDIT)
def index() -> ResponseReturnValue:
    """The list, and a form for one more."""
    form = HolidayForm()
    if form.validate_on_submit():
        holidays.add(form.day(form.on), str(form.name.data), by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("reviews/holidays.html", form=form, holidays=queries.list_holidays()), (
        422 if form.errors else 200
    )


@bp.post("/<day>/remove")
@requires(Permission.HOLIDAY_EDIT)
def remove(day: str) -> ResponseReturnValue:
    """Take a day off the list."""
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        abort(404)
    holidays.remove(asked, by=signed_in())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".index"))
