"""What a report says of how a review was rated: independent or open, every item or a focus set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.assessments.models import Basis, RoleReason
from tracker.language import _, _n, say_date
from tracker.reviews.models import ReviewKind
from tracker.words import label

Rated = Mapping[str, Any] | None


def say_kind(kind: str, rated: Rated) -> str:
    """The kind of review; an open one says whether and when the employee's ratings were opened.

    :param rated: what the signed content says of it; None in content signed before there were open reviews.
    """
    words = str(label(ReviewKind(kind)))
    if not rated or not rated["is_open"]:
        return words
    if not rated["opened"]:
        return _("%(kind)s, open ratings, not opened before both were sent", kind=words)
    return _("%(kind)s, open ratings, opened by the supervisor on %(day)s", kind=words, day=_day(rated["opened"]))


def say_framework(framework: Mapping[str, Any], rated: Rated) -> str:
    """The list of competencies with its version, and how many items stand from the last review."""
    title = _("%(title)s, version %(version)s", title=framework["title"], version=framework["version"])
    again = rated["not_rated_again"] if rated else None
    if not again:
        return title
    left = len(again["codes"])
    if not again["since"]:
        return _n(
            "%(title)s. %(num)d item not rated this time",
            "%(title)s. %(num)d items not rated this time",
            left,
            title=title,
        )
    return _n(
        "%(title)s. From %(day)s, %(num)d item not rated again",
        "%(title)s. From %(day)s, %(num)d items not rated again",
        left,
        title=title,
        day=_day(again["since"]),
    )


def say_basis(rating: Mapping[str, Any]) -> str:
    """What one rating rests on, and whether one tap gave it the level of last time."""
    basis = str(label(Basis(rating["basis"]))) if rating["basis"] else ""
    return "; ".join(filter(None, [basis, _("same as last time") if rating.get("same_as_last") else ""]))


def say_reason(rating: Mapping[str, Any]) -> str:
    """Why an item is not part of the role."""
    return str(label(RoleReason(rating["reason"]))) if rating["reason"] else ""


def _day(text: str) -> str:
    return say_date(date.fromisoformat(text[:10]))
