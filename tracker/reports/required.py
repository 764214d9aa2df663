"""What the job requires, for page one of the competency report: verified, due, next step, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
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
    named = [_when(need) for need in needs[:MOST_NAMED]]
    if len(needs) > MOST_NAMED:
        named.append(_("and %(num)d more", num=len(needs) - MOST_NAMED))
    return "; ".join(named)


def _when(need: Need) -> str:
    code, day = need.item.code, say_date(need.due_on)
    if not need.is_overdue:
        return _("%(code)s by %(day)s", code=code, day=day)
    who = need.must_act.name if need.must_act else _("HR")
    return _("%(code)s, overdue since %(day)s: %(name)s must act", code=code, day=day, name=who)
