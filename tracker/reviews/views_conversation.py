"""The conversation: both ratings side by side, what to talk about, what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.database import db, is_made
from tracker.frameworks.queries import Item
from tracker.goals import queries as goals
from tracker.goals import wordings
from tracker.language import _
from tracker.observations import queries as observations
from tracker.reviews import actions, conversing, last_time, presenters, queries, queries_amending, transitions
from tracker.reviews.forms import CommentForm, ConversationDetailsForm
from tracker.reviews.models import ConversationComment, ConversationForm
from tracker.reviews.reading import Reading
from tracker.reviews.said import list_said
from tracker.signatures import queries as signed
from tracker.signatures.models import Statement, StatementPart
from tracker.verifications import queries as verifications
from tracker.web.employer import employer_name
from tracker.web.pages import open_record


class _Part(Protocol):
    """A part of a record on which a statement may stand."""

    id: UUID


bp = Blueprint("conversations", __name__, url_prefix="/reviews/<uuid:review_id>/conversation")


@bp.get("")
@requires(Permission.REVIEW_TALK)
def show(review_id: UUID) -> str:
    """Both ratings of every item in the order of the conversation."""
    reading = queries.get_between_the_sides(review_id, signed_in())
    talk = queries.find_conversation(reading.review) or abort(404)
    return _page(reading, ConversationDetailsForm(obj=talk, revision=talk.fingerprint))


def _page(reading: Reading, form: ConversationDetailsForm) -> str:
    both = assessments.list_both(reading.assessment)
    pairs = presenters.pair_up(reading.outline, both, queries.list_items(reading.review))
    return open_record(
        "reviews/conversation.html",
        "conversation.opened",
        kind="review",
        record_id=reading.review.id,
        about_id=reading.person.id,
        reading=reading,
        agenda=presenters.plan_conversation(pairs),
        pairs=pairs,
        names=_names(reading),
        again=last_time.find_not_rated_again(reading.assessment),
        form=form,
        goals=goals.list_open(reading.person.id, signed_in()),
        carried=wordings.list_carried_from(reading.review.id),
        is_open=reading.may(transitions.Act.TALK),
        words=lambda answer: presenters.answer_words(answer, reading.scale),
        presenters=presenters,
        **_amendment(reading),
    )


def _amendment(reading: Reading) -> dict[str, object]:
    """The review this one amends, and the items corrected so far."""
    making = queries_amending.find_making(reading.review.id)
    corrections = queries_amending.list_corrections(reading.review.id) if making else []
    items = reading.outline.by_id
    codes = dict.fromkeys(items[one.competency_id].code for one in corrections)
    return {"amends": making.amends_id if making else None, "corrected": list(codes)}


def _names(reading: Reading) -> dict[str, str]:
    author = reading.assessment.supervisor
    return {"employee": reading.person.name, "supervisor": author.name if author else ""}


@bp.post("")
@requires(Permission.REVIEW_TALK)
def describe(review_id: UUID) -> ResponseReturnValue:
    """Save when and how the conversation was held, and what was said; finish it when asked."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    form = ConversationDetailsForm(obj=queries.find_conversation(reading.review))
    if not form.validate_on_submit():
        return _page(reading, form), 422
    held = ConversationForm(form.form.data) if form.form.data else None
    details = {**form.values("form", "revision"), "form": held, "seen": form.revision.data or None}
    conversing.describe_conversation(reading, **details, by=signed_in())
    if "finish" in request.form:
        actions.finish(reading, employer=employer_name(), language=str(get_locale()), by=signed_in())
    db.session.commit()
    if "finish" in request.form:
        flash(_("The conversation is finished. Its content is locked; now you both sign."))
        return redirect(url_for("reviews.show", review_id=review_id))
    flash(_("Saved."))
    return redirect(url_for(".show", review_id=review_id))


@bp.get("/<code>")
@requires(Permission.REVIEW_TALK)
def item(review_id: UUID, code: str) -> str:
    """Everything about one item: both views in full, what was seen, what was said, what can be done."""
    reading = queries.get_between_the_sides(review_id, signed_in())
    return _item_page(reading, _item(reading, code), CommentForm())


def _item_page(reading: Reading, about: Item, form: CommentForm) -> str:
    both = assessments.list_both(reading.assessment)
    pairs = presenters.pair_up(reading.outline, both, queries.list_items(reading.review))
    person_id = reading.person.id
    seen = [one for _item_id, one in observations.list_shared_for_items(person_id, signed_in(), [about.id])]
    about_this = goals.list_open_for_item(person_id, signed_in(), about.id)
    verified = verifications.latest_by_item(person_id).get(about.id)
    return open_record(
        "reviews/item.html",
        "conversation.opened",
        kind="review",
        record_id=reading.review.id,
        about_id=person_id,
        reading=reading,
        pair=next(pair for pair in pairs if pair.item.id == about.id),
        names=_names(reading),
        comments=queries.list_comments(reading.review, about.id),
        seen=seen,
        goals=about_this,
        verified=verified,
        corrections=queries_amending.list_corrections(reading.review.id, about.id),
        corrects=_corrects(reading),
        statements=_statements(
            reading,
            about,
            observation=seen,
            goal=about_this,
            verification=[verified.verification] if verified else [],
        ),
        form=form,
        is_open=reading.may(transitions.Act.TALK),
        words=lambda answer: presenters.answer_words(answer, reading.scale),
    )


def _corrects(reading: Reading) -> bool:
    """Whether the reader may correct their own rating: in an amendment, and never a former supervisor's."""
    author = reading.assessment.supervisor_id
    mine = reading.side is Side.EMPLOYEE or author == signed_in().id
    return mine and reading.may(transitions.Act.TALK) and queries_amending.find_making(reading.review.id) is not None


def _statements(reading: Reading, about: Item, **beside: Sequence[_Part]) -> dict[UUID, list[Statement]]:
    """Statements on the item and on whatever stands beside it, by the name of its kind."""
    found = signed.list_statements_on(
        {StatementPart(kind): [part.id for part in records] for kind, records in beside.items()}
    )
    found[reading.review.id] = list_said(reading, item_code=about.code)
    return found


@bp.post("/<code>")
@requires(Permission.REVIEW_TALK)
def comment(review_id: UUID, code: str) -> ResponseReturnValue:
    """Add something said about an item."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    about = _item(reading, code)
    form = CommentForm()
    if not form.validate_on_submit():
        return _item_page(reading, about, form), 422
    if not is_made(ConversationComment, form.record_id):
        conversing.comment(reading, about, str(form.text.data), key=form.record_id, by=signed_in())
        db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".item", review_id=review_id, code=code))


@bp.post("/<code>/<act>")
@requires(Permission.REVIEW_TALK)
def settle(review_id: UUID, code: str, act: str) -> ResponseReturnValue:
    """One tap on an item: propose, confirm, keep both views, or put it on the list to talk about."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    about = _item(reading, code)
    by = signed_in()
    if act == "propose":
        conversing.propose(reading, about, request.form.get("level", 0, type=int), by=by)
    elif act == "confirm":
        conversing.confirm(reading, about, request.form.get("level", 0, type=int), by=by)
    elif act == "differ":
        conversing.see_differently(reading, about, by=by)
    elif act in ("talk", "leave"):
        conversing.choose_to_talk(reading, about, wanted=act == "talk", by=by)
    else:
        abort(404)
    db.session.commit()
    if "stay" in request.form:
        return redirect(url_for(".item", review_id=review_id, code=code))
    return redirect(url_for(".show", review_id=review_id, _anchor=code))


@bp.post("/alike")
@requires(Permission.REVIEW_TALK)
def settle_alike(review_id: UUID) -> ResponseReturnValue:
    """Propose or confirm every item both see alike, in one tap."""
    reading = queries.get_taking_part(review_id, signed_in(), lock=True)
    proposed, agreed = conversing.settle_alike(reading, by=signed_in())
    db.session.commit()
    flash(_("%(agreed)d agreed, %(proposed)d proposed.", agreed=agreed, proposed=proposed))
    return redirect(url_for(".show", review_id=review_id))


def _item(reading: Reading, code: str) -> Item:
    return reading.outline.by_code.get(code) or abort(404)
