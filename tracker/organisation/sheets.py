"""The organization views as rows of a sheet: one for each competency and group, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tracker.cycles.models import Cycle
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item, Scale
from tracker.organisation import presenters
from tracker.organisation.kinds import DIFFERENCES, Fact, Who, answers_of
from tracker.organisation.presenters import Compared, Counted
from tracker.organisation.queries import EVERYONE, Figures, Numbers
from tracker.spreadsheets import Cell

# What stands in a cell of a group too small to show.
TOO_FEW: Final = "too few to show"
_WHERE: Final = ("domain", "code", "statement", "group")


def names_of_levels(scale: Scale) -> list[str]:
    """Everything the sheet of levels has a column for."""
    levels = sorted(level.value for level in scale.levels)
    return [name for who in Who for name in answers_of(who, levels)] + [fact.value for fact in Fact]


def rows_of_levels(figures: Figures, items: Iterable[Item], scale: Scale) -> list[list[Cell]]:
    """Each competency and group with every figure of the tally that may be shown."""
    names = names_of_levels(scale)
    sight = figures.sight
    rows: list[list[Cell]] = [[*_WHERE, "people", *names]]
    for item in _shown(items):
        for group in (EVERYONE, *sight.programs):
            numbers = figures.find(item, group) or {}
            people = sight.people if group is EVERYONE else sight.sizes[group]
            rows.append([*_where(item, group), people, *(_number(numbers, name) for name in names)])
    return rows


def _shown(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if not item.is_wellness]


def _where(item: Item, group: str | None) -> list[Cell]:
    return [item.domain_code, item.code, item.statement, presenters.group_name(group)]


def _number(numbers: Numbers, name: str) -> Cell:
    if name in numbers:
        return numbers[name]
    return TOO_FEW


def rows_of_change(
    compared: Compared, cycles: tuple[Cycle, Cycle], items: Iterable[Item], scales: tuple[Scale, Scale]
) -> list[list[Cell]]:
    """Each competency and group that both cycles show, with the counts of either."""
    earlier = frameworks.outline(cycles[1].framework_version_id).by_code
    names = [[name for who in Who for name in answers_of(who, sorted(scale.by_value))] for scale in scales]
    heads = [f"{cycle.name}: {name}" for cycle, of_cycle in zip(cycles, names, strict=True) for name in of_cycle]
    rows: list[list[Cell]] = [[*_WHERE, *heads]]
    for item in _shown(items):
        if item.code not in earlier:
            continue
        for group in (EVERYONE, *compared.programs):
            both = (compared.now.find(item, group) or {}, compared.before.find(earlier[item.code], group) or {})
            counts = [_number(said, name) for said, of_cycle in zip(both, names, strict=True) for name in of_cycle]
            rows.append([*_where(item, group), *counts])
    return rows


def rows_of_differences(found: Sequence[Counted], group: str | None) -> list[list[Cell]]:
    """Competencies in the order of the page, with the groups of differences."""
    return [
        [*_WHERE, *(fact.value for fact in DIFFERENCES)],
        *([*_where(one.item, group), *(one.numbers[fact] for fact in DIFFERENCES)] for one in found),
    ]


def rows_of_wanted(found: Sequence[Counted], group: str | None) -> list[list[Cell]]:
    """Competencies in the order of the page, with how many want training and how many rated."""
    facts = (Fact.WANTS_TRAINING, Fact.RATED)
    return [
        [*_WHERE, *(fact.value for fact in facts)],
        *([*_where(one.item, group), *(one.numbers[fact] for fact in facts)] for one in found),
    ]
