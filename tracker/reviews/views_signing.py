"""Signing a review: what is signed stands above the signature."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews import actions, changes, queries
from tracker.reviews.forms import SignForm
from tracker.reviews.models import State
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act
from tracker.sign_in.actions import prove_identity
from tracker.signatures import actions as signing
from tracker.signatures import queries as signed
from tracker.signatures.models import Capacity, Meaning
from tracker.web.forms import choice
from tracker.web.pages import open_record
from tracker.words import label

bp = Blueprint("signing", __name__, url_prefix="/reviews/<uuid:review_id>/sign")


@bp.get("")
@requires(Permission.REVIEW_SIGN)
def show(review_id: UUID) -> ResponseReturnValue:
    """What is being signed, and the form; whoever has signed is told so."""
    reading = _get_signable(review_id)
    snapshot = queries.get_snapshot(reading.review)
    if signed.find_signature(snapshot.id, _capacity(reading)) is not None:
        flash(_("You have signed this. Nothing more is asked of you here."))
        return redirect(url_for("reviews.show", review_id=review_id))
    form = _form(reading)
    form.seen_sha256.data = snapshot.sha256
    return _page(reading, form)


@bp.post("")
@requires(Permission.REVIEW_SIGN)
def sign(review_id: UUID) -> ResponseReturnValue:
    """Check who is there, then sign under lock: the password is checked outside the transaction."""
    reading = _get_signable(review_id)
    form = _form(reading)
    if not form.validate_on_submit():
        return _page(reading, form), 422
    proof = prove_identity(signed_in(), str(form.password.data), address=request.remote_addr or "")
    reading = _get_signable(review_id, lock=True)
    if proof is None:
        form.password.errors = [_("This is not your password. Nothing was signed; write it again.")]
        return _page(reading, form), 422
    form.note_choices()
    actions.sign(reading, _signing(reading, form), proof=proof, by=signed_in())
    db.session.commit()
    if queries.signing_act(reading.review) is Act.SIGN_LATE:
        flash(_("Signed. The record says that you signed later."))
    else:
        ended = reading.review.state is State.ENDED
        flash(_("Signed. The review has ended.") if ended else _("Signed. It now waits for the other signature."))
    return redirect(url_for("reviews.show", review_id=review_id))


def _get_signable(review_id: UUID, *, lock: bool = False) -> Reading:
    return queries.get_signing(review_id, signed_in(), lock=lock)


def _form(reading: Reading) -> SignForm:
    form = SignForm()
    meanings = actions.meanings_for(reading)
    form.meaning.choices = [choice(meaning.value, _meaning_words(meaning)) for meaning in meanings]
    if len(meanings) == 1 and form.meaning.data is None:
        form.meaning.data = meanings[0].value
    return form


def _meaning_words(meaning: Meaning) -> str:
    words = {
        Meaning.AGREE: _("I have read it and I agree."),
        Meaning.DISAGREE: _("I have read it and I do not agree."),
    }
    return words.get(meaning) or str(label(meaning))


def _capacity(reading: Reading) -> Capacity:
    return Capacity(str(reading.signing_side))


def _signing(reading: Reading, form: SignForm) -> signing.Signing:
    meaning = Meaning(form.meaning.data)
    author = reading.assessment.supervisor
    return signing.Signing(
        capacity=_capacity(reading),
        meaning=meaning,
        typed_name=str(form.typed_name.data),
        comment=str(form.comment.data or ""),
        intent=actions.intent_sentence(meaning, author.name if author else ""),
        seen_sha256=str(form.seen_sha256.data),
        consents=bool(form.consents.data),
    )


def _page(reading: Reading, form: SignForm) -> str:
    snapshot = queries.get_snapshot(reading.review)
    content = signed.read_snapshot(snapshot)
    reader: Person = signed_in()
    author = reading.assessment.supervisor
    return open_record(
        "reviews/sign.html",
        "review.opened",
        kind="review",
        record_id=reading.review.id,
        about_id=reading.person.id,
        reading=reading,
        form=form,
        content=content,
        changes=changes.say_changes(content["amends"], reading.scale) if "amends" in content else None,
        snapshot=snapshot,
        intents=[
            (meaning.value, actions.intent_sentence(meaning, author.name if author else ""))
            for meaning in actions.meanings_for(reading)
        ],
        has_consented=signed.has_consented(reader, signing.consent_version()),
    )
