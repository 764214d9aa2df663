"""What the job requires, for page one of the competency report: verified, due, next step, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from tracker import clock
from tracker.language import _, _n, say_date
from tracker.people.models import Person
from tracker.verifications import requirements
from tracker.verifications.requirements import Need, NeedState

# Page one names so many items of a kind; all of them stand on the verification sheet.
MOST_NAMED: Final = 6


def list_required(person: Person, *, held_on: date, is_newest: bool) -> tuple[str, ...]:
    """Where someone stands in what is required: today in the newest report, else on the day of the conversation."""
    day = clock.today() if is_newest else held_on
    return say_needs(requirements.list_needs([person], day)[person.id])


def say_needs(needs: Sequence[Need]) -> tuple[str, ...]:
    """One sentence for what is verified, one each for what is due and where a next step was agreed."""
    if not needs:
        return (_("No competency is required of this job."),)
    done = sum(need.is_verified for need in needs)
    open_ones = requirements.open_needs(needs)
    lower = [need for need in open_ones if need.state is NeedState.SHOWN_LOWER]
    due = [need for need in open_ones if need.state is not NeedState.SHOWN_LOWER]
    said = [
        _n(
            "Verified now: %(done)d of %(num)d required item.",
            "Verified now: %(done)d of %(num)d required items.",
            len(needs),
            done=done,
        )
    ]
    if due:
        said.append(_n("Due: %(num)d item: %(items)s.", "Due: %(num)d items: %(items)s.", len(due), items=_name(due)))
    if lower:
        said.append(
            _n(
                "Shown below the level, next step agreed: %(num)d item: %(items)s.",
                "Shown below the level, next step agreed: %(num)d items: %(items)s.",
                len(lower),
                items=_name(lower),
            )
        )
    return tuple(said)


def _name(needs: Sequence[Need]) -> str:
    named = [_when(same) for same in _alike(needs[:MOST_NAMED])]
    if len(needs) > MOST_NAMED:
        named.append(_("and %(num)d more", num=len(needs) - MOST_NAMED))
    return "; ".join(named)


def _alike(needs: Sequence[Need]) -> Iterable[list[Need]]:
    """The same needs, those of one day that wait for the same person together: page one has no room to repeat it."""
    found: dict[object, list[Need]] = {}
    for need in needs:
        who = need.must_act.id if need.must_act else None
        found.setdefault((need.is_overdue, need.due_on, who if need.is_overdue else None), []).append(need)
    return found.values()


def _when(needs: Sequence[Need]) -> str:
    """When items that are alike are due, and who must act on what is overdue."""
    first, codes = needs[0], ", ".join(need.item.code for need in needs)
    day = say_date(first.due_on)
    if not first.is_overdue:
        return _("%(code)s by %(day)s", code=codes, day=day)
    who = first.must_act.name if first.must_act else _("HR")
    return _("%(code)s, overdue since %(day)s: %(name)s must act", code=codes, day=day, name=who)
