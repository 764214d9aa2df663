"""What is signed for a month: every entry with the employee's own part, and the totals.

A free text is wrapped in ``Words``; freezing turns it into a salted hash. The format is described in
``docs/signatures.md``; a change of shape changes ``FORMAT``. No other attendee is ever named.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from tracker import clock
from tracker.consultations import rules
from tracker.consultations.models import Attendance, LogEntry, split_counted
from tracker.credentials import queries as credentials
from tracker.frameworks import queries as frameworks
from tracker.people.models import Person
from tracker.signatures.actions import Words, canonical
from tracker.voiding.queries import list_voidings

FORMAT: Final = "crss-tracker log month 1"


def gather(
    person: Person, supervisor: Person, month_on: date, entries: Sequence[LogEntry], *, employer: str, language: str
) -> dict[str, Any]:
    """The content of a month as plain values in a fixed shape."""
    known = _Known(
        by_day=rules.get_rules(),
        topics=rules.topic_names(),
        codes={item.id: item.code for item in frameworks.current_outline().items},
        void=frozenset(list_voidings(part.id for entry in entries for part in entry.attendances)),
    )
    told = [_entry(entry, person, known) for entry in entries]
    totals: Counter[str] = Counter()
    for entry in told:
        totals.update({domain: part["counted"] for domain, part in entry["domains"].items()})
    return {
        "format": FORMAT,
        "employer": employer,
        "language": language,
        "month": f"{month_on:%Y-%m}",
        "employee": party(person),
        "supervisor": party(supervisor),
        "entries": told,
        "totals": {
            "entries": len(told),
            "minutes": sum(entry["minutes"] for entry in told),
            "counted": sum(entry["counted"] for entry in told),
            "by_domain": {domain: minutes for domain, minutes in sorted(totals.items()) if minutes},
        },
    }


def mark(content: Mapping[str, Any]) -> str:
    """A fingerprint of content that is not frozen: whoever read it signs this and nothing else."""
    return hashlib.sha256(canonical(content)).hexdigest()


def party(person: Person) -> dict[str, Any]:
    """Who someone is, as a signed document names them."""
    newest = credentials.find_newest(person.id)
    return {
        "id": str(person.id),
        "name": person.name,
        "legal_name": person.signing_name,
        "job_title": person.job_title,
        "credential": newest and {"kind": newest.kind, "number": newest.number},
    }


@dataclass(frozen=True)
class _Known:
    """What is looked up once for all entries: counting rules, names of topics, item codes, void parts."""

    by_day: rules.Rules
    topics: Mapping[str, object]
    codes: Mapping[UUID, str]
    void: frozenset[UUID]


def _entry(entry: LogEntry, person: Person, known: _Known) -> dict[str, Any]:
    own = next(part for part in entry.attendances if part.person_id == person.id)
    rule = known.by_day.on(entry.held_on)
    others = sum(part.id not in known.void and part.id != own.id for part in entry.attendances)
    counted = rule.count(entry.kind, entry.minutes)
    split = split_counted(counted, entry.minutes_by_domain)
    return {
        "id": str(entry.id),
        "held_on": entry.held_on.isoformat(),
        "starts": f"{entry.starts:%H:%M}" if entry.starts else None,
        "minutes": entry.minutes,
        "counted": counted,
        "is_brief": rule.is_brief(entry.minutes),
        "domains": {
            domain: {"minutes": minutes, "counted": split.get(domain, 0)}
            for domain, minutes in entry.minutes_by_domain.items()
        },
        "kind": entry.kind,
        "is_group": others > 0 or (entry.is_group and len(entry.attendances) == 1),
        "others": others,
        "mode": entry.mode,
        "asked_by": entry.asked_by,
        "credential": entry.supervisor_credential,
        "is_non_clinical": entry.is_non_clinical,
        "topics": [str(known.topics.get(code, code)) for code in entry.topics],
        "items": sorted(known.codes[one.competency_id] for one in entry.items if one.competency_id in known.codes),
        "goals": sorted(str(about.goal_id) for about in entry.goals if about.goal.person_id == person.id),
        "summary": Words(entry.summary),
        "strength": _words(entry.strength),
        "recommendations": _words(entry.recommendations),
        "follow_ups": _follow_ups(entry, person),
        "written_on": entry.written_on.isoformat(),
        "own": _own(own),
    }


def _own(part: Attendance) -> dict[str, Any]:
    return {
        "part": _words(part.own_part),
        "comment": _words(part.comment),
        "confirmed_on": clock.local(part.confirmed_at).date().isoformat() if part.confirmed_at else None,
    }


def _follow_ups(entry: LogEntry, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "text": Words(follow_up.text),
            "owner": "employee" if follow_up.owner_id == person.id else "supervisor",
            "due_on": follow_up.due_on.isoformat(),
        }
        for follow_up in entry.follow_ups
        if follow_up.owner_id in (person.id, entry.supervisor_id)
    ]


def _words(text: str) -> Words | None:
    return Words(text) if text else None
