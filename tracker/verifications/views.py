"""Pages for verifications."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.credentials import queries as credentials
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline
from tracker.from_paper import queries as from_paper
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.language import _, say_date
from tracker.observations import examples
from tracker.observations import queries as observations
from tracker.observations.models import Example, Observation, ObservationMethod
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.verifications import actions, presenters, queries, requirements
from tracker.verifications.forms import VerificationForm, WithdrawForm
from tracker.verifications.models import Method, Qualification, Verification
from tracker.web.forms import choice
from tracker.web.items import chosen_codes, item_choices
from tracker.web.pages import note_opening, open_record
from tracker.words import label

bp = Blueprint("verifications", __name__)

# How something was seen, as a method of verification.
SEEN_AS = {
    ObservationMethod.IN_PERSON: Method.DIRECT_OBSERVATION,
    ObservationMethod.RECORDING: Method.DIRECT_OBSERVATION,
    ObservationMethod.ROLE_PLAY: Method.DEMONSTRATION,
    ObservationMethod.WRITTEN_WORK: Method.DOCUMENTATION_REVIEW,
}


@bp.get("/people/<uuid:person_id>/verifications")
@requires(Permission.VERIFICATION_READ)
def index(person_id: UUID) -> str:
    """What the job requires, what has been verified by competency, and by event."""
    reader = signed_in()
    person = people.get_readable(person_id, reader, sheet=True)
    events = queries.list_visible(person.id, reader)
    items = frameworks.find_items(item.competency_id for event in events for item in event.items)
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    whole = queries.reads_whole_sheet(reader, person.id)
    lines = presenters.list_by_item(person, reader, events, items, scale)
    page = open_record(
        "verifications/index.html",
        "verification.opened",
        kind="verification",
        record_id=person.id,
        about_id=person.id,
        person=person,
        needs=requirements.list_needs([person], clock.today())[person.id] if whole else [],
        say_need=lambda need: presenters.say_need(need, scale),
        lines=lines,
        items=items,
        scale=scale,
        verifications=events,
        can_verify=actions.may_verify(person, reader),
        papers=from_paper.say_marks(event.id for event in events),
        statements=signed.list_statements(
            StatementPart.VERIFICATION, [event.id for event in events], until=people.sees_until(reader, person.id)
        ),
    )
    if any(line.goal for line in lines):
        note_opening("goal.opened", kind="goal", record_id=person.id, about_id=person.id)
    return page


@bp.route("/people/<uuid:person_id>/verifications/new", methods=["GET", "POST"])
@requires(Permission.VERIFICATION_MAKE)
def new(person_id: UUID) -> ResponseReturnValue:
    """Verify one item or several that were shown in one event."""
    person = people.get_visible(person_id, signed_in())
    actions.refuse_assessor(person, signed_in())
    observation = _asked_observation(person)
    in_motion = goals.list_open(person.id, signed_in())
    example = _asked_example(person)
    form = _form(person, in_motion, observation, example)
    if form.validate_on_submit():
        return _save(person, form, observation, example)
    drawn = render_template(
        "verifications/new.html",
        form=form,
        person=person,
        outline=frameworks.current_outline(),
        observation=observation,
        example=example,
        makes_goals=people.is_supervisor_of(signed_in(), person.id, rating=True),
    )
    if in_motion:
        note_opening("goal.opened", kind="goal", record_id=person.id, about_id=person.id)
    if observation:
        note_opening("observation.opened", kind="observation", record_id=observation.id, about_id=person.id)
    if example:
        note_opening("example.opened", kind="example", record_id=example.id, about_id=person.id)
    return drawn, 422 if form.errors else 200


@bp.post("/people/<uuid:person_id>/verifications/sentences")
@requires(Permission.VERIFICATION_MAKE)
def sentences(person_id: UUID) -> str:
    """The fields for a sentence each, as many items are chosen; a piece of the form, nothing is saved."""
    person = people.get_visible(person_id, signed_in())
    actions.refuse_assessor(person, signed_in())
    return render_template(
        "verifications/sentences.html", form=_form(person, (), None, None), outline=frameworks.current_outline()
    )


def _asked_observation(person: Person) -> Observation | None:
    """The observation that the form was opened from: one's own, shared, about this person; else 404."""
    asked = request.args.get("observation", type=UUID)
    if asked is None:
        return None
    observation = observations.get_own(asked, signed_in())
    if observation.person_id != person.id or observation.shared_at is None:
        abort(404)
    return observation


def _asked_example(person: Person) -> Example | None:
    """The employee's example that the form was opened from: shared, of this person; else 404."""
    asked = request.args.get("example", type=UUID)
    if asked is None:
        return None
    example = examples.get_visible(asked, signed_in())
    return example if example.person_id == person.id else abort(404)


def _form(
    person: Person, in_motion: Sequence[Goal], observation: Observation | None, example: Example | None
) -> VerificationForm:
    outline = frameworks.current_outline()
    seen: dict[str, object] = {"items": chosen_codes(outline)}
    if observation is not None:
        seen = _seen(observation, outline)
    elif example is not None:
        seen = _exemplified(example, outline)
    form = VerificationForm(**{"observed_on": clock.today(), **_qualified(person), **seen})
    form.items.choices = item_choices(outline)
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    form.level.choices = [choice(str(level.value), f"{level.value} {level.label}") for level in scale.levels]
    form.goal.choices = [
        choice("", _("No goal needed")),
        *(choice(str(goal.id), goal.statement[:80]) for goal in in_motion),
    ]
    return form


def _seen(observation: Observation, outline: Outline) -> dict[str, object]:
    """What an observation says already."""
    return {
        "items": [
            outline.by_id[one.competency_id].code for one in observation.items if one.competency_id in outline.by_id
        ],
        "event": f"{label(observation.setting)}: {label(observation.method)}",
        "observed_on": observation.observed_on,
        "method": SEEN_AS[observation.method].value,
    }


def _exemplified(example: Example, outline: Outline) -> dict[str, object]:
    """What an example says already."""
    return {
        "items": [outline.by_id[one.competency_id].code for one in example.items if one.competency_id in outline.by_id],
        "event": _("Own example of %(day)s", day=say_date(example.happened_on)),
        "observed_on": clock.today(),
        "method": Method.EXEMPLAR.value,
    }


def _qualified(person: Person) -> dict[str, object]:
    """Why the reader can judge this, as far as it is known: the words of an appointment, or a credential."""
    appointment = actions.find_in_force(person, signed_in())
    if appointment is not None:
        return {"qualification": appointment.qualification.value, "qualified_by": appointment.qualified_by}
    held = credentials.find_newest(signed_in().id)
    if held is None:
        return {}
    return {"qualification": Qualification.CREDENTIAL.value, "qualified_by": f"{held.kind} {held.number}"}


def _save(
    person: Person, form: VerificationForm, observation: Observation | None, example: Example | None
) -> ResponseReturnValue:
    if not is_made(Verification, form.record_id):
        outline = frameworks.current_outline()
        goal = goals.get_visible(UUID(form.goal.data), signed_in()) if form.goal.data else None
        said = form.sentences.data if form.asks_for_sentences else {}
        shown = [
            actions.Shown(outline.by_code[code], int(form.level.data), said.get(code, ""), goal=goal)
            for code in form.codes
        ]
        actions.verify(
            person,
            outline=outline,
            shown=shown,
            method=Method(form.method.data),
            qualification=Qualification(form.qualification.data),
            observation=observation,
            example=example,
            **form.values("items", "level", "method", "qualification", "goal", "sentences"),
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
    about, reader = verification.person_id, signed_in()
    seen = observations.list_visible(about, reader) if verification.observation_id else []
    return open_record(
        "verifications/show.html",
        "verification.opened",
        kind="verification",
        record_id=verification.id,
        about_id=about,
        verification=verification,
        items=frameworks.find_items(item.competency_id for item in verification.items),
        scale=scale,
        goals={goal.id: goal for goal in goals.list_visible(about, reader)},
        observation=next((one for one in seen if one.id == verification.observation_id), None),
        exemplar=_exemplar(verification, reader),
        paper=from_paper.say_marks([verification.id]).get(verification.id, ""),
        scans=from_paper.list_scans([verification.id]).get(verification.id, [])
        if people.relations(reader, about) & from_paper.READS
        else [],
        form=form,
        can_withdraw=verification.assessor_id == reader.id and verification.withdrawn_at is None,
        statements=signed.list_statements(
            StatementPart.VERIFICATION, [verification.id], until=people.sees_until(reader, about)
        )[verification.id],
    )


def _exemplar(verification: Verification, reader: Person) -> Example | None:
    """The example a verification rests on, where the reader may open it: an appointed assessor may not."""
    if verification.exemplar is None:
        return None
    held = people.relations(reader, verification.person_id)
    return verification.exemplar.example if held & examples.READ else None


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
