"""The order of the tests themselves, for several processes."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import spread


def items(files):
    return [
        SimpleNamespace(path=Path("tests") / name, number=number) for name, count in files for number in range(count)
    ]


@pytest.mark.parametrize("processes", [2, 3, 4])
@pytest.mark.parametrize("quick", [0, 1, 400])
def test_every_test_is_kept_and_each_process_begins_with_slow_files(processes, quick):
    slow = [(f"browser/test_{number}.py", 5 + number) for number in range(12)]
    given = items([("goals/test_goals.py", quick), *slow, ("web/test_web.py", quick)])
    found = spread(given, processes)
    assert sorted(map(id, found)) == sorted(map(id, given))
    if quick == 400:
        for process in range(processes):
            begin = len(found) * process // processes
            assert {item.path.parent.name for item in found[begin : begin + 20]} == {"browser"}
            assert found[begin].number == 0
