"""The summary of a cycle for the organization: counts only, and of no group so small that it points to somebody.

Rules ("Small groups" in the product's rules): only ended reviews count, by program; a group under five people is
hidden, and with it the next smallest; wellness and story items are left out. No score, no ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from flask import abort

from tracker import clock
from tracker.access.permissions import Permission
from tracker.cycles import queries as cycles
from tracker.cycles.models import Cycle, Step
from tracker.cycles.queries import Member
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline, Scale
from tracker.language import _
from tracker.organisation import queries as tally
from tracker.organisation.kinds import Who, answers_of
from tracker.organisation.queries import EVERYONE, Figures
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.documents import Document, Subject
from tracker.reports.models import Audience, ReportKind
from tracker.reports.organisation_content import Group, OrganisationContent, StepCount
from tracker.reviews.counts import DomainPicture, strip
from tracker.settings.queries import say_purpose
from tracker.web.employer import employer_name


class OrganisationSummary(Document[Cycle]):
    """For whoever keeps cycles. It is about nobody."""

    kind: ClassVar = ReportKind.ORGANISATION
    permission: ClassVar = Permission.CYCLE_KEEP

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[Cycle]:
        """The cycle, once it was opened."""
        if self.permission not in people.permissions_held_by(reader):
            abort(404)
        cycle = cycles.get_cycle(address_id)
        return Subject(cycle.id, reader, "counts", cycle) if not cycle.is_planned else abort(404)

    def gather(self, subject: Subject[Cycle], audience: Audience) -> OrganisationContent:
        """All that the summary says."""
        return gather(subject.found)


def gather(cycle: Cycle) -> OrganisationContent:
    """Everything the summary says, in the same number of queries for ten people and for a thousand."""
    # Whole, for each person may rate a focus set of their own.
    outline = frameworks.outline(cycle.framework_version_id)
    scale = frameworks.scale(cycle.scale_id)
    sight = tally.look(cycle)
    figures = tally.read(sight, outline.items, _names(scale))
    members = cycles.list_members(cycle)
    steps = Counter(member.step for member in members)
    counted_in = tally.programs_of(cycle)
    made = Counter(counted_in.get(member.review.id, _program_of(member)) for member in members)
    return OrganisationContent(
        employer=employer_name(),
        name=cycle.name,
        kind=cycle.kind,
        opens_on=cycle.opens_on,
        due_on=cycle.due_on,
        closed_on=clock.local(cycle.closed_at).date() if cycle.closed_at else None,
        used_for=say_purpose(cycle.used_for),
        not_used_for=say_purpose(cycle.not_used_for),
        framework=outline.title,
        version=outline.version,
        steps=tuple(StepCount(step, steps[step]) for step in Step if steps[step] or step is not Step.CLOSED),
        everyone=_everyone(figures, len(members), outline, scale) if sight.is_enough else None,
        programs=tuple(
            Group(name, made[name], sight.sizes[name], _pictures(figures, name, outline, scale))
            for name in sight.programs
        ),
        hidden=sight.hidden,
        left_out=sum(item.is_wellness for item in outline.items),
    )


def _program_of(member: Member) -> str:
    program = member.standing.person.program
    return program.name if program else ""


def _everyone(figures: Figures, members: int, outline: Outline, scale: Scale) -> Group:
    return Group("", members, figures.sight.people, _pictures(figures, EVERYONE, outline, scale))


def _names(scale: Scale) -> list[str]:
    levels = [level.value for level in scale.levels]
    return [name for who in Who for name in answers_of(who, levels)]


def _pictures(figures: Figures, program: str | None, outline: Outline, scale: Scale) -> tuple[DomainPicture, ...]:
    """The three strips of each domain, for one program or for everyone. Each is as long as the fuller side."""
    drawn = []
    for code, title in outline.domains.items():
        numbers = figures.sum(outline.items_of_domain(code), program)
        levels = [level.value for level in scale.levels]
        said = {who: {one: numbers[name] for name, one in answers_of(who, levels).items()} for who in Who}
        total = max(sum(said[who].values()) for who in (Who.SELF, Who.SUPERVISOR))
        if total:
            named = ((Who.SELF, _("Self")), (Who.SUPERVISOR, _("Supervisor")), (Who.AGREED, _("Agreed")))
            strips = tuple(strip((who.value, words), said[who], total, scale.label, scale) for who, words in named)
            drawn.append(DomainPicture(title, total, strips))
    return tuple(drawn)
