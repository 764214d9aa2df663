"""Totals against a plain recount: every entry by hand, in fractions, without the product's functions."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.consultations.models import GENERAL, EntryKind, Mode, Rule
from tracker.hours.counting import Meeting, add_up, add_up_work, find_longest_gap, weeks_between
from tracker.hours.models import WorkPeriod

FIRST = date(2026, 1, 1)
DOMAINS = ("ADV", "PRO", "MEN", "REC", GENERAL)
rules = st.builds(
    Rule,
    unit=st.integers(1, 60),
    least=st.integers(1, 60),
    kinds=st.frozensets(st.sampled_from(list(EntryKind)), min_size=1),
)
splits = st.dictionaries(st.sampled_from(DOMAINS), st.integers(1, 200), min_size=1).filter(
    lambda parts: sum(parts.values()) <= 600
)


@st.composite
def meetings(draw):
    parts = draw(splits)
    held_on = FIRST + timedelta(days=draw(st.integers(0, 400)))
    return Meeting(
        UUID(int=draw(st.integers(0, 2**100))),
        held_on,
        held_on,
        draw(st.sampled_from(list(EntryKind))),
        draw(st.sampled_from(list(Mode))),
        draw(st.booleans()),
        sum(parts.values()),
        parts,
        draw(rules),
    )


def recount(one):
    """The counted minutes of one meeting by domain: exact shares, cut off, then one each by what was cut off."""
    rule = one.rule
    counts = one.kind in rule.kinds and one.minutes >= rule.least
    counted = (one.minutes - one.minutes % rule.unit) if counts else 0
    shares = {domain: Fraction(counted * minutes, one.minutes) for domain, minutes in one.domains.items()}
    given_out = {domain: int(share) for domain, share in shares.items()}
    order = list(one.domains)
    for _ in range(counted - sum(given_out.values())):
        neediest = max(order, key=lambda domain: (shares[domain] - given_out[domain], -order.index(domain)))
        given_out[neediest] += 1
    return counted, given_out


@given(st.lists(meetings(), max_size=40))
def test_every_total_is_the_plain_recount(listed):
    totals = add_up(listed)
    plain = [recount(one) for one in listed]
    by_domain, by_kind, by_mode, by_group, by_month = (defaultdict(int) for _ in range(5))
    for one, (counted, parts) in zip(listed, plain, strict=True):
        for domain, minutes in parts.items():
            by_domain[domain] += minutes
        by_kind[one.kind] += counted
        by_mode[one.mode] += counted
        by_group[one.is_group] += counted
        by_month[date(one.held_on.year, one.held_on.month, 1)] += counted
    whole = sum(counted for counted, _parts in plain)
    assert totals.counted == whole
    assert totals.minutes == sum(one.minutes for one in listed)
    assert totals.entries == len(listed)
    assert totals.brief == sum(one.minutes < one.rule.least for one in listed)
    assert totals.by_domain == by_domain
    assert totals.by_kind == by_kind
    assert totals.by_mode == by_mode
    assert totals.by_group == by_group
    assert totals.by_month == by_month
    for counter in (totals.by_domain, totals.by_kind, totals.by_mode, totals.by_group, totals.by_month):
        assert sum(counter.values()) == whole


@given(st.lists(meetings(), max_size=20), st.integers(0, 500))
def test_the_longest_gap_is_the_longest_walk_without_supervision(listed, last):
    until = FIRST + timedelta(days=last)
    days = {one.held_on for one in listed if recount(one)[0]}
    gap = find_longest_gap(listed, until)
    if not days:
        assert gap is None
        return
    longest = walked = 0
    for step in range((max([until, *days]) - min(days)).days + 1):
        walked = 0 if min(days) + timedelta(days=step) in days else walked + 1
        longest = max(longest, walked)
    # A day between two days of supervision is one less than the days that lie between their dates.
    closes = gap.until in days and gap.until != gap.since
    assert gap.days == (longest + 1 if closes else longest)


def period(first, last, hours, share=100):
    return WorkPeriod(
        starts_on=FIRST + timedelta(days=first),
        ends_on=None if last is None else FIRST + timedelta(days=last),
        week_minutes=hours * 60,
        recovery_share=share,
    )


@pytest.mark.parametrize(
    ("periods", "days", "hours", "recovery"),
    [
        ([], 6, 0, 0),
        ([period(0, None, 40)], 6, 40, 40),
        ([period(0, None, 40, 51)], 13, 80, Fraction(408, 10)),
        ([period(0, 6, 40), period(7, None, 20)], 13, 60, 60),
        ([period(0, 6, 20), period(0, 6, 10, 0)], 6, 30, 20),
        ([period(-7, -1, 40)], 6, 0, 0),
        ([period(3, None, 35)], 6, 20, 20),
        ([period(20, None, 40)], 6, 0, 0),
    ],
)
def test_hours_worked_by_the_day(periods, days, hours, recovery):
    worked = add_up_work(periods, FIRST, FIRST + timedelta(days=days))
    assert (worked.hours, worked.recovery_hours) == (hours, recovery)


def test_weeks_count_both_ends():
    assert weeks_between(FIRST, FIRST + timedelta(days=6)) == 1
