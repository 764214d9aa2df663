"""The organization views as tables of words: counts per level, and a shade that says the same once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracker.assessments.models import NOT_MY_ROLE, NOT_OBSERVED
from tracker.cycles.models import Cycle
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item, Scale
from tracker.language import LazyString, _, _l, _n
from tracker.organisation import kinds
from tracker.organisation.kinds import DIFFERENCES, Fact, Who, answers_of
from tracker.organisation.queries import EVERYONE, Figures, Numbers, Sight
from tracker.organisation.small_groups import SMALLEST_GROUP
from tracker.words import ANSWERS_OF_OTHERS, NOT_ANSWERED

# How many levels, from the top of a scale, make a shade darker: those at which somebody does it on their own.
UPPER_LEVELS: Final = 2
# From which part of the answers on a line has the next darker shade.
SHADES_FROM: Final = (0.01, 1 / 3, 2 / 3, 0.99)


class View(StrEnum):
    """What a table shows of each competency and program."""

    RATINGS = "ratings"
    AGREED = "agreed"
    VERIFIED = "verified"
    TRAINING = "training"


VIEWS: Final[dict[View, LazyString]] = {
    View.RATINGS: _l("Both ratings"),
    View.AGREED: _l("Agreed levels"),
    View.VERIFIED: _l("Verified"),
    View.TRAINING: _l("Wants training"),
}
SAID_BY: Final[dict[Who, LazyString]] = {
    Who.SELF: _l("Self"),
    Who.SUPERVISOR: _l("Supervisor"),
    Who.AGREED: _l("Agreed"),
}
SHOWS: Final = {View.RATINGS: (Who.SELF, Who.SUPERVISOR), View.AGREED: (Who.AGREED,)}


@dataclass(frozen=True)
class Line:
    """One line of a cell: who says it (or which cycle it is), the counts in words, and the shade, 0 to 4."""

    who: str
    words: str
    shade: int


@dataclass(frozen=True)
class HeatCell:
    """What stands at one competency and one group; without lines, ``note`` says why."""

    group: str
    lines: tuple[Line, ...]
    note: str = ""
    program: str | None = None

    @property
    def opens(self) -> bool:
        """Whether the people behind it can be opened: in a program that may be shown, where somebody rated."""
        return self.program is not None and bool(self.lines)


@dataclass(frozen=True)
class HeatRow:
    """One competency and what each group says of it."""

    item: Item
    cells: tuple[HeatCell, ...]


def names_for(view: View, scale: Scale) -> list[str]:
    """What a view reads from the tally."""
    if view is View.VERIFIED:
        return [Fact.VERIFIED.value]
    if view is View.TRAINING:
        return [Fact.WANTS_TRAINING.value]
    return [name for who in SHOWS[view] for name in answers_of(who, levels_of(scale))]


def levels_of(scale: Scale) -> list[int]:
    """The levels of a scale, the highest first, as they are said."""
    return sorted((level.value for level in scale.levels), reverse=True)


def group_name(group: str | None) -> str:
    """A program's name, or what stands for everyone, or for those without a program."""
    if group is EVERYONE:
        return _("Everyone")
    return group or _("Without a program")


def lay_out(figures: Figures, items: Iterable[Item], view: View, scale: Scale) -> list[HeatRow]:
    """The heat map: competencies by program, everyone first."""
    groups = (EVERYONE, *figures.sight.programs)
    return [
        HeatRow(item, tuple(_cell(figures, item, group, view, scale) for group in groups))
        for item in items
        if not item.is_wellness
    ]


def _cell(figures: Figures, item: Item, group: str | None, view: View, scale: Scale) -> HeatCell:
    sight = figures.sight
    program = None if group is EVERYONE else str(sight.program_ids[group] or "none")
    numbers = figures.find(item, group) or {}
    if view is View.VERIFIED:
        people = sight.people if group is EVERYONE else sight.sizes[group]
        return HeatCell(group_name(group), (_verified(numbers, people),), program=program)
    note = why_empty(numbers)
    if note:
        return HeatCell(group_name(group), (), note, program)
    if view is View.TRAINING:
        return HeatCell(group_name(group), (_wanting(numbers),), program=program)
    lines = tuple(say_answers(str(SAID_BY[who]), numbers, who, scale) for who in SHOWS[view])
    return HeatCell(group_name(group), lines, program=program)


def why_empty(numbers: Numbers) -> str:
    """Why a cell says nothing, or "" where it does."""
    if Fact.RATED.value not in numbers:
        return _("too few to show")
    return "" if numbers[Fact.RATED.value] else _("rated by nobody")


def say_answers(who_says: str, numbers: Numbers, who: Who, scale: Scale) -> Line:
    """The counts of one side in words, the highest level first, and how dark they are."""
    levels = [(level, numbers.get(kinds.name(who, str(level)), 0)) for level in levels_of(scale)]
    parts = [_("%(num)d %(level)s", num=number, level=scale.label(level)) for level, number in levels if number]
    for answer in (NOT_OBSERVED, NOT_MY_ROLE):
        number = numbers.get(kinds.name(who, answer), 0)
        if number:
            parts.append(_("%(num)d %(level)s", num=number, level=ANSWERS_OF_OTHERS[answer]))
    chosen = sum(number for _level, number in levels)
    upper = sum(number for _level, number in levels[:UPPER_LEVELS])
    return Line(who_says, ", ".join(parts) or _("no level"), shade_of(upper, chosen))


def say_answer(answer: str | None, scale: Scale) -> str:
    """One answer in words, as others read it."""
    if answer is None:
        return str(NOT_ANSWERED)
    return scale.label(int(answer)) if answer in kinds.LEVELS else str(ANSWERS_OF_OTHERS[answer])


def shade_of(part: int, whole: int) -> int:
    """From 0, light, to 4, dark: how large a part of the whole it is."""
    share = part / whole if whole else 0.0
    return sum(share >= least for least in SHADES_FROM)


def _verified(numbers: Numbers, people: int) -> Line:
    number = numbers.get(Fact.VERIFIED.value, 0)
    return Line(_("Verified"), _("%(num)d of %(all)d", num=number, all=people), shade_of(number, people))


def _wanting(numbers: Numbers) -> Line:
    number, rated = numbers[Fact.WANTS_TRAINING.value], numbers[Fact.RATED.value]
    return Line(_("Wants training"), _("%(num)d of %(all)d", num=number, all=rated), shade_of(number, rated))


@dataclass(frozen=True)
class Compared:
    """Two cycles to compare: the figures of each, and the groups that both show."""

    now: Figures
    before: Figures

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs both cycles show, by name."""
        return tuple(one for one in self.now.sight.programs if one in set(self.before.sight.programs))


def lay_change(
    compared: Compared, cycles: tuple[Cycle, Cycle], items: Iterable[Item], who: Who, scales: tuple[Scale, Scale]
) -> list[HeatRow]:
    """What one side said then and now, for what both cycles show. ``cycles`` and ``scales``: now, then before.

    Items go by their code: another version of the same list may have reworded them.
    """
    earlier = frameworks.outline(cycles[1].framework_version_id).by_code
    rows = []
    for item in items:
        if item.is_wellness or item.code not in earlier:
            continue
        cells = []
        for group in (EVERYONE, *compared.programs):
            both = (compared.now.find(item, group) or {}, compared.before.find(earlier[item.code], group) or {})
            note = next((why for why in map(why_empty, both) if why), "")
            lines = tuple(
                say_answers(cycle.name, numbers, who, scale)
                for cycle, numbers, scale in zip(cycles, both, scales, strict=True)
            )
            cells.append(HeatCell(group_name(group), () if note else lines, note))
        rows.append(HeatRow(item, tuple(cells)))
    return rows


@dataclass(frozen=True)
class Counted:
    """One competency in a list that is ordered by a number: the numbers by what they count, and the share."""

    item: Item
    numbers: Mapping[Fact, int]
    share: float


def list_differences(figures: Figures, items: Iterable[Item], group: str | None) -> list[Counted]:
    """Competencies by how often the two levels differ, most often first, where five people or more have two levels."""
    found = []
    for item in items:
        numbers = figures.find(item, group) or {}
        said = {fact: numbers.get(fact.value, 0) for fact in DIFFERENCES}
        apart = said[Fact.EMPLOYEE_HIGHER] + said[Fact.SUPERVISOR_HIGHER]
        pairs = said[Fact.ALIKE] + apart
        if pairs >= SMALLEST_GROUP:
            found.append(Counted(item, said, apart / pairs))
    return sorted(found, key=lambda one: (-one.share, -one.numbers[Fact.FAR_APART]))


def list_wanted(figures: Figures, items: Iterable[Item], group: str | None) -> list[Counted]:
    """Competencies in which somebody wants training, most wanted first."""
    found = []
    for item in items:
        numbers = figures.find(item, group) or {}
        number, rated = numbers.get(Fact.WANTS_TRAINING.value, 0), numbers.get(Fact.RATED.value, 0)
        if number:
            found.append(Counted(item, {Fact.WANTS_TRAINING: number, Fact.RATED: rated}, number / rated))
    return sorted(found, key=lambda one: (-one.numbers[Fact.WANTS_TRAINING], -one.share))


def say_hidden(sight: Sight) -> str:
    """What is not shown on its own and why, or ""."""
    if not sight.hidden:
        return ""
    return " ".join(
        (
            _n(
                "%(num)d program is counted with everyone and not shown on its own.",
                "%(num)d programs are counted with everyone and not shown on their own.",
                sight.hidden,
            ),
            _(
                "A program in which fewer than five reviews have ended is hidden, and with it the next smallest, "
                "so that nobody can work it out."
            ),
        )
    )


def say_shades(scale: Scale, view: View) -> str:
    """What the shade stands for."""
    if view in (View.VERIFIED, View.TRAINING):
        return _("The darker a line, the larger the part of the people it counts. The numbers say the same.")
    upper: Sequence[str] = [scale.label(value) for value in levels_of(scale)[:UPPER_LEVELS]]
    return _(
        "The darker a line, the larger the part of its levels that are %(levels)s. The numbers say the same.",
        levels=_(" or ").join(reversed(upper)),
    )
