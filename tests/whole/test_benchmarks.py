import importlib
from pathlib import Path

import pytest

import benchmarks

MODULES = sorted(file.stem for file in Path(benchmarks.__file__).parent.glob("*.py") if file.stem != "__init__")


@pytest.mark.parametrize("module", MODULES)
def test_what_the_benchmarks_call_is_there(module):
    assert importlib.import_module(f"benchmarks.{module}").__doc__
