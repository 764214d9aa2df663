import importlib.util
import sys

import pytest

from tracker.sign_in import actions


@pytest.fixture(scope="session")
def slow_hasher():
    """The hasher as the module itself makes it; every other test has a quick one in its place."""
    spec = importlib.util.spec_from_file_location("a_fresh_copy_of_the_actions", actions.__file__)
    fresh = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, spec.name, fresh)
        spec.loader.exec_module(fresh)
    return fresh.hasher
