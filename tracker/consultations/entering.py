"""The quick entry: whom and what it offers, and what it begins with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from tracker import clock
from tracker.consultations import rules
from tracker.consultations.forms import EntryForm, for_domains
from tracker.consultations.models import GENERAL, LogDraft, LogEntry, split_counted
from tracker.frameworks import queries as frameworks
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.language import _, say_date
from tracker.observations.models import Observation
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.people.supervision import list_assigned_since
from tracker.web.forms import choice
from tracker.web.items import item_choices

# How long after the end of an assignment its supervisor still finds the person on the form.
STILL_LISTED: Final = timedelta(days=60)
FIVE: Final = 5
USUAL_MINUTES: Final = 60


@dataclass(frozen=True)
class Offer:
    """The people and goals a writer can choose, by identifier as text."""

    people: Mapping[str, Person]
    ended: Mapping[str, date]
    goals: Mapping[str, Goal]

    def label(self, key: str) -> str:
        """A person's name; with the last day where the assignment has ended."""
        if key in self.ended:
            return _("%(name)s, until %(day)s", name=self.people[key].name, day=say_date(self.ended[key], "medium"))
        return self.people[key].name


def list_offer(writer: Person) -> Offer:
    """Everyone assigned to the writer now or until lately, and the goals of those whose goals the writer shares."""
    today = clock.today()
    found: dict[str, Person] = {}
    last_days: dict[str, date] = {}
    for assignment in list_assigned_since(writer, today - STILL_LISTED):
        key, last = str(assignment.person_id), assignment.ends_on or date.max
        found[key] = assignment.person
        last_days[key] = min(max(last_days.get(key, last), last), assignment.person.left_on or date.max)
    ended = {key: day for key, day in last_days.items() if day < today}
    shared = [person.id for person in people.list_team(writer, rating_only=True)]
    return Offer(found, ended, {str(goal.id): goal for goal in goals.list_in_motion(shared)})


def make_form(offer: Offer, writer: Person, defaults: Mapping[str, Any]) -> EntryForm:
    """The form with everything that can be chosen; those who attended last time stand first."""
    outline = frameworks.current_outline()
    form = for_domains(outline.domains)(**defaults)
    first = set(defaults.get("attendees") or [])
    order = sorted(offer.people, key=lambda key: (key not in first, key in offer.ended))
    form.attendees.choices = [choice(key, offer.label(key)) for key in order]
    form.topics.choices = [choice(one.code, one.name) for one in rules.list_topics() if not one.is_ended]
    form.items.choices = item_choices(outline)
    form.goals.choices = [choice(key, f"{goal.person.name}: {goal.statement}") for key, goal in offer.goals.items()]
    owners = [choice("", _("Choose")), choice(str(writer.id), _("I do it"))]
    owners += [choice(key, offer.people[key].name) for key in order]
    for row in form.todo_rows():
        row.owner.choices = owners
    return form


def begin(
    draft: LogDraft | None,
    like: LogEntry | None,
    last: LogEntry | None,
    asked: list[str],
    seen: Observation | None = None,
) -> dict[str, Any]:
    """What the form begins with: a draft, another entry to repeat, or now and what was chosen last.

    :param seen: the observation that began the draft; its words and items are not typed again.
    """
    if draft is not None:
        return {
            **(_seen(seen, draft.minutes) if seen else {}),
            "attendees": [str(draft.person_id)],
            "held_on": draft.held_on,
            "minutes": draft.minutes,
            "kind": draft.kind,
            "mode": draft.mode,
            "is_non_clinical": last.is_non_clinical if last else True,
        }
    usual = _chosen_last(like or last)
    minutes = usual.get("minutes", USUAL_MINUTES)
    values = {"minutes": USUAL_MINUTES, "is_non_clinical": True, **usual, **_just_ended(minutes)}
    if like is not None:
        return {**values, **_repeated(like)}
    return {**values, "attendees": asked or usual.get("attendees", [])}


def _seen(observation: Observation, minutes: int) -> dict[str, Any]:
    items = [about.competency_id for about in observation.items]
    by_id = frameworks.current_outline().by_id
    return {
        **{f"split_{domain}": part for domain, part in split_over_items(minutes, items).items()},
        "items": [by_id[item_id].code for item_id in items if item_id in by_id],
        "summary": observation.seen,
        "strength": " ".join(observation.strength.split()),
        "recommendations": observation.next_step,
    }


def split_over_items(minutes: int, items: Iterable[UUID]) -> dict[str, int]:
    """Minutes by domain, in proportion to how many of the items are of it. An item of an older list is General."""
    by_id = frameworks.current_outline().by_id
    counts = Counter(by_id[item_id].domain_code if item_id in by_id else GENERAL for item_id in items)
    return split_counted(minutes, counts) or {GENERAL: minutes}


def _chosen_last(entry: LogEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "attendees": [str(part.person_id) for part in entry.attendances],
        "minutes": entry.minutes,
        "kind": entry.kind,
        "mode": entry.mode,
        "is_non_clinical": entry.is_non_clinical,
    }


def _repeated(entry: LogEntry) -> dict[str, Any]:
    """Everything but what was said and when."""
    outline = frameworks.current_outline()
    codes = {about.competency_id for about in entry.items}
    return {
        **{f"split_{domain}": minutes for domain, minutes in entry.minutes_by_domain.items()},
        "topics": list(entry.topics),
        "items": [item.code for item in outline.items if item.id in codes],
        "goals": [str(about.goal_id) for about in entry.goals],
        "asked_by": entry.asked_by,
        "is_group": entry.is_group and len(entry.attendances) == 1,
    }


def _just_ended(minutes: int) -> dict[str, date | time | None]:
    """A meeting that has just ended; one that would have begun yesterday is left without a start."""
    now = clock.local(clock.now())
    began = clock.local(clock.now() - timedelta(minutes=minutes))
    if began.date() != now.date():
        return {"held_on": now.date(), "starts": None}
    return {"held_on": now.date(), "starts": _round(began)}


def _round(moment: datetime) -> time:
    return time(moment.hour, moment.minute - moment.minute % FIVE)


def chosen_goals(form: EntryForm, offer: Offer) -> list[Goal]:
    """The goals that were chosen."""
    return [offer.goals[key] for key in form.goals.data or [] if key in offer.goals]


def chosen_items(form: EntryForm) -> list[UUID]:
    """The competencies that were chosen."""
    by_code = frameworks.current_outline().by_code
    return [by_code[code].id for code in form.items.data or [] if code in by_code]
