"""Pages of what was entered from earlier paper about someone, and of entering more."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.own_record import refuse_own
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.from_paper import actions, entering, queries
from tracker.from_paper.forms import FORMS, PaperForm, PaperVerificationForm, WithdrawForm
from tracker.from_paper.models import FromPaper, PaperKind, PaperReview
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.verifications import requirements
from tracker.verifications.models import EXPECTED_LEVEL
from tracker.web.forms import choice
from tracker.web.items import item_choices
from tracker.web.pages import open_record
from tracker.web.uploads import takes_file

bp = Blueprint("from_paper", __name__)


@bp.get("/people/<uuid:person_id>/from-paper")
@requires(Permission.PERSON_READ)
def index(person_id: UUID) -> str:
    """Everything entered from paper about someone, with its scans."""
    person = queries.get_holder(person_id, signed_in())
    marks = queries.list_marks(person.id)
    records = queries.list_records(marks)
    named = {one.supervisor_id for one in records.values() if isinstance(one, PaperReview)}
    return open_record(
        "from_paper/index.html",
        "paper_review.opened",
        kind="paper_review",
        record_id=person.id,
        about_id=person.id,
        person=person,
        own=person.id == signed_in().id,
        marks=marks,
        records=records,
        names=people.names_of(list(named)),
        scans=queries.list_scans([mark.record_id for mark in marks]),
        say=queries.say,
        kinds=list(PaperKind),
    )


@bp.route("/people/<uuid:person_id>/from-paper/<kind>", methods=["GET", "POST"])
@requires(Permission.PAPER_ENTER)
@takes_file
def enter(person_id: UUID, kind: str) -> ResponseReturnValue:
    """Enter one paper."""
    person = queries.get_holder(person_id, signed_in())
    refuse_own(person.id, signed_in().id)
    chosen = PaperKind(kind) if kind in set(PaperKind) else abort(404)
    form = _form(chosen, person)
    if form.validate_on_submit():
        _save(chosen, person, form)
        return redirect(url_for(".index", person_id=person.id))
    outline = frameworks.current_outline() if isinstance(form, PaperVerificationForm) else None
    page = render_template("from_paper/enter.html", form=form, person=person, kind=chosen, outline=outline)
    return page, 422 if form.errors else 200


def _form(kind: PaperKind, person: Person) -> PaperForm:
    form = FORMS[kind]()
    form.offer_people(entering.list_named(person, kind))
    if isinstance(form, PaperVerificationForm):
        form.items.choices = item_choices(frameworks.current_outline())
        scale = frameworks.scale(frameworks.get_newest_scale().id)
        required = requirements.list_levels(frameworks.current_outline().code, [person.job_title])[person.job_title]
        least = min([EXPECTED_LEVEL, *required.values()])
        levels = [level for level in scale.levels if level.value >= least]
        form.level.choices = [choice(str(one.value), f"{one.value} {one.label}") for one in levels]
    return form


def _save(kind: PaperKind, person: Person, form: PaperForm) -> None:
    if not is_made(FromPaper, form.record_id):
        paper, checks = entering.make(kind, person, form.values("scan"), by=signed_in())
        mark = actions.enter(paper, checks, by=signed_in())
        if form.content:
            actions.keep_scan(mark, form.content, name=form.scan.data.filename or "", by=signed_in())
        db.session.commit()
    flash(_("Entered from paper. It counts."))


@bp.route("/from-paper/<uuid:record_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PAPER_ENTER)
def withdraw(record_id: UUID) -> ResponseReturnValue:
    """Take a review or a verification that was entered in error out of every count."""
    mark = queries.get_mark(record_id, signed_in())
    refuse_own(mark.person_id, signed_in().id)
    form = WithdrawForm()
    if form.validate_on_submit():
        actions.withdraw(mark, reason=str(form.reason.data), by=signed_in())
        db.session.commit()
        flash(_("Withdrawn. It stays readable with your reason."))
        return redirect(url_for(".index", person_id=mark.person_id))
    return render_template("from_paper/withdraw.html", form=form, mark=mark), 422 if form.errors else 200
