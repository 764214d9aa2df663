from datetime import date

import pytest

from tracker.reviews.working_days import day_after, is_working_day

CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("start", "count", "holidays", "first"),
    [
        (date(2026, 11, 23), 10, [], date(2026, 12, 8)),  # Monday: ten days are Tuesday to the next but one Monday
        (date(2026, 11, 21), 1, [], date(2026, 11, 24)),  # Saturday
        (date(2026, 11, 20), 1, [], date(2026, 11, 24)),  # Friday: Monday passes
        (date(2026, 12, 24), 1, [CHRISTMAS], date(2026, 12, 29)),  # a Friday off
        (date(2026, 12, 24), 1, [date(2026, 12, 26)], date(2026, 12, 26)),  # a holiday on a Saturday takes nothing
        (date(2026, 12, 24), 0, [CHRISTMAS], date(2026, 12, 25)),
    ],
)
def test_whole_working_days_pass_before_the_day(start, count, holidays, first):
    assert day_after(start, count, holidays) == first


def test_a_working_day_is_monday_to_friday_less_holidays():
    assert is_working_day(date(2026, 12, 24), [CHRISTMAS])
    assert not is_working_day(CHRISTMAS, [CHRISTMAS])
    assert not is_working_day(date(2026, 12, 26), [])
