"""What an amendment changed: compared with the signed copy it amends, frozen with the new one, and said in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from tracker.assessments.models import IN_PERSON, Basis, RoleReason, Side
from tracker.database import db
from tracker.frameworks.queries import Scale
from tracker.language import LazyString, _, _l, say_date
from tracker.reviews import queries, queries_amending
from tracker.reviews.models import ConversationForm, Review
from tracker.reviews.presenters import answer_words
from tracker.reviews.reading import Reading
from tracker.signatures import queries as signed
from tracker.signatures.actions import Words
from tracker.signatures.models import Snapshot
from tracker.voiding.queries import list_voidings
from tracker.words import label

_RATED: Final = ("answer", "reason", "basis", "comment")
_TALK: Final = ("held_on", "minutes", "form", "present", "support_wanted", "notes")
# Free texts, which a copy for someone outside leaves out.
COMMENTS: Final = frozenset({"comment", "notes", "support_wanted", "said"})


def complete(content: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Add to what is about to be frozen who held the conversation in another's place, and what is amended.

    An amendment keeps the goals, observations and verifications of the copy it amends; goals made since are
    added, and an observation that is void is left out.
    """
    holder = queries_amending.find_holder(reading.review.id)
    if holder is not None:
        content["conversation"]["held_by"] = holder.holder.name
    making = queries_amending.find_making(reading.review.id)
    if making is None:
        return content
    snapshot = queries.get_snapshot(db.session.get_one(Review, making.amends_id))
    earlier = _read_again(snapshot)
    _keep_what_was_named(content, earlier)
    content["amends"] = {
        "review": str(making.amends_id),
        "sha256": snapshot.sha256,
        "asked_by": making.asked_by.name,
        "asked_on": making.asked_at.isoformat(timespec="seconds"),
        "opened_by": making.opened_by.name if making.opened_by else "",
        "opened_on": making.opened_at.isoformat(timespec="seconds") if making.opened_at else None,
        "reason": Words(making.reason),
        "changes": list(_compare(earlier, content)),
    }
    return content


def _read_again(snapshot: Snapshot) -> dict[str, Any]:
    """Locked content whose free texts are wrapped once more, so that they are hashed again, each with a new salt."""
    content: dict[str, Any] = _wrap(json.loads(snapshot.content), signed.read_snapshot(snapshot))
    return content


def _wrap(sealed: Any, read: Any) -> Any:
    if isinstance(sealed, dict):
        if set(sealed) == {signed.HASHED}:
            return Words(read)
        return {key: _wrap(inner, read[key]) for key, inner in sealed.items()}
    if isinstance(sealed, list):
        return [_wrap(inner, other) for inner, other in zip(sealed, read, strict=True)]
    return sealed


def _keep_what_was_named(content: dict[str, Any], earlier: Mapping[str, Any]) -> None:
    void = {str(one) for one in list_voidings(UUID(part["id"]) for part in earlier["observations"])}
    named = {goal["id"] for goal in earlier["goals"]}
    content["goals"] = [*earlier["goals"], *(goal for goal in content["goals"] if goal["id"] not in named)]
    content["observations"] = [one for one in earlier["observations"] if one["id"] not in void]
    content["verifications"] = earlier["verifications"]


def _compare(earlier: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each difference with what stood before and what stands now, in the order of the document."""
    for code, now in content["ratings"].items():
        before = earlier["ratings"].get(code) or {}
        for side in Side:
            for field in _RATED:
                old, new = (one[field] if one else None for one in (before.get(side.value), now[side.value]))
                if old != new:
                    yield {"what": "rating", "code": code, "side": side.value, "field": field, "old": old, "new": new}
        old, new = _settled(before.get("outcome")), _settled(now["outcome"])
        if old != new:
            yield {"what": "outcome", "code": code, "side": "", "field": "outcome", "old": old, "new": new}
    yield from _compare_talks(earlier["conversation"], content["conversation"])
    for kind in ("goals", "observations"):
        was, stands = ({one["id"] for one in part[kind]} for part in (earlier, content))
        for identifier in sorted(was ^ stands):
            old, new = (identifier if identifier in ids else None for ids in (was, stands))
            yield {"what": kind, "code": "", "side": "", "field": kind, "old": old, "new": new}


def _compare_talks(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for field in _TALK:
        if before[field] != now[field]:
            yield {"what": "talk", "code": "", "side": "", "field": field, "old": before[field], "new": now[field]}
    said = [(one["code"], one["by"], one["text"]) for one in before["comments"]]
    for one in now["comments"]:
        if (one["code"], one["by"], one["text"]) in said:
            said.remove((one["code"], one["by"], one["text"]))
            continue
        yield {"what": "talk", "code": one["code"], "side": "", "field": "said", "old": None, "new": one["text"]}


def _settled(outcome: Mapping[str, Any] | None) -> str | None:
    """What became of an item, as one value: the level agreed, both views kept, the level proposed, or nothing."""
    if not outcome:
        return None
    if outcome["agreed"]:
        return f"agreed {outcome['agreed']}"
    if outcome["seen_differently"]:
        return "differ"
    return f"proposed {outcome['proposed']}" if outcome["proposed"] else None


@dataclass(frozen=True)
class Change:
    """One difference in words: what it is about, what stood before, what stands now."""

    about: str
    old: str
    new: str


_FIELDS: Final[Mapping[str, LazyString]] = {
    "answer": _l("rating"),
    "reason": _l("why it is not part of the role"),
    "basis": _l("what it rests on"),
    "comment": _l("comment"),
    "outcome": _l("agreement"),
    "held_on": _l("day of the conversation"),
    "minutes": _l("minutes of the conversation"),
    "form": _l("how you met"),
    "present": _l("who was present"),
    "support_wanted": _l("how can I support you better?"),
    "notes": _l("notes"),
    "said": _l("said in the conversation"),
    "goals": _l("goal"),
    "observations": _l("observation"),
}


def say_changes(
    amends: Mapping[str, Any], scale: Scale, *, to_both_sides: bool = True, with_comments: bool = True
) -> list[Change]:
    """The changes an amendment froze, old beside new. A comment on "in person" is between the two sides, as that is."""
    between = {one["code"] for one in amends["changes"] if IN_PERSON in (one["old"], one["new"])}
    return [
        _say(change, scale, to_both_sides=to_both_sides)
        for change in amends["changes"]
        if (with_comments or change["field"] not in COMMENTS)
        and (to_both_sides or change["code"] not in between or change["field"] != "comment")
    ]


def _say(change: Mapping[str, Any], scale: Scale, *, to_both_sides: bool) -> Change:
    who = str(label(Side(change["side"]))) if change["side"] else ""
    about = ", ".join(part for part in (change["code"], who, str(_FIELDS[change["field"]])) if part)
    old, new = (_value(change, change[name], scale, to_both_sides=to_both_sides) for name in ("old", "new"))
    return Change(about, old or _("nothing"), new or _("nothing"))


def _value(change: Mapping[str, Any], value: Any, scale: Scale, *, to_both_sides: bool) -> str:
    field = change["field"]
    if field == "answer":
        return answer_words(value, scale, to_both_sides=to_both_sides)
    if value is None:
        return ""
    words = {
        "reason": lambda: str(label(RoleReason(value))),
        "basis": lambda: str(label(Basis(value))),
        "form": lambda: str(label(ConversationForm(value))),
        "held_on": lambda: say_date(date.fromisoformat(value[:10])),
        "outcome": lambda: _say_outcome(value, scale),
        "goals": lambda: _("named here"),
        "observations": lambda: _("named here"),
    }
    return words[field]() if field in words else str(value)


def _say_outcome(value: str, scale: Scale) -> str:
    if value == "differ":
        return _("both views kept")
    how, level = value.split()
    words = scale.label(int(level))
    return _("agreed: %(level)s", level=words) if how == "agreed" else _("proposed: %(level)s", level=words)
