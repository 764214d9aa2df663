"""Pages on which a review ends without both signatures."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.database import db
from tracker.language import _
from tracker.reviews import ending, queries, transitions
from tracker.reviews.forms import DeclineForm, NotAvailableForm, OfferedForm
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act

bp = Blueprint("ending", __name__, url_prefix="/reviews/<uuid:review_id>")


@bp.route("/decline", methods=["GET", "POST"])
@requires(Permission.REVIEW_SIGN)
def decline(review_id: UUID) -> ResponseReturnValue:
    """The employee chooses not to sign, after reading what that means."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=request.method == "POST")
    reading.acting_side(Act.DECLINE)
    form = DeclineForm()
    if form.validate_on_submit():
        ending.decline(reading, by=signed_in())
        db.session.commit()
        flash(_("Recorded. You can still read it, add a statement, take a copy, or sign later."))
        return redirect(url_for("reviews.show", review_id=review_id))
    return render_template("reviews/decline.html", reading=reading, form=form)


@bp.route("/offered", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROGRESS)
def offered(review_id: UUID) -> ResponseReturnValue:
    """HR records when and how it was offered, and that the employee chose not to sign."""
    reading = _get_for_hr(review_id)
    form = OfferedForm()
    if form.validate_on_submit():
        ending.record_declined(reading, **form.values(), by=signed_in())
        return _ended(review_id)
    return _page(
        reading,
        form,
        heading=_("Offered, and not signed: %(name)s", name=reading.person.name),
        lead=_("Write when and how it was offered. Do not guess why. It stays open to a later signature."),
    )


@bp.route("/not-available", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROGRESS)
def not_available(review_id: UUID) -> ResponseReturnValue:
    """HR records that the employee is not available to sign: dates, and no cause."""
    reading = _get_for_hr(review_id)
    form = NotAvailableForm()
    if form.validate_on_submit():
        ending.record_not_available(reading, **form.values(), by=signed_in())
        return _ended(review_id)
    return _page(
        reading,
        form,
        heading=_("Not available to sign: %(name)s", name=reading.person.name),
        lead=_("Write the dates. Do not write a cause. It stays open to a later signature."),
    )


def _get_for_hr(review_id: UUID) -> Reading:
    reading = queries.get_reading(review_id, signed_in(), lock=request.method == "POST")
    if Relation.HR not in reading.relations:
        abort(403)
    transitions.check(Act.RECORD_ENDING, reading.review.state)
    return reading


def _page(reading: Reading, form: OfferedForm | NotAvailableForm, *, heading: str, lead: str) -> ResponseReturnValue:
    first = queries.first_day_to_record_ending(reading.review)
    page = render_template(
        "reviews/record_ending.html", reading=reading, form=form, first=first, heading=heading, lead=lead
    )
    return page, 422 if form.errors else 200


def _ended(review_id: UUID) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Recorded. The review has ended and stays open to a later signature."))
    return redirect(url_for("reviews.show", review_id=review_id))
