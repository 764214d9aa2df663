"""The part of a whole record on what somebody brought, was given to do, and when they worked here before."""

from __future__ import annotations

from typing import Any

from tracker import clock
from tracker.employment import queries
from tracker.employment.models import Background, JobDescription
from tracker.files.models import KeptFile
from tracker.people import history
from tracker.people.models import Person
from tracker.reports.record_content import BroughtBefore, EarlierStay, GivenDescription


def gather(person: Person) -> dict[str, Any]:
    """These parts by name; what was taken back is left out."""
    descriptions = [one for one in queries.list_descriptions(person.id) if one.withdrawn_at is None]
    files = queries.list_files([one.id for one in descriptions])
    stays = history.list_stays([person.id]).get(person.id, [])
    return {
        "backgrounds": tuple(_brought(one) for one in queries.list_backgrounds(person.id) if one.withdrawn_at is None),
        "job_descriptions": tuple(_given(one, files.get(one.id, [])) for one in descriptions),
        "earlier_stays": tuple(EarlierStay(one.employment, one.job_title, one.starts_on, one.ends_on) for one in stays),
    }


def _brought(one: Background) -> BroughtBefore:
    return BroughtBefore(
        kind=one.kind,
        what=one.what,
        place=one.place,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        written_on=one.written_on,
        verified_on=one.verified_on,
        verified_by=one.verified_by.name if one.verified_by else "",
        source=one.source,
    )


def _given(one: JobDescription, files: list[KeptFile]) -> GivenDescription:
    return GivenDescription(
        job_title=one.job_title,
        duties=one.duties,
        given_on=one.given_on,
        given_by=one.given_by.name,
        acknowledged_on=clock.local(one.acknowledged_at).date() if one.acknowledged_at else None,
        files=tuple(file.name for file in files),
    )
