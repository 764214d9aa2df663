"""The summary of a cycle for the organization: counts only, and of no group so small that it points to somebody.

Rules ("Small groups" in the product's rules): only ended reviews count, by program; a group under five people is
hidden, and with it the next smallest; wellness and story items are left out. No score, no ranking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, and_, func, select

from tracker import clock
from tracker.access.permissions import Permission
from tracker.assessments.models import Assessment, Rating, Side
from tracker.cycles import queries as cycles
from tracker.cycles.models import Cycle, CycleReview, Step
from tracker.cycles.queries import Member
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline, Scale
from tracker.people import queries as people
from tracker.people.models import Person, Program
from tracker.reports.documents import Document, Subject
from tracker.reports.models import Audience, ReportKind
from tracker.reports.organisation_content import Group, OrganisationContent, StepCount
from tracker.reviews.counts import AGREED, DomainPicture, sides, strip
from tracker.reviews.models import ConversationItem, Review, State
from tracker.reviews.models_amending import ReviewAmendment
from tracker.reviews.queries_amending import is_amended
from tracker.voiding.queries import is_void
from tracker.web.employer import employer_name

SMALLEST_GROUP: Final = 5


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


class Key(NamedTuple):
    """What is counted together: a program, an item, a side or what both agreed on, an answer."""

    program: str
    item: UUID
    who: str
    answer: str | None


def choose_visible(groups: Mapping[str, int]) -> list[str]:
    """The groups that may be shown, by name: nobody can find out one that is hidden by taking away what is shown.

    Groups under five people are hidden, and with them the next smallest, until five people or more are hidden.
    """
    by_size = sorted((name for name in groups if groups[name]), key=lambda name: (groups[name], name))
    small = [name for name in by_size if groups[name] < SMALLEST_GROUP]
    if not small:
        return sorted(by_size, key=str.lower)
    hidden = len(small) + 1
    while hidden < len(by_size) and sum(groups[name] for name in by_size[:hidden]) < SMALLEST_GROUP:
        hidden += 1
    return sorted(by_size[hidden:], key=str.lower)


def gather(cycle: Cycle) -> OrganisationContent:
    """Everything the summary says, in the same number of queries for ten people and for a thousand."""
    # Whole, for each person may rate a focus set of their own.
    outline = frameworks.outline(cycle.framework_version_id)
    scale = frameworks.scale(cycle.scale_id)
    sizes = _count_people(cycle)
    ended = sum(sizes.values())
    enough = ended >= SMALLEST_GROUP
    shown = choose_visible(sizes) if enough else []
    counts = _count_answers(cycle) if enough else Counter()
    members = cycles.list_members(cycle)
    steps = Counter(member.step for member in members)
    made = Counter(_program_of(member) for member in members)
    return OrganisationContent(
        employer=employer_name(),
        name=cycle.name,
        kind=cycle.kind,
        opens_on=cycle.opens_on,
        due_on=cycle.due_on,
        closed_on=clock.local(cycle.closed_at).date() if cycle.closed_at else None,
        used_for=cycle.used_for,
        not_used_for=cycle.not_used_for,
        framework=outline.title,
        version=outline.version,
        steps=tuple(StepCount(step, steps[step]) for step in Step if steps[step] or step is not Step.CLOSED),
        everyone=Group("", len(members), ended, _pictures(counts, None, outline, scale)) if enough else None,
        programs=tuple(Group(name, made[name], sizes[name], _pictures(counts, name, outline, scale)) for name in shown),
        hidden=len(sizes) - len(shown) if enough else 0,
        left_out=sum(item.is_wellness for item in outline.items),
    )


def _program_of(member: Member) -> str:
    program = member.standing.person.program
    return program.name if program else ""


def _counting(cycle: Cycle) -> ColumnElement[bool]:
    """The ended reviews of a cycle that count: of one that was amended, the newest signed copy.

    An amendment belongs to the cycle of the review it amends.
    """
    first = select(CycleReview.review_id).where(CycleReview.cycle_id == cycle.id).cte("in_cycle", recursive=True)
    amended = select(ReviewAmendment.review_id).join(first, ReviewAmendment.amends_id == first.c.review_id)
    reviews = first.union(amended.where(ReviewAmendment.review_id.is_not(None)))
    return and_(
        Review.id.in_(select(reviews.c.review_id)), Review.state == State.ENDED, ~is_void(Review.id), ~is_amended()
    )


def _count_people(cycle: Cycle) -> Counter[str]:
    name = func.coalesce(Program.name, "")
    statement = (
        select(name, func.count())
        .select_from(Review)
        .join(Assessment, Assessment.id == Review.id)
        .join(Person, Person.id == Assessment.person_id)
        .outerjoin(Program, Program.id == Person.program_id)
        .where(_counting(cycle))
        .group_by(name)
    )
    return Counter(dict(db.session.execute(statement).all()))


def _count_answers(cycle: Cycle) -> Counter[Key]:
    name = func.coalesce(Program.name, "")
    both = (
        select(name, Rating.competency_id, Rating.side, Rating.answer, func.count())
        .join(Assessment, Assessment.id == Rating.assessment_id)
        .join(Review, Review.id == Assessment.id)
        .join(Person, Person.id == Assessment.person_id)
        .outerjoin(Program, Program.id == Person.program_id)
        .where(_counting(cycle))
        .group_by(name, Rating.competency_id, Rating.side, Rating.answer)
    )
    talked = (
        select(name, ConversationItem.competency_id, ConversationItem.proposed_level, func.count())
        .join(Review, Review.id == ConversationItem.review_id)
        .join(Assessment, Assessment.id == Review.id)
        .join(Person, Person.id == Assessment.person_id)
        .outerjoin(Program, Program.id == Person.program_id)
        .where(ConversationItem.agreed_at.is_not(None), _counting(cycle))
        .group_by(name, ConversationItem.competency_id, ConversationItem.proposed_level)
    )
    found: Counter[Key] = Counter()
    for program, item, side, answer, number in db.session.execute(both):
        found[Key(program, item, side.value, answer)] += number
    for program, item, level, number in db.session.execute(talked):
        found[Key(program, item, AGREED, str(level))] += number
    return found


def _pictures(counts: Counter[Key], program: str | None, outline: Outline, scale: Scale) -> tuple[DomainPicture, ...]:
    """The three strips of each domain, for one program or for everyone. Each is as long as the fuller side."""
    per_domain: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    items = {item.id: item for item in outline.items if not item.is_wellness}
    for key, found in counts.items():
        if key.item in items and key.answer and program in (None, key.program):
            per_domain[items[key.item].domain_code, key.who][key.answer] += found
    drawn = []
    for code, title in outline.domains.items():
        total = max(per_domain[code, side.value].total() for side in Side)
        if total:
            strips = tuple(strip(said, per_domain[code, who], total, scale.label, scale) for who, said in sides())
            drawn.append(DomainPicture(title, total, strips))
    return tuple(drawn)
