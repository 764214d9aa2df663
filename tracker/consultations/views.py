"""Pages for the supervision and consultation log."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.consultations import actions, queries
from tracker.consultations.forms import ConfirmForm, EntryForm, for_domains
from tracker.consultations.models import RISK_TOPICS, LogDraft, LogEntry
from tracker.credentials import queries as credentials
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.language import _
from tracker.people import queries as people
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.web.addresses import safe_path
from tracker.web.forms import choice
from tracker.web.pages import open_record

bp = Blueprint("consultations", __name__)
SHOWN = 100


@bp.get("/people/<uuid:person_id>/log")
@requires(Permission.CONSULTATION_READ)
def index(person_id: UUID) -> str:
    """Entries one person attended, with that person's part."""
    person = people.get_readable(person_id, signed_in())
    return open_record(
        "consultations/index.html",
        "log_entry.opened",
        kind="log_entry",
        record_id=person.id,
        about_id=person.id,
        person=person,
        drafts=queries.list_drafts_about(person, signed_in()),
        entries=queries.list_visible(person.id, signed_in(), limit=SHOWN),
        can_write=people.is_supervisor_of(signed_in(), person.id, rating=False),
    )


@bp.route("/log/new", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_WRITE)
def new() -> ResponseReturnValue:
    """The quick entry: who, when, how long, on what."""
    team = people.list_team(signed_in())
    domains = frameworks.current_outline().domains
    draft = _asked_draft()
    form = for_domains(domains)(**_defaults(draft))
    form.attendees.choices = [choice(str(member.id), member.name) for member in team]
    if form.validate_on_submit():
        return _save(form)
    return render_template(
        "consultations/new.html", draft=draft, form=form, risk_topics=[topic.value for topic in RISK_TOPICS], team=team
    ), 422 if form.errors else 200


def _asked_draft(*, lock: bool = False) -> LogDraft | None:
    """The draft that the entry completes, where the address names one."""
    asked = request.args.get("draft", type=UUID)
    return queries.get_draft(asked, signed_in(), lock=lock) if asked else None


def _defaults(draft: LogDraft | None) -> dict[str, object]:
    """Now, and what the writer chose last time; or what a draft says."""
    last = queries.find_last_of(signed_in())
    if draft is not None:
        return {
            "attendees": [str(draft.person_id)],
            "held_on": draft.held_on,
            "minutes": draft.minutes,
            "kind": draft.kind,
            "mode": draft.mode,
            "is_non_clinical": last.is_non_clinical if last else True,
        }
    asked = request.args.getlist("person")
    return {
        "attendees": asked or [str(one.person_id) for one in last.attendances] if last else asked,
        "held_on": clock.today(),
        "minutes": last.minutes if last else 60,
        "kind": last.kind if last else None,
        "mode": last.mode if last else None,
        "is_non_clinical": last.is_non_clinical if last else True,
    }


def _save(form: EntryForm) -> ResponseReturnValue:
    if not is_made(LogEntry, form.record_id):
        held = credentials.find_newest(signed_in().id)
        attendees = [people.get_visible(UUID(chosen), signed_in()) for chosen in form.attendees.data or []]
        draft = _asked_draft(lock=True)
        entry = actions.log(
            attendees,
            **form.entry_values(),
            supervisor_credential=f"{held.kind} {held.number}" if held else "",
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


def _page(seen: queries.SeenEntry, form: ConfirmForm) -> str:
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
        form=form,
        domains=frameworks.current_outline().domains,
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
