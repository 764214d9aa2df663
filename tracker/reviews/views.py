"""A review's own pages: progress for HR, starting, sending, its state, returning."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Part, Relation
from tracker.assessments import presenters as rated
from tracker.assessments import queries as assessments
from tracker.assessments import sending
from tracker.assessments.forms import SendForm
from tracker.assessments.models import Side
from tracker.database import db
from tracker.files import queries as kept
from tracker.files.models import FileKind
from tracker.frameworks import queries as frameworks
from tracker.language import _, as_shipped
from tracker.people import queries as people
from tracker.people import supervision
from tracker.people.models import Person
from tracker.reviews import (
    actions,
    changes,
    counts,
    presenters,
    presenters_amending,
    queries,
    queries_amending,
    standings,
    transitions,
)
from tracker.reviews.focus import choose_focus
from tracker.reviews.forms import INDEPENDENT, NOT_USED_FOR, USED_FOR, ReturnForm, StartForm
from tracker.reviews.models import Rated, Review, ReviewKind
from tracker.reviews.reading import Reading
from tracker.reviews.said import list_said
from tracker.reviews.standings import Acting, Waiting
from tracker.reviews.transitions import Act, Actor
from tracker.settings.models import WordingKind
from tracker.settings.queries import say_wording
from tracker.signatures import queries as signed
from tracker.signatures.models import Capacity, Signature
from tracker.web.forms import choice
from tracker.web.pages import note_export, open_record
from tracker.web.paging import Page

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


@bp.get("/")
@requires(Permission.REVIEW_PROGRESS)
def progress() -> str:
    """HR's list: everyone with the state of their newest review and who must act."""
    search = request.args.get("q", "")
    page = Page.of(standings.count_employees(search=search))
    members = standings.list_employees(search=search, limit=page.size, offset=page.offset)
    return render_template(
        "reviews/progress.html", standings=standings.list_standings(members), page=page, search=search
    )


@bp.route("/start/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW_START)
def start(person_id: UUID) -> ResponseReturnValue:
    """HR starts a review for someone."""
    person = people.get_visible(person_id, signed_in())
    form = StartForm(**_start_defaults(person))
    form.framework.choices = [choice(str(one.id), f"{one.title} ({one.version})") for one in frameworks.list_versions()]
    form.offer_items(frameworks.list_codes())
    if form.validate_on_submit():
        review = _start(person, form)
        db.session.commit()
        flash(_("Review started for %(name)s. It shows on their home page now.", name=person.name))
        return redirect(url_for(".show", review_id=review.id))
    supervisor = supervision.find_rating_supervisor(person.id, clock.today())
    return render_template(
        "reviews/start.html", form=form, person=person, supervisor=supervisor, outline=frameworks.current_outline()
    ), (422 if form.errors else 200)


def _start_defaults(person: Person) -> dict[str, object]:
    last = queries.find_last_conversation_day(person.id)
    usual = frameworks.find_version("crss")
    return {
        "framework": str(usual.id) if usual else None,
        "kind": ReviewKind.ANNUAL if last else ReviewKind.BASELINE,
        "period_from": last or person.hired_on or clock.today(),
        "used_for": say_wording(WordingKind.USED_FOR, USED_FOR),
        "not_used_for": say_wording(WordingKind.NOT_USED_FOR, NOT_USED_FOR),
        "ratings": INDEPENDENT,
        "rated": Rated.ALL,
    }


def _start(person: Person, form: StartForm) -> Review:
    framework = frameworks.get_version(UUID(form.framework.data))
    codes = choose_focus([person], framework.id, Rated(form.rated.data), form.focus.data or [])
    return actions.start(
        person,
        kind=ReviewKind(form.kind.data),
        framework=framework,
        scale=frameworks.get_newest_scale(),
        is_open_rating=form.is_open_rating,
        focus=codes.get(person.id, ()),
        used_for=as_shipped(str(form.used_for.data), USED_FOR),
        not_used_for=as_shipped(str(form.not_used_for.data), NOT_USED_FOR),
        **form.values("framework", "kind", "ratings", "rated", "focus", "used_for", "not_used_for"),
        by=signed_in(),
    )


@bp.get("/<uuid:review_id>")
@requires(Permission.REVIEW_READ)
def show(review_id: UUID) -> str:
    """Where a review stands, who must act, and what the reader may open of it."""
    reading = queries.get_reading(review_id, signed_in())
    snapshot_id = reading.review.snapshot_id
    signatures = signed.list_signatures([snapshot_id])[snapshot_id] if snapshot_id else []
    acting = standings.find_acting(reading.review)
    may_end = _may_record_ending(reading, signatures)
    return open_record(
        "reviews/show.html",
        "review.opened",
        kind="review",
        record_id=review_id,
        about_id=reading.person.id,
        reading=reading,
        signatures=signatures if reading.reads(Part.STATE) else [],
        typed=assessments.list_typed_in(review_id) if _reads_both(reading) else [],
        say_entry=rated.say_entry,
        scans=kept.list_of(review_id, FileKind.PAPER_RATINGS) if _reads_both(reading) else [],
        void=signed.list_void_signatures(review_id) if reading.reads(Part.BOTH_ROWS) else [],
        waiting=_waiting(reading, acting, signatures),
        acting=acting.person,
        author_instead=queries.find_author_instead(reading),
        answered=assessments.count_answered([review_id]),
        statements=list_said(reading) if _reads_both(reading) else [],
        how_it_ended=presenters.say_ending(queries.find_ending(reading.review)),
        may_record_ending=may_end,
        may_record_signature=_may_record_signature(reading, signatures),
        say_when_signed=presenters.say_when_signed,
        may_sign_late=_may_sign_late(reading, signatures),
        first_day=queries.first_day_to_record_ending(reading.review) if may_end else None,
        may_act=lambda act, reading: reading.may(act),
        tied=presenters_amending.tie(reading),
        changes=_changes(reading),
        pictures=counts.draw_review(reading) if reading.reads(Part.BOTH_ROWS) and reading.void is None else (),
        Act=Act,
        return_form=ReturnForm(),
    )


def _may_record_ending(reading: Reading, signatures: Sequence[Signature]) -> bool:
    actor = Actor.HR if Relation.HR in reading.relations else None
    has_signed = Capacity.EMPLOYEE in {signature.capacity for signature in signatures}
    allowed = transitions.may(Act.RECORD_ENDING, actor, reading.review.state)
    return allowed and not has_signed and reading.void is None and may(Permission.REVIEW_PROGRESS)


def _waiting(reading: Reading, acting: Acting, signatures: Sequence[Signature]) -> tuple[Waiting, ...]:
    if reading.void is not None:
        return ()
    proposed = standings.count_proposed([reading.review])
    return standings.who_must_act(reading.review, acting, signatures, proposed.get(reading.review.id, {}))


def _may_record_signature(reading: Reading, signatures: Sequence[Signature]) -> bool:
    actor = Actor.HR if Relation.HR in reading.relations and reading.side is None else None
    allowed = transitions.may(Act.RECORD_SIGNATURE, actor, reading.review.state)
    return allowed and reading.void is None and len(signatures) < len(Capacity) and may(Permission.REVIEW_PROGRESS)


def _changes(reading: Reading) -> list[changes.Change] | None:
    """What an amendment changed, once it is frozen, for those who read both ratings; None otherwise."""
    snapshot = reading.review.snapshot
    if snapshot is None or not reading.reads(Part.BOTH_ROWS):
        return None
    amends = signed.read_snapshot(snapshot).get("amends")
    return changes.say_changes(amends, reading.scale, to_both_sides=reading.is_between_the_sides) if amends else None


def _may_sign_late(reading: Reading, signatures: Sequence[Signature]) -> bool:
    given = {signature.capacity for signature in signatures}
    if reading.signing_side is None or queries.signing_act(reading.review) is not Act.SIGN_LATE:
        return False
    if reading.void is not None or queries_amending.is_reopened(reading.review.id):
        return False
    return Capacity(reading.signing_side.value) not in given and queries.find_author_instead(reading) is None


def _reads_both(reading: Reading) -> bool:
    """Whether what the employee added travels to the reader: their own at any time, else with both ratings."""
    return reading.side is Side.EMPLOYEE or reading.reads(Part.BOTH_ROWS)


@bp.route("/<uuid:review_id>/send", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_RATE)
def send(review_id: UUID) -> ResponseReturnValue:
    """Send one's ratings, after a look at what has no answer."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=request.method == "POST")
    own = assessments.get_own_side(review_id, signed_in())
    form = SendForm(proud_of=own.assessment.proud_of)
    ratings = assessments.list_ratings(own.assessment, own.side)
    unanswered = assessments.list_unanswered(own.outline, ratings)
    form.asks_about_unanswered = bool(unanswered) and not own.is_sent
    typed = assessments.list_typed_in(review_id) if own.side is Side.EMPLOYEE else []
    form.asks_about_paper = any(entry.is_unconfirmed for entry in typed) and not own.is_sent
    if form.validate_on_submit():
        both = actions.send(reading, **form.values(), by=signed_in())
        db.session.commit()
        flash(
            _("Sent. Now you both see both.") if both else _("Sent. You can take it back until the other side sends.")
        )
        return redirect(url_for(".show", review_id=review_id))
    reasonless, baseless = sending.list_unfinished(own, ratings)
    return render_template(
        "reviews/send.html",
        reading=reading,
        own=own,
        form=form,
        summary=rated.summarize(own, ratings),
        unanswered=unanswered,
        typed=typed,
        say_entry=rated.say_entry,
        reasonless=reasonless,
        baseless=baseless,
        training=rated.list_training_wanted(own, ratings),
        uniform=rated.list_uniform_sections(own, ratings),
        acting=standings.find_acting_supervisor(reading.review),
    ), 422 if form.errors else 200


@bp.post("/<uuid:review_id>/take-back")
@requires(Permission.ASSESSMENT_RATE)
def take_back(review_id: UUID) -> ResponseReturnValue:
    """Take one's ratings back, as long as the other side has not sent."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    actions.take_back(reading, by=signed_in())
    db.session.commit()
    flash(_("You have your ratings back. Change what you like, then send them again."))
    return redirect(url_for("assessments.show", assessment_id=review_id))


@bp.post("/<uuid:review_id>/employee-ratings/open")
@requires(Permission.ASSESSMENT_RATE)
def open_ratings(review_id: UUID) -> ResponseReturnValue:
    """In an open review, the supervisor opens what the employee has sent."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    assessments.get_own_side(review_id, signed_in())
    actions.open_employees_ratings(reading, by=signed_in())
    db.session.commit()
    flash(_("Opened. %(name)s can no longer take these ratings back.", name=reading.person.name))
    return redirect(url_for(".employee_ratings", review_id=review_id))


@bp.get("/<uuid:review_id>/employee-ratings")
@requires(Permission.ASSESSMENT_RATE)
def employee_ratings(review_id: UUID) -> str:
    """The employee's ratings, once their supervisor has opened them in an open review."""
    reading = queries.get_with_part(review_id, signed_in(), Part.EMPLOYEE_ROW)
    assessments.get_own_side(review_id, signed_in())
    return open_record(
        "reviews/employee_ratings.html",
        "review.opened",
        kind="review",
        record_id=review_id,
        about_id=reading.person.id,
        reading=reading,
        ratings=assessments.list_ratings(reading.assessment, Side.EMPLOYEE),
        words=lambda answer: presenters.answer_words(answer, reading.scale),
        typed=assessments.list_typed_in(review_id),
        say_entry=rated.say_entry,
    )


@bp.post("/<uuid:review_id>/return")
@requires(Permission.REVIEW_TALK)
def return_to_conversation(review_id: UUID) -> ResponseReturnValue:
    """Return to the conversation before the last signature."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    form = ReturnForm()
    if not form.validate_on_submit():
        return render_template("reviews/return.html", reading=reading, form=form), 422
    voided = actions.return_to_conversation(reading, reason=str(form.reason.data), by=signed_in())
    db.session.commit()
    flash(
        _("Back in conversation. The signature already given is void and kept.")
        if voided
        else _("Back in conversation.")
    )
    return redirect(url_for("conversations.show", review_id=review_id))


@bp.get("/<uuid:review_id>/signed-content")
@requires(Permission.REVIEW_READ)
def signed_content(review_id: UUID) -> Response:
    """The exact bytes that are signed: their SHA-256 is the hash on the record.

    For the two sides alone: they hold what was to be talked about in person.
    """
    reading = queries.get_between_the_sides(review_id, signed_in())
    snapshot = queries.get_snapshot(reading.review)
    note_export("review.exported", kind="review", record_id=review_id, about_id=reading.person.id)
    response = Response(snapshot.content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="review-{review_id}.json"'
    return response
