import pytest

from tracker.assessments.models import Rating, Side
from tracker.frameworks.models import Kind, Wording
from tracker.frameworks.queries import Item, Level, Scale
from tracker.reviews.models import ConversationItem
from tracker.reviews.presenters import (
    GROUP_NAMES,
    Difference,
    Pair,
    answer_words,
    compare,
    count_levels,
    plan_conversation,
)

SCALE = Scale(None, "growth", "1", "", tuple(Level(n, label, {}) for n, label in enumerate("abcde", start=1)))


def pair(employee=None, supervisor=None, number=1, **outcome):
    item = Item(number, f"ADV-T{number:02}", Kind.TASK, Wording.TASK, "Do.", "ADV", None)
    ratings = [None if answer is None else Rating(answer=answer) for answer in (employee, supervisor)]
    return Pair(item, *ratings, ConversationItem(**outcome) if outcome else None)


@pytest.mark.parametrize("side", [Side.SUPERVISOR, "supervisor"], ids=["side", "its value"])
def test_a_template_may_name_a_side_by_its_value(side):
    assert pair(2, 4).of(side).answer == 4


@pytest.mark.parametrize(
    ("employee", "supervisor", "group"),
    [
        (3, 3, "alike"),
        (1, 1, "alike"),
        (4, 3, "employee_higher"),
        (5, 1, "employee_higher"),
        (2, 3, "supervisor_higher"),
        (3, None, "one_level"),
        (None, 1, "one_level"),
        (None, None, "no_level"),
    ],
)
def test_two_levels_fall_into_one_of_four_groups_or_neither(employee, supervisor, group):
    assert compare(employee, supervisor) is Difference(group)


@pytest.mark.parametrize("answer", ["not-my-role", "in-person", None])
@pytest.mark.parametrize("other", ["not-my-role", "not-observed", None])
def test_answers_that_are_no_level_never_count_as_a_difference(answer, other):
    assert pair(answer, other).difference is Difference.NO_LEVEL
    assert pair(answer, "4").difference is Difference.ONE_LEVEL
    assert pair("1", other).difference is Difference.ONE_LEVEL


@pytest.mark.parametrize("side", [Side.EMPLOYEE, "employee"])
def test_the_employees_rating_is_the_employees(side):
    both = pair("4", "2")
    assert (both.of(side).answer, both.level(side)) == ("4", 4)


@pytest.mark.parametrize("side", [Side.SUPERVISOR, "supervisor"])
def test_the_supervisors_rating_is_the_supervisors(side):
    both = pair("4", "2")
    assert (both.of(side).answer, both.level(side)) == ("2", 2)


def test_a_side_that_does_not_exist_has_no_rating():
    with pytest.raises(ValueError, match="colleague"):
        pair("4", "2").of("colleague")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "Not answered"),
        ("4", "d"),
        ("not-my-role", "Not part of the role"),
        ("not-observed", "Not observed yet"),
        ("in-person", "Would rather talk about this in person"),
    ],
)
def test_answers_in_words_for_the_two_sides(app, answer, words):
    with app.test_request_context():
        assert answer_words(answer, SCALE) == words


def test_the_conversation_opens_with_at_most_three_shared_strengths_the_strongest_first():
    levels = [("4", "4"), ("5", "5"), ("3", "5"), ("4", "5"), ("5", "4"), ("4", None)]
    plan = plan_conversation(pair(*both, number=number) for number, both in enumerate(levels))
    assert [one.item.id for one in plan.strengths] == [1, 3, 4]


def test_what_either_side_chose_comes_next_and_leaves_the_groups():
    pairs = [
        pair("4", "2", 1),
        pair("3", "3", 2, chosen_by_employee=True),
        pair("2", "4", 3, chosen_by_supervisor=True),
        pair("in-person", "4", 4),
        pair("3", "3", 5),
        pair("3", None, 6),
        pair("not-my-role", "not-observed", 7),
        pair("1", "2", 8),
    ]
    plan = plan_conversation(pairs)
    assert [one.item.id for one in plan.chosen] == [2, 3, 4]
    assert [(group, [one.item.id for one in members]) for group, members in plan.groups] == [
        (Difference.EMPLOYEE_HIGHER, [1]),
        (Difference.SUPERVISOR_HIGHER, [8]),
        (Difference.ONE_LEVEL, [6]),
        (Difference.ALIKE, [5]),
        (Difference.NO_LEVEL, [7]),
    ]
    assert [group for group, _ in plan.differing] == list(GROUP_NAMES)[:3]


def test_levels_are_counted_and_nothing_else_is():
    answers = ["3", "3", "5", None, "not-my-role", "in-person", "not-observed"]
    assert count_levels(answers, SCALE) == {"1": 0, "2": 0, "3": 2, "4": 0, "5": 1}
