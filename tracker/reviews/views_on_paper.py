"""Signing on paper: the sheet to print, for the two sides; recording it with its scan, for HR."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.assessments.models import Side
from tracker.database import db
from tracker.language import _
from tracker.reviews import on_paper, queries
from tracker.reviews.forms import SignedSheetForm
from tracker.reviews.models import State
from tracker.reviews.on_paper import Sheet
from tracker.reviews.reading import Reading
from tracker.signatures.models import Meaning
from tracker.web.forms import choice
from tracker.web.uploads import takes_file
from tracker.words import label

bp = Blueprint("on_paper", __name__, url_prefix="/reviews/<uuid:review_id>/on-paper")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROGRESS)
@takes_file
def record(review_id: UUID) -> ResponseReturnValue:
    """HR records a signature that was given by hand, with the scan of the sheet."""
    reading = queries.get_reading(review_id, signed_in(), lock=request.method == "POST")
    on_paper.check(reading)
    form = _form(reading)
    if not form.validate_on_submit():
        page = render_template("reviews/on_paper.html", reading=reading, form=form)
        return page, 422 if form.errors else 200
    sheet = Sheet(
        side=Side(form.signer.data),
        meaning=Meaning(form.meaning.data),
        comment=str(form.comment.data or ""),
        signed_on=form.day(form.signed_on),
        fingerprint=str(form.fingerprint.data),
    )
    on_paper.record(reading, sheet, content=form.content, name=form.scan.data.filename or "", by=signed_in())
    db.session.commit()
    ended = reading.review.state is State.ENDED
    flash(_("Recorded. The review has ended.") if ended else _("Recorded. It now waits for the other signature."))
    return redirect(url_for("reviews.show", review_id=review_id))


def _form(reading: Reading) -> SignedSheetForm:
    form = SignedSheetForm()
    signers = on_paper.list_signers(reading.review)
    form.signer.choices = [choice(one.side.value, f"{one.person.signing_name}, {label(one.side)}") for one in signers]
    meanings = [meaning for meaning in Meaning if any(meaning in one.meanings for one in signers)]
    form.meaning.choices = [choice(meaning.value, str(label(meaning))) for meaning in meanings]
    return form
