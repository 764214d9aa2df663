"""Reads of removals for privacy: what may be chosen, what waits for a second person, and certificates."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.permissions import Permission
from tracker.access.reading import Part, Relation
from tracker.agreements import queries as agreements
from tracker.assessments.models import IN_PERSON
from tracker.consultations import queries as consultations
from tracker.credentials import queries as credentials
from tracker.database import db, find_locked
from tracker.employment import queries as employment
from tracker.files.models import KeptFile
from tracker.from_paper import queries as from_paper
from tracker.goals import queries as goals
from tracker.months import queries as months
from tracker.observations import examples
from tracker.observations import queries as observations
from tracker.people import history
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.record_requests import queries as record_requests
from tracker.removals import texts
from tracker.removals.models import Decision, PrivacyRemoval
from tracker.removals.texts import SIGNED_COPY, Found
from tracker.reports.models import ReplacedCopy
from tracker.reviews import queries as reviews
from tracker.signatures.models import RemovedText, Snapshot
from tracker.signatures.queries import sealed_at
from tracker.verifications import appointments
from tracker.verifications import queries as verifications


@dataclass(frozen=True)
class Choice:
    """One text that can be removed: its words, or the name of a scan, and everywhere the same words stand."""

    key: str
    text: str
    places: tuple[Found, ...]

    @property
    def what(self) -> str:
        """What it is, by the first place that is no copy of another."""
        return self.places[0].what

    @property
    def code(self) -> str:
        """The competency it is about, or nothing."""
        return self.places[0].code


def list_choices(person: Person, reader: Person, *, words: str = "") -> list[Choice]:
    """The texts of someone's record that the reader may read, the same words once, wherever they stand.

    :param words: only texts that hold these, in any case of letters.
    """
    seen = _readable_records(person, reader)
    choices = []
    for key, places in group(person).items():
        if _is_shown(places, seen):
            choices.append(Choice(key, _shown(places[0]), tuple(places)))
    return [choice for choice in choices if words.casefold() in choice.text.casefold()]


def group(person: Person) -> dict[str, list[Found]]:
    """Every place of every text of someone's record, by the key of its words."""
    found: dict[str, list[Found]] = defaultdict(list)
    for one in texts.find_texts(person.id):
        found[one.key].append(one)
    return found


def hash_key(salt: str, key: str) -> str:
    """What a removal keeps of a text: nobody can find the words by trying likely ones without the salt."""
    return hashlib.sha256((salt + key).encode()).hexdigest()


def _shown(found: Found) -> str:
    row: Any = found.row
    return str(row.name) if isinstance(row, KeptFile) else found.text


def _is_shown(places: Sequence[Found], seen: set[UUID]) -> bool:
    """Whether the reader may read the words where they stand.

    "In person" is between the two sides, and so is what is written beside it, in the signed copy too.
    """
    hidden = [one for one in places if one.what == "rating" and one.row.answer == IN_PERSON]
    open_to_read = [one for one in places if one.record_id in seen and one not in hidden]
    return any(one.what != SIGNED_COPY for one in open_to_read) or bool(open_to_read and not hidden)


def _readable_records(person: Person, reader: Person) -> set[UUID]:
    """The records of every kind that the reader may open whole."""
    of_reviews = {one.review.id for one in reviews.list_readable(person, reader) if one.reads(Part.WHOLE)}
    snapshots = select(Snapshot.id).where(Snapshot.subject_id.in_(of_reviews))
    seen = of_reviews | set(db.session.execute(snapshots).scalars())
    of_person = {one.id for one in goals.list_visible(person.id, reader)}
    seen |= of_person | goals.list_agreed_wordings(of_person)
    seen |= {one.id for one in observations.list_visible(person.id, reader)}
    seen |= {one.id for one in examples.list_visible(person.id, reader)}
    seen |= {one.id for one in verifications.list_visible(person.id, reader)}
    if credentials.may_read(person.id, reader):
        seen |= {one.id for one in credentials.list_trainings(person.id)}
    seen |= _readable_papers(person, reader)
    for one in consultations.list_visible(person.id, reader):
        seen |= {one.entry.id, *(part.id for part in one.parts)}
    # Agreements and signed months follow the log; what HR may not read has no place among what it asks for.
    seen |= {one.id for one in agreements.list_open(person.id, reader)}
    seen |= {line.signed.copy.id for line in months.list_months(person.id, reader) if line.signed}
    return seen | _statements_on(person, seen)


def _readable_papers(person: Person, reader: Person) -> set[UUID]:
    """What is on file beside the work: schools and jobs, job descriptions, papers, earlier names, requests."""
    held = people.relations(reader, person.id)
    seen = {one.id for one in record_requests.list_about(person, reader)}
    if employment.may_read(held):
        seen |= {one.id for one in employment.list_backgrounds(person.id)}
        seen |= {one.id for one in employment.list_descriptions(person.id)}
    if held & from_paper.READS:
        seen |= {mark.record_id for mark in from_paper.list_marks(person.id)}
    if Relation.HR in held:
        seen |= {one.id for one in history.list_details(person)}
        seen |= {one.id for one in appointments.list_of_assessor(person.id)}
    return seen


def _statements_on(person: Person, records: set[UUID]) -> set[UUID]:
    found = (one for one in texts.find_texts(person.id) if one.what == "statement")
    return {one.row.id for one in found if one.row.record_id in records}


def get_in_care(person_id: UUID, reader: Person) -> Person:
    """Someone whose record is in the care of HR, the reader; 404 for others, and for one's own record."""
    person = people.get_visible(person_id, reader)
    return person if Relation.HR in people.relations(reader, person.id) else abort(404)


def _removals() -> Any:
    return select(PrivacyRemoval).options(
        joinedload(PrivacyRemoval.about),
        joinedload(PrivacyRemoval.asked_by),
        joinedload(PrivacyRemoval.decided_by),
        selectinload(PrivacyRemoval.texts),
    )


def get_visible(removal_id: UUID, reader: Person, *, lock: bool = False) -> PrivacyRemoval:
    """One removal: for its person, and for those who may ask for or decide one; 404 for others."""
    if lock:
        find_locked(PrivacyRemoval, removal_id)
    statement = _removals().where(PrivacyRemoval.id == removal_id).execution_options(populate_existing=lock)
    removal: PrivacyRemoval | None = db.session.execute(statement).scalar_one_or_none()
    if removal is None:
        abort(404)
    decides = Permission.REMOVAL_DECIDE in people.permissions_held_by(reader)
    if reader.id == removal.about_id:
        return removal if not removal.is_open else abort(404)
    return removal if decides else abort(404)


def list_open(reader: Person) -> Sequence[PrivacyRemoval]:
    """Removals that wait for a second person, oldest first, but for those the reader asked for or is the subject of."""
    statement = (
        _removals()
        .where(
            PrivacyRemoval.decision.is_(None),
            PrivacyRemoval.asked_by_id != reader.id,
            PrivacyRemoval.about_id != reader.id,
        )
        .order_by(PrivacyRemoval.created_at, PrivacyRemoval.id)
    )
    found: Sequence[PrivacyRemoval] = db.session.execute(statement).scalars().all()
    return found


def list_all(reader: Person) -> Sequence[PrivacyRemoval]:
    """Every removal but those of the reader's own record, newest first."""
    statement = (
        _removals()
        .where(PrivacyRemoval.about_id != reader.id)
        .order_by(PrivacyRemoval.created_at.desc(), PrivacyRemoval.id)
    )
    found: Sequence[PrivacyRemoval] = db.session.execute(statement).scalars().all()
    return found


def list_about(person: Person) -> Sequence[PrivacyRemoval]:
    """What was removed from someone's record, newest first."""
    statement = (
        _removals()
        .where(PrivacyRemoval.about_id == person.id, PrivacyRemoval.decision == Decision.CARRIED_OUT)
        .order_by(PrivacyRemoval.created_at.desc(), PrivacyRemoval.id)
    )
    found: Sequence[PrivacyRemoval] = db.session.execute(statement).scalars().all()
    return found


def match(removal: PrivacyRemoval, grouped: dict[str, list[Found]]) -> dict[int, list[Found]]:
    """Where each text of a removal stands now, by its position; those that stand nowhere are left out."""
    wanted = {text.position: text for text in removal.texts}
    return {
        position: places
        for position, text in wanted.items()
        for key, places in grouped.items()
        if hash_key(text.salt, key) == text.sha256
    }


def list_sealed(removal: PrivacyRemoval) -> list[tuple[str, str, str]]:
    """For a certificate: the root of each signed copy, the place in it, and the salted hash that remains there."""
    statement = (
        select(RemovedText, Snapshot)
        .join(Snapshot, Snapshot.id == RemovedText.snapshot_id)
        .where(RemovedText.removal_id == removal.id)
        .order_by(Snapshot.created_at, RemovedText.place)
    )
    return [
        (snapshot.sha256, row.place, sealed_at(snapshot, row.place)) for row, snapshot in db.session.execute(statement)
    ]


def list_replaced(removal: PrivacyRemoval) -> Sequence[ReplacedCopy]:
    """The issued copies that went with a removal, oldest first."""
    statement = (
        select(ReplacedCopy)
        .where(ReplacedCopy.removal_id == removal.id)
        .order_by(ReplacedCopy.issued_at, ReplacedCopy.issued_id)
    )
    return db.session.execute(statement).scalars().all()
