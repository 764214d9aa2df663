import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.identifiers import measure, read_corpus
from tracker.identifiers.detector import MOST_SHOWN, find_marks

FLOOR_OF_PRECISION = 0.90
FLOOR_OF_RECALL = 0.93


def test_the_check_is_right_often_enough():
    corpus = read_corpus()
    points = sum(one.points for one in corpus)
    assert len(corpus) >= 100
    assert 0.45 <= points / len(corpus) <= 0.55
    score = measure(corpus)
    assert score.precision >= FLOOR_OF_PRECISION
    assert score.recall >= FLOOR_OF_RECALL


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Talked with J.S. on 3/14.", ("J.S.", "3/14")),
        ("Call 312-555-0142 or mail a.b@example.org.", ("312-555-0142", "a.b@example.org")),
        ("SSN 123-45-6789.", ("123-45-6789",)),
        ("See chart no. 88213.", ("88213",)),
        ("client J.S. came", ("J.S.",)),
        ("the individual Maria Lopez came", ("Maria Lopez",)),
        ("JS and CRSS staff met on May 3.", ("JS", "May 3")),
        ("CLIENT: Robert", ("Robert",)),
        ("J.S. and again J.S.", ("J.S.",)),
        ("On 1/2 we met; 1/2 of them came.", ("1/2",)),
        ("It was 7/10 items, version 1.2.3 and 24/7.", ()),
        ("Individual A met individual B.", ()),
        ("May I ask? We march 3 miles.", ()),
        ("", ()),
    ],
)
def test_what_is_marked(text, marks):
    assert find_marks(text) == marks


def test_initials_without_stops_need_a_day_in_the_same_sentence():
    assert find_marks("JS led the group.") == ()
    assert find_marks("JS led the group on 3/14. TM listened.") == ("JS", "3/14")


@given(st.text(max_size=300))
def test_whatever_is_marked_stands_in_the_text(text):
    marks = find_marks(text)
    assert all(mark and mark in text for mark in marks)
    assert len(set(marks)) == len(marks) <= MOST_SHOWN


@pytest.mark.parametrize("piece", ["A.", "1/", "client ", "a@", "1 Oak ", "Aa ", "2026-", "#1", "JS ", "(", "a-"])
def test_a_long_text_takes_no_time(piece):
    text = (piece * 4000)[:4000]
    begun = time.perf_counter()
    find_marks(text)
    assert time.perf_counter() - begun < 0.5
