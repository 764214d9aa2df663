"""Pages for agreements on supervision, signing them, and asking for supervision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.agreements import actions, contents, queries
from tracker.agreements.forms import AgreementForm, AnswerForm, AskForm, SignForm
from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.consultations import rules
from tracker.consultations.models import Mode
from tracker.database import db, is_made
from tracker.language import _
from tracker.people import queries as people
from tracker.people.supervision import find_rating_supervisor
from tracker.sign_in.actions import prove_identity
from tracker.signatures import actions as signing
from tracker.signatures import queries as signed
from tracker.signatures.models import Signature, Snapshot
from tracker.web.employer import employer_name
from tracker.web.pages import note_export, open_record

bp = Blueprint("agreements", __name__)
A_YEAR = timedelta(days=365)


@bp.route("/people/<uuid:person_id>/agreements/new", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_WRITE)
def new(person_id: UUID) -> ResponseReturnValue:
    """Write an agreement with someone one supervises."""
    person = people.get_readable(person_id, signed_in())
    if not people.is_supervisor_of(signed_in(), person.id, rating=False):
        abort(403)
    before = next(iter(queries.list_between(person.id, signed_in().id)), None)
    form = AgreementForm(**_begin(before))
    if form.validate_on_submit():
        if not is_made(SupervisionAgreement, form.record_id):
            actions.write(
                person,
                **form.values("mode"),
                mode=Mode(form.mode.data),
                employer=employer_name(),
                language=str(get_locale()),
                by=signed_in(),
            )
            db.session.commit()
        flash(_("Saved. Read it once more and sign it; %(name)s is asked to sign too.", name=person.name))
        return redirect(url_for(".sign", agreement_id=form.record_id))
    return render_template("agreements/new.html", form=form, person=person, before=before), (
        422 if form.errors else 200
    )


def _begin(before: SupervisionAgreement | None) -> dict[str, Any]:
    """What the form begins with: what the two agreed before, or what is usual."""
    today = clock.today()
    days = {"starts_on": today, "review_on": today + A_YEAR}
    if before is None:
        return {**days, "every_days": 14, "minutes": 60}
    kept = ("every_days", "minutes", "mode", "expectations", "conflict_check", "clinical_oversight")
    return {**days, **{name: getattr(before, name) for name in kept}}


@bp.get("/agreements/<uuid:agreement_id>")
@requires(Permission.AGREEMENT_READ)
def show(agreement_id: UUID) -> str:
    """One agreement, and who has signed it."""
    agreement = queries.get_visible(agreement_id, signed_in())
    return _page("agreements/show.html", agreement, queries.find_snapshot(agreement))


def _page(template: str, agreement: SupervisionAgreement, snapshot: Snapshot | None, **more: Any) -> str:
    return open_record(
        template,
        "agreement.opened",
        kind="agreement",
        record_id=agreement.id,
        about_id=agreement.person_id,
        agreement=agreement,
        snapshot=snapshot,
        content=signed.read_snapshot(snapshot) if snapshot else contents.terms(agreement),
        signatures=_signatures(snapshot),
        modes=Mode,
        **more,
    )


def _signatures(snapshot: Snapshot | None) -> list[Signature]:
    return signed.list_signatures([snapshot.id])[snapshot.id] if snapshot else []


@bp.route("/agreements/<uuid:agreement_id>/sign", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_SIGN)
def sign(agreement_id: UUID) -> ResponseReturnValue:
    """What is being signed, and the form under it."""
    agreement = queries.get_visible(agreement_id, signed_in())
    snapshot = actions.refuse_signing(agreement, by=signed_in())
    form = SignForm()
    if request.method == "GET" and any(one.signer_id == signed_in().id for one in _signatures(snapshot)):
        return redirect(url_for(".show", agreement_id=agreement_id))
    if not form.validate_on_submit():
        form.seen_sha256.data = form.seen_sha256.data or snapshot.sha256
        return _sign_page(agreement, snapshot, form), 422 if form.errors else 200
    # Checked outside the transaction: it takes a while.
    proof = prove_identity(signed_in(), str(form.password.data), address=request.remote_addr or "")
    agreement = queries.get_visible(agreement_id, signed_in())
    if proof is None:
        form.password.errors = [_("This is not your password. Nothing was signed; write it again.")]
        return _sign_page(agreement, snapshot, form), 422
    actions.sign(agreement, **form.values("password"), proof=proof, by=signed_in())
    db.session.commit()
    flash(_("Signed."))
    return redirect(url_for(".show", agreement_id=agreement_id))


def _sign_page(agreement: SupervisionAgreement, snapshot: Snapshot, form: SignForm) -> str:
    other = agreement.person if signed_in().id == agreement.supervisor_id else agreement.supervisor
    return _page(
        "agreements/sign.html",
        agreement,
        snapshot,
        form=form,
        intent=actions.intent_sentence(other.name),
        has_consented=signed.has_consented(signed_in(), signing.consent_version()),
    )


@bp.get("/agreements/<uuid:agreement_id>/copy")
@requires(Permission.AGREEMENT_READ)
def copy(agreement_id: UUID) -> Response:
    """The exact bytes that are signed."""
    agreement = queries.get_visible(agreement_id, signed_in())
    snapshot = queries.find_snapshot(agreement) or abort(404)
    response = Response(snapshot.content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="agreement-{agreement.starts_on}.json"'
    note_export("agreement.exported", kind="agreement", record_id=agreement.id, about_id=agreement.person_id)
    return response


@bp.route("/supervision/ask", methods=["GET", "POST"])
@requires(Permission.SUPERVISION_ASK)
def ask() -> ResponseReturnValue:
    """I need supervision: the on-call number first, then a line to one's supervisor."""
    form = AskForm()
    if form.validate_on_submit():
        if not is_made(SupervisionRequest, form.record_id):
            actions.ask(**form.values(), by=signed_in())
            db.session.commit()
        return redirect(url_for(".request_page", request_id=form.record_id))
    return render_template(
        "agreements/ask.html",
        form=form,
        on_call=rules.get_setting().on_call,
        supervisor=find_rating_supervisor(signed_in().id, clock.today()),
        waiting=queries.list_open_requests_of(signed_in()),
    ), 422 if form.errors else 200


@bp.get("/supervision/requests/<uuid:request_id>")
@requires(Permission.CONSULTATION_READ)
def request_page(request_id: UUID) -> str:
    """One request and its answer."""
    return _request_page(queries.get_request(request_id, signed_in()), AnswerForm())


def _request_page(found: SupervisionRequest, form: AnswerForm) -> str:
    return open_record(
        "agreements/request.html",
        "supervision.opened",
        kind="supervision_request",
        record_id=found.id,
        about_id=found.person_id,
        asked=found,
        form=form,
        on_call=rules.get_setting().on_call,
        supervisor=find_rating_supervisor(found.person_id, clock.today()),
    )


@bp.post("/supervision/requests/<uuid:request_id>/answer")
@requires(Permission.SUPERVISION_ANSWER)
def answer(request_id: UUID) -> ResponseReturnValue:
    """The supervisor answers."""
    found = queries.get_request(request_id, signed_in())
    if found.person_id == signed_in().id:
        abort(403)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _request_page(found, form), 422
    name = found.person.name
    actions.answer(found, **form.values(), by=signed_in())
    db.session.commit()
    flash(_("Answered. %(name)s sees it on the home page.", name=name))
    return redirect(url_for(".request_page", request_id=request_id))


@bp.post("/supervision/requests/<uuid:request_id>/withdraw")
@requires(Permission.SUPERVISION_ASK)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take one's request back."""
    actions.withdraw(queries.get_request(request_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("Taken back."))
    return redirect(url_for("home.index"))
