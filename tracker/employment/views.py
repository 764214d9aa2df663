"""Pages for education, experience and job descriptions."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.employment import actions, queries
from tracker.employment.forms import BackgroundForm, DescriptionForm, VerifyBackgroundForm
from tracker.employment.models import Background, BackgroundKind, BackgroundSource, JobDescription
from tracker.language import _
from tracker.people.models import Person
from tracker.web.pages import open_record
from tracker.web.uploads import takes_file

bp = Blueprint("employment", __name__)


@bp.get("/people/<uuid:person_id>/employment")
@requires(Permission.EMPLOYMENT_READ)
def index(person_id: UUID) -> str:
    """What someone brought, and what they were given to do."""
    person = queries.get_person(person_id, signed_in())
    return open_record(
        "employment/index.html",
        "employment.opened",
        kind="employment",
        record_id=person.id,
        about_id=person.id,
        person=person,
        own=person.id == signed_in().id,
        backgrounds=queries.list_backgrounds(person_id),
        kinds=list(BackgroundKind),
        descriptions=queries.list_descriptions(person_id),
    )


@bp.route("/people/<uuid:person_id>/background/new", methods=["GET", "POST"])
@requires(Permission.EMPLOYMENT_ADD)
def new(person_id: UUID) -> ResponseReturnValue:
    """Write down a school or a job."""
    person = queries.get_person(person_id, signed_in())
    actions.refuse_outsiders(person.id, signed_in())
    form = BackgroundForm()
    if form.validate_on_submit():
        if not is_made(Background, form.record_id):
            kind = BackgroundKind(form.kind.data)
            actions.record(person, kind=kind, **form.values("kind"), by=signed_in())
            db.session.commit()
        flash(_("Saved. It is good evidence once HR has verified it at its source."))
        return redirect(url_for(".index", person_id=person_id))
    return render_template("employment/new.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/background/<uuid:background_id>/verify", methods=["GET", "POST"])
@requires(Permission.EMPLOYMENT_KEEP)
def verify(background_id: UUID) -> ResponseReturnValue:
    """Say where somebody looked to see that it is so."""
    background = queries.get_background(background_id, signed_in(), lock=True)
    form = VerifyBackgroundForm(verified_on=clock.today())
    if form.validate_on_submit():
        source, day = BackgroundSource(form.source.data), form.day(form.verified_on)
        actions.verify(background, source=source, verified_on=day, by=signed_in())
        db.session.commit()
        flash(_("Verified."))
        return redirect(url_for(".index", person_id=background.person_id))
    return render_template("employment/verify.html", form=form, background=background), 422 if form.errors else 200


@bp.post("/background/<uuid:background_id>/withdraw")
@requires(Permission.EMPLOYMENT_ADD)
def withdraw(background_id: UUID) -> ResponseReturnValue:
    """Take back what was written in error."""
    background = queries.get_background(background_id, signed_in(), lock=True)
    actions.withdraw(background, by=signed_in())
    db.session.commit()
    flash(_("Taken back. It stays readable, struck through, and counts no more."))
    return redirect(url_for(".index", person_id=background.person_id))


@bp.route("/people/<uuid:person_id>/job-descriptions/new", methods=["GET", "POST"])
@requires(Permission.EMPLOYMENT_KEEP)
@takes_file
def give(person_id: UUID) -> ResponseReturnValue:
    """Note a job description that someone was given."""
    person = queries.get_person(person_id, signed_in())
    form = DescriptionForm(given_on=clock.today(), job_title=person.job_title)
    if form.validate_on_submit():
        _give(person, form)
        flash(_("Saved. %(name)s is asked to say that they received it.", name=person.name))
        return redirect(url_for(".index", person_id=person_id))
    return render_template("employment/give.html", form=form, person=person), 422 if form.errors else 200


def _give(person: Person, form: DescriptionForm) -> None:
    if not is_made(JobDescription, form.record_id):
        name = form.file.data.filename or "" if form.content else ""
        actions.give(person, **form.values("file"), content=form.content, file_name=name, by=signed_in())
        db.session.commit()


@bp.get("/job-descriptions/<uuid:description_id>")
@requires(Permission.EMPLOYMENT_READ)
def description(description_id: UUID) -> str:
    """One job description as it was given."""
    found = queries.get_description(description_id, signed_in())
    return open_record(
        "employment/description.html",
        "employment.opened",
        kind="employment",
        record_id=found.id,
        about_id=found.person_id,
        description=found,
        own=found.person_id == signed_in().id,
        files=queries.list_files([found.id])[found.id],
    )


@bp.post("/job-descriptions/<uuid:description_id>/acknowledge")
@requires(Permission.EMPLOYMENT_READ)
def acknowledge(description_id: UUID) -> ResponseReturnValue:
    """Say that one has received it."""
    found = queries.get_description(description_id, signed_in(), lock=True)
    actions.acknowledge(found, by=signed_in())
    db.session.commit()
    flash(_("Noted: you received this job description."))
    return redirect(url_for(".description", description_id=description_id))


@bp.post("/job-descriptions/<uuid:description_id>/withdraw")
@requires(Permission.EMPLOYMENT_KEEP)
def withdraw_description(description_id: UUID) -> ResponseReturnValue:
    """Take back one that was noted in error."""
    found = queries.get_description(description_id, signed_in(), lock=True)
    actions.withdraw_description(found, by=signed_in())
    db.session.commit()
    flash(_("Taken back. It stays readable, struck through, and counts no more."))
    return redirect(url_for(".index", person_id=found.person_id))
