"""Signing on paper: somebody prints the sheet and signs by hand; HR keeps the scan and records the signature.

The one who records it is neither of the two sides, so nobody's signature rests on the other side's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.assessments.models import Side
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files import actions as files
from tracker.files.models import FileKind
from tracker.language import _, say_date
from tracker.people.absences import is_supervising
from tracker.people.models import Person
from tracker.reviews import actions, queries, queries_amending, standings
from tracker.reviews.models import Ending, Review, State
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act
from tracker.signatures import actions as signatures
from tracker.signatures.actions import OnPaper
from tracker.signatures.models import Capacity, Meaning, Signature


@dataclass(frozen=True)
class Sheet:
    """What HR reads from a signed sheet."""

    side: Side
    meaning: Meaning
    comment: str
    signed_on: date
    fingerprint: str


@dataclass(frozen=True)
class Signer:
    """Who may still sign by hand for a side, and what that signature may say."""

    side: Side
    person: Person
    meanings: tuple[Meaning, ...]


def list_signers(review: Review) -> list[Signer]:
    """Whose signatures are missing. Needs the review's assessment with its people."""
    assessment = review.assessment
    signers = []
    if not queries.has_signed(review, Side.EMPLOYEE):
        signers.append(Signer(Side.EMPLOYEE, assessment.person, (Meaning.AGREE, Meaning.DISAGREE)))
    if not queries.has_signed(review, Side.SUPERVISOR) and assessment.supervisor is not None:
        signers.extend(_for_the_supervisor(review, assessment.supervisor))
    return signers


def _for_the_supervisor(review: Review, author: Person) -> list[Signer]:
    """Whoever held the conversation and supervises, else whoever acts for an author who does not or is away.

    The sentences are those of signing on screen, ``actions.meanings_for``: only who was not there received it.
    """
    held = queries_amending.find_holder(review.id)
    holder = held.holder if held else author
    signer = holder if is_supervising(holder, review.assessment.person) else standings.find_acting_supervisor(review)
    if signer is None:
        return []
    was_there = signer.id in (author.id, holder.id)
    return [Signer(Side.SUPERVISOR, signer, (Meaning.AGREE if was_there else Meaning.RECEIVED,))]


def check(reading: Reading) -> None:
    """Let only HR go on, and nobody who is one of the two sides, while a signature may be given.

    :raises Refusal: for anyone else, or in another state.
    """
    reading.check_hr(Act.RECORD_SIGNATURE)
    if reading.review.state is State.ENDED and reading.review.ending is Ending.SIGNED:
        raise Stale(_("This is signed already. Nothing was signed twice."))
    if reading.side is not None:
        raise NotAllowed(_("Somebody else in HR records this: you are one of the two sides of this review."))


def record(reading: Reading, sheet: Sheet, *, content: bytes, name: str, by: Person) -> Signature:
    """Keep the scan and record the signature on it; the second signature ends the review.

    :param content: the scan, :param name: as its file is called.
    :raises Refusal: as ``check`` and ``signatures.record_on_paper`` say, or for a day on which it could not be.
    """
    check(reading)
    signer = next((one for one in list_signers(reading.review) if one.side is sheet.side), None)
    if signer is None or sheet.meaning not in signer.meanings:
        raise Stale(_("This signature cannot be recorded now. Open the review to see whose is missing."))
    if signer.person.id == by.id:
        raise NotAllowed(_("Nobody records their own signature. Sign on screen, or ask a colleague in HR."))
    snapshot = queries.get_snapshot(reading.review)
    asked = clock.local(snapshot.created_at).date()
    if not asked <= sheet.signed_on <= clock.today():
        raise Refusal(
            _("Choose the day on the sheet: from %(first)s, when signatures were asked for.", first=say_date(asked))
        )
    scan = files.keep(
        content,
        name=name,
        kind=FileKind.PAPER_SIGNATURE,
        record_id=reading.review.id,
        about=reading.person,
        by=by,
    )
    author = reading.assessment.supervisor
    given = OnPaper(
        capacity=Capacity(sheet.side.value),
        meaning=sheet.meaning,
        comment=sheet.comment,
        intent=sentence(sheet.meaning, author.name if author else ""),
        signed_on=sheet.signed_on,
        fingerprint=sheet.fingerprint,
        scan=scan,
    )
    signature = signatures.record_on_paper(snapshot, given, signer=signer.person, by=by)
    actions.end_when_both_signed(reading, Act.RECORD_SIGNATURE, by=by)
    return signature


def sentence(meaning: Meaning, author: str) -> str:
    """The sentence of intent as it is printed on the sheet, for each meaning."""
    sentences = {
        Meaning.AGREE: _("By signing here I sign this record. I have read it and I agree."),
        Meaning.DISAGREE: _(
            "By signing here I sign this record. I have read it. "
            "I do not agree with all of it, and my comment is below."
        ),
        Meaning.RECEIVED: _(
            "By signing here I sign that I received this record from %(name)s. I was not present at the conversation.",
            name=author,
        ),
    }
    return sentences[meaning]
