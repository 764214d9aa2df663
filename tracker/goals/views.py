"""Pages for goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.errors import Refusal
from tracker.frameworks import queries as frameworks
from tracker.goals import actions, queries, revising, wordings
from tracker.goals.forms import GoalCloseForm, GoalForm, GoalNoteForm, Owner, ReviseForm, WordingFields
from tracker.goals.models import Goal, GoalStatus, GoalWording
from tracker.language import _
from tracker.observations import queries as observations
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
    form = GoalForm(**{"items": chosen_codes(outline), "start_on": clock.today(), **_seen(person)})
    form.items.choices = item_choices(outline)
    _name_owners(form, person)
    if form.validate_on_submit():
        return _save(person, form)
    return render_template("goals/new.html", form=form, person=person, outline=outline), 422 if form.errors else 200


def _seen(person: Person) -> dict[str, object]:
    """What an observation says already, where the address names one about this person that the reader may see."""
    named = request.args.get("observation", type=UUID)
    seen = observations.find_shared(named, signed_in()) if named else None
    if seen is None or seen.person_id != person.id:
        return {}
    outline = frameworks.current_outline()
    items = [outline.by_id[one.competency_id].code for one in seen.items if one.competency_id in outline.by_id]
    return {"items": items, "strength": seen.strength, "employee_step": seen.next_step}


def _name_owners(form: WordingFields, person: Person) -> None:
    supervisor = supervision.find_rating_supervisor(person.id, clock.today())
    own = signed_in().id == person.id
    form.name_owners(person.name, (supervisor.name if supervisor else "") if own else signed_in().name)


def _steps(form: WordingFields, person: Person) -> list[actions.Step]:
    supervisor = _supervisor(person)
    owners = {Owner.EMPLOYEE: person.id, Owner.SUPERVISOR: supervisor.id}
    return [actions.Step(text, owners[owner], due_on) for owner, text, due_on in form.steps]


def _words(form: WordingFields) -> dict[str, Any]:
    """The words of a goal and its target day, by name."""
    return {name: form[name].data for name in ("statement", "strength", "success", "support_needed", "target_on")}


def _save(person: Person, form: GoalForm) -> ResponseReturnValue:
    if not is_made(Goal, form.record_id):
        outline = frameworks.current_outline()
        actions.propose(
            person,
            items=[outline.by_code[code].id for code in form.items.data or []],
            steps=_steps(form, person),
            start_on=form.day(form.start_on),
            **_words(form),
            key=form.record_id,
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
    every = wordings.list_of(goal, reader)
    waiting = next((one for one in every if one.waits), None) if is_side and goal.is_open else None
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
            [goal.proposed_by_id, *(step.owner_id for step in goal.steps)]
            + [note.author_id for note in goal.notes]
            + [one.proposed_by_id for one in every]
            + [step.owner_id for one in every for step in one.steps]
        ),
        waiting=waiting,
        # Whose turn it is: either side proposes, the other one agrees.
        can_accept=waiting is not None and (waiting.proposed_by_id == goal.person_id) != is_employee,
        earlier=_earlier(every),
        carried=wordings.list_carried(goal),
        is_side=is_side and goal.is_open,
        can_agree=is_side and goal.status is GoalStatus.PROPOSED and agreed_at is None and waiting is None,
        note_form=note_form,
        close_form=close_form,
        statements=signed.list_statements(StatementPart.GOAL, [goal.id], until=until)[goal.id],
    )


def _earlier(every: Sequence[GoalWording]) -> list[GoalWording]:
    """The wordings that stood before the present one, newest first: the newest that was agreed stands now."""
    stood = [one for one in every if one.is_first or one.agreed_at is not None]
    return stood[-2::-1]


@bp.route("/goals/<uuid:goal_id>/revise", methods=["GET", "POST"])
@requires(Permission.GOAL_EDIT)
def revise(goal_id: UUID) -> ResponseReturnValue:
    """Propose other words for a goal; what stands is kept."""
    goal = queries.get_editable(goal_id, signed_in())
    actions.refuse_ended(goal)
    form = ReviseForm(**_standing(goal))
    _name_owners(form, goal.person)
    if form.validate_on_submit():
        if not is_made(GoalWording, form.record_id):
            new = revising.Wording(**_words(form), steps=_steps(form, goal.person))
            revising.revise(goal, new, reason=str(form.reason.data), key=form.record_id, by=signed_in())
            db.session.commit()
        flash(_("Proposed. What stands now stays until both of you agree to the new wording."))
        return redirect(url_for(".show", goal_id=goal_id))
    return render_template("goals/revise.html", form=form, goal=goal), 422 if form.errors else 200


def _standing(goal: Goal) -> dict[str, object]:
    """The words of a goal as its form has them, with the steps that are not done."""
    names = ("statement", "strength", "success", "support_needed", "target_on")
    values = {name: getattr(goal, name) for name in names}
    left = [step for step in goal.steps if step.done_at is None]
    for owner in Owner:
        mine = [step for step in left if (step.owner_id == goal.person_id) == (owner is Owner.EMPLOYEE)]
        for step in mine[:1]:
            values |= {f"{owner}_step": step.text, f"{owner}_step_due": step.due_on}
            left.remove(step)
    for number, step in enumerate(left[:3], start=1):
        owner = Owner.EMPLOYEE if step.owner_id == goal.person_id else Owner.SUPERVISOR
        values |= {f"more_{number}": step.text, f"more_{number}_owner": owner, f"more_{number}_due": step.due_on}
    return values


@bp.post("/goals/<uuid:goal_id>/wordings/<uuid:wording_id>/agree")
@requires(Permission.GOAL_EDIT)
def agree_wording(goal_id: UUID, wording_id: UUID) -> ResponseReturnValue:
    """Agree to other words for a goal."""
    goal = queries.get_editable(goal_id, signed_in())
    revising.agree(goal, wording_id, by=signed_in())
    db.session.commit()
    flash(_("You agreed to the new wording. The earlier one is kept."))
    return redirect(url_for(".show", goal_id=goal_id))


@bp.post("/goals/<uuid:goal_id>/wordings/<uuid:wording_id>/decline")
@requires(Permission.GOAL_EDIT)
def decline_wording(goal_id: UUID, wording_id: UUID) -> ResponseReturnValue:
    """Keep a goal as it stands."""
    goal = queries.get_editable(goal_id, signed_in())
    revising.decline(goal, wording_id, by=signed_in())
    db.session.commit()
    flash(_("The goal stays as it stands."))
    return redirect(url_for(".show", goal_id=goal_id))


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
