"""Which journeys are made on which database."""

from __future__ import annotations

import pytest

# What these do to the record is tested on both databases in the rooms themselves; here their pages are looked at.
OF_PAGES = (
    "test_afterwards",
    "test_bad_input",
    "test_batches",
    "test_bringing_a_sheet",
    "test_cycle_week",
    "test_endings",
    "test_focus_and_targets",
    "test_group_consultation",
    "test_hr_week",
    "test_identifiers",
    "test_keyboard_alone",
    "test_leaving_a_page",
    "test_nothing_lost",
    "test_noticed",
    "test_rating_by_keyboard",
    "test_rating_flows",
    "test_session_ends",
    "test_survey_desk",
    "test_without_scripts",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys that look at pages are made on SQLite; on PostgreSQL too with ``--all-journeys``."""
    if config.getoption("all_journeys"):
        return
    left_out = [item for item in items if _is_of_pages(item) and "postgresql" in item.nodeid]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_of_pages(item: pytest.Item) -> bool:
    return item.path.parent.name == "browser" and item.path.stem in OF_PAGES
