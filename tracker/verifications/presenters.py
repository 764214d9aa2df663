"""What a verification sheet says beside the events: each competency with where it stands, and what is required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.frameworks.queries import Item, Scale
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.language import _, say_date
from tracker.people.models import Person
from tracker.reviews import queries as reviews
from tracker.reviews.reading import Reading
from tracker.verifications.models import Verification, VerifiedItem
from tracker.verifications.requirements import Need, NeedState
from tracker.words import label


@dataclass(frozen=True)
class ItemLine:
    """One competency of a sheet: what was shown last, and what to know about it.

    ``goal`` is the next step's goal where the reader may open it; ``rated_lower`` says that it was rated lower
    since, which undoes nothing.
    """

    item: Item
    shown: VerifiedItem
    verification: Verification
    is_due_again: bool
    goal: Goal | None
    rated_lower: str


def list_by_item(
    person: Person, reader: Person, events: Sequence[Verification], items: Mapping[UUID, Item], scale: Scale
) -> list[ItemLine]:
    """Each competency of the events a reader may see, with its newest standing one, in the order of the codes."""
    newest: dict[str, tuple[Item, VerifiedItem, Verification]] = {}
    for event in reversed(events):
        if event.withdrawn_at is None:
            for shown in event.items:
                item = items[shown.competency_id]
                newest[item.code] = (item, shown, event)
    own = {goal.id: goal for goal in goals.list_visible(person.id, reader)} if newest else {}
    since = _find_ratings(person, reader) if newest else {}
    return [
        ItemLine(
            item,
            shown,
            event,
            event.is_due_again(clock.today()),
            own.get(shown.goal_id) if shown.goal_id else None,
            _say_lower(since.get(item.code), shown, event, scale),
        )
        for item, shown, event in (newest[code] for code in sorted(newest))
    ]


@dataclass(frozen=True)
class _Rated:
    """One item's levels by side in the newest ended review that rated it, and the day of its conversation."""

    held_on: date
    levels: Mapping[Side, int]


def _find_ratings(person: Person, reader: Person) -> dict[str, _Rated]:
    """By code, in what the reader may read whole: second supervisors and assessors read no review."""
    ended = reviews.list_counting(person, reader)
    found: dict[str, _Rated] = {}
    for reading in sorted(ended, key=_held_on, reverse=True):
        both = assessments.list_both(reading.assessment)
        for item in reading.outline.items:
            levels = {side: level for side in Side if (level := _level_of(both[side], item)) is not None}
            found.setdefault(item.code, _Rated(_held_on(reading), levels))
        if not reading.assessment.focus:
            break
    return found


def _level_of(ratings: assessments.Ratings, item: Item) -> int | None:
    rating = ratings.get(item.id)
    return rating.level if rating is not None else None


def _held_on(reading: Reading) -> date:
    talk = reading.review.conversation
    return talk.held_on if talk is not None and talk.held_on is not None else date.min


def _say_lower(since: _Rated | None, shown: VerifiedItem, event: Verification, scale: Scale) -> str:
    if since is None or since.held_on <= event.observed_on:
        return ""
    lower = [f"{label(side)}: {scale.label(level)}" for side, level in since.levels.items() if level < shown.level]
    if not lower:
        return ""
    return _(
        "Rated lower since (%(ratings)s, %(day)s). The verification stands until it is due again or withdrawn.",
        ratings="; ".join(lower),
        day=say_date(since.held_on),
    )


def say_need(need: Need, scale: Scale) -> str:
    """Where someone stands in one required item, in a sentence or two. "Overdue" names who must act."""
    level, day = scale.label(need.level), say_date(need.due_on)
    if need.is_overdue:
        return f"{_say_late(need, scale)} {_say_who(need)}"
    if need.state is NeedState.VERIFIED:
        return _("Verified at %(level)s or above, until %(day)s.", level=level, day=day)
    if need.state is NeedState.DUE_AGAIN:
        return _("Due again today.")
    if need.state is NeedState.SHOWN_LOWER and need.latest is not None:
        shown = scale.label(need.latest.level)
        return _("Shown at %(shown)s. Due at %(level)s by %(day)s.", shown=shown, level=level, day=day)
    return _("Not shown yet. Due at %(level)s by %(day)s.", level=level, day=day)


def _say_late(need: Need, scale: Scale) -> str:
    level, day = scale.label(need.level), say_date(need.due_on)
    if need.state is NeedState.DUE_AGAIN:
        return _("Verified once; due again since %(day)s.", day=day)
    if need.state is NeedState.SHOWN_LOWER and need.latest is not None:
        shown = scale.label(need.latest.level)
        return _("Shown at %(shown)s; %(level)s was due by %(day)s.", shown=shown, level=level, day=day)
    return _("Not shown yet; it was due at %(level)s by %(day)s.", level=level, day=day)


def _say_who(need: Need) -> str:
    if need.must_act is None:
        return _("Overdue: HR must act and assign a supervisor.")
    return _("Overdue: %(name)s must act, by seeing it and verifying it.", name=need.must_act.name)
