"""Sign-in slips to print: one for each person, with a one-time link. Nobody needs an email address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission, grantable_by
from tracker.database import db
from tracker.language import _
from tracker.people import actions, listing, queries
from tracker.people.forms import SlipsForm
from tracker.people.listing import Narrowed, Works
from tracker.people.models import Person
from tracker.reports import qr
from tracker.reports.qr import Code
from tracker.sign_in import actions as sign_in
from tracker.web.forms import choice

bp = Blueprint("slips", __name__)
# So many slips are printed at once: what can be cut and handed out in one sitting.
MOST: Final = 200


@dataclass(frozen=True)
class Slip:
    """What is handed to one person."""

    person: Person
    address: str
    code: Code


@bp.route("/people/slips", methods=["GET", "POST"])
@requires(Permission.LINK_MAKE)
def make() -> ResponseReturnValue:
    """Choose a group, then print its slips. They are shown once, on the page that answers."""
    narrowed = listing.narrowed_by(request.args)
    form = SlipsForm()
    people = listing.list_visible(signed_in(), _who_works(narrowed), limit=MOST)
    form.people.choices = [choice(str(one.id), one.name) for one in _kept_by_reader(people)]
    if form.validate_on_submit():
        chosen = queries.list_people(UUID(one) for one in form.people.data or [])
        slips = list(_make(chosen))
        db.session.commit()
        flash(_("Print this page now: these links are shown only here, only once."))
        return render_template("people/slips.html", slips=slips, hours=current_app.config["TRACKER_LINK_HOURS"])
    return render_template(
        "people/choose_slips.html", form=form, narrowed=narrowed, programs=queries.list_programs(), most=MOST
    ), 422 if form.errors else 200


def _who_works(narrowed: Narrowed) -> Narrowed:
    return Narrowed(search=narrowed.search, program_id=narrowed.program_id, works=Works.HERE)


def _kept_by_reader(people: Sequence[Person]) -> list[Person]:
    """Those whose account the reader keeps, the reader left out."""
    grantable = grantable_by(queries.roles_of(signed_in()))
    return [
        one
        for one in people
        if one.id != signed_in().id and {grant.role for grant in one.grants if grant.ended_at is None} <= grantable
    ]


def _make(people: Sequence[Person]) -> Iterator[Slip]:
    hours = timedelta(hours=current_app.config["TRACKER_LINK_HOURS"])
    for person in people:
        actions.refuse_account(person, signed_in())
        token = sign_in.make_link(person, by=signed_in(), valid_for=hours)
        address = url_for("sign_in.link", token=token, _external=True)
        yield Slip(person, address, qr.draw(address))
