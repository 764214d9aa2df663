"""Pages for observations."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.consultations import queries as consultations
from tracker.consultations.cautions import Meeting, list_cautions
from tracker.consultations.models import Mode
from tracker.credentials import queries as credentials
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.goals import queries as goals
from tracker.language import _
from tracker.observations import actions, asking, entries, queries, requests
from tracker.observations.forms import AcknowledgeForm, ObservationForm
from tracker.observations.models import (
    Observation,
    ObservationMethod,
    ObservationRequest,
    Presence,
    Setting,
)
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.voiding import queries as voiding
from tracker.web.items import chosen_codes, item_choices
from tracker.web.pages import open_record

bp = Blueprint("observations", __name__)


@bp.get("/people/<uuid:person_id>/observations")
@requires(Permission.OBSERVATION_READ)
def index(person_id: UUID) -> str:
    """Observations of one person; to themselves also since when a draft exists."""
    person = people.get_readable(person_id, signed_in())
    own = person.id == signed_in().id
    found = queries.list_visible(person.id, signed_in())
    return open_record(
        "observations/index.html",
        "observation.opened",
        kind="observation",
        record_id=person.id,
        about_id=person.id,
        person=person,
        observations=found,
        void=voiding.list_voidings(one.id for one in found),
        drafts=queries.list_draft_days(person) if own else [],
        asked=requests.list_visible(person.id, signed_in()),
        own=own,
        can_write=people.is_supervisor_of(signed_in(), person.id, rating=False),
    )


@bp.route("/people/<uuid:person_id>/observations/new", methods=["GET", "POST"])
@requires(Permission.OBSERVATION_WRITE)
def new(person_id: UUID) -> ResponseReturnValue:
    """Write what was seen; save it as a draft or share it at once."""
    person = people.get_visible(person_id, signed_in())
    actions.refuse_observer(person, signed_in())
    outline = frameworks.current_outline()
    asked = _asked(person)
    wanted = [outline.by_id[one.competency_id].code for one in asked.items] if asked else []
    form = ObservationForm(
        items=wanted or chosen_codes(outline), observed_on=clock.today(), log_minutes=entries.USUAL_MINUTES
    )
    form.items.choices = item_choices(outline)
    if form.validate_on_submit():
        return _save(person, form, asked)
    return render_template("observations/new.html", form=form, person=person, outline=outline, asked=asked), (
        422 if form.errors else 200
    )


def _asked(person: Person) -> ObservationRequest | None:
    """What the person asked to have seen, where the address names it."""
    named = request.args.get("request", type=UUID)
    asked = requests.get_visible(named, signed_in()) if named else None
    return asked if asked and asked.person_id == person.id else None


def _save(person: Person, form: ObservationForm, asked: ObservationRequest | None) -> ResponseReturnValue:
    made = is_made(Observation, form.record_id)
    observation = queries.get_own(form.record_id, signed_in()) if made else _record(person, form, asked)
    if "share" in request.form and observation.shared_at is None:
        actions.share(observation, by=signed_in())
    address = _log_time(observation, form, was_asked=asked is not None) if form.logs.data else None
    db.session.commit()
    flash(_("Shared with %(name)s.", name=person.name) if observation.shared_at else _("Saved as a draft."))
    return redirect(address or url_for(".show", observation_id=form.record_id))


def _log_time(observation: Observation, form: ObservationForm, *, was_asked: bool) -> str | None:
    """Put the time in the log; where there is something to look at first, the address of its draft."""
    if observation.shared_at is None:
        flash(_("Its time goes into the log once it is shared: its page leads there."))
        return None
    minutes = form.log_minutes.data or entries.USUAL_MINUTES
    mode = Mode(form.log_mode.data) if form.log_mode.data else None
    if list_cautions(Meeting([observation.person], observation.observed_on, None, minutes, signed_in())):
        draft = entries.begin(observation, minutes=minutes, mode=mode, by=signed_in())
        return url_for("consultations.new", draft=draft.id) if draft.is_open else None
    entries.put_in_log(
        observation,
        minutes=minutes,
        mode=mode,
        credential=credentials.say_newest(signed_in()),
        was_asked=was_asked,
        by=signed_in(),
    )
    return None


def _record(person: Person, form: ObservationForm, asked: ObservationRequest | None) -> Observation:
    outline = frameworks.current_outline()
    return actions.record(
        person,
        items=[outline.by_code[code].id for code in form.items.data or []],
        setting=Setting(form.setting.data),
        method=ObservationMethod(form.method.data),
        presence=Presence(form.presence.data),
        **form.values("items", "setting", "method", "presence", "logs", "log_minutes", "log_mode"),
        request=asked,
        by=signed_in(),
    )


@bp.post("/observations/<uuid:observation_id>/log")
@requires(Permission.CONSULTATION_WRITE)
def log(observation_id: UUID) -> ResponseReturnValue:
    """Begin its entry of the supervision log, to look at and save."""
    observation = queries.get_own(observation_id, signed_in())
    draft = entries.begin(observation, by=signed_in())
    db.session.commit()
    if not draft.is_open:
        return redirect(url_for(".show", observation_id=observation_id))
    return redirect(url_for("consultations.new", draft=draft.id))


@bp.get("/observations/<uuid:observation_id>")
@requires(Permission.OBSERVATION_READ)
def show(observation_id: UUID) -> str:
    """One observation."""
    return _page(queries.get_visible(observation_id, signed_in()), AcknowledgeForm())


def _page(observation: Observation, form: AcknowledgeForm) -> str:
    until = people.sees_until(signed_in(), observation.person_id)
    said = observation.acknowledgement
    return open_record(
        "observations/show.html",
        "observation.opened",
        kind="observation",
        record_id=observation.id,
        about_id=observation.person_id,
        observation=observation,
        outline=frameworks.outline_with(about.competency_id for about in observation.items),
        statements=signed.list_statements(StatementPart.OBSERVATION, [observation.id], until=until)[observation.id],
        acknowledged=said if said is not None and (until is None or said.at < until) else None,
        form=form,
        void=voiding.find_voiding(observation.id),
        may_void=_may_void(observation),
        logged=consultations.find_draft_from(observation.id),
        makes_goals=may(Permission.GOAL_EDIT) and goals.is_side(signed_in(), observation.person_id),
    )


def _may_void(observation: Observation) -> bool:
    """Whether the reader finds the way to make it void."""
    if not may(Permission.RECORD_VOID) or observation.shared_at is None:
        return False
    reader = signed_in()
    return observation.observer_id == reader.id or Relation.HR in people.relations(reader, observation.person_id)


@bp.post("/observations/<uuid:observation_id>/share")
@requires(Permission.OBSERVATION_WRITE)
def share(observation_id: UUID) -> ResponseReturnValue:
    """Show a draft to the person it is about."""
    observation = queries.get_own(observation_id, signed_in())
    name = observation.person.name
    actions.share(observation, by=signed_in())
    db.session.commit()
    flash(_("Shared with %(name)s.", name=name))
    return redirect(url_for(".show", observation_id=observation_id))


@bp.post("/observations/<uuid:observation_id>/acknowledge")
@requires(Permission.OBSERVATION_ACKNOWLEDGE)
def acknowledge(observation_id: UUID) -> ResponseReturnValue:
    """Say that one has read it, with a comment if wanted."""
    observation = queries.get_visible(observation_id, signed_in())
    form = AcknowledgeForm()
    if not form.validate_on_submit():
        return _page(observation, form), 422
    asking.acknowledge(observation, str(form.comment.data or ""), by=signed_in())
    db.session.commit()
    flash(_("Noted that you have read it."))
    return redirect(url_for(".show", observation_id=observation_id))
