from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.consultations.models import DEFAULT_RULE, GENERAL, EntryKind, counted_minutes, split_counted

DOMAINS = ("ADV", "PRO", "MEN", "REC", GENERAL)
splits = st.dictionaries(st.sampled_from(DOMAINS), st.integers(0, 600), min_size=1).filter(
    lambda parts: 1 <= sum(parts.values()) <= 600
)


def recount(counted, parts):
    """The largest remainder, plainly: exact shares, rounded down, then one each by the size of what was cut off."""
    whole = sum(parts.values())
    shares = {domain: Fraction(counted * minutes, whole) for domain, minutes in parts.items()}
    given_out = {domain: int(share) for domain, share in shares.items()}
    order = list(parts)
    for _ in range(counted - sum(given_out.values())):
        neediest = max(order, key=lambda domain: (shares[domain] - given_out[domain], -order.index(domain)))
        given_out[neediest] += 1
    return given_out


@given(st.integers(0, 600))
def test_counted_minutes_are_the_whole_quarter_hours(minutes):
    counted = counted_minutes(minutes)
    assert counted % 15 == 0
    assert 0 <= minutes - counted < 15


@given(splits)
def test_the_parts_add_up_exactly_by_largest_remainder(parts):
    counted = counted_minutes(sum(parts.values()))
    split = split_counted(counted, parts)
    assert sum(split.values()) == counted
    assert split == recount(counted, parts)
    for domain, minutes in parts.items():
        assert abs(split[domain] - Fraction(counted * minutes, sum(parts.values()))) < 1


@given(splits)
def test_a_domain_without_minutes_gets_none(parts):
    split = split_counted(counted_minutes(sum(parts.values())), parts)
    assert all(split[domain] == 0 for domain, minutes in parts.items() if minutes == 0)


def test_nothing_is_split_over_no_minutes():
    assert split_counted(0, {}) == {}
    assert split_counted(0, {"ADV": 0}) == {}


def test_a_tie_goes_to_the_domain_named_first():
    assert split_counted(15, {"ADV": 10, "PRO": 10}) == {"ADV": 8, "PRO": 7}


@pytest.mark.parametrize(
    ("kind", "minutes", "counted", "brief"),
    [
        (EntryKind.SUPERVISION, 14, 0, True),
        (EntryKind.SUPERVISION, 15, 15, False),
        (EntryKind.CONSULTATION, 59, 45, False),
        (EntryKind.DIRECT_OBSERVATION, 60, 60, False),
        (EntryKind.CO_REFLECTION, 600, 600, False),
        (EntryKind.TRAINING, 60, 0, False),
        (EntryKind.ORIENTATION, 60, 0, False),
    ],
)
def test_what_counts_toward_hours(kind, minutes, counted, brief):
    assert (DEFAULT_RULE.count(kind, minutes), DEFAULT_RULE.is_brief(minutes)) == (counted, brief)
