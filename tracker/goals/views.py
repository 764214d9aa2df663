"""Pages for goals."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.errors import Refusal
from tracker.frameworks import queries as frameworks
from tracker.goals import actions, queries
from tracker.goals.forms import GoalCloseForm, GoalForm, GoalNoteForm
from tracker.goals.models import Goal, GoalStatus
from tracker.language import _
from tracker.people import queries as people
from tracker.people import supervision
from tracker.people.models import Person
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.web.items import chosen_codes, item_choices
from tracker.web.pages import open_record

bp = Blueprint("goals", __name__)


@bp.get("/people/<uuid:person_id>/goals")
@requires(Permission.GOAL_READ)
def index(person_id: UUID) -> str:
    """Goals of one person that the reader may see."""
    person = people.get_readable(person_id, signed_in())
    return open_record(
        "goals/index.html",
        "goal.opened",
        kind="goal",
        record_id=person.id,
        about_id=person.id,
        person=person,
        goals=queries.list_visible(person.id, signed_in()),
        can_propose=queries.is_side(signed_in(), person.id),
    )


@bp.route("/people/<uuid:person_id>/goals/new", methods=["GET", "POST"])
@requires(Permission.GOAL_EDIT)
def new(person_id: UUID) -> ResponseReturnValue:
    """Make a goal from one item or several, in one step."""
    person = people.get_visible(person_id, signed_in())
    actions.refuse_outsiders(person, signed_in())
    outline = frameworks.current_outline()
    form = GoalForm(items=chosen_codes(outline), start_on=clock.today())
    form.items.choices = item_choices(outline)
    if form.validate_on_submit():
        return _save(person, form)
    return render_template("goals/new.html", form=form, person=person, outline=outline), 422 if form.errors else 200


def _save(person: Person, form: GoalForm) -> ResponseReturnValue:
    if not is_made(Goal, form.record_id):
        outline = frameworks.current_outline()
        steps = [
            actions.Step(str(form.employee_step.data), person.id, form.day(form.employee_step_due)),
            actions.Step(str(form.supervisor_step.data), _supervisor(person).id, form.day(form.supervisor_step_due)),
        ]
        actions.propose(
            person,
            items=[outline.by_code[code].id for code in form.items.data or []],
            steps=steps,
            **form.values("items", "employee_step", "employee_step_due", "supervisor_step", "supervisor_step_due"),
            by=signed_in(),
        )
        db.session.commit()
    flash(_("Goal proposed. It stands once both of you agree."))
    return redirect(url_for(".show", goal_id=form.record_id))


def _supervisor(person: Person) -> Person:
    if signed_in().id != person.id:
        return signed_in()
    found = supervision.find_rating_supervisor(person.id, clock.today())
    if found is None:
        raise Refusal(_("You have no supervisor now, so nobody can carry a step. Ask HR to name one."))
    return found


@bp.get("/goals/<uuid:goal_id>")
@requires(Permission.GOAL_READ)
def show(goal_id: UUID) -> str:
    """One goal."""
    goal = queries.get_visible(goal_id, signed_in())
    return _page(goal, GoalNoteForm(), GoalCloseForm())


def _page(goal: Goal, note_form: GoalNoteForm, close_form: GoalCloseForm) -> str:
    reader = signed_in()
    is_employee = reader.id == goal.person_id
    is_side = queries.is_side(reader, goal.person_id)
    until = people.sees_until(reader, goal.person_id)
    agreed_at = goal.employee_agreed_at if is_employee else goal.supervisor_agreed_at
    return open_record(
        "goals/show.html",
        "goal.opened",
        kind="goal",
        record_id=goal.id,
        about_id=goal.person_id,
        goal=goal,
        was_done=lambda moment: moment is not None and (until is None or moment < until),
        outline=frameworks.outline_with(about.competency_id for about in goal.items),
        names=people.names_of(
            [goal.proposed_by_id, *(step.owner_id for step in goal.steps)] + [note.author_id for note in goal.notes]
        ),
        is_side=is_side and goal.is_open,
        can_agree=is_side and goal.status is GoalStatus.PROPOSED and agreed_at is None,
        note_form=note_form,
        close_form=close_form,
        statements=signed.list_statements(StatementPart.GOAL, [goal.id], until=until)[goal.id],
    )


@bp.post("/goals/<uuid:goal_id>/agree")
@requires(Permission.GOAL_EDIT)
def agree(goal_id: UUID) -> ResponseReturnValue:
    """Agree to a proposed goal."""
    goal = queries.get_editable(goal_id, signed_in())
    actions.agree(goal, by=signed_in())
    db.session.commit()
    flash(_("You agreed to this goal."))
    return redirect(url_for(".show", goal_id=goal_id))


@bp.post("/goals/<uuid:goal_id>/notes")
@requires(Permission.GOAL_EDIT)
def note(goal_id: UUID) -> ResponseReturnValue:
    """Add a note on progress."""
    goal = queries.get_editable(goal_id, signed_in())
    form = GoalNoteForm()
    if not form.validate_on_submit():
        return _page(goal, form, GoalCloseForm(formdata=None)), 422
    actions.add_note(goal, str(form.text.data), by=signed_in())
    db.session.commit()
    flash(_("Note added."))
    return redirect(url_for(".show", goal_id=goal_id))


@bp.post("/goals/<uuid:goal_id>/steps/<uuid:step_id>/done")
@requires(Permission.GOAL_EDIT)
def finish_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Mark one's own step as done."""
    goal = queries.get_editable(goal_id, signed_in())
    actions.finish_step(goal, step_id, by=signed_in())
    db.session.commit()
    flash(_("Step done."))
    return redirect(url_for(".show", goal_id=goal_id))


@bp.post("/goals/<uuid:goal_id>/close")
@requires(Permission.GOAL_EDIT)
def close(goal_id: UUID) -> ResponseReturnValue:
    """End a goal as met, or closed with a reason."""
    goal = queries.get_editable(goal_id, signed_in())
    form = GoalCloseForm()
    if not form.validate_on_submit():
        return _page(goal, GoalNoteForm(formdata=None), form), 422
    actions.close(goal, GoalStatus(form.status.data), reason=str(form.reason.data or ""), by=signed_in())
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".show", goal_id=goal_id))
