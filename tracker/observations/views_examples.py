"""Pages for one's own examples; once shared, supervisors and HR read them too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.language import _
from tracker.observations import examples, keeping_examples
from tracker.observations.forms import ExampleForm
from tracker.observations.models import Example
from tracker.people import queries as people
from tracker.verifications import actions as verifying
from tracker.web.items import chosen_codes, item_choices
from tracker.web.pages import open_record

bp = Blueprint("examples", __name__)


@bp.get("/people/<uuid:person_id>/examples")
@requires(Permission.OBSERVATION_READ)
def index(person_id: UUID) -> str:
    """Someone's examples that the reader may see: one's own are all of them."""
    person = people.get_readable(person_id, signed_in())
    return open_record(
        "observations/examples.html",
        "example.opened",
        kind="example",
        record_id=person.id,
        about_id=person.id,
        person=person,
        own=person.id == signed_in().id,
        examples=examples.list_visible(person.id, signed_in()),
    )


@bp.route("/examples/new", methods=["GET", "POST"])
@requires(Permission.EXAMPLE_KEEP)
def new() -> ResponseReturnValue:
    """Write an example of one's own work; private, or shared at once."""
    outline = frameworks.current_outline()
    form = ExampleForm(items=chosen_codes(outline), happened_on=clock.today())
    form.items.choices = item_choices(outline)
    if form.validate_on_submit():
        if not is_made(Example, form.record_id):
            made = keeping_examples.keep(**_given(form), key=form.record_id, by=signed_in())
            _share_if_asked(made)
            db.session.commit()
        return _saved(form.record_id)
    return render_template("observations/example_form.html", form=form, outline=outline, example=None), (
        422 if form.errors else 200
    )


def _given(form: ExampleForm) -> dict[str, Any]:
    outline = frameworks.current_outline()
    return {
        "items": [outline.by_code[code].id for code in form.items.data or []],
        "happened_on": form.day(form.happened_on),
        "text": str(form.text.data),
    }


def _share_if_asked(example: Example) -> None:
    if "share" in request.form:
        keeping_examples.share(example, by=signed_in())


def _saved(example_id: UUID) -> ResponseReturnValue:
    shared = "share" in request.form
    flash(_("Saved and shared.") if shared else _("Saved. Only you can read it until you share it."))
    return redirect(url_for(".show", example_id=example_id))


@bp.get("/examples/<uuid:example_id>")
@requires(Permission.OBSERVATION_READ)
def show(example_id: UUID) -> str:
    """One example."""
    example = examples.get_visible(example_id, signed_in())
    return open_record(
        "observations/example.html",
        "example.opened",
        kind="example",
        record_id=example.id,
        about_id=example.person_id,
        example=example,
        own=example.person_id == signed_in().id,
        outline=frameworks.outline_with(about.competency_id for about in example.items),
        can_verify=may(Permission.VERIFICATION_MAKE) and verifying.may_verify(example.person, signed_in()),
    )


@bp.route("/examples/<uuid:example_id>/edit", methods=["GET", "POST"])
@requires(Permission.EXAMPLE_KEEP)
def edit(example_id: UUID) -> ResponseReturnValue:
    """Change an example that is still private."""
    example = examples.get_own(example_id, signed_in())
    keeping_examples.refuse_shared(example)
    outline = frameworks.outline_with(about.competency_id for about in example.items)
    chosen = [outline.by_id[about.competency_id].code for about in example.items]
    form = ExampleForm(items=chosen, happened_on=example.happened_on, text=example.text)
    form.items.choices = item_choices(frameworks.current_outline())
    if form.validate_on_submit():
        keeping_examples.change(example, **_given(form), by=signed_in())
        _share_if_asked(example)
        db.session.commit()
        return _saved(example.id)
    return render_template(
        "observations/example_form.html", form=form, outline=frameworks.current_outline(), example=example
    ), 422 if form.errors else 200


@bp.post("/examples/<uuid:example_id>/share")
@requires(Permission.EXAMPLE_KEEP)
def share(example_id: UUID) -> ResponseReturnValue:
    """Show an example to one's supervisors and HR."""
    keeping_examples.share(examples.get_own(example_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("Shared with your supervisors and HR."))
    return redirect(url_for(".show", example_id=example_id))


@bp.post("/examples/<uuid:example_id>/delete")
@requires(Permission.EXAMPLE_KEEP)
def delete(example_id: UUID) -> ResponseReturnValue:
    """Delete an example that is still private."""
    keeping_examples.delete(examples.get_own(example_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("Deleted."))
    return redirect(url_for(".index", person_id=signed_in().id))
