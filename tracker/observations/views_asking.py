"""Pages for "notice my work": asking, answering, taking back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.language import _
from tracker.observations import asking, queries, requests
from tracker.observations.forms import AnswerForm, RequestForm
from tracker.observations.models import ObservationRequest
from tracker.web.items import chosen_codes, item_choices
from tracker.web.pages import open_record

bp = Blueprint("observation_requests", __name__)


@bp.route("/notice-my-work", methods=["GET", "POST"])
@requires(Permission.OBSERVATION_ASK)
def new() -> ResponseReturnValue:
    """Ask to have one's work noticed."""
    asking.refuse_without_supervisor(signed_in())
    outline = frameworks.current_outline()
    form = RequestForm(items=chosen_codes(outline))
    form.items.choices = item_choices(outline)
    if form.validate_on_submit():
        if not is_made(ObservationRequest, form.record_id):
            items = [outline.by_code[code].id for code in form.items.data or []]
            asking.ask(items=items, **form.values("items"), by=signed_in())
            db.session.commit()
        flash(_("Asked. Your supervisor finds it on their home page."))
        return redirect(url_for(".show", request_id=form.record_id))
    return render_template("observations/ask.html", form=form, outline=outline), 422 if form.errors else 200


@bp.get("/observation-requests/<uuid:request_id>")
@requires(Permission.OBSERVATION_READ)
def show(request_id: UUID) -> str:
    """One request, and the ways to answer it."""
    return _page(requests.get_visible(request_id, signed_in()), AnswerForm())


def _page(asked: ObservationRequest, form: AnswerForm) -> str:
    observation = queries.find_shared(asked.observation_id, signed_in()) if asked.observation_id else None
    return open_record(
        "observations/asked.html",
        "observation_request.opened",
        kind="observation_request",
        record_id=asked.id,
        about_id=asked.person_id,
        asked=asked,
        form=form,
        outline=frameworks.outline_with(about.competency_id for about in asked.items),
        observation=observation,
    )


@bp.post("/observation-requests/<uuid:request_id>/answer")
@requires(Permission.OBSERVATION_WRITE)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Answer with a sentence."""
    asked = requests.get_visible(request_id, signed_in())
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(asked, form), 422
    name = asked.person.name
    asking.answer(asked, str(form.answer.data), by=signed_in())
    db.session.commit()
    flash(_("Answered. %(name)s sees it on their home page.", name=name))
    return redirect(url_for(".show", request_id=request_id))


@bp.post("/observation-requests/<uuid:request_id>/withdraw")
@requires(Permission.OBSERVATION_ASK)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    asking.withdraw(requests.get_own(request_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("Taken back."))
    return redirect(url_for("observations.index", person_id=signed_in().id))
