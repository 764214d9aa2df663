"""Saying what a job requires. What is changed is ended and written anew, so that the history stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from tracker import clock
from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.database import db, insert_into
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.frameworks.queries import Item, Outline
from tracker.language import _
from tracker.people.models import Person
from tracker.people.queries import permissions_held_by
from tracker.verifications.models import LONGEST_WITHIN_DAYS, Requirement


def require(
    items: Iterable[Item],
    *,
    outline: Outline,
    job_title: str,
    level: int,
    within_days: int,
    levels: Iterable[int],
    by: Person,
) -> int:
    """Ask for items at a level within so many days of the first day of work; return how many changed.

    A requirement that is only given other days keeps the day it counts from; a higher level counts from today.

    :raises Refusal: without items, for a level the scale does not have, or days that cannot be.
    """
    _refuse_others(by)
    chosen = list(dict.fromkeys(items))
    if not chosen:
        raise Refusal(_("Choose at least one task or area of knowledge."))
    if level not in set(levels) or not 1 <= within_days <= LONGEST_WITHIN_DAYS:
        raise Refusal(_("Choose a level of the scale and between 1 and %(most)d days.", most=LONGEST_WITHIN_DAYS))
    standing = _standing(outline.code, job_title)
    changed = 0
    for item in chosen:
        former = standing.get(item.code)
        if former is not None and (former.level, former.within_days) == (level, within_days):
            continue
        counts_from = former.counts_from if former is not None and level <= former.level else clock.today()
        if former is not None:
            _end(former, by)
        wanted = {
            "framework": outline.code,
            "competency_code": item.code,
            "job_title": job_title,
            "level": level,
            "within_days": within_days,
            "counts_from": counts_from,
        }
        _write(wanted, by)
        changed += 1
    return changed


def stop_requiring(items: Iterable[Item], *, outline: Outline, job_title: str, by: Person) -> int:
    """Require items no longer; return how many were. What was verified stays verified.

    :raises Refusal: without items.
    """
    _refuse_others(by)
    chosen = list(dict.fromkeys(items))
    if not chosen:
        raise Refusal(_("Choose at least one task or area of knowledge."))
    standing = _standing(outline.code, job_title)
    ended = [standing[item.code] for item in chosen if item.code in standing]
    for one in ended:
        _end(one, by)
        _note("requirement.ended", one.id, one.competency_code, by)
    return len(ended)


def _refuse_others(by: Person) -> None:
    if Permission.REQUIREMENT_EDIT not in permissions_held_by(by):
        raise NotAllowed(_("HR decides which items a job requires."))


def _standing(framework: str, job_title: str) -> dict[str, Requirement]:
    """What the job requires now, kept from other writers until the transaction ends."""
    statement = (
        select(Requirement)
        .where(Requirement.framework == framework, Requirement.job_title == job_title, Requirement.ended_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.competency_code: one for one in db.session.execute(statement).scalars()}


def _end(one: Requirement, by: Person) -> None:
    one.ended_at, one.ended_by_id = clock.now(), by.id
    db.session.flush()


def _write(wanted: dict[str, Any], by: Person) -> None:
    key = uuid4()
    values = {"id": key, **wanted, "set_by_id": by.id, "created_at": clock.now()}
    written = db.session.execute(
        insert_into(Requirement).values(values).on_conflict_do_nothing().returning(Requirement.id)
    )
    if written.first() is None:
        raise Stale(_("Someone else changed what this job requires at the same moment. Look at it and choose again."))
    _note("requirement.set", key, wanted["competency_code"], by)


def _note(event: str, record_id: UUID, code: str, by: Person) -> None:
    audit.record(event, by=by, kind="requirement", record_id=record_id, about_id=None, fields=[code])
