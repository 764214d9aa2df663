"""Nothing that is shown, and nothing that is left when shown figures are taken away, points to a small group."""

from itertools import combinations
from random import Random
from types import SimpleNamespace
from uuid import UUID, uuid5

import pytest

from tracker.frameworks.models import Kind, Wording
from tracker.frameworks.queries import Item
from tracker.organisation import queries
from tracker.organisation.kinds import Fact
from tracker.organisation.queries import EVERYONE, Figures, Sight
from tracker.organisation.small_groups import SMALLEST_GROUP, choose_visible

SPACE = UUID(int=0)


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ({"A": 5, "B": 9}, ["A", "B"]),
        ({"A": 4, "B": 9}, []),
        ({"A": 4, "B": 9, "C": 6}, ["B"]),
        ({"A": 1, "B": 1, "C": 6, "D": 7}, ["D"]),
        ({"A": 4, "B": 4}, []),
        ({"A": 0, "B": 5}, ["B"]),
        ({"b": 5, "A": 6}, ["A", "b"]),
        ({}, []),
    ],
)
def test_a_small_group_is_hidden_and_with_it_the_next_smallest(groups, shown):
    assert choose_visible(groups) == shown


def test_what_is_hidden_is_never_one_group_nor_fewer_than_five_people():
    for sizes in combinations([1, 1, 2, 3, 4, 5, 6, 8, 12], 4):
        groups = {str(at): size for at, size in enumerate(sizes)}
        hidden = set(groups) - set(choose_visible(groups))
        if hidden and len(hidden) < len(groups):
            assert len(hidden) > 1
            assert sum(groups[name] for name in hidden) >= SMALLEST_GROUP


@pytest.mark.parametrize(
    ("groups", "hidden", "shown"),
    [
        # All of ten rated the item, or two of them in one program did.
        ({"A": 10, "B": 10, "C": 10}, (), ["A", "B", "C"]),
        ({"A": 2, "B": 10, "C": 11}, (), ["C"]),
        # What is hidden in the cycle stays so, and alone it need not hide more where five are left together.
        ({"A": 4, "B": 6, "C": 9}, ("A", "B"), ["C"]),
        ({"A": 0, "B": 6, "C": 9}, ("A", "B"), ["C"]),
        # Of those hidden in the cycle one rated it: the next smallest goes too.
        ({"A": 1, "B": 0, "C": 9, "D": 10}, ("A", "B"), ["D"]),
        ({"A": 0, "B": 0, "C": 9, "D": 10}, ("A", "B"), ["C", "D"]),
    ],
)
def test_an_item_hides_what_too_few_rated(groups, hidden, shown):
    assert choose_visible(groups, hidden) == shown


def test_hiding_leaves_nobody_or_five_people_of_two_groups_or_one_large_enough():
    dice = Random(7)  # noqa: S311 - a shuffle, not a secret
    for _turn in range(500):
        sizes = {str(at): dice.choice([0, 1, 2, 4, 5, 6, 9]) for at in range(dice.randint(1, 6))}
        in_cycle = set(sizes) - set(choose_visible(sizes))
        raters = {name: dice.randint(0, size) for name, size in sizes.items()}
        shown = set(choose_visible(raters, in_cycle))
        assert not shown & in_cycle
        left = [raters[name] for name in raters if name not in shown and raters[name]]
        assert all(raters[name] >= SMALLEST_GROUP for name in shown)
        if left and shown:
            assert sum(left) >= SMALLEST_GROUP
            assert len(left) > 1 or left[0] >= SMALLEST_GROUP


def item(code, wording=Wording.TASK):
    return Item(uuid5(SPACE, code), code, Kind.TASK, wording, "Does it.", "ADV", None)


@pytest.fixture
def published(monkeypatch):
    """Publish made-up figures: ``published(sizes, {code: {program: numbers}})``, each number who rated it."""

    def publish(sizes, rated):
        ids = {uuid5(SPACE, name): name for name in sizes}
        sight = Sight(sizes, ids, {name: group for group, name in ids.items()})
        items = [item(code) for code in rated]
        rows = [
            (uuid5(SPACE, name), uuid5(SPACE, code), number, number)
            for code, groups in rated.items()
            for name, number in groups.items()
        ]
        session = SimpleNamespace(
            connection=lambda: SimpleNamespace(execute=lambda _statement, _asked: SimpleNamespace(all=lambda: rows))
        )
        monkeypatch.setattr(queries, "db", SimpleNamespace(session=session))
        monkeypatch.setattr(queries, "way_of_storing", lambda: lambda one: one)
        return queries.read(sight, items, ["self:4"]), items

    return publish


def test_nothing_hidden_can_be_worked_out_from_items_sums_and_everyone(published):
    dice = Random(11)  # noqa: S311 - a shuffle, not a secret
    for _turn in range(150):
        sizes = {f"P{at}": dice.choice([1, 3, 4, 5, 6, 8, 12]) for at in range(dice.randint(2, 5))}
        rated = {code: {name: dice.randint(0, size) for name, size in sizes.items()} for code in ("ADV-T01", "ADV-T02")}
        figures, items = published(sizes, rated)
        for one in items:
            everyone = figures.find(one, EVERYONE)
            if everyone is None:
                assert all(figures.find(one, name) is None for name in sizes)
                continue
            shown = [name for name in sizes if figures.find(one, name) is not None]
            left = everyone[Fact.RATED] - sum(figures.find(one, name)[Fact.RATED] for name in shown)
            assert left == 0 or left >= SMALLEST_GROUP or not shown
            small = [name for name in sizes if name not in shown and 0 < rated[one.code][name] < SMALLEST_GROUP]
            if small and shown:
                assert sum(bool(rated[one.code][name]) for name in sizes if name not in shown) > 1
        # A sum over items holds what is shown of each, so it says nothing that the items do not say.
        for name in sizes:
            seen = [figures.find(one, name) for one in items]
            assert figures.sum(items, name)[Fact.RATED] == sum(one[Fact.RATED] for one in seen if one)


def test_a_cycle_of_fewer_than_five_shows_nothing_at_all(published):
    figures, items = published({"A": 4}, {"ADV-T01": {"A": 4}})
    assert figures.find(items[0], EVERYONE) is None
    assert isinstance(figures, Figures)


def test_wellness_items_are_never_read():
    sight = Sight({"A": 9}, {}, {"A": None})
    assert queries.read(sight, [item("PRO-T04", Wording.WELLNESS)], ["self:4"]).cells == {}
