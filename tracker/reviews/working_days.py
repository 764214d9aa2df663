"""Working days: Monday to Friday less the employer's holidays ("Settled questions" in the product's rules)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

# How long an employee may read before anyone else may say that they did not sign.
DAYS_TO_READ: Final = 10
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether a day is worked."""
    return day.weekday() < _SATURDAY and day not in holidays


def day_after(start: date, count: int, holidays: Collection[date]) -> date:
    """The first day on which ``count`` whole working days have passed since ``start``, which is not one of them."""
    day, passed = start, 0
    while passed < count:
        day += _ONE_DAY
        passed += is_working_day(day, holidays)
    return day + _ONE_DAY
