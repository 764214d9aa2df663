"""The order of the tests themselves, for several processes."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import spread

SLOW = "browser"


def items(folder, files, count):
    """Tests of some files, each on both databases."""
    return [
        SimpleNamespace(
            path=Path("tests") / folder / f"test_{one}.py", callspec=SimpleNamespace(params={"database": kind})
        )
        for kind in ("postgresql", "sqlite")
        for one in range(files)
        for _number in range(count)
    ]


@pytest.mark.parametrize("processes", [2, 3, 4])
def test_every_test_is_kept_and_each_process_has_its_part_of_what_is_slow_but_not_last(processes):
    given = items("goals", 90, 20) + items(SLOW, 30, 4)
    found = spread(given, processes)
    assert sorted(map(id, found)) == sorted(map(id, given))
    for process in range(processes):
        run = found[len(found) * process // processes : len(found) * (process + 1) // processes]
        slow = sum(item.path.parent.name == SLOW for item in run)
        assert slow > 30 * 4 * 2 / processes / 3
        assert SLOW not in {item.path.parent.name for item in run[-len(run) // 20 : -30]}
        # One change of the database, and what the neighbors' runs are longer or shorter by.
        changes = sum(one.callspec != other.callspec for one, other in pairwise(run))
        assert changes <= 3


def test_fewer_tests_than_processes_are_all_kept():
    assert len(spread(items("goals", 1, 1), 3)) == 2
