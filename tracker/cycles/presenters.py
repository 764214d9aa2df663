"""A cycle in words: the counts that are filters, why someone is not in it, who takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from tracker.cycles.models import Cycle
from tracker.cycles.queries import Member, Step, WhyNot
from tracker.language import LazyString, _, _l, _n

STEPS: Final[dict[Step, LazyString]] = {
    Step.RATING: _l("both rating"),
    Step.ONE_SENT: _l("one side has sent"),
    Step.TALKING: _l("in conversation"),
    Step.SIGNING: _l("awaiting signatures"),
    Step.ENDED: _l("ended"),
    Step.CLOSED: _l("closed unfinished"),
}
REASONS: Final[dict[WhyNot, LazyString]] = {
    WhyNot.LEFT: _l("no longer works here"),
    WhyNot.OPEN_REVIEW: _l("has a review that has not ended"),
    WhyNot.AWAY: _l("is away"),
    WhyNot.NO_SUPERVISOR: _l("has no supervisor"),
    WhyNot.ONESELF: _l("this is you: a colleague in HR must open yours"),
}


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
