"""Pages for months: reading, signing several in one sitting, reopening."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.consultations.models import EntryKind, Mode
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.language import _
from tracker.months import actions, contents, queries
from tracker.months.forms import ReadForm, ReopenForm, SittingForm
from tracker.months.frozen import say_month
from tracker.months.queries import Key, Line, Month, Signed
from tracker.people import queries as people
from tracker.sign_in.actions import prove_identity
from tracker.signatures import actions as signing
from tracker.signatures import queries as signed
from tracker.signatures.models import Meaning
from tracker.web.employer import employer_name
from tracker.web.forms import choice
from tracker.web.pages import note_export, open_record

bp = Blueprint("months", __name__)


@bp.get("/people/<uuid:person_id>/months")
@requires(Permission.MONTH_READ)
def index(person_id: UUID) -> str:
    """Someone's months, newest first."""
    person = people.get_readable(person_id, signed_in())
    lines = queries.list_months(person.id, signed_in())
    return open_record(
        "months/index.html",
        "month.opened",
        kind="log_month",
        record_id=person.id,
        about_id=person.id,
        person=person,
        lines=lines,
        names=people.names_of([line.key.supervisor_id for line in lines]),
        say_month=say_month,
    )


def _key(person_id: UUID, supervisor_id: UUID, month: str) -> Key:
    try:
        return Key(person_id, supervisor_id, date.fromisoformat(f"{month}-01"))
    except ValueError:
        abort(404)


@bp.get("/people/<uuid:person_id>/months/<uuid:supervisor_id>/<month>")
@requires(Permission.MONTH_READ)
def show(person_id: UUID, supervisor_id: UUID, month: str) -> str:
    """What stands in a month, who has signed it, and what came late."""
    return _page(queries.get_month(_key(person_id, supervisor_id, month), signed_in()))


def _page(month: Month, form: ReopenForm | None = None) -> str:
    standing = month.standing
    content = (
        signed.read_snapshot(queries.get_snapshot(standing.copy))
        if standing
        else contents.gather(
            month.person,
            month.supervisor,
            month.key.month_on,
            month.entries,
            employer=employer_name(),
            language=str(get_locale()),
        )
    )
    return open_record(
        "months/show.html",
        "month.opened",
        kind="log_month",
        record_id=month.person.id,
        about_id=month.person.id,
        month=month,
        content=content,
        domains=frameworks.current_outline().domains,
        read_form=ReadForm(mark=_mark(month)),
        form=form or ReopenForm(),
        is_hr=Relation.HR in people.relations(signed_in(), month.person.id)
        and signed_in().id != month.key.supervisor_id,
        say_month=say_month,
        kinds=EntryKind,
        modes=Mode,
    )


def _mark(month: Month) -> str:
    return actions.mark_of(month, employer=employer_name(), language=str(get_locale()))


@bp.post("/people/<uuid:person_id>/months/<uuid:supervisor_id>/<month>/read")
@requires(Permission.MONTH_SIGN)
def read(person_id: UUID, supervisor_id: UUID, month: str) -> ResponseReturnValue:
    """Say that one has read it; then it can be signed, alone or with others."""
    found = queries.get_month(_key(person_id, supervisor_id, month), signed_in())
    actions.read(found, mark=str(ReadForm().mark.data or ""), by=signed_in())
    db.session.commit()
    return redirect(url_for(".sign"))


@bp.route("/months/sign", methods=["GET", "POST"])
@requires(Permission.MONTH_SIGN)
def sign() -> ResponseReturnValue:
    """Every month that waits for one's signature: open each, then sign those that are read in one sitting."""
    lines = _waiting()
    form = SittingForm(months=[_name(line.key) for line in lines if line.read])
    form.months.choices = [choice(_name(line.key), _name(line.key)) for line in lines if line.read]
    if request.method == "POST":
        actions.refuse_nothing_read(lines)
    if not form.validate_on_submit():
        return _sitting(lines, form), 422 if form.errors else 200
    # Checked outside the transaction: it takes a while.
    proof = prove_identity(signed_in(), str(form.password.data), address=request.remote_addr or "")
    if proof is None:
        form.password.errors = [_("This is not your password. Nothing was signed; write it again.")]
        return _sitting(_waiting(), form), 422
    chosen = [line.key for line in lines if _name(line.key) in (form.months.data or [])]
    actions.sign(chosen, _given(form), proof=proof, by=signed_in())
    db.session.commit()
    flash(_("Signed."))
    return redirect(url_for(".sign"))


def _waiting() -> list[Line]:
    """What waits, and what the reader has read to sign late."""
    return queries.list_waiting(signed_in(), late=True)


def _name(key: Key) -> str:
    return f"{key.person_id}/{key.supervisor_id}/{key.month_on:%Y-%m}"


def _given(form: SittingForm) -> actions.Sitting:
    return actions.Sitting(
        meaning=Meaning(form.meaning.data),
        typed_name=str(form.typed_name.data),
        comment=str(form.comment.data or ""),
        consents=bool(form.consents.data),
        employer=employer_name(),
        language=str(get_locale()),
    )


def _sitting(lines: list[Line], form: SittingForm) -> str:
    keys = [line.key for line in lines]
    return render_template(
        "months/sign.html",
        lines=lines,
        form=form,
        name=_name,
        names=people.names_of([one for key in keys for one in key[:2]]),
        say_month=say_month,
        intents=[(meaning.value, actions.intent_sentence(meaning)) for meaning in (Meaning.AGREE, Meaning.DISAGREE)],
        has_consented=signed.has_consented(signed_in(), signing.consent_version()),
    )


@bp.get("/months/<uuid:copy_id>")
@requires(Permission.MONTH_READ)
def copy(copy_id: UUID) -> Response:
    """The exact bytes that are signed, of an earlier copy too."""
    month, found = queries.get_copy(copy_id, signed_in())
    note_export("month.exported", kind="log_month", record_id=copy_id, about_id=month.person.id)
    response = Response(queries.get_snapshot(found.copy).content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="month-{month.key.month_on:%Y-%m}.json"'
    return response


@bp.post("/months/<uuid:copy_id>/ask")
@requires(Permission.MONTH_SIGN)
def ask(copy_id: UUID) -> ResponseReturnValue:
    """Either side asks HR to reopen, with a reason."""
    month, found = queries.get_copy(copy_id, signed_in())
    form = ReopenForm()
    if not form.validate_on_submit():
        return _page(month, form), 422
    actions.ask_to_reopen(found.copy, reason=str(form.reason.data), by=signed_in())
    db.session.commit()
    flash(_("HR is asked. The signed copy stays until HR reopens the month, and is kept then too."))
    return redirect(_address(found))


@bp.post("/months/<uuid:copy_id>/reopen")
@requires(Permission.MONTH_REOPEN)
def reopen(copy_id: UUID) -> ResponseReturnValue:
    """HR reopens a month."""
    _month, found = queries.get_copy(copy_id, signed_in())
    actions.reopen(found.copy, by=signed_in())
    db.session.commit()
    flash(_("Reopened. The signed copy is kept, and both sides sign again."))
    return redirect(_address(found))


@bp.post("/months/<uuid:copy_id>/refuse")
@requires(Permission.MONTH_REOPEN)
def refuse(copy_id: UUID) -> ResponseReturnValue:
    """HR leaves it as it was signed."""
    month, found = queries.get_copy(copy_id, signed_in())
    form = ReopenForm()
    if not form.validate_on_submit():
        return _page(month, form), 422
    actions.refuse(found.copy, reason=str(form.reason.data), by=signed_in())
    db.session.commit()
    flash(_("It stays as it was signed."))
    return redirect(_address(found))


def _address(found: Signed) -> str:
    one = found.copy
    return url_for(".show", person_id=one.person_id, supervisor_id=one.supervisor_id, month=f"{one.month_on:%Y-%m}")
