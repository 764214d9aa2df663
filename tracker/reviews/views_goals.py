"""Goals of earlier reviews in a conversation: carried into the next review."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.goals import queries as goals
from tracker.goals import revising
from tracker.goals.forms import CarryForm
from tracker.language import _
from tracker.reviews import queries
from tracker.reviews.transitions import Act

bp = Blueprint("review_goals", __name__, url_prefix="/reviews/<uuid:review_id>/conversation/goals")
# What the page offers; each side may choose another day.
USUAL_TIME = timedelta(days=180)


@bp.route("/<uuid:goal_id>/carry", methods=["GET", "POST"])
@requires(Permission.REVIEW_TALK)
def carry(review_id: UUID, goal_id: UUID) -> ResponseReturnValue:
    """Carry a goal into the next review, with the day to reach it by."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    reading.acting_side(Act.TALK)
    goal = goals.get_editable(goal_id, signed_in())
    if goal.person_id != reading.person.id:
        abort(404)
    form = CarryForm(target_on=max(goal.target_on, clock.today() + USUAL_TIME))
    if form.validate_on_submit():
        revising.carry(goal, review_id, target_on=form.day(form.target_on), by=signed_in())
        db.session.commit()
        flash(_("Carried into the next review."))
        return redirect(url_for("conversations.show", review_id=review_id))
    return render_template("reviews/carry_goal.html", form=form, goal=goal, reading=reading), (
        422 if form.errors else 200
    )
