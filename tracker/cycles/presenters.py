"""A cycle in words: the counts that are filters, why someone is not in it, who takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from tracker import clock
from tracker.cycles.models import Cycle, Step, WhyNot
from tracker.cycles.progress import ProgramRow
from tracker.cycles.queries import Member
from tracker.language import LazyString, _, _n, say_date
from tracker.people.models import Absence
from tracker.reminders.nudging import Reminded
from tracker.reviews.models import Rated
from tracker.words import label

STEPS: Final[dict[Step, LazyString]] = {step: label(step) for step in Step}
REASONS: Final[dict[WhyNot, LazyString]] = {reason: label(reason) for reason in WhyNot}


def chosen_step(text: str) -> Step | None:
    """The filter asked for in the address, or None for everyone."""
    return Step(text) if text in set(Step) else None


def chosen_program(text: str, programs: Sequence[ProgramRow]) -> ProgramRow | None:
    """The program asked for in the address, or None for all."""
    return next((one for one in programs if one.key == text), None)


def count_shown(programs: Sequence[ProgramRow], step: Step | None, program: ProgramRow | None) -> int:
    """How many stand at a step and work in a program, where these were asked for."""
    rows = programs if program is None else [program]
    return sum(row.counts.get(step, 0) if step else row.total for row in rows)


def waited_for(members: Sequence[Member]) -> list[UUID]:
    """Whom several reviews wait for."""
    return [one.person.id for member in members for one in member.standing.waiting if one.person is not None]


def say_away(absence: Absence) -> str:
    """From when to when someone is away, in words."""
    if absence.ends_on is None:
        return _("away from %(first)s until further notice", first=say_date(absence.starts_on))
    return _("away from %(first)s to %(last)s", first=say_date(absence.starts_on), last=say_date(absence.ends_on))


def say_reminded(reminded: Reminded) -> list[str]:
    """What became of a reminder, in sentences: who gets a mail, who had one, whom no mail reaches."""
    said = []
    if reminded.sent and reminded.day == clock.today():
        said.append(_n("%(num)d person gets one mail.", "%(num)d people get one mail each.", reminded.sent))
    elif reminded.sent:
        said.append(
            _n(
                "%(num)d person gets one mail on %(day)s, in working hours.",
                "%(num)d people get one mail each on %(day)s, in working hours.",
                reminded.sent,
                day=say_date(reminded.day),
            )
        )
    if reminded.already:
        said.append(
            _n(
                "%(num)d person has a reminder of that day already.",
                "%(num)d people have a reminder of that day already.",
                reminded.already,
            )
        )
    if reminded.out_of_reach:
        said.append(
            _n(
                "%(num)d person gets no mail: no address, away, or turned off. It stands on their home page.",
                "%(num)d people get no mail: no address, away, or turned off. It stands on their home pages.",
                reminded.out_of_reach,
            )
        )
    return said or [_("Nobody but you is waited for.")]


def count_steps(programs: Sequence[ProgramRow]) -> dict[Step, int]:
    """Five counts; "closed unfinished" only where there is any."""
    found = sum((Counter(one.counts) for one in programs), Counter[Step]())
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
