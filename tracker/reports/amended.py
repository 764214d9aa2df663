"""What a report says of amendments: what this copy amends, what changed, and that a newer copy exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker import clock
from tracker.frameworks.queries import Scale
from tracker.language import _, say_date
from tracker.reviews.changes import say_changes
from tracker.reviews.presenters_amending import reading_ties, say_newer
from tracker.reviews.reading import Reading


def say_amends(data: Mapping[str, Any], *, with_comments: bool) -> str:
    """Which signed copy this one amends, who asked and who opened it; empty for a review that amends none."""
    amends = data.get("amends")
    if not amends:
        return ""
    words = _(
        "An amendment, asked for by %(asked)s, opened by %(opened)s on %(day)s. "
        "It amends the signed copy with the SHA-256 %(sha256)s, which stays readable.",
        asked=amends["asked_by"],
        opened=amends["opened_by"],
        day=say_date(date.fromisoformat(amends["opened_on"][:10])),
        sha256=amends["sha256"],
    )
    return f"{words} {amends['reason']}" if with_comments else words


def list_changes(
    data: Mapping[str, Any], scale: Scale, *, to_both_sides: bool, with_comments: bool
) -> tuple[tuple[str, str, str], ...]:
    """What changed: what it is about, what stood before, what stands now."""
    if not data.get("amends"):
        return ()
    found = say_changes(data["amends"], scale, to_both_sides=to_both_sides, with_comments=with_comments)
    return tuple((one.about, one.old, one.new) for one in found)


def say_amended(reading: Reading) -> str:
    """That a newer signed copy exists, since when and signed by whom; empty while there is none."""
    ended_at, names = say_newer(reading_ties(reading).amended_by)
    if ended_at is None:
        return ""
    day = say_date(clock.local(ended_at).date())
    if not names:
        return _("A newer copy ended on %(day)s, not signed.", day=day)
    return _("Amended on %(day)s by %(names)s: a newer signed copy exists.", day=day, names=names)
