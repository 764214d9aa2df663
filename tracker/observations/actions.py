"""Recording what was seen, and sharing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete

from tracker import clock
from tracker.access.reading import Relation
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.observations import asking, queries
from tracker.observations.models import (
    Observation,
    ObservationItem,
    ObservationMethod,
    ObservationRequest,
    Presence,
    Setting,
)
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of, relations
from tracker.voiding import actions as voiding
from tracker.voiding.models import VoidKind


def record(
    person: Person,
    *,
    items: Iterable[UUID],
    observed_on: date,
    setting: Setting,
    method: ObservationMethod,
    presence: Presence,
    strength: str,
    seen: str,
    next_step: str,
    feedback_on: date | None,
    request: ObservationRequest | None = None,
    key: UUID,
    by: Person,
) -> Observation:
    """Write an observation as a draft; ``share`` shows it to the person.

    :param request: what the person asked to have seen; it is answered once the observation is shared.
    :raises Refusal: about oneself, or about someone the writer does not supervise; when a day lies
        in the future or feedback before the event.
    """
    refuse_observer(person, by)
    if observed_on > clock.today() or (feedback_on is not None and feedback_on < observed_on):
        raise Refusal(_("Check the days: it was seen today or earlier, and feedback came on that day or later."))
    delete_old_drafts()
    observation = Observation(
        id=key,
        person_id=person.id,
        observer_id=by.id,
        observed_on=observed_on,
        setting=setting,
        method=method,
        presence=presence,
        strength=strength,
        seen=seen,
        next_step=next_step,
        feedback_on=feedback_on,
        items=[ObservationItem(competency_id=item) for item in dict.fromkeys(items)],
    )
    if not observation.items:
        raise Refusal(_("Choose at least one task or area of knowledge that this was about."))
    db.session.add(observation)
    db.session.flush()
    if request is not None:
        asking.link(request, observation)
    audit.record("observation.drafted", by=by, kind="observation", record_id=observation.id, about_id=person.id)
    return observation


def refuse_observer(person: Person, by: Person) -> None:
    """Observations are written by those who supervise someone today.

    :raises NotAllowed: for oneself and for anyone else.
    """
    if person.id == by.id:
        raise NotAllowed(_("You cannot observe yourself. Write your own examples instead."))
    if not is_supervisor_of(by, person.id, rating=False):
        raise NotAllowed(
            _("Only a supervisor of %(name)s can write an observation. Ask HR if that is you.", name=person.name)
        )


def share(observation: Observation, *, by: Person) -> None:
    """Show an observation to the person it is about: an act with a time, once.

    :raises Stale: when it was shared already or its seven days are over.
    """
    standing = find_locked(Observation, observation.id)
    if standing is None or standing.observer_id != by.id or standing.has_lapsed:
        raise Stale(_("This draft is gone: drafts are deleted after seven days."))
    if standing.shared_at is not None:
        raise Stale(_("This observation is shared already."))
    standing.shared_at = clock.now()
    db.session.flush()
    audit.record("observation.shared", by=by, kind="observation", record_id=standing.id, about_id=standing.person_id)
    asking.answer_by(standing, by=by)


def refuse_voiding(observation: Observation, *, by: Person) -> None:
    """A shared observation is made void by its writer or HR.

    :raises Refusal: for anyone else, and for a draft, which nobody else can read.
    """
    if observation.observer_id != by.id and Relation.HR not in relations(by, observation.person_id):
        raise NotAllowed(_("Whoever wrote this observation, or HR, can make it void."))
    if observation.shared_at is None:
        raise Refusal(_("Nobody else can read this draft. Leave it: drafts are deleted after seven days."))


def void(observation: Observation, *, reason: str, by: Person) -> None:
    """Make an observation shared in error void: it stays readable, and counts nowhere."""
    find_locked(Observation, observation.id)
    refuse_voiding(observation, by=by)
    voiding.void(VoidKind.OBSERVATION, observation.id, about_id=observation.person_id, reason=reason, by=by)


def delete_old_drafts() -> int:
    """Delete drafts that nobody shared within seven days; return how many."""
    ids = queries.list_old_drafts()
    if ids:
        asking.forget_drafts(ids)
        db.session.execute(delete(ObservationItem).where(ObservationItem.observation_id.in_(ids)))
        db.session.execute(delete(Observation).where(Observation.id.in_(ids)))
    return len(ids)
