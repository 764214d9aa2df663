"""Pages on which two people remove text for privacy, and the certificate that stays."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.database import db, is_made
from tracker.language import _, _n
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.removals import actions, queries, texts
from tracker.removals.forms import AskForm, RefuseForm
from tracker.removals.models import PrivacyRemoval, RemovalReason
from tracker.web.forms import choice
from tracker.web.pages import open_record

bp = Blueprint("removals", __name__)


@bp.get("/removals/")
@requires(Permission.REMOVAL_DECIDE)
def index() -> str:
    """Removals that wait for a second person, and those decided."""
    reader = signed_in()
    return render_template("removals/index.html", waiting=queries.list_open(reader), removals=queries.list_all(reader))


@bp.route("/people/<uuid:person_id>/removals/new", methods=["GET", "POST"])
@requires(Permission.REMOVAL_ASK)
def ask(person_id: UUID) -> ResponseReturnValue:
    """Find and choose texts that have to go. Looking for words is sent as a form, so that no address holds them."""
    person = queries.get_in_care(person_id, signed_in())
    form = AskForm()
    if is_made(PrivacyRemoval, form.record_id):
        return redirect(url_for("removals.show", removal_id=form.record_id))
    found = queries.list_choices(person, signed_in(), words=str(form.words.data or ""))
    form.texts.choices = [choice(one.key, one.text) for one in queries.list_choices(person, signed_in())]
    looks = "find" in request.form
    if not looks and form.validate_on_submit():
        removal = actions.ask(
            person, form.texts.data, reason=RemovalReason(form.reason.data), key=form.record_id, by=signed_in()
        )
        db.session.commit()
        flash(_("Asked for. It waits for a second person: another one in HR, or an administrator."))
        return redirect(url_for("removals.show", removal_id=removal.id))
    page = open_record(
        "removals/ask.html",
        "person.opened",
        kind="person",
        record_id=person.id,
        about_id=person.id,
        person=person,
        form=form,
        found=found,
        name_of=texts.name_of,
    )
    return page, 422 if form.errors else 200


@bp.get("/removals/<uuid:removal_id>")
@requires(Permission.REMOVAL_READ)
def show(removal_id: UUID) -> str:
    """What is to be removed, for the second person; afterwards the certificate."""
    return _page(queries.get_visible(removal_id, signed_in()), RefuseForm(formdata=None))


@bp.post("/removals/<uuid:removal_id>/carry-out")
@requires(Permission.REMOVAL_DECIDE)
def carry_out(removal_id: UUID) -> ResponseReturnValue:
    """The second person agrees: the words go, everywhere, at once."""
    removal = queries.get_visible(removal_id, signed_in(), lock=True)
    places = actions.carry_out(removal, by=signed_in())
    db.session.commit()
    flash(
        _n(
            "Removed from %(num)d place. This page is its certificate.",
            "Removed from %(num)d places. This page is its certificate.",
            places,
        )
    )
    return redirect(url_for("removals.show", removal_id=removal_id))


@bp.post("/removals/<uuid:removal_id>/refuse")
@requires(Permission.REMOVAL_DECIDE)
def refuse(removal_id: UUID) -> ResponseReturnValue:
    """The second person leaves the text as it is."""
    removal = queries.get_visible(removal_id, signed_in(), lock=True)
    form = RefuseForm()
    if not form.validate_on_submit():
        return _page(removal, form), 422
    actions.refuse(removal, why=str(form.why.data), by=signed_in())
    db.session.commit()
    flash(_("Recorded. Nothing was removed."))
    return redirect(url_for("removals.show", removal_id=removal_id))


def _page(removal: PrivacyRemoval, form: RefuseForm) -> str:
    reader = signed_in()
    may_decide = actions.may_decide(removal, reader)
    return open_record(
        "removals/show.html",
        "removal.opened",
        kind="removal",
        record_id=removal.id,
        about_id=removal.about_id,
        removal=removal,
        words=_words(removal, reader) if removal.is_open else {},
        name_of=texts.name_of,
        sealed=queries.list_sealed(removal),
        replaced=queries.list_replaced(removal),
        may_decide=may_decide,
        form=form,
    )


def _words(removal: PrivacyRemoval, reader: Person) -> dict[int, str]:
    """The texts themselves, by position, for one in HR. An administrator reads no content, only where it stands."""
    if Relation.HR not in people.relations(reader, removal.about_id):
        return {}
    readable = {choice.key: choice.text for choice in queries.list_choices(removal.about, reader)}
    return {
        text.position: words
        for text in removal.texts
        for key, words in readable.items()
        if queries.hash_key(text.salt, key) == text.sha256
    }
