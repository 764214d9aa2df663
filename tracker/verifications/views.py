"""Pages for verifications."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.credentials import queries as credentials
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.verifications import actions, queries
from tracker.verifications.forms import VerificationForm, WithdrawForm
from tracker.verifications.models import Method, Verification
from tracker.web.forms import choice
from tracker.web.items import chosen_codes, item_choices
from tracker.web.pages import note_opening, open_record

bp = Blueprint("verifications", __name__)


@bp.get("/people/<uuid:person_id>/verifications")
@requires(Permission.VERIFICATION_READ)
def index(person_id: UUID) -> str:
    """What has been verified, by event."""
    person = people.get_readable(person_id, signed_in())
    return open_record(
        "verifications/index.html",
        "verification.opened",
        kind="verification",
        record_id=person.id,
        about_id=person.id,
        person=person,
        outline=frameworks.current_outline(),
        verifications=queries.list_visible(person.id, signed_in()),
        can_verify=people.is_supervisor_of(signed_in(), person.id, rating=False),
    )


@bp.route("/people/<uuid:person_id>/verifications/new", methods=["GET", "POST"])
@requires(Permission.VERIFICATION_MAKE)
def new(person_id: UUID) -> ResponseReturnValue:
    """Verify one item or several that were shown in one event."""
    person = people.get_visible(person_id, signed_in())
    actions.refuse_assessor(person, signed_in())
    in_motion = goals.list_open(person.id, signed_in())
    form = _form(in_motion)
    if form.validate_on_submit():
        return _save(person, form)
    drawn = render_template("verifications/new.html", form=form, person=person, outline=frameworks.current_outline())
    if in_motion:
        note_opening("goal.opened", kind="goal", record_id=person.id, about_id=person.id)
    return drawn, 422 if form.errors else 200


def _form(in_motion: Sequence[Goal]) -> VerificationForm:
    outline = frameworks.current_outline()
    held = credentials.find_newest(signed_in().id)
    form = VerificationForm(
        items=chosen_codes(outline),
        observed_on=clock.today(),
        qualified_by=f"{held.kind} {held.number}" if held else None,
    )
    form.items.choices = item_choices(outline)
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    form.level.choices = [choice(str(level.value), f"{level.value} {level.label}") for level in scale.levels]
    form.goal.choices = [
        choice("", _("No goal needed")),
        *(choice(str(goal.id), goal.statement[:80]) for goal in in_motion),
    ]
    return form


def _save(person: Person, form: VerificationForm) -> ResponseReturnValue:
    if not is_made(Verification, form.record_id):
        outline = frameworks.current_outline()
        goal = goals.get_visible(UUID(form.goal.data), signed_in()) if form.goal.data else None
        level = int(form.level.data)
        codes = dict.fromkeys(form.items.data or [])
        shown = [actions.Shown(outline.by_code[code], level, goal=goal) for code in codes]
        actions.verify(
            person,
            outline=outline,
            shown=shown,
            method=Method(form.method.data),
            **form.values("items", "level", "method", "goal"),
            by=signed_in(),
        )
        db.session.commit()
    flash(_("Verification saved."))
    return redirect(url_for(".show", verification_id=form.record_id))


@bp.get("/verifications/<uuid:verification_id>")
@requires(Permission.VERIFICATION_READ)
def show(verification_id: UUID) -> str:
    """One verification."""
    return _page(queries.get_visible(verification_id, signed_in()), WithdrawForm())


def _page(verification: Verification, form: WithdrawForm) -> str:
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    return open_record(
        "verifications/show.html",
        "verification.opened",
        kind="verification",
        record_id=verification.id,
        about_id=verification.person_id,
        verification=verification,
        outline=frameworks.outline_with(item.competency_id for item in verification.items),
        scale=scale,
        form=form,
        can_withdraw=verification.assessor_id == signed_in().id and verification.withdrawn_at is None,
        statements=signed.list_statements(
            StatementPart.VERIFICATION, [verification.id], until=people.sees_until(signed_in(), verification.person_id)
        )[verification.id],
    )


@bp.post("/verifications/<uuid:verification_id>/withdraw")
@requires(Permission.VERIFICATION_MAKE)
def withdraw(verification_id: UUID) -> ResponseReturnValue:
    """Withdraw one's own verification, with a reason."""
    verification = queries.get_visible(verification_id, signed_in())
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _page(verification, form), 422
    actions.withdraw(verification, reason=str(form.reason.data), by=signed_in())
    db.session.commit()
    flash(_("Withdrawn. It stays readable with your reason."))
    return redirect(url_for(".show", verification_id=verification_id))
