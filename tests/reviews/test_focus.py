"""Focus sets: which items are rated again from the second review on."""

import copy
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from tests.frameworks.sources import shipped
from tests.people.crowd import know_sizes, make_crowd
from tests.reviews.test_starting import form, start
from tests.voiding.test_voiding import void_review
from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments.actions import Given
from tracker.assessments.models import Basis, Rating, Side
from tracker.database import db
from tracker.errors import Refusal
from tracker.frameworks import actions as publishing
from tracker.frameworks import queries as frameworks
from tracker.people.models import Person
from tracker.reviews import focus
from tracker.reviews.models import Ending, Rated, Review, State
from tracker.reviews.queries import find_open_review, get_reading


def before(world, answers=None, gaps=()):
    """A review of Ana's that has ended; both rated 3 where nothing else is said, and nobody rated the gaps."""
    review = world.review()
    for side in Side:
        reading = world.side(review, side)
        for item in reading.outline.items:
            if item.code in gaps:
                continue
            answer = (answers or {}).get((side, item.code), "3")
            wants = answer == "train"
            given = Given("3" if wants else answer, wants_training=wants, basis=Basis.SAW)
            rating.save(reading.own, item, given, by=reading.reader)
        db.session.commit()
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    return review


def chosen(world, rated=Rated.OWN, codes=(), version=None):
    version = version or frameworks.find_version("crss", "1")
    return focus.choose_focus([world.ana], version.id, rated, codes).get(world.ana.id, ())


def begun(world):
    """The assessment of Ana's open review."""
    return get_reading(find_open_review(world.ana.id).id, world.hr).assessment


@pytest.mark.parametrize("rated", Rated)
def test_a_first_review_looks_at_every_item(world, rated):
    world.require("ADV-T01")
    world.both_sent()
    assert chosen(world, rated, ["ADV-T02"]) == ()


def test_one_s_own_is_what_is_low_or_wanted_or_never_rated(world):
    answers = {
        (Side.EMPLOYEE, "ADV-T01"): "1",
        (Side.SUPERVISOR, "ADV-T02"): "2",
        (Side.EMPLOYEE, "MEN-T03"): "train",
        (Side.SUPERVISOR, "ADV-T04"): "not-observed",
    }
    before(world, answers, gaps=("PRO-K01",))
    assert chosen(world) == ("ADV-T01", "ADV-T02", "PRO-K01", "MEN-T03")


def test_and_what_is_required_due_again_or_in_a_goal_both_agreed_on(world):
    before(world)
    assert chosen(world) == ()
    world.require("ADV-T05")
    world.require("ADV-T06", job="Another job")
    world.goal("PRO-T02")
    world.goal("PRO-T03", agreed=False)
    long_ago = clock.today() - timedelta(days=4 * 365)
    world.verification("REC-T01", observed_on=long_ago)
    world.verification("REC-T02")
    assert chosen(world) == ("ADV-T05", "PRO-T02", "REC-T01")


def test_what_was_said_last_counts(world):
    before(world, {(Side.EMPLOYEE, "ADV-T01"): "1"})
    before(world, {(Side.SUPERVISOR, "ADV-T02"): "1"})
    assert chosen(world) == ("ADV-T02",)


def test_a_closed_review_counts_nowhere(world):
    world.close(world.both_sent(employee={"ADV-T01": "1"}))
    assert chosen(world) == ()
    assert not focus.was_reviewed(world.ana.id, "crss")
    before(world)
    assert focus.was_reviewed(world.ana.id, "crss")
    assert not focus.was_reviewed(world.ana.id, "crss-mcs")


def test_a_void_review_counts_nowhere_either(world):
    void_review(world, before(world, {(Side.EMPLOYEE, "ADV-T01"): "1"}))
    assert not focus.was_reviewed(world.ana.id, "crss")
    before(world)
    void_review(world, before(world, {(Side.EMPLOYEE, "ADV-T02"): "1"}))
    assert chosen(world) == ()


def test_with_new_words_an_item_was_never_rated(world):
    before(world)
    data = copy.deepcopy(shipped("crss.json"))
    data["version"] = "focus-two"
    item = next(one for domain in data["domains"] for one in domain["items"] if one["code"] == "ADV-T03")
    item["statement"] += " Always."
    publishing.publish_framework(data, by=world.admin)
    newer = frameworks.find_version("crss", "focus-two")
    assert chosen(world, version=newer) == ("ADV-T03",)
    assert chosen(world, Rated.CHOSEN, ["ADV-T01"], newer) == ("ADV-T01", "ADV-T03")
    assert chosen(world, Rated.ALL, (), newer) == ()


def test_the_same_queries_for_1_and_for_200_people(world, count_queries):
    frozen = before(world).snapshot_id
    world.require("ADV-T01")
    totals, version = [], frameworks.find_version("crss")
    for size in (1, 200):
        make_crowd(size, world.dana, world.hr)
        crowd = select(Review.id).where(Review.state == State.RATING)
        rows = [
            {"assessment_id": one, "side": Side.EMPLOYEE, "competency_id": item.id, "answer": "3"}
            for one in db.session.execute(crowd).scalars()
            for item in world.outline.items
        ]
        db.session.execute(insert(Rating), rows)
        know_sizes()
        ended = {"state": State.ENDED, "ending": Ending.DECLINED, "ended_at": clock.now(), "snapshot_id": frozen}
        db.session.execute(update(Review).where(Review.state == State.RATING).values(ended))
        people = db.session.execute(select(Person).where(Person.name.like("Crowd%"))).scalars().all()
        focus.choose_focus(people, version.id, Rated.OWN)
        with count_queries as seen:
            found = focus.choose_focus(people, version.id, Rated.OWN)
        totals.append(seen.total)
        assert set(found.values()) == {("ADV-T01",)}
        assert len(found) == len(people)
    assert totals[0] == totals[1]


class TestStarting:
    def test_hr_starts_an_open_review_of_a_focus_set(self, world, visit):
        before(world, {(Side.EMPLOYEE, "PRO-T01"): "2"})
        hr = visit(world.hr)
        assert hr.get(start(world.ana)).value("ratings") == "independent"
        hr.follow(hr.post(start(world.ana), form(ratings="open", rated="chosen", focus=["MEN-T01", "ADV-T01"])))
        assessment = begun(world)
        assert assessment.is_open_rating
        assert assessment.focus == ("ADV-T01", "MEN-T01")
        assert visit(world.ana).get(f"/assessments/{assessment.id}").says("Open review.")

    def test_or_of_what_matters_most_to_the_person_now(self, world, visit):
        before(world, {(Side.EMPLOYEE, "PRO-T01"): "2"})
        visit(world.hr).post(start(world.ana), form(rated="own"))
        assert (begun(world).is_open_rating, begun(world).focus) == (False, ("PRO-T01",))

    def test_a_first_review_is_of_every_item_whatever_was_chosen(self, world, visit):
        visit(world.hr).post(start(world.ana), form(rated="chosen", focus=["ADV-T01"]))
        assert begun(world).focus == ()

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"ratings": ""}, "Choose independent or open ratings."),
            ({"rated": ""}, "Choose what is rated."),
            ({"rated": "chosen"}, "Choose the items that are rated."),
            ({"focus": ["ADV-T01"]}, "You chose items."),
        ],
    )
    def test_what_does_not_fit_together_starts_nothing(self, world, visit, more, said):
        page = visit(world.hr).post(start(world.ana), form(**more, used_for="Words I typed"), status=422)
        assert page.says(said)
        assert page.value("used_for") == "Words I typed"
        assert find_open_review(world.ana.id) is None

    def test_items_of_another_list_are_refused(self, world):
        before(world)
        with pytest.raises(Refusal, match="among the competencies of this review"):
            world.review(focus=["MCS-1.1"])

    def test_the_action_refuses_a_focus_set_in_a_first_review(self, world):
        with pytest.raises(Refusal, match="first review of Ana Ruiz looks at every item"):
            world.review(focus=["ADV-T01"])
