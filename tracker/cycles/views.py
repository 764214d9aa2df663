"""HR's pages of cycles: planning, opening, where everyone stands, exceptions for one person, closing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.cycles import actions, presenters, progress, queries
from tracker.cycles.forms import CloseForm, CycleForm, ExtendForm
from tracker.cycles.models import Cycle, ExtensionReason
from tracker.cycles.queries import Member
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.language import _, _n, as_shipped, say_shipped
from tracker.people import queries as people
from tracker.reminders import queries as reminders
from tracker.reviews.forms import INDEPENDENT, NOT_USED_FOR, OPEN, USED_FOR
from tracker.reviews.models import Rated, ReviewKind
from tracker.settings.models import WordingKind
from tracker.settings.queries import say_wording
from tracker.web.forms import choice
from tracker.web.paging import Page

bp = Blueprint("cycles", __name__, url_prefix="/cycles")


@bp.get("/")
@requires(Permission.CYCLE_KEEP)
def index() -> str:
    """Every cycle, the newest first."""
    return render_template("cycles/index.html", cycles=queries.list_cycles(), counts=queries.count_reviews())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CYCLE_KEEP)
def new() -> ResponseReturnValue:
    """Plan a cycle."""
    form = _offer(
        CycleForm(
            used_for=say_wording(WordingKind.USED_FOR, USED_FOR),
            not_used_for=say_wording(WordingKind.NOT_USED_FOR, NOT_USED_FOR),
            ratings=INDEPENDENT,
            rated=Rated.ALL,
        )
    )
    if form.validate_on_submit():
        if not is_made(Cycle, form.record_id):
            version = frameworks.get_version(UUID(form.framework.data))
            scale = frameworks.get_newest_scale()
            actions.plan(_plan(form), framework=version, scale=scale, key=form.record_id, by=signed_in())
            db.session.commit()
            flash(_("Planned. Look at who takes part, then open the cycle."))
        return redirect(url_for(".show", cycle_id=form.record_id))
    return _form_page(form, None)


@bp.route("/<uuid:cycle_id>/edit", methods=["GET", "POST"])
@requires(Permission.CYCLE_KEEP)
def edit(cycle_id: UUID) -> ResponseReturnValue:
    """Change a cycle that has not been opened."""
    cycle = queries.get_cycle(cycle_id, lock=request.method == "POST")
    actions.refuse_unless_planned(cycle)
    form = _offer(CycleForm(data=_values(cycle)))
    if form.validate_on_submit():
        version, scale = frameworks.get_version(UUID(form.framework.data)), frameworks.get_newest_scale()
        actions.revise(cycle, _plan(form), framework=version, scale=scale, by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".show", cycle_id=cycle_id))
    return _form_page(form, cycle)


def _form_page(form: CycleForm, cycle: Cycle | None) -> ResponseReturnValue:
    version = cycle.framework_version_id if cycle else frameworks.current_outline().id
    outline = frameworks.outline(version)
    return render_template("cycles/form.html", form=form, cycle=cycle, outline=outline), 422 if form.errors else 200


def _offer(form: CycleForm) -> CycleForm:
    """Fill in what can be chosen today."""
    versions = frameworks.list_versions()
    form.framework.choices = [choice(str(one.id), f"{one.title} ({one.version})") for one in versions]
    everyone = choice("", _("All"))
    form.program.choices = [everyone, *(choice(str(one.id), one.name) for one in people.list_programs())]
    form.job_title.choices = [everyone, *(choice(title, title) for title in queries.list_job_titles())]
    form.chosen.choices = [choice(str(one.id), one.name) for one in queries.list_employees()]
    form.offer_items(frameworks.list_codes())
    if not form.is_submitted() and form.framework.data is None:
        form.framework.data = str(frameworks.current_outline().id)
    return form


def _values(cycle: Cycle) -> dict[str, Any]:
    same = ("name", "who_reads", "period_from", "opens_on", "due_on", "closes_on")
    return {name: getattr(cycle, name) for name in (*same, "job_title", "hired_within", "rated", "focus")} | {
        "used_for": say_shipped(cycle.used_for),
        "not_used_for": say_shipped(cycle.not_used_for),
        "kind": cycle.kind.value,
        "framework": str(cycle.framework_version_id),
        "ratings": OPEN if cycle.is_open_rating else INDEPENDENT,
        "program": str(cycle.program_id or ""),
        "chosen": [str(one.person_id) for one in cycle.chosen],
    }


def _plan(form: CycleForm) -> actions.Plan:
    taken = ("framework", "kind", "ratings", "rated", "program", "chosen", "focus", "used_for", "not_used_for")
    values = {name: value for name, value in form.values(*taken).items() if name != "key"}
    return actions.Plan(
        **values,
        used_for=as_shipped(str(form.used_for.data), USED_FOR),
        not_used_for=as_shipped(str(form.not_used_for.data), NOT_USED_FOR),
        kind=ReviewKind(form.kind.data),
        is_open_rating=form.is_open_rating,
        rated=Rated(form.rated.data),
        program_id=UUID(form.program.data) if form.program.data else None,
        chosen=[UUID(one) for one in form.chosen.data or []],
        focus=form.focus.data or [],
    )


@bp.get("/<uuid:cycle_id>")
@requires(Permission.CYCLE_KEEP)
def show(cycle_id: UUID) -> str:
    """Where a cycle stands: what only HR can fix, counts, programs, and each person."""
    cycle = queries.get_cycle(cycle_id)
    programs = progress.count_by_program(cycle)
    counts, step = presenters.count_steps(programs), presenters.chosen_step(request.args.get("step", ""))
    program = presenters.chosen_program(request.args.get("program", ""), programs)
    candidates = queries.list_candidates(cycle, signed_in()) if cycle.closed_at is None else []
    ready = [one for one in candidates if one.why_not is None]
    # Before it is opened, the long list is that of whoever would be in it.
    page = Page.of(len(ready) if cycle.is_planned else presenters.count_shown(programs, step, program))
    shown = progress.list_some(cycle, step, program, limit=page.size, offset=page.offset)
    outline = frameworks.outline(cycle.framework_version_id)
    newest = frameworks.find_version(outline.code)
    return render_template(
        "cycles/show.html",
        cycle=cycle,
        outline=outline,
        newer=newest is not None and newest.id != outline.id,
        scale=frameworks.scale(cycle.scale_id),
        ready=ready,
        waiting=[one for one in candidates if one.why_not is not None],
        exceptions=progress.list_exceptions(cycle) if cycle.is_open else [],
        shown=shown,
        page=page,
        step=step,
        program=program,
        counts=counts,
        programs=programs,
        waited=progress.count_waited(cycle, but=signed_in()) if cycle.is_open else None,
        reminded=reminders.list_last(presenters.waited_for(shown)),
        chosen=people.names_of([one.person_id for one in cycle.chosen]),
        presenters=presenters,
        today=clock.today(),
        reader=signed_in(),
    )


@bp.post("/<uuid:cycle_id>/open")
@requires(Permission.CYCLE_KEEP)
def open_cycle(cycle_id: UUID) -> ResponseReturnValue:
    """Open a cycle: a review for everyone who can have one."""
    cycle = queries.get_cycle(cycle_id, lock=True)
    count = actions.open_cycle(cycle, by=signed_in())
    db.session.commit()
    flash(_n("Open. %(num)d review was started.", "Open. %(num)d reviews were started.", count))
    return redirect(url_for(".show", cycle_id=cycle_id))


@bp.post("/<uuid:cycle_id>/people/<uuid:person_id>/add")
@requires(Permission.CYCLE_KEEP)
def add(cycle_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Add someone who is not in the cycle yet."""
    cycle = queries.get_cycle(cycle_id, lock=True)
    person = actions.add_person(cycle, person_id, by=signed_in())
    db.session.commit()
    flash(_("Review started for %(name)s. It shows on their home page now.", name=person.name))
    return redirect(url_for(".show", cycle_id=cycle_id))


@bp.post("/<uuid:cycle_id>/add")
@requires(Permission.CYCLE_KEEP)
def add_joined(cycle_id: UUID) -> ResponseReturnValue:
    """Add everyone who joined and can have a review."""
    cycle = queries.get_cycle(cycle_id, lock=True)
    count = actions.add_joined(cycle, seen=request.form.get("seen", 0, type=int), by=signed_in())
    db.session.commit()
    flash(_n("%(num)d review was started.", "%(num)d reviews were started.", count))
    return redirect(url_for(".show", cycle_id=cycle_id))


@bp.route("/<uuid:cycle_id>/people/<uuid:person_id>/extend", methods=["GET", "POST"])
@requires(Permission.CYCLE_KEEP)
def extend(cycle_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Give one person's review a later due date."""
    cycle = queries.get_cycle(cycle_id)
    member = queries.get_member(cycle, person_id)
    form = ExtendForm()
    if form.validate_on_submit():
        reason = ExtensionReason(form.reason.data)
        actions.extend(cycle, person_id, form.day(form.due_on), reason=reason, by=signed_in())
        db.session.commit()
        flash(_("The review of %(name)s is due later now.", name=member.standing.person.name))
        return redirect(url_for(".show", cycle_id=cycle_id))
    return render_template("cycles/extend.html", form=form, cycle=cycle, member=member), 422 if form.errors else 200


@bp.route("/<uuid:cycle_id>/extend", methods=["GET", "POST"])
@requires(Permission.CYCLE_KEEP)
def extend_all(cycle_id: UUID) -> ResponseReturnValue:
    """Give every review that has not ended a later due date."""
    cycle = queries.get_cycle(cycle_id, lock=request.method == "POST")
    form = ExtendForm()
    if form.validate_on_submit():
        reason = ExtensionReason(form.reason.data)
        count = actions.extend_all(cycle, form.day(form.due_on), reason=reason, by=signed_in())
        db.session.commit()
        flash(_n("%(num)d review is due later now.", "%(num)d reviews are due later now.", count))
        return redirect(url_for(".show", cycle_id=cycle_id))
    unfinished = queries.list_unfinished(queries.list_members(cycle))
    return (
        render_template("cycles/extend_all.html", form=form, cycle=cycle, unfinished=unfinished),
        422 if form.errors else 200,
    )


@bp.post("/<uuid:cycle_id>/remind")
@requires(Permission.CYCLE_KEEP)
def remind(cycle_id: UUID) -> ResponseReturnValue:
    """Remind everyone whom the cycle waits for, once a day at most."""
    cycle = queries.get_cycle(cycle_id)
    return _remind(cycle, queries.list_members(cycle))


@bp.post("/<uuid:cycle_id>/people/<uuid:person_id>/remind")
@requires(Permission.CYCLE_KEEP)
def remind_one(cycle_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Remind whoever one person's review waits for."""
    cycle = queries.get_cycle(cycle_id)
    return _remind(cycle, [queries.get_member(cycle, person_id)])


def _remind(cycle: Cycle, members: Sequence[Member]) -> ResponseReturnValue:
    reminded = actions.remind(cycle, members, by=signed_in())
    db.session.commit()
    for sentence in presenters.say_reminded(reminded):
        flash(sentence)
    return redirect(url_for(".show", cycle_id=cycle.id, _anchor="people"))


@bp.route("/<uuid:cycle_id>/close", methods=["GET", "POST"])
@requires(Permission.CYCLE_KEEP)
def close(cycle_id: UUID) -> ResponseReturnValue:
    """Close a cycle, after a look at what is unfinished."""
    cycle = queries.get_cycle(cycle_id, lock=request.method == "POST")
    unfinished = queries.list_unfinished(queries.list_members(cycle))
    form = CloseForm(seen=str(len(unfinished)))
    form.asks = bool(unfinished)
    if form.validate_on_submit():
        seen = int(form.seen.data) if str(form.seen.data).isdecimal() else -1
        count = actions.close_cycle(cycle, unfinished_seen=seen, by=signed_in())
        db.session.commit()
        flash(_n("Closed. %(num)d review was unfinished.", "Closed. %(num)d reviews were unfinished.", count))
        return redirect(url_for(".show", cycle_id=cycle_id))
    return (
        render_template("cycles/close.html", form=form, cycle=cycle, unfinished=unfinished),
        422 if form.errors else 200,
    )


@bp.route("/<uuid:cycle_id>/people/<uuid:person_id>/close", methods=["GET", "POST"])
@requires(Permission.CYCLE_KEEP)
def close_left(cycle_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Close the review of someone who has left, after a look at what that means."""
    cycle = queries.get_cycle(cycle_id, lock=request.method == "POST")
    member = queries.get_member(cycle, person_id)
    if request.method == "POST":
        actions.close_left(cycle, person_id, by=signed_in())
        db.session.commit()
        flash(_n("Closed. %(num)d review was unfinished.", "Closed. %(num)d reviews were unfinished.", 1))
        return redirect(url_for(".show", cycle_id=cycle_id))
    actions.refuse_unless_left(cycle, member)
    return render_template("cycles/close_left.html", cycle=cycle, member=member)
