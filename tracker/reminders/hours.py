"""When reminders are written and sent: on working days of the employer's, in working hours, on its clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from tracker import clock
from tracker.reviews.queries import list_holidays
from tracker.reviews.working_days import is_working_day

# Reminders are written from nine on, and not sent any more after five.
FROM: Final = time(9)
UNTIL: Final = time(17)


class Hours(NamedTuple):
    """The hours of one day in which a reminder may leave: not before ``starts_at``, not from ``ends_at`` on."""

    day: date
    starts_at: datetime
    ends_at: datetime


def is_time(now: datetime) -> bool:
    """Whether reminders are written at this moment: a working day of the employer's, in working hours."""
    there = clock.local(now)
    holidays = {one.day for one in list_holidays()}
    return is_working_day(there.date(), holidays) and FROM <= there.time() < UNTIL


def next_hours(now: datetime) -> Hours:
    """The working hours that run now, or else the next ones."""
    holidays = {one.day for one in list_holidays()}
    there = clock.local(now)
    day = there.date()
    if there.time() >= UNTIL:
        day += timedelta(days=1)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    opens = datetime.combine(day, FROM, clock.zone())
    return Hours(day, max(now, opens), datetime.combine(day, UNTIL, clock.zone()))
