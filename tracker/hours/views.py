"""Hours of a person, their work periods, and sets of targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.agreements import queries as agreements
from tracker.consultations import rules
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.hours import actions, counting, presenters, queries
from tracker.hours.forms import EndPeriodForm, PeriodForm, SpanForm, TargetForm, begin, for_domains, list_places
from tracker.hours.models import WorkPeriod
from tracker.hours.shipped import Numbers
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.web.pages import open_record

bp = Blueprint("hours", __name__)


@bp.get("/people/<uuid:person_id>/hours")
@requires(Permission.HOURS_READ)
def show(person_id: UUID) -> str:
    """Totals, ratio, gaps, and progress toward a set of targets."""
    person = queries.get_readable(person_id, signed_in())
    periods = queries.list_periods(person.id)
    since, until = _span(person, periods)
    sets = queries.list_sets()
    chosen = next((one for one in sets if one.code == request.args.get("targets")), sets[0] if sets else None)
    meetings = queries.list_meetings(person.id, since=since, until=until)
    hours = presenters.gather(meetings, counting.add_up_work(periods, since, until), since=since, until=until)
    domains = frameworks.current_outline().domains
    most = agreements.find_shortest_interval(person.id) or rules.get_setting().gap_days
    return open_record(
        "hours/show.html",
        "hours.opened",
        kind="hours",
        record_id=person.id,
        about_id=person.id,
        person=person,
        periods=periods,
        hours=hours,
        gaps=presenters.say_gaps(meetings, most),
        sets=sets,
        chosen=chosen,
        progress=presenters.list_progress(hours, chosen, domains) if chosen else [],
        domains=domains,
        span=SpanForm(formdata=None, since=since, until=until),
        months=presenters.list_months(hours),
        say_hours=presenters.say_hours,
        may_record=may(Permission.WORK_PERIOD_EDIT) and signed_in().id != person.id,
    )


def _span(person: Person, periods: Sequence[WorkPeriod]) -> tuple[date, date]:
    """The days asked for, or everything until today."""
    today = clock.today()
    starts = [period.starts_on for period in periods] + ([person.hired_on] if person.hired_on else [])
    first = min(starts, default=today.replace(month=1, day=1))
    since, until = (_asked_day(name) for name in ("since", "until"))
    span = (since or min(first, until or first), until or max(today, since or today))
    return span if span[0] <= span[1] else (span[1], span[0])


def _asked_day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.route("/people/<uuid:person_id>/work-periods/new", methods=["GET", "POST"])
@requires(Permission.WORK_PERIOD_EDIT)
def new_period(person_id: UUID) -> ResponseReturnValue:
    """HR records a work period."""
    person = people.get_visible(person_id, signed_in())
    form = PeriodForm(starts_on=person.hired_on, recovery_share=100)
    if form.validate_on_submit():
        if not is_made(WorkPeriod, form.record_id):
            week_minutes = (form.week_hours.data or 0) * 60
            actions.record_period(person, **form.values("week_hours"), week_minutes=week_minutes, by=signed_in())
            db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".show", person_id=person.id))
    return render_template("hours/period.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/work-periods/<uuid:period_id>/end", methods=["GET", "POST"])
@requires(Permission.WORK_PERIOD_EDIT)
def end_period(period_id: UUID) -> ResponseReturnValue:
    """HR says when a work period ended."""
    period = queries.get_period(period_id)
    person = people.get_visible(period.person_id, signed_in())
    form = EndPeriodForm(ends_on=period.ends_on or clock.today())
    if form.validate_on_submit():
        actions.end_period(period, ends_on=form.day(form.ends_on), by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".show", person_id=person.id))
    return render_template("hours/end_period.html", form=form, person=person, period=period), (
        422 if form.errors else 200
    )


@bp.post("/work-periods/<uuid:period_id>/take-back")
@requires(Permission.WORK_PERIOD_EDIT)
def take_back_period(period_id: UUID) -> ResponseReturnValue:
    """HR takes back a period recorded in error."""
    period = queries.get_period(period_id)
    actions.take_back_period(period, by=signed_in())
    db.session.commit()
    flash(_("Taken back. It counts nowhere."))
    return redirect(url_for(".show", person_id=period.person_id))


@bp.get("/targets/")
@requires(Permission.TARGET_EDIT)
def targets() -> str:
    """Every set of targets in use."""
    return render_template("hours/targets.html", sets=queries.list_sets())


@bp.route("/targets/new", methods=["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def new_set() -> ResponseReturnValue:
    """A set of the employer's own."""
    return _edit_set(None)


@bp.route("/targets/<code>", methods=["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def edit_set(code: str) -> ResponseReturnValue:
    """Change a set: each number, where it was read, and when."""
    return _edit_set(queries.get_set(code))


def _edit_set(known: Numbers | None) -> ResponseReturnValue:
    domains = frameworks.current_outline().domains
    places = list_places(domains)
    form: TargetForm = for_domains(domains)(**(begin(known) if known else {}))
    if form.validate_on_submit():
        actions.save_set(
            code=known.code if known else None,
            title=str(form.title.data),
            numbers=form.numbers(places),
            by=signed_in(),
        )
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".targets"))
    return render_template("hours/target_set.html", form=form, rows=form.rows(places), known=known), (
        422 if form.errors else 200
    )


@bp.post("/targets/<code>/end")
@requires(Permission.TARGET_EDIT)
def end_set(code: str) -> ResponseReturnValue:
    """Take a set out of use."""
    if all(one.code != code for one in queries.list_sets()):
        abort(404)
    actions.end_set(code, by=signed_in())
    db.session.commit()
    flash(_("Out of use."))
    return redirect(url_for(".targets"))
