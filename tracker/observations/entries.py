"""The time of an observation in the supervision log. One act is recorded once: the observation makes its entry."""

from __future__ import annotations

from typing import Final

from tracker.consultations import actions as consultations
from tracker.consultations import queries as log
from tracker.consultations.entering import split_over_items
from tracker.consultations.models import AskedBy, EntryKind, LogDraft, LogEntry, Mode
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.observations import queries
from tracker.observations.models import Observation, Setting
from tracker.people.models import Person
from tracker.voiding.queries import find_voiding

USUAL_MINUTES: Final = 30


def mode_of(setting: Setting) -> Mode:
    """How two people met, by where it was seen."""
    return Mode.VIDEO if setting is Setting.VIDEO_OR_PHONE else Mode.IN_PERSON


def begin(observation: Observation, *, minutes: int = USUAL_MINUTES, mode: Mode | None = None, by: Person) -> LogDraft:
    """Begin the entry of a shared observation, for its writer to look at and save. It begins one entry only.

    :raises Refusal: for anyone but its writer, and for a draft.
    :raises Stale: when it is void.
    """
    if observation.observer_id != by.id:
        raise NotAllowed(_("Whoever wrote this observation puts it in the log."))
    if observation.shared_at is None:
        raise Refusal(_("Share it first. Then its time can go into the log."))
    if find_voiding(observation.id) is not None:
        raise Stale(_("This observation is void, so its time does not go into the log."))
    return consultations.draft(
        db.session.get_one(Person, observation.person_id),
        source_id=observation.id,
        held_on=observation.observed_on,
        minutes=minutes,
        mode=mode or mode_of(observation.setting),
        kind=EntryKind.DIRECT_OBSERVATION,
        by=by,
    )


def put_in_log(
    observation: Observation, *, minutes: int, mode: Mode | None, credential: str, was_asked: bool, by: Person
) -> LogEntry | None:
    """Write the entry of a shared observation at once, with its own words; the minutes are split over its items.

    Sent twice it writes one; None where an entry stands already or was discarded.

    :param was_asked: the employee asked to be observed.
    :raises Refusal: when the writer did not supervise the person that day.
    """
    draft = begin(observation, minutes=minutes, mode=mode, by=by)
    if not draft.is_open:
        return None
    last, seen = log.find_last_of(by), queries.get_own(observation.id, by)
    items = [about.competency_id for about in seen.items]
    entry = consultations.log(
        [seen.person],
        held_on=seen.observed_on,
        starts=None,
        minutes=minutes,
        minutes_by_domain=split_over_items(minutes, items),
        kind=EntryKind.DIRECT_OBSERVATION,
        mode=draft.mode,
        topics=[],
        summary=seen.seen,
        strength=seen.strength,
        recommendations=seen.next_step,
        items=items,
        asked_by=AskedBy.EMPLOYEE if was_asked else AskedBy.PLANNED,
        supervisor_credential=credential,
        is_non_clinical=last.is_non_clinical if last else True,
        key=draft.id,
        by=by,
    )
    consultations.complete_draft(draft, entry)
    return entry
