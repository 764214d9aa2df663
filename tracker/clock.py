"""The one place that says what time it is.

Everything that stores or compares times asks here, so that the invented history of the demo and
the tests can stand at a chosen moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_zones = [ZoneInfo("UTC")]


def use_zone(name: str) -> None:
    """Set the employer's time zone for this process; called once, at the start."""
    _zones[0] = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The employer's time zone."""
    return _zones[0]


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _moment.get() or datetime.now(UTC)


def today() -> date:
    """The employer's calendar day."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """``moment`` on the employer's clock."""
    return moment.astimezone(zone())


def end_of(day: date) -> datetime:
    """The first moment after a day on the employer's clock."""
    return datetime.combine(day + timedelta(days=1), time.min, zone()).astimezone(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let ``now`` and ``today`` answer as if it were ``moment`` (aware)."""
    token = _moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moment.reset(token)
