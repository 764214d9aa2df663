"""Reads of observations. A draft is its writer's; the employee sees only that it exists, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.access.reading import Relation
from tracker.database import db
from tracker.observations.models import DRAFT_KEPT_FOR, Acknowledgement, Observation, ObservationItem
from tracker.people.models import Person
from tracker.people.queries import relations
from tracker.voiding.queries import is_void

_READ_SHARED = {Relation.SELF, Relation.SUPERVISOR, Relation.HR}
_READ_OWN = {Relation.SUPERVISOR, Relation.SECOND, Relation.FORMER_SUPERVISOR}


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    held = relations(reader, person_id)
    mine = Observation.observer_id == reader.id
    ways: list[ColumnElement[bool]] = []
    if held & _READ_SHARED:
        ways.append(Observation.shared_at.is_not(None))
    if held & _READ_OWN:
        ways.append(and_(mine, or_(Observation.shared_at.is_not(None), _still_kept())))
    return or_(*ways) if ways else false()


def _still_kept() -> ColumnElement[bool]:
    return Observation.created_at > clock.now() - DRAFT_KEPT_FOR


def _counts() -> ColumnElement[bool]:
    """Shared, and not void."""
    return and_(Observation.shared_at.is_not(None), ~is_void(Observation.id))


def _about(person_id: UUID, reader: Person) -> Select[Observation]:
    return (
        select(Observation)
        .where(Observation.person_id == person_id, _readable(reader, person_id))
        .options(
            joinedload(Observation.person),
            joinedload(Observation.observer),
            joinedload(Observation.acknowledgement),
            selectinload(Observation.items),
        )
        .order_by(Observation.observed_on.desc(), Observation.created_at.desc(), Observation.id)
    )


def get_visible(observation_id: UUID, reader: Person) -> Observation:
    """One observation the reader may see, or 404."""
    about = select(Observation.person_id).where(Observation.id == observation_id)
    person_id = db.session.execute(about).scalar_one_or_none()
    if person_id is None:
        abort(404)
    statement = _about(person_id, reader).where(Observation.id == observation_id)
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def find_shared(observation_id: UUID, reader: Person) -> Observation | None:
    """One shared observation the reader may see; None for a draft and for others."""
    about = select(Observation.person_id).where(Observation.id == observation_id, Observation.shared_at.is_not(None))
    person_id = db.session.execute(about).scalar_one_or_none()
    if person_id is None:
        return None
    return db.session.execute(_about(person_id, reader).where(Observation.id == observation_id)).scalar_one_or_none()


def get_own(observation_id: UUID, writer: Person) -> Observation:
    """An observation of the reader's own, or 404."""
    observation = get_visible(observation_id, writer)
    if observation.observer_id != writer.id:
        abort(404)
    return observation


def count_visible(person_id: UUID, reader: Person) -> int:
    """How many ``list_visible`` would give."""
    counted = select(func.count(Observation.id)).where(Observation.person_id == person_id, _readable(reader, person_id))
    return db.session.execute(counted).scalar_one()


def list_visible(person_id: UUID, reader: Person) -> Sequence[Observation]:
    """Observations of one person that the reader may see, newest first."""
    return db.session.execute(_about(person_id, reader)).scalars().all()


def list_counting(person_id: UUID, reader: Person) -> Sequence[Observation]:
    """Shared observations of one person that are not void, newest first: for what is signed."""
    return db.session.execute(_about(person_id, reader).where(_counts())).scalars().all()


def list_shared_for_items(person_id: UUID, reader: Person, items: Iterable[UUID]) -> Sequence[Row[UUID, Observation]]:
    """Shared observations, each with one of these competencies it speaks of: shown beside a rating.

    Newest first, and in one query, with the observer and nothing else beside them.
    """
    statement = (
        select(ObservationItem.competency_id, Observation)
        .join(Observation, Observation.id == ObservationItem.observation_id)
        .where(Observation.person_id == person_id, _readable(reader, person_id), _counts())
        .where(ObservationItem.competency_id.in_(list(items)))
        .options(joinedload(Observation.observer))
        .order_by(Observation.observed_on.desc(), Observation.created_at.desc(), Observation.id)
    )
    return db.session.execute(statement).all()


def list_draft_days(person: Person) -> Sequence[Observation]:
    """Drafts about someone that are not shared yet: shown to them as "draft since", nothing more."""
    statement = (
        select(Observation)
        .where(Observation.person_id == person.id, Observation.shared_at.is_(None), _still_kept())
        .options(joinedload(Observation.observer))
        .order_by(Observation.created_at, Observation.id)
    )
    return db.session.execute(statement).scalars().all()


def list_old_drafts() -> Sequence[UUID]:
    """Drafts of anyone that nobody shared within seven days: they are to be deleted."""
    statement = select(Observation.id).where(Observation.shared_at.is_(None), ~_still_kept())
    return db.session.execute(statement).scalars().all()


def find_latest_strength(person: Person) -> Observation | None:
    """The latest shared observation about someone: its strength greets them on their home page."""
    statement = (
        select(Observation)
        .where(Observation.person_id == person.id, _counts())
        .options(joinedload(Observation.observer))
        .order_by(Observation.shared_at.desc(), Observation.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def list_own_drafts(writer: Person) -> Sequence[Observation]:
    """Someone's own drafts that are still kept, the first to go on top."""
    statement = (
        select(Observation)
        .where(Observation.observer_id == writer.id, Observation.shared_at.is_(None), _still_kept())
        .options(joinedload(Observation.person))
        .order_by(Observation.created_at, Observation.id)
    )
    return db.session.execute(statement).scalars().all()


def list_not_acknowledged(person: Person) -> Sequence[Observation]:
    """What is shared with someone and not yet acknowledged by them, the longest wait first."""
    acknowledged = exists().where(Acknowledgement.observation_id == Observation.id)
    statement = (
        select(Observation)
        .where(Observation.person_id == person.id, _counts(), ~acknowledged)
        .options(joinedload(Observation.observer))
        .order_by(Observation.shared_at, Observation.id)
    )
    return db.session.execute(statement).scalars().all()
