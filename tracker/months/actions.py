"""Signing months, and reopening them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from tracker import clock
from tracker.access.reading import Relation
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.months import contents, queries
from tracker.months.frozen import say_month
from tracker.months.models import FrozenAttendance, MonthReading, SignedMonth
from tracker.months.queries import Key, Line, Month
from tracker.people.models import Person
from tracker.people.queries import relations
from tracker.sign_in.actions import Proof
from tracker.signatures import actions as signing
from tracker.signatures.actions import Signing
from tracker.signatures.models import Meaning, Signature, Snapshot


class Sitting(NamedTuple):
    """What someone gives once for several months."""

    meaning: Meaning
    typed_name: str
    comment: str
    consents: bool
    employer: str
    language: str


def intent_sentence(meaning: Meaning) -> str:
    """What one says by typing one's name."""
    if meaning is Meaning.DISAGREE:
        return _(
            "By typing my name and confirming it is me, I sign the months listed above. I have read them. I do not "
            "agree with all of it, and my comment is attached."
        )
    return _(
        "By typing my name and confirming it is me, I sign the months listed above. I have read them, and the entries "
        "and hours are right."
    )


def mark_of(month: Month, *, employer: str, language: str) -> str:
    """The fingerprint of what a reader sees: of the copy where there is one, else of what stands in the log."""
    if month.standing is not None:
        return queries.get_snapshot(month.standing.copy).sha256
    return contents.mark(_gather(month, employer, language))


def _gather(month: Month, employer: str, language: str) -> dict[str, object]:
    return contents.gather(
        month.person,
        month.supervisor,
        month.key.month_on,
        month.entries,
        employer=employer,
        language=language,
    )


def read(month: Month, *, mark: str, by: Person) -> None:
    """Say that one has opened and read a month, so that it can be signed together with others.

    :raises Refusal: for anyone but the two sides, or before the month is over.
    """
    _refuse_unsignable(month, by)
    key = (by.id, *month.key)
    found = db.session.get(MonthReading, key)
    if found is None:
        names = ("reader_id", "person_id", "supervisor_id", "month_on")
        found = MonthReading(**dict(zip(names, key, strict=True)))
        db.session.add(found)
    found.mark, found.read_at = mark, clock.now()
    db.session.flush()
    audit.record(
        "month.read",
        by=by,
        kind="log_month",
        record_id=None,
        about_id=month.key.person_id,
        fields=[f"{month.key.month_on:%Y-%m}"],
    )


def _refuse_unsignable(month: Month, by: Person) -> None:
    if month.capacity_of(by) is None:
        raise NotAllowed(_("This month is signed by the employee and by the supervisor who wrote in it."))
    if not month.is_over:
        raise Refusal(_("This month is not over. It can be signed once its last day has passed."))


def refuse_nothing_read(found: Sequence[Key | Line]) -> None:
    """Something has been read, or there is nothing to sign.

    :raises Refusal: when nothing has.
    """
    if not any(not isinstance(one, Line) or one.read for one in found):
        raise Refusal(_("Open a month and read it first. Then it can be signed."))


def sign(keys: Sequence[Key], sitting: Sitting, *, proof: Proof | None, by: Person) -> list[Signature]:
    """Sign several months in one sitting. Each has been opened; the first signature freezes its content.

    :raises Refusal: when none is chosen, one was not opened, or the signature lacks something.
    :raises Stale: when one changed since it was read, or is signed already.
    """
    refuse_nothing_read(keys)
    marks = queries.list_read_marks(by)
    return [_sign_one(queries.get_month(key, by, lock=True), marks.get(key), sitting, proof, by) for key in keys]


def _sign_one(month: Month, mark: str | None, sitting: Sitting, proof: Proof | None, by: Person) -> Signature:
    _refuse_unsignable(month, by)
    words = {"month": say_month(month.key.month_on), "name": month.person.name}
    if mark is None:
        raise Refusal(_("Open %(month)s of %(name)s first. Nothing was signed.", **words))
    if mark != mark_of(month, employer=sitting.employer, language=sitting.language):
        raise Stale(_("%(month)s of %(name)s changed since you read it. Nothing was signed. Open it again.", **words))
    snapshot = queries.get_snapshot(month.standing.copy) if month.standing else _freeze(month, sitting, by)
    capacity = month.capacity_of(by)
    if capacity is None:
        raise LookupError("a side signs in its capacity")
    given = Signing(
        capacity=capacity,
        meaning=sitting.meaning,
        typed_name=sitting.typed_name,
        comment=sitting.comment,
        intent=intent_sentence(sitting.meaning),
        seen_sha256=snapshot.sha256,
        consents=sitting.consents,
    )
    return signing.sign(snapshot, given, proof=proof, by=by)


def _freeze(month: Month, sitting: Sitting, by: Person) -> Snapshot:
    """Make the copy that both sign; from here on the database keeps what stands in it."""
    copy_id = uuid4()
    snapshot = signing.freeze(
        _gather(month, sitting.employer, sitting.language),
        subject_kind="log_month",
        subject_id=copy_id,
        about_id=month.person.id,
    )
    db.session.add(SignedMonth(id=copy_id, **month.key._asdict(), snapshot_id=snapshot.id))
    db.session.flush()
    db.session.add_all(
        FrozenAttendance(signed_month_id=copy_id, attendance_id=part.id, entry_id=entry.id)
        for entry in month.entries
        for part in entry.attendances
        if part.person_id == month.person.id
    )
    db.session.flush()
    audit.record("month.frozen", by=by, kind="log_month", record_id=copy_id, about_id=month.person.id)
    return snapshot


def ask_to_reopen(copy: SignedMonth, *, reason: str, by: Person) -> None:
    """Either side asks HR, with a written reason.

    :raises Refusal: for anyone else, or without a reason.
    :raises Stale: when it was asked or reopened already.
    """
    copy = _locked(copy)
    if by.id not in (copy.person_id, copy.supervisor_id):
        raise NotAllowed(_("Either side of a month can ask for it to be reopened."))
    if not reason:
        raise Refusal(_("Write why it needs to be reopened."))
    if copy.is_asked:
        raise Stale(_("HR has been asked already. Nothing more is needed from you."))
    copy.asked_at, copy.asked_by_id, copy.reason = clock.now(), by.id, reason
    copy.refused_at, copy.refused_by_id, copy.refusal = None, None, ""
    _note("month.reopening_asked", copy, by)


def reopen(copy: SignedMonth, *, by: Person) -> None:
    """HR reopens a month that a side asked for. The signed copy and its signatures are kept.

    :raises Refusal: on one's own record, or when nobody asked.
    """
    copy = _asked(copy, by)
    copy.reopened_at, copy.reopened_by_id = clock.now(), by.id
    _note("month.reopened", copy, by)


def refuse(copy: SignedMonth, *, reason: str, by: Person) -> None:
    """HR leaves a month as it was signed, and says why.

    :raises Refusal: on one's own record, when nobody asked, or without a reason.
    """
    copy = _asked(copy, by)
    if not reason:
        raise Refusal(_("Write why it stays as it is."))
    copy.refused_at, copy.refused_by_id, copy.refusal = clock.now(), by.id, reason
    _note("month.reopening_refused", copy, by)


def _asked(copy: SignedMonth, by: Person) -> SignedMonth:
    copy = _locked(copy)
    if Relation.HR not in relations(by, copy.person_id) or by.id == copy.supervisor_id:
        raise NotAllowed(_("HR reopens a month, and nobody on their own record."))
    if not copy.is_asked:
        raise Stale(_("Nobody has asked for this month to be reopened. Either side can ask, with a reason."))
    return copy


def _locked(copy: SignedMonth) -> SignedMonth:
    found = find_locked(SignedMonth, copy.id)
    if found is None or found.reopened_at is not None:
        raise Stale(_("This month was reopened already."))
    return found


def _note(event: str, copy: SignedMonth, by: Person) -> None:
    db.session.flush()
    audit.record(event, by=by, kind="log_month", record_id=copy.id, about_id=copy.person_id)
