"""Reads of the organization views: from the tally, and only what no small group stands behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from uuid import UUID

from sqlalchemy import Executable, String, bindparam, case, func, select, type_coerce

from tracker.assessments.models import Assessment
from tracker.cycles.models import Cycle
from tracker.database import db, way_of_storing
from tracker.frameworks.queries import Item
from tracker.organisation import counting
from tracker.organisation.kinds import Fact
from tracker.organisation.models import CountedReview, CycleGroup, TallyCell
from tracker.organisation.small_groups import SMALLEST_GROUP, choose_visible
from tracker.people import queries as people
from tracker.people.models import Person, Program

# Everyone in the cycle, beside the programs, which go by their names.
EVERYONE = None
Numbers = Mapping[str, int]
_TALLY = TallyCell.metadata.tables[TallyCell.__tablename__]


@dataclass(frozen=True)
class Sight:
    """Which groups of a cycle may be shown. ``programs`` are those visible, by name; "" has those without one."""

    sizes: Mapping[str, int]
    ids: Mapping[UUID, str] = field(hash=False)
    program_ids: Mapping[str, UUID | None] = field(hash=False)

    @property
    def people(self) -> int:
        """How many people's reviews count in the cycle."""
        return sum(self.sizes.values())

    @property
    def is_enough(self) -> bool:
        """Whether five people or more are counted, so that anything can be shown."""
        return self.people >= SMALLEST_GROUP

    @cached_property
    def programs(self) -> tuple[str, ...]:
        """The programs that may be shown, by name."""
        return tuple(choose_visible(self.sizes)) if self.is_enough else ()

    @property
    def hidden(self) -> int:
        """How many programs are counted with everyone and not shown on their own."""
        return len(self.sizes) - len(self.programs) if self.is_enough else 0

    def find_program(self, program_id: str) -> str | None:
        """The name of a visible program by its identifier in an address; "none" is for those without one."""
        known = {str(self.program_ids[name] or "none"): name for name in self.programs}
        return known.get(program_id)


@dataclass(frozen=True)
class Figures:
    """The figures of some items that may be shown, by item and group; a group that is not there is hidden."""

    sight: Sight
    cells: Mapping[tuple[UUID, str | None], Numbers] = field(hash=False)

    def find(self, item: Item, group: str | None) -> Numbers | None:
        """What one group says of an item: empty where nobody rated it, None where too few did."""
        return self.cells.get((item.id, group))

    def sum(self, items: Iterable[Item], group: str | None) -> Counter[str]:
        """What one group says of several items together: of what may be shown, and of nothing else."""
        total: Counter[str] = Counter()
        for item in items:
            total.update(self.cells.get((item.id, group)) or {})
        return total


def look(cycle: Cycle) -> Sight:
    """How many people each program of a cycle counts, and which of them may be shown."""
    found = db.session.execute(_groups(), {"cycle": cycle.id}).all()
    return Sight(
        sizes={name: number for _id, _program, name, number in found},
        ids={group_id: name for group_id, _program, name, _number in found},
        program_ids={name: program_id for _id, program_id, name, _number in found},
    )


@cache
def _groups() -> Executable:
    return (
        select(CycleGroup.id, CycleGroup.program_id, func.coalesce(Program.name, ""), CycleGroup.people)
        .outerjoin(Program, Program.id == CycleGroup.program_id)
        .where(CycleGroup.cycle_id == bindparam("cycle"), CycleGroup.people > 0)
    )


def read(sight: Sight, items: Sequence[Item], whats: Collection[str]) -> Figures:
    """The figures named ``whats`` of these items, for everyone and each program, that may be shown: in one query."""
    shown = [item for item in items if not item.is_wellness]
    if not sight.is_enough or not shown:
        return Figures(sight, {})
    names = list(dict.fromkeys((Fact.RATED.value, *whats)))
    found: dict[UUID, dict[str, Sequence[int]]] = {one.id: {} for one in shown}
    # Identifiers as they are stored: making objects of two thousand of them would cost as much as the aggregate.
    stored = way_of_storing()
    groups = {stored(one): name for one, name in sight.ids.items()}
    ids = {stored(one): one for one in found}
    asked = {"groups": list(sight.ids), "items": list(found)}
    for row in db.session.connection().execute(_pivot(tuple(names)), asked).all():
        found[ids[row[1]]][groups[row[0]]] = row[2:]
    cells: dict[tuple[UUID, str | None], Numbers] = {}
    choose = cache(partial(_choose, sight))
    for item_id, said in found.items():
        for name, numbers in _publish(said, len(names), choose).items():
            cells[item_id, name] = dict(zip(names, numbers, strict=True))
    if Fact.VERIFIED.value in names:
        _publish_verified(sight, found, cells, names.index(Fact.VERIFIED.value))
    return Figures(sight, cells)


@cache
def _pivot(names: tuple[str, ...]) -> Executable:
    """One row for each group and item with a column for each name: built once, for building it takes its time too."""
    group, item, what = _TALLY.c.group_id, _TALLY.c.competency_id, _TALLY.c.what
    columns = (func.coalesce(func.sum(case((what == name, _TALLY.c.number))), 0) for name in names)
    return (
        select(type_coerce(group, String), type_coerce(item, String), *columns)
        .where(
            group.in_(bindparam("groups", expanding=True)),
            what.in_(names),
            item.in_(bindparam("items", expanding=True)),
        )
        .group_by(group, item)
    )


def _choose(sight: Sight, raters: tuple[tuple[str, int], ...]) -> list[str]:
    """The programs that show an item, by how many rated it in each; asked once where many items are rated alike."""
    rated = dict(raters)
    visible = set(choose_visible(rated, set(sight.sizes) - set(sight.programs)))
    return [name for name in sight.programs if name in visible or not rated.get(name)]


def _publish(
    groups: Mapping[str, Sequence[int]],
    width: int,
    choose: Callable[[tuple[tuple[str, int], ...]], list[str]],
) -> dict[str | None, Sequence[int]]:
    """Of one item, the groups that may be shown; the number who rated it comes first in each row."""
    raters = tuple([(name, numbers[0]) for name, numbers in groups.items()])
    if 0 < sum([number for _name, number in raters]) < SMALLEST_GROUP:
        return {}
    nobody = (0,) * width
    shown: dict[str | None, Sequence[int]] = {name: groups.get(name, nobody) for name in choose(raters)}
    shown[EVERYONE] = [sum(column) for column in zip(*groups.values(), strict=True)] if groups else nobody
    return shown


def _publish_verified(
    sight: Sight,
    found: Mapping[UUID, Mapping[str, Sequence[int]]],
    cells: dict[tuple[UUID, str | None], Numbers],
    at: int,
) -> None:
    """Verified or not is about everyone counted in a program, rated or not: the programs of the cycle show it."""
    for item_id, groups in found.items():
        for group in sight.programs:
            number = groups[group][at] if group in groups else 0
            cells[item_id, group] = {**cells.get((item_id, group), {}), Fact.VERIFIED.value: number}
        total = sum(numbers[at] for numbers in groups.values())
        cells[item_id, EVERYONE] = {**cells.get((item_id, EVERYONE), {}), Fact.VERIFIED.value: total}


def list_people(cycle: Cycle, program_id: UUID | None, reader: Person) -> list[tuple[Person, UUID]]:
    """Whose reviews one program of a cycle counts, of those the reader may know of, by name, each with the review."""
    visible = people.visible_to(reader).subquery()
    statement = (
        select(Person, CountedReview.counted_id)
        .join(Assessment, Assessment.person_id == Person.id)
        .join(CountedReview, CountedReview.counted_id == Assessment.id)
        .join(CycleGroup, CycleGroup.id == CountedReview.group_id)
        .where(
            CycleGroup.cycle_id == cycle.id,
            CycleGroup.program_id == program_id if program_id else CycleGroup.program_id.is_(None),
            Person.id.in_(select(visible.c.id)),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return [(person, review_id) for person, review_id in db.session.execute(statement)]


def programs_of(cycle: Cycle) -> dict[UUID, str]:
    """In which program each review of a cycle counts, by the review as the cycle made it; "" for none."""
    statement = (
        select(CountedReview.review_id, func.coalesce(Program.name, ""))
        .join(CycleGroup, CycleGroup.id == CountedReview.group_id)
        .outerjoin(Program, Program.id == CycleGroup.program_id)
        .where(CycleGroup.cycle_id == cycle.id)
    )
    return dict(db.session.execute(statement).all())


def is_current() -> bool:
    """Whether the tally counts the reviews that count, in groups of the right size: a quick look, not a recount."""
    standing = set(db.session.execute(select(CountedReview.review_id, CountedReview.counted_id)))
    if standing != {(one.review_id, one.counted_id) for one in counting.list_counting()}:
        return False
    return _sizes_that_stand() == _sizes_counted()


def _sizes_that_stand() -> dict[UUID, int]:
    statement = select(CycleGroup.id, CycleGroup.people).where(CycleGroup.people > 0)
    return dict(db.session.execute(statement).all())


def _sizes_counted() -> dict[UUID, int]:
    statement = select(CountedReview.group_id, func.count()).group_by(CountedReview.group_id)
    return dict(db.session.execute(statement).all())


@dataclass(frozen=True)
class Check:
    """What a recount found: how many reviews and figures there are, and how many of them are not as they should be."""

    reviews: int
    wrong_reviews: int
    figures: int
    wrong_figures: int

    @property
    def is_well(self) -> bool:
        """Whether the tally equals the recount."""
        return not (self.wrong_reviews or self.wrong_figures)


def check() -> Check:
    """Count everything again from the ratings and compare it with the tally, figure by figure."""
    standing = dict(db.session.execute(select(CountedReview.review_id, CountedReview.counted_id)).all())
    should = {one.review_id: one.counted_id for one in counting.list_counting()}
    kept = select(TallyCell.group_id, TallyCell.what, TallyCell.competency_id, TallyCell.number)
    cells = {
        counting.Cell(group_id, what, item): number
        for group_id, what, item, number in db.session.execute(kept)
        if number
    }
    recount = dict(counting.count())
    sizes, counted = _sizes_that_stand(), _sizes_counted()
    wrong = sum(standing.get(one) != should.get(one) for one in standing.keys() | should.keys())
    wrong += sum(sizes.get(one) != counted.get(one) for one in sizes.keys() | counted.keys())
    off = sum(cells.get(one) != recount.get(one) for one in cells.keys() | recount.keys())
    return Check(len(should), wrong, len(recount), off)
