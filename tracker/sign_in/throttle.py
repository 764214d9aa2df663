"""Slows down guessing: counts failures per account and address in the product's own database,
so that every server process sees the same count.
"""

from __future__ import annotations

from datetime import timedelta

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select

from tracker import clock
from tracker.database import db, insert_into
from tracker.sign_in.models import RateCount

WINDOW_MINUTES = 15
# One person on one machine; one account from anywhere; one address trying many accounts.
PER_ACCOUNT_AND_ADDRESS = RateLimitItemPerMinute(5, WINDOW_MINUTES)
PER_ACCOUNT = RateLimitItemPerMinute(25, WINDOW_MINUTES)
PER_ADDRESS = RateLimitItemPerMinute(60, WINDOW_MINUTES)
# Documents looked up in public by one address.
LOOKS_PER_ADDRESS = RateLimitItemPerMinute(60, WINDOW_MINUTES)


class DatabaseStorage(Storage):
    """The counters of ``limits`` as rows; written in the caller's transaction."""

    STORAGE_SCHEME = None

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing is wrapped: an error of the database is an error of the request."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a counter, starting a new window of ``expiry`` seconds where the old one is over.

        One statement, so that two failures at the same moment are both counted.
        """
        now, until = clock.now(), clock.now() + timedelta(seconds=expiry)
        is_over = RateCount.expires_at <= now
        statement = (
            insert_into(RateCount)
            .values(key=key, count=amount, expires_at=until)
            .on_conflict_do_update(
                index_elements=[RateCount.key],
                set_={
                    "count": case((is_over, amount), else_=RateCount.count + amount),
                    "expires_at": case((is_over, until), else_=RateCount.expires_at),
                },
            )
            .returning(RateCount.count)
        )
        return db.session.execute(statement).scalar_one()

    def get(self, key: str) -> int:
        """The count in the present window."""
        standing = select(RateCount.count).where(RateCount.key == key, RateCount.expires_at > clock.now())
        return db.session.execute(standing).scalar_one_or_none() or 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        until = db.session.execute(select(RateCount.expires_at).where(RateCount.key == key)).scalar_one_or_none()
        return (until or clock.now()).timestamp()

    def check(self) -> bool:
        """Whether counters can be read."""
        db.session.execute(select(RateCount.key).limit(1))
        return True

    def reset(self) -> int | None:
        """Forget every counter."""
        db.session.execute(delete(RateCount))
        return None

    def clear(self, key: str) -> None:
        """Forget one counter."""
        db.session.execute(delete(RateCount).where(RateCount.key == key))


_limiter = FixedWindowRateLimiter(DatabaseStorage())


def _keys(account: str, address: str) -> tuple[tuple[RateLimitItemPerMinute, tuple[str, ...]], ...]:
    account = account.strip().lower()[:80]
    return (
        (PER_ACCOUNT_AND_ADDRESS, ("both", account, address)),
        (PER_ACCOUNT, ("account", account)),
        (PER_ADDRESS, ("address", address)),
    )


def is_blocked(account: str, address: str) -> bool:
    """Whether this account or address has failed too often in the last quarter of an hour."""
    return not all(_limiter.test(limit, *key) for limit, key in _keys(account, address))


def count_failure(account: str, address: str) -> None:
    """Remember one failure; the caller commits."""
    for limit, key in _keys(account, address):
        _limiter.hit(limit, *key)


def forget_failures(account: str, address: str) -> None:
    """A success clears the count of this person on this machine."""
    limit, key = _keys(account, address)[0]
    _limiter.clear(limit, *key)


def count_look(address: str) -> bool:
    """Count a document looked up in public; whether it is within the limit. The caller commits."""
    return _limiter.hit(LOOKS_PER_ADDRESS, "look", address)
