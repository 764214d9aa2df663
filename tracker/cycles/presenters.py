"""A cycle in words: the counts that are filters, why someone is not in it, who takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from tracker.cycles.models import Cycle, Step, WhyNot
from tracker.cycles.queries import Member
from tracker.language import LazyString, _, _n
from tracker.reviews.models import Rated
from tracker.words import label

STEPS: Final[dict[Step, LazyString]] = {step: label(step) for step in Step}
REASONS: Final[dict[WhyNot, LazyString]] = {reason: label(reason) for reason in WhyNot}


def chosen_step(text: str) -> Step | None:
    """The filter asked for in the address, or None for everyone."""
    return Step(text) if text in set(Step) else None


def count_steps(members: Sequence[Member]) -> dict[Step, int]:
    """Five counts; "closed unfinished" only where there is any."""
    found = Counter(member.step for member in members)
    return {step: found[step] for step in Step if step is not Step.CLOSED or found[step]}


def say_who(cycle: Cycle, chosen: Mapping[object, str]) -> str:
    """Who takes part, in a sentence."""
    parts = []
    if cycle.program is not None:
        parts.append(_("program: %(name)s", name=cycle.program.name))
    if cycle.job_title:
        parts.append(_("job title: %(title)s", title=cycle.job_title))
    if cycle.hired_within:
        parts.append(_n("hired within %(num)d day", "hired within %(num)d days", cycle.hired_within))
    group = "; ".join(parts)
    names = ", ".join(sorted(chosen.values(), key=str.lower))
    if group and names:
        return _("%(group)s; and by name: %(names)s", group=group, names=names)
    return group or names or _("everyone who is reviewed")


def say_state(cycle: Cycle) -> str:
    """Planned, open or closed."""
    if cycle.is_planned:
        return _("Planned")
    return _("Open") if cycle.is_open else _("Closed")


def say_rated(cycle: Cycle) -> str:
    """Which items are rated, in a sentence."""
    if cycle.rated is not Rated.CHOSEN:
        return str(label(cycle.rated))
    return _n(
        "a focus set of %(num)d item; everything in a first review",
        "a focus set of %(num)d items; everything in a first review",
        len(cycle.focus),
    )
