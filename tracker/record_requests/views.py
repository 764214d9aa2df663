"""Pages for requests to see a record."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.language import _
from tracker.people.models import Person
from tracker.record_requests import actions, queries
from tracker.record_requests.forms import AskForm, HandOverForm, NoteForm
from tracker.record_requests.models import WORKING_DAYS, Channel, HandOver, RecordRequest, Wish
from tracker.reviews import queries as reviews
from tracker.web.pages import open_record

bp = Blueprint("record_requests", __name__)
MOST_ENDED = 100


@bp.get("/record-requests/")
@requires(Permission.RECORD_HAND_OVER)
def index() -> str:
    """Requests that wait, the first due on top, then those that have ended."""
    return render_template(
        "record_requests/index.html",
        waiting=queries.list_open(signed_in()),
        ended=queries.list_ended(limit=MOST_ENDED),
    )


@bp.route("/people/<uuid:person_id>/record-requests/new", methods=["GET", "POST"])
@requires(Permission.RECORD_REQUEST)
def new(person_id: UUID) -> ResponseReturnValue:
    """Ask for one's own record, or note that somebody asked for one."""
    person = queries.get_person(person_id, signed_in())
    own = person.id == signed_in().id
    form = AskForm() if own else NoteForm(asked_on=clock.today(), channel=Channel.IN_PERSON)
    if form.validate_on_submit():
        if not is_made(RecordRequest, form.record_id):
            _ask(person, form)
            db.session.commit()
        flash(_("Noted. HR has it on the list until it is handed over."))
        return redirect(url_for(".show", request_id=form.record_id))
    return render_template(
        "record_requests/new.html", form=form, person=person, own=own, days=WORKING_DAYS
    ), 422 if form.errors else 200


def _ask(person: Person, form: AskForm | NoteForm) -> None:
    holidays = {one.day for one in reviews.list_holidays()}
    asked = (
        (form.asked_by.data or "", form.day(form.asked_on), Channel(form.channel.data))
        if isinstance(form, NoteForm)
        else ("", clock.today(), Channel.HERE)
    )
    actions.ask(
        person,
        asked_by=asked[0],
        asked_on=asked[1],
        channel=asked[2],
        wish=Wish(form.wish.data),
        holidays=holidays,
        key=form.record_id,
        by=signed_in(),
    )


@bp.get("/record-requests/<uuid:request_id>")
@requires(Permission.RECORD_REQUEST)
def show(request_id: UUID) -> str:
    """One request with the log of what was handed over."""
    asked = queries.get_request(request_id, signed_in())
    return _page(asked, HandOverForm(handed_on=clock.today()))


def _page(asked: RecordRequest, form: HandOverForm) -> str:
    return open_record(
        "record_requests/show.html",
        "record_request.opened",
        kind="record_request",
        record_id=asked.id,
        about_id=asked.person_id,
        asked=asked,
        own=asked.person_id == signed_in().id,
        may_take_back=actions.may_take_back(asked, signed_in()),
        form=form,
    )


@bp.post("/record-requests/<uuid:request_id>/hand-over")
@requires(Permission.RECORD_HAND_OVER)
def hand_over(request_id: UUID) -> ResponseReturnValue:
    """Write in the log what was handed over; with that the request may be fulfilled."""
    asked = queries.get_request(request_id, signed_in(), lock=True)
    form = HandOverForm()
    if not form.validate_on_submit():
        return _page(asked, form), 422
    if not is_made(HandOver, form.record_id):
        values = form.values("channel", "is_all")
        actions.hand_over(asked, channel=Channel(form.channel.data), **values, by=signed_in())
        if form.is_all.data:
            db.session.expire(asked, ["handed_over"])
            actions.fulfil(queries.get_request(request_id, signed_in()), by=signed_in())
        db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".show", request_id=request_id))


@bp.post("/record-requests/<uuid:request_id>/take-back")
@requires(Permission.RECORD_REQUEST)
def take_back(request_id: UUID) -> ResponseReturnValue:
    """End a request that is wanted no more."""
    asked = queries.get_request(request_id, signed_in(), lock=True)
    actions.take_back(asked, by=signed_in())
    db.session.commit()
    flash(_("The request is taken back."))
    return redirect(url_for(".show", request_id=request_id))
