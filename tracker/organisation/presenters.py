"""The organization views as tables of words: counts per level, and a shade that says the same once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


class Speech:
    """How the counts of one side are said. Prepared once for a page, which says them a thousand times."""

    def __init__(self, who_says: str, who: Who, scale: Scale) -> None:
        self.who_says = who_says
        levels = [(kinds.name(who, str(level)), scale.label(level)) for level in levels_of(scale)]
        others = [(kinds.name(who, one), str(ANSWERS_OF_OTHERS[one])) for one in (NOT_OBSERVED, NOT_MY_ROLE)]
        self.upper, self.lower, self.others = levels[:UPPER_LEVELS], levels[UPPER_LEVELS:], others
        self.pattern, self.nothing = _("%(num)s %(level)s"), _("no level")

    def say(self, numbers: Numbers) -> Line:
        """The counts in words, the highest level first, and how dark they are."""
        said: list[str] = []
        upper = self._add(self.upper, numbers, said)
        lower = self._add(self.lower, numbers, said)
        self._add(self.others, numbers, said)
        return Line(self.who_says, ", ".join(said) or self.nothing, shade_of(upper, upper + lower))

    def _add(self, answers: Iterable[tuple[str, str]], numbers: Numbers, said: list[str]) -> int:
        total = 0
        for name, label in answers:
            number = numbers.get(name)
            if number:
                total += number
                said.append(self.pattern % {"num": number, "level": label})
        return total


class Share:
    """How a number of people out of others is said: verified of all, wanting training of those who rated."""

    def __init__(self, who_says: str, fact: Fact) -> None:
        self.who_says, self.fact, self.pattern = who_says, fact, _("%(num)s of %(all)s")

    def say(self, numbers: Numbers, people: int) -> Line:
        """The number in words, and how dark it is."""
        number = numbers.get(self.fact.value, 0)
        return Line(self.who_says, self.pattern % {"num": number, "all": people}, shade_of(number, people))


class Emptiness:
    """Why a cell says nothing, in words."""

    def __init__(self) -> None:
        self.hidden, self.unrated = _("too few to show"), _("rated by nobody")

    def say(self, numbers: Numbers) -> str:
        """The reason, or "" where there is something to say."""
        if Fact.RATED.value not in numbers:
            return self.hidden
        return "" if numbers[Fact.RATED.value] else self.unrated


def lay_out(figures: Figures, items: Iterable[Item], view: View, scale: Scale) -> list[HeatRow]:
    """The heat map: competencies by program, everyone first."""
    cell_of = _shares(figures, view) if view not in SHOWS else _answers(SHOWS[view], scale)
    empty, sight, rows = Emptiness(), figures.sight, []
    heads: list[tuple[str | None, str, str | None]] = [(EVERYONE, group_name(EVERYONE), None)]
    heads += [(name, group_name(name), str(sight.program_ids[name] or "none")) for name in sight.programs]
    for item in items:
        if item.is_wellness:
            continue
        cells = []
        for group, name, program in heads:
            numbers = figures.find(item, group) or {}
            note = "" if view is View.VERIFIED else empty.say(numbers)
            cells.append(HeatCell(name, () if note else cell_of(numbers, group), note, program))
        rows.append(HeatRow(item, tuple(cells)))
    return rows


CellOf = Callable[[Numbers, str | None], tuple[Line, ...]]


def _answers(shown: Iterable[Who], scale: Scale) -> CellOf:
    speeches = [Speech(str(SAID_BY[who]), who, scale) for who in shown]
    return lambda numbers, _group: tuple([speech.say(numbers) for speech in speeches])


def _shares(figures: Figures, view: View) -> CellOf:
    sight = figures.sight
    verified = Share(_("Verified"), Fact.VERIFIED)
    wanting = Share(_("Wants training"), Fact.WANTS_TRAINING)
    if view is View.TRAINING:
        return lambda numbers, _group: (wanting.say(numbers, numbers[Fact.RATED.value]),)
    return lambda numbers, group: (verified.say(numbers, sight.people if group is None else sight.sizes[group]),)


def say_answer(answer: str | None, scale: Scale) -> str:
    """One answer in words, as others read it."""
    if answer is None:
        return str(NOT_ANSWERED)
    return scale.label(int(answer)) if answer in kinds.LEVELS else str(ANSWERS_OF_OTHERS[answer])


def shade_of(part: int, whole: int) -> int:
    """From 0, light, to 4, dark: how large a part of the whole it is."""
    share = part / whole if whole else 0.0
    return sum(share >= least for least in SHADES_FROM)


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
    speeches = [Speech(cycle.name, who, scale) for cycle, scale in zip(cycles, scales, strict=True)]
    empty, rows = Emptiness(), []
    for item in items:
        if item.is_wellness or item.code not in earlier:
            continue
        cells = []
        for group in (EVERYONE, *compared.programs):
            both = (compared.now.find(item, group) or {}, compared.before.find(earlier[item.code], group) or {})
            note = next((why for why in map(empty.say, both) if why), "")
            lines = tuple(speech.say(numbers) for speech, numbers in zip(speeches, both, strict=True))
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
