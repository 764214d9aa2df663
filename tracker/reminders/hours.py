"""When reminders are written and sent: on working days of the employer's, in the hours that were set, on its clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from tracker import clock
from tracker.reviews.queries import list_holidays
from tracker.reviews.working_days import is_working_day
from tracker.settings.queries import present


class Hours(NamedTuple):
    """The hours of one day in which a reminder may leave: not before ``starts_at``, not from ``ends_at`` on."""

    day: date
    starts_at: datetime
    ends_at: datetime


def end_of_hours(day: date) -> datetime:
    """From when on a reminder of this day is not sent any more."""
    return _at(day, present().reminders_until)


def is_time(now: datetime) -> bool:
    """Whether reminders are written at this moment: a working day of the employer's, in the hours that were set."""
    there = clock.local(now)
    holidays = {one.day for one in list_holidays()}
    return is_working_day(there.date(), holidays) and present().is_hour_for_reminders(there.time())


def next_hours(now: datetime) -> Hours:
    """The working hours that run now, or else the next ones."""
    holidays = {one.day for one in list_holidays()}
    day = clock.local(now).date()
    if now >= end_of_hours(day):
        day += timedelta(days=1)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return Hours(day, max(now, _at(day, present().reminders_from)), end_of_hours(day))


def _at(day: date, hour: int) -> datetime:
    """An hour of a day on the employer's clock; 24 is the end of the day."""
    return datetime.combine(day, time(), clock.zone()) + timedelta(hours=hour)
