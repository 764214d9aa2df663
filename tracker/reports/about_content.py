"""Whom a document is about, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.people.models import Employment
from tracker.reports.frozen import Content


@dataclass(frozen=True)
class Held:
    """A credential as it stands beside a name."""

    kind: str
    number: str
    expires_on: date | None


@dataclass(frozen=True)
class About:
    """The cover: who, in which job, since when, supervised by whom."""

    name: str
    legal_name: str
    job_title: str
    program: str
    employment: Employment
    hired_on: date | None
    left_on: date | None
    credential: Held | None
    supervisor: str
    supervisor_credential: Held | None
    supervisor_since: date | None


@dataclass(frozen=True)
class PersonContent(Content):
    """What every document about one person begins with.

    :ivar replaces: one sentence for each copy that is gone since a text in it was removed for privacy.
    """

    employer: str
    about: About
    replaces: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """A statement of the employee, which travels with the part it is on."""

    text: str
    written_on: date
