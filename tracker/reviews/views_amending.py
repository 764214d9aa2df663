"""Amending a signed review: asking, opening, correcting one's own rating. And taking over from a former supervisor."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Part
from tracker.assessments import queries as assessments
from tracker.assessments.actions import Given, possible_answers
from tracker.assessments.models import Basis, Rating, RoleReason, Side
from tracker.database import db
from tracker.frameworks.queries import Item
from tracker.language import _
from tracker.reviews import amending, handing_over, presenters, queries
from tracker.reviews.forms_amending import AskForm, CorrectForm, DecideForm
from tracker.reviews.reading import Reading
from tracker.web.forms import choice
from tracker.web.pages import open_record

bp = Blueprint("amendments", __name__, url_prefix="/reviews/<uuid:review_id>")


@bp.route("/amendment", methods=["GET", "POST"])
@requires(Permission.REVIEW_TALK)
def ask(review_id: UUID) -> ResponseReturnValue:
    """A signer asks to amend a signed review, with a reason."""
    reading = queries.get_with_part(review_id, signed_in(), Part.BOTH_ROWS, lock=request.method == "POST")
    amending.refuse_asking(reading, by=signed_in())
    form = AskForm()
    if form.validate_on_submit():
        amending.ask(reading, reason=str(form.reason.data), by=signed_in())
        db.session.commit()
        flash(_("Asked. HR opens it; the signed copy stays as it is."))
        return redirect(url_for("reviews.show", review_id=review_id))
    return render_template("reviews/ask_amendment.html", form=form, reading=reading), 422 if form.errors else 200


@bp.route("/amendment/decide", methods=["GET", "POST"])
@requires(Permission.REVIEW_START)
def decide(review_id: UUID) -> ResponseReturnValue:
    """HR opens the amendment that was asked for, or turns it down with a reason."""
    reading = queries.get_with_part(review_id, signed_in(), Part.WHOLE, lock=request.method == "POST")
    asked = amending.get_asked(reading)
    form = DecideForm()
    form.turns_down = "turn_down" in request.form
    if form.validate_on_submit():
        opened = None
        if form.turns_down:
            amending.turn_down(reading, reason=str(form.reason.data), by=signed_in())
        else:
            opened = amending.open_amendment(reading, by=signed_in())
        db.session.commit()
        flash(_("Opened: both sides find it in conversation.") if opened else _("Turned down, with your reason."))
        return redirect(url_for("reviews.show", review_id=opened.id if opened else review_id))
    page = open_record(
        "reviews/decide_amendment.html",
        "review.opened",
        kind="review",
        record_id=review_id,
        about_id=reading.person.id,
        form=form,
        reading=reading,
        asked=asked,
    )
    return page, 422 if form.errors else 200


@bp.route("/conversation/<code>/correct", methods=["GET", "POST"])
@requires(Permission.REVIEW_TALK)
def correct(review_id: UUID, code: str) -> ResponseReturnValue:
    """Correct one's own rating of one item in an amendment."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=request.method == "POST")
    item = reading.outline.by_code.get(code) or abort(404)
    side = amending.refuse_correcting(reading, by=signed_in())
    rating = assessments.list_both(reading.assessment)[side].get(item.id)
    form = _correct_form(reading, item, side, rating)
    if form.validate_on_submit():
        changed = amending.correct(reading, item, _given(form), by=signed_in())
        db.session.commit()
        if changed:
            flash(_("Corrected. What stood before is kept beside it, and what was agreed on this item is open again."))
        return redirect(url_for("conversations.item", review_id=review_id, code=code))
    page = open_record(
        "reviews/correct.html",
        "conversation.opened",
        kind="review",
        record_id=review_id,
        about_id=reading.person.id,
        form=form,
        reading=reading,
        item=item,
        side=side,
        before=presenters.answer_words(rating.answer if rating else None, reading.scale),
    )
    return page, 422 if form.errors else 200


def _correct_form(reading: Reading, item: Item, side: Side, rating: Rating | None) -> CorrectForm:
    form = CorrectForm(
        answer=(rating.answer if rating else None) or "",
        role_reason=(rating.role_reason if rating else None) or "",
        basis=(rating.basis if rating else None) or "",
        comment=rating.comment if rating else "",
    )
    answers = [*possible_answers(reading.scale, item, side), ""]
    form.answer.choices = [choice(answer, _say_answer(answer, reading, item, side)) for answer in answers]
    if side is Side.EMPLOYEE:
        del form.basis
    return form


def _say_answer(answer: str, reading: Reading, item: Item, side: Side) -> str:
    """An answer with its sentence: the level's sentence stands beside the choice."""
    words = presenters.answer_words(answer or None, reading.scale)
    if not answer.isdigit():
        return words
    sentence = reading.scale.by_value[int(answer)].sentence(item.wording, first_person=side is Side.EMPLOYEE)
    return f"{words}: {sentence}"


def _given(form: CorrectForm) -> Given:
    basis = form.basis.data if form.basis else None
    return Given(
        form.answer.data or None,
        str(form.comment.data or ""),
        role_reason=RoleReason(form.role_reason.data) if form.role_reason.data else None,
        basis=Basis(basis) if basis else None,
    )


@bp.post("/take-over")
@requires(Permission.ASSESSMENT_RATE)
def take_over(review_id: UUID) -> ResponseReturnValue:
    """Take over the supervisor's ratings; what the other had not sent is discarded."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    handing_over.take_over(reading, by=signed_in())
    db.session.commit()
    flash(_("The supervisor's ratings are yours to make now. What was not sent is discarded."))
    return redirect(url_for("assessments.show", assessment_id=review_id))


@bp.post("/conversation/hold")
@requires(Permission.REVIEW_TALK)
def hold(review_id: UUID) -> ResponseReturnValue:
    """A successor holds the conversation again."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    handing_over.hold_again(reading, by=signed_in())
    db.session.commit()
    flash(_("The conversation is yours. Write down its day, minutes and who was present once you have met."))
    return redirect(url_for("conversations.show", review_id=review_id))
