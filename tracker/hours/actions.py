"""Recording work periods and changing targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import Refusal, Stale
from tracker.hours import queries, shipped
from tracker.hours.models import Target, TargetSet, WorkPeriod
from tracker.hours.shipped import Number
from tracker.language import _, as_shipped
from tracker.people.models import Person


def record_period(
    person: Person,
    *,
    starts_on: date,
    ends_on: date | None,
    week_minutes: int,
    recovery_share: int,
    key: UUID,
    by: Person,
) -> WorkPeriod:
    """Record from when to when somebody worked how many minutes a week, and the share of recovery support.

    :raises Refusal: for oneself, or when the dates run backward.
    """
    refuse_own(person.id, by.id)
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    period = WorkPeriod(
        id=key,
        person_id=person.id,
        starts_on=starts_on,
        ends_on=ends_on,
        week_minutes=week_minutes,
        recovery_share=recovery_share,
        recorded_by_id=by.id,
    )
    db.session.add(period)
    db.session.flush()
    audit.record("work_period.recorded", by=by, kind="work_period", record_id=period.id, about_id=person.id)
    return period


def end_period(period: WorkPeriod, *, ends_on: date, by: Person) -> None:
    """Say on which day a work period ended.

    :raises Refusal: for oneself, or for a day before it began.
    """
    period = _standing(period, by)
    if ends_on < period.starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    period.ends_on = ends_on
    db.session.flush()
    audit.record(
        "work_period.ended",
        by=by,
        kind="work_period",
        record_id=period.id,
        about_id=period.person_id,
        fields=["ends_on"],
    )


def take_back_period(period: WorkPeriod, *, by: Person) -> None:
    """Take back a period recorded in error; it counts nowhere and is kept."""
    period = _standing(period, by)
    period.taken_back_at, period.taken_back_by_id = clock.now(), by.id
    db.session.flush()
    audit.record("work_period.taken_back", by=by, kind="work_period", record_id=period.id, about_id=period.person_id)


def _standing(period: WorkPeriod, by: Person) -> WorkPeriod:
    refuse_own(period.person_id, by.id)
    found = find_locked(WorkPeriod, period.id)
    if found is None or found.taken_back_at is not None:
        raise Stale(_("This period was taken back already."))
    return found


def save_set(*, code: str | None, title: str, numbers: Sequence[Number], by: Person) -> TargetSet:
    """Save a set of targets: a new one, or what the employer makes of one that stands.

    :raises Refusal: when a number has no source.
    """
    if any(not str(number.source) for number in numbers):
        raise Refusal(_("Say where each number comes from."))
    row = queries.find_set_row(code) if code else None
    if row is None:
        row = TargetSet(code=code or uuid4().hex, title=title, targets=[])
        db.session.add(row)
    row.title = as_shipped(title, *shipped.WORDS)
    row.targets = []
    # The old rows go before the new ones come: a measure stands once in a set.
    db.session.flush()
    row.targets = [
        Target(
            position=position,
            measure=number.measure,
            domain=number.domain,
            amount=number.amount,
            source=as_shipped(str(number.source), *shipped.WORDS),
            source_on=number.source_on,
        )
        for position, number in enumerate(numbers)
    ]
    db.session.flush()
    audit.record("target_set.saved", by=by, kind="setting", record_id=row.id, about_id=None, fields=[row.code])
    return row


def end_set(code: str, *, by: Person) -> None:
    """Take a set of targets out of use.

    :raises Stale: when it is not in use.
    """
    found = next((one for one in queries.list_sets() if one.code == code), None)
    if found is None:
        raise Stale(_("This set of targets is not in use any more."))
    row = queries.find_set_row(code) or save_set(code=code, title=str(found.title), numbers=found.numbers, by=by)
    row.ended_at = clock.now()
    db.session.flush()
    audit.record("target_set.ended", by=by, kind="setting", record_id=row.id, about_id=None, fields=[code])
