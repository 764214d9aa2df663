"""Pages for the supervision and consultation log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.agreements import queries as agreements
from tracker.consultations import actions, entering, queries, rules
from tracker.consultations.cautions import Caution, Meeting, list_cautions
from tracker.consultations.entering import Offer
from tracker.consultations.forms import ConfirmForm, EntryForm, PartForm
from tracker.consultations.models import EntryKind, LogDraft, LogEntry
from tracker.credentials import queries as credentials
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.hours import presenters as hours
from tracker.language import _
from tracker.months import frozen
from tracker.months import queries as months
from tracker.observations import queries as observations
from tracker.observations.models import Observation
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.web.addresses import safe_path
from tracker.web.pages import open_record
from tracker.web.paging import Page

bp = Blueprint("consultations", __name__)
USUAL_LENGTHS: Final = (15, 30, 45, 60)
REQUESTS: Final = 5


@bp.get("/people/<uuid:person_id>/log")
@requires(Permission.CONSULTATION_READ)
def index(person_id: UUID) -> str:
    """Entries one person attended, with that person's part."""
    person = people.get_readable(person_id, signed_in())
    page = Page.of(queries.count_visible(person.id, signed_in()))
    entries = queries.list_visible(person.id, signed_in(), limit=page.size, offset=page.offset)
    return open_record(
        "consultations/index.html",
        "log_entry.opened",
        kind="log_entry",
        record_id=person.id,
        about_id=person.id,
        person=person,
        drafts=queries.list_drafts_about(person, signed_in()),
        entries=entries,
        page=page,
        late=months.list_late([seen.entry for seen in entries]),
        frozen=frozen.list_frozen(seen.parts[0].id for seen in entries),
        gap=hours.say_present_gap(person),
        agreements=agreements.list_open(person.id, signed_in()),
        requests=agreements.list_requests(person.id, signed_in(), limit=REQUESTS),
        reads_all=queries.reads_all(signed_in(), person.id),
        can_write=people.is_supervisor_of(signed_in(), person.id, rating=False),
    )


@bp.route("/log/new", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_WRITE)
def new() -> ResponseReturnValue:
    """The quick entry: who, when, how long, on what."""
    draft, last = _asked_draft(), queries.find_last_of(signed_in())
    like = request.args.get("like", type=UUID)
    copied = queries.find_of_writer(like, signed_in()) if like else None
    seen = observations.find_shared(draft.source_id, signed_in()) if draft else None
    defaults = entering.begin(draft, copied, last, request.args.getlist("person"), seen)
    offer = entering.list_offer(signed_in())
    form = entering.make_form(offer, signed_in(), defaults)
    if not form.validate_on_submit():
        return _new_page(form, offer, draft, last), 422 if form.errors else 200
    cautions = _unknown_cautions(form)
    if cautions:
        return _new_page(form, offer, draft, last, cautions), 422
    return _save(form, offer)


def _new_page(
    form: EntryForm,
    offer: Offer,
    draft: LogDraft | None,
    last: LogEntry | None,
    cautions: Sequence[Caution] = (),
) -> str:
    return render_template(
        "consultations/new.html",
        draft=draft,
        form=form,
        offer=offer,
        last=last,
        cautions=cautions,
        known=",".join(caution.code for caution in cautions),
        lengths=USUAL_LENGTHS,
        risk_topics=[topic.code for topic in rules.list_topics() if topic.is_risk],
        outline=frameworks.current_outline(),
    )


def _unknown_cautions(form: EntryForm) -> list[Caution]:
    """All warnings about an entry, where the page has not shown one of them yet."""
    if is_made(LogEntry, form.record_id):
        return []
    attendees = _attendees(form)
    meeting = Meeting(attendees, form.day(form.held_on), form.starts.data, form.minutes.data or 0, signed_in())
    found = list_cautions(meeting)
    shown = set(str(form.knows.data or "").split(","))
    return found if {caution.code for caution in found} - shown else []


def _attendees(form: EntryForm) -> list[Person]:
    return [people.get_visible(UUID(chosen), signed_in()) for chosen in form.attendees.data or []]


def _asked_draft(*, lock: bool = False) -> LogDraft | None:
    """The draft that the entry completes, where the address names one."""
    asked = request.args.get("draft", type=UUID)
    return queries.get_draft(asked, signed_in(), lock=lock) if asked else None


def _save(form: EntryForm, offer: Offer) -> ResponseReturnValue:
    if not is_made(LogEntry, form.record_id):
        draft = _asked_draft(lock=True)
        entry = actions.log(
            _attendees(form),
            **form.entry_values(),
            items=entering.chosen_items(form),
            goals=entering.chosen_goals(form, offer),
            supervisor_credential=credentials.say_newest(signed_in()),
            by=signed_in(),
        )
        if draft is not None:
            actions.complete_draft(draft, entry)
        db.session.commit()
    flash(_("Saved. Each attendee is asked to confirm it."))
    return redirect(url_for(".show", entry_id=form.record_id))


@bp.post("/log/drafts/<uuid:draft_id>/discard")
@requires(Permission.CONSULTATION_WRITE)
def discard_draft(draft_id: UUID) -> ResponseReturnValue:
    """Discard a draft that something else has begun."""
    actions.discard_draft(queries.get_draft(draft_id, signed_in(), lock=True), by=signed_in())
    db.session.commit()
    flash(_("The draft is discarded."))
    return redirect(url_for("home.index"))


@bp.get("/log/<uuid:entry_id>")
@requires(Permission.CONSULTATION_READ)
def show(entry_id: UUID) -> str:
    """One entry, with the reader's part of it."""
    seen = queries.get_visible(entry_id, signed_in(), about=request.args.get("person", type=UUID))
    return _page(seen, ConfirmForm())


def _page(seen: queries.SeenEntry, form: ConfirmForm, part_form: PartForm | None = None) -> str:
    mine = next((part for part in seen.parts if part.person_id == signed_in().id), None)
    about = mine or seen.parts[0]
    return open_record(
        "consultations/show.html",
        "log_entry.opened",
        kind="log_entry",
        record_id=seen.entry.id,
        about_id=about.person_id,
        seen=seen,
        mine=mine,
        may_void=_may_void(seen),
        form=part_form if part_form and part_form.errors else form,
        part_form=part_form or PartForm(),
        outline=frameworks.current_outline(),
        topics=rules.list_topics(),
        goals=_goals(seen),
        observation=_observation(seen),
        frozen=frozen.list_frozen(part.id for part in seen.parts),
        late=months.list_late([seen.entry]),
        statements=[
            statement
            for statement in signed.list_statements(StatementPart.LOG_ENTRY, [seen.entry.id])[seen.entry.id]
            if statement.author_id in {part.person_id for part in seen.parts}
        ],
    )


def _may_void(seen: queries.SeenEntry) -> bool:
    """Whether the reader finds the way to make it void."""
    held = [people.relations(signed_in(), part.person_id) for part in seen.parts]
    return may(Permission.RECORD_VOID) and (seen.is_writer or all(Relation.HR in one for one in held))


def _observation(seen: queries.SeenEntry) -> Observation | None:
    """The observation that made an entry, where the reader may read it."""
    source = queries.find_source_of(seen.entry.id) if seen.entry.kind is EntryKind.DIRECT_OBSERVATION else None
    return observations.find_shared(source, signed_in()) if source else None


def _goals(seen: queries.SeenEntry) -> list[Goal]:
    """The goals of an entry that the reader may read."""
    owners = {goal.person_id for goal in seen.goals}
    readable = {goal.id for owner in owners for goal in goals.list_visible(owner, signed_in())}
    return [goal for goal in seen.goals if goal.id in readable]


@bp.post("/log/<uuid:entry_id>/parts/<uuid:person_id>")
@requires(Permission.CONSULTATION_WRITE)
def write_part(entry_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Write what is for one attendee of a group alone."""
    seen = queries.get_visible(entry_id, signed_in(), about=person_id)
    if all(part.person_id != person_id for part in seen.parts):
        abort(404)
    if not seen.is_writer:
        abort(403)
    form = PartForm()
    if not form.validate_on_submit():
        return _page(seen, ConfirmForm(), form), 422
    actions.write_part(seen.entry, person_id, text=str(form.own_part.data), by=signed_in())
    db.session.commit()
    flash(_("Saved. Only this person and you see it, and HR."))
    return redirect(url_for(".show", entry_id=entry_id))


@bp.post("/log/follow-ups/<uuid:follow_up_id>/done")
@requires(Permission.CONSULTATION_READ)
def close_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    """The owner of a follow-up says that it is done."""
    actions.close_follow_up(queries.get_follow_up(follow_up_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("Done."))
    return redirect(safe_path(request.referrer) or url_for("home.index"))


@bp.post("/log/<uuid:entry_id>/confirm")
@requires(Permission.CONSULTATION_CONFIRM)
def confirm(entry_id: UUID) -> ResponseReturnValue:
    """The attendee confirms, with one tap."""
    seen = queries.get_visible(entry_id, signed_in())
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(seen, form), 422
    actions.confirm(seen.entry, comment=str(form.comment.data or ""), by=signed_in())
    db.session.commit()
    flash(_("Confirmed."))
    came_from = safe_path(request.referrer) or url_for(".show", entry_id=entry_id)
    return redirect(came_from)
