"""The tally equals a recount, whatever happens to reviews."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments.actions import Given
from tracker.assessments.models import Side
from tracker.assessments.queries import get_own_side as find_own_side
from tracker.cycles import queries as cycles
from tracker.database import db
from tracker.errors import Refusal
from tracker.organisation import actions, queries
from tracker.organisation.counting import count
from tracker.organisation.kinds import Fact
from tracker.organisation.models import CountedReview, CycleGroup, TallyCell
from tracker.people import supervision
from tracker.people.models import Program, Role
from tracker.removals import actions as removals
from tracker.removals.queries import get_visible as find_removal
from tracker.reviews import amending, ending, handing_over
from tracker.reviews import queries as reviews
from tracker.verifications import actions as verifications
from tracker.verifications.models import Method

FEW = {"ADV-T01": "4", "ADV-T02": "2", "PRO-T04": "5", "MEN-T05": "1"}


def program(name):
    made = Program(name=name)
    db.session.add(made)
    db.session.commit()
    return made


def rows():
    """The whole tally."""
    found = db.session.execute(select(TallyCell.group_id, TallyCell.what, TallyCell.competency_id, TallyCell.number))
    return {tuple(row[:3]): row[3] for row in found if row[3]}


def numbers(*codes, world):
    """What the tally says of items, whatever the group."""
    ids = world.ids(*codes)
    found = select(TallyCell.what, TallyCell.number).where(TallyCell.competency_id.in_(ids), TallyCell.number > 0)
    return dict(db.session.execute(found).all())


OTHERS = {"ADV-T01": "3", "ADV-T02": "4", "MEN-T05": "not-observed"}


def rate(world, review, own=FEW, other=OTHERS):
    for side, answers in ((Side.EMPLOYEE, own), (Side.SUPERVISOR, other)):
        world.rate(review, side, answers, default="")
        world.send(review, side)


def end(world, review, **more):
    rate(world, review, **more)
    world.finish(review)
    for side in Side:
        world.sign(review, side)


def void(world, review):
    amending.void(reviews.get_reading(review.id, world.hr, lock=True), reason="Another person was meant.", by=world.hr)
    db.session.commit()


def review_in(cycle, person):
    return cycles.get_member(cycle, person.id).review


def test_an_ended_review_is_counted_item_by_item_and_no_other_is(world):
    bea = world.reviewed("Bea Becker")
    cycle = world.opened_cycle(world.ana, bea)
    world.practice()
    end(world, review_in(cycle, world.ana))
    rate(world, review_in(cycle, bea))
    # A review outside a cycle counts nowhere.
    end(world, world.review(world.reviewed("Olga Out")))
    assert numbers("ADV-T01", world=world) == {
        "self:4": 1,
        "supervisor:3": 1,
        Fact.RATED: 1,
        Fact.EMPLOYEE_HIGHER: 1,
    }
    assert numbers("ADV-T02", world=world)[Fact.FAR_APART] == 1
    assert numbers("MEN-T05", world=world) == {
        "self:1": 1,
        "supervisor:not-observed": 1,
        Fact.RATED: 1,
        Fact.ONLY_ONE: 1,
    }
    assert numbers("PRO-T04", world=world) == {}
    assert queries.check().is_well


def test_training_agreement_and_verification_are_counted(world):
    cycle = world.opened_cycle(world.ana)
    world.verification("ADV-T01")
    world.verification("PRO-T04", method=Method.TEACH_BACK)
    review = review_in(cycle, world.ana)
    own = world.side(review, Side.EMPLOYEE).own
    item = own.outline.by_code["ADV-K01"]
    rating.save(own, item, Given(None, "", True), by=world.ana)
    end(world, review, own={"ADV-T01": "4"}, other={"ADV-T01": "4"})
    assert numbers("ADV-K01", world=world) == {Fact.WANTS_TRAINING: 1, Fact.RATED: 1}
    assert numbers("ADV-T01", world=world)[Fact.VERIFIED] == 1
    # Later verifications and withdrawals belong to the next review.
    made = world.verification("ADV-T02")
    verifications.withdraw(made, reason="The wrong item.", by=world.dana)
    db.session.commit()
    assert Fact.VERIFIED not in numbers("ADV-T02", world=world)
    assert queries.check().is_well


def test_a_verification_that_was_due_again_by_then_is_not_counted(world):
    cycle = world.opened_cycle(world.ana)
    world.verification("ADV-T01", observed_on=clock.today() - timedelta(days=3 * 366))
    end(world, review_in(cycle, world.ana))
    assert Fact.VERIFIED not in numbers("ADV-T01", world=world)


def test_of_an_amended_review_the_newest_signed_copy_counts(world):
    cycle = world.opened_cycle(world.ana)
    first = review_in(cycle, world.ana)
    end(world, first)
    before = rows()
    copy = world.amendment(first)
    reading = world.side(copy, Side.EMPLOYEE)
    amending.correct(reading, reading.outline.by_code["ADV-T01"], Given("5"), by=world.ana)
    assert rows() == before
    world.finish(copy)
    for side in Side:
        world.sign(copy, side)
    assert numbers("ADV-T01", world=world)["self:5"] == 1
    assert "self:4" not in numbers("ADV-T01", world=world)
    assert queries.check() == queries.Check(1, 0, len(rows()), 0)
    void(world, copy)
    assert rows() == before
    void(world, first)
    assert rows() == {}
    assert not queries.look(cycle).people


def test_who_moves_stays_counted_where_they_were(world):
    here, there = program("Here"), program("There")
    world.ana.program_id = here.id
    cycle = world.opened_cycle(world.ana)
    review = review_in(cycle, world.ana)
    end(world, review)
    world.ana.program_id = there.id
    db.session.commit()
    actions.rebuild(by=world.hr)
    copy = world.amendment(review)
    world.finish(copy)
    for side in Side:
        world.sign(copy, side)
    assert dict(queries.look(cycle).sizes) == {"Here": 1}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_tally_equals_a_recount_after_whatever_happened(world, seed):
    dice = Random(seed)  # noqa: S311 - a shuffle, not a secret
    programs = [program("North"), program("South"), None]
    people = [world.reviewed(f"Employee {letter}") for letter in "ABCDE"]
    cycle = world.opened_cycle(*people)
    waiting = [review_in(cycle, person) for person in people]
    ended = []

    def answers():
        return {code: dice.choice("12345") for code in dice.sample(["ADV-T01", "ADV-T02", "ADV-K01", "PRO-T04"], 3)}

    def end_one():
        review = waiting.pop()
        rate(world, review, own=answers(), other=answers())
        world.finish(review)
        if dice.random() < 0.3:
            ending.decline(world.side(review, Side.EMPLOYEE), by=world.side(review, Side.EMPLOYEE).reader)
            db.session.commit()
        else:
            for side in dice.sample(list(Side), 2):
                world.sign(review, side)
        ended.append(review)

    def amend_one():
        review = dice.choice(ended)
        employee = world.side(review, Side.EMPLOYEE).reader
        world.ask_amendment(review, by=employee)
        copy = amending.open_amendment(reviews.get_reading(review.id, world.hr, lock=True), by=world.hr)
        reading = world.side(copy, Side.EMPLOYEE)
        amending.correct(reading, reading.outline.by_code["ADV-T01"], Given(dice.choice("12345")), by=employee)
        world.finish(copy)
        for side in Side:
            world.sign(copy, side)
        ended.append(copy)

    def move_one():
        dice.choice(people).program_id = getattr(dice.choice(programs), "id", None)
        db.session.commit()

    def void_one():
        void(world, dice.choice(ended))

    steps = [end_one] * 5 + [amend_one] * 4 + [void_one] * 2 + [move_one] * 3
    dice.shuffle(steps)
    happened = set()
    for step in [end_one, *steps]:
        # What cannot be amended or made void now is left as it is.
        with suppress(Refusal, IndexError):
            step()
            happened.add(step)
        assert queries.check().is_well
        assert queries.is_current()
    assert happened == {end_one, amend_one, void_one, move_one}
    standing = rows()
    assert standing
    actions.rebuild(by=world.hr)
    assert rows() == standing


def test_a_removal_and_a_hand_over_keep_the_tally_equal_to_a_recount(world):
    secret = "Talked of J.S. and the stay in hospital."
    bea, uma, other = world.person("Bea"), world.person("Uma", Role.SUPERVISOR), world.person("Omar", Role.HR)
    world.assign(bea, uma)
    cycle = world.opened_cycle(world.ana, bea)
    first, second = review_in(cycle, world.ana), review_in(cycle, bea)
    own = world.side(first, Side.EMPLOYEE).own
    rating.save(own, own.outline.by_code["ADV-K01"], Given("3", secret, True), by=world.ana)
    end(world, first)
    before = rows()
    removal = world.ask_removal(secret)
    assert removals.carry_out(find_removal(removal.id, other, lock=True), by=other)
    db.session.commit()
    assert (rows(), queries.check().is_well, queries.is_current()) == (before, True, True)
    # What Uma had begun of Bea is discarded, and what her successor Dana rates is counted.
    begun = find_own_side(second.id, uma)
    rating.save(begun, begun.outline.by_code["ADV-T01"], Given("1"), by=uma)
    held = supervision.list_held_by(uma, clock.today())
    assert handing_over.hand_over_many(held, world.dana, starts_on=clock.today(), by=world.hr) == 1
    db.session.commit()
    assert (rows(), queries.check().is_well) == (before, True)
    end(world, second)
    assert numbers("ADV-T01", world=world)["supervisor:3"] == 2
    assert "supervisor:1" not in numbers("ADV-T01", world=world)
    standing = rows()
    assert queries.check().is_well
    assert actions.rebuild(by=world.hr) == 2
    assert rows() == standing


@pytest.fixture
def counted(world):
    """A cycle in which one review counts."""
    cycle = world.opened_cycle(world.ana)
    end(world, review_in(cycle, world.ana))
    return cycle


@pytest.mark.parametrize(
    "spoil",
    [
        update(TallyCell).where(TallyCell.what == "self:4").values(number=2),
        delete(TallyCell).where(TallyCell.what == "self:4"),
        update(CycleGroup).values(people=2),
    ],
    ids=["a figure", "no figure", "people"],
)
def test_the_check_finds_what_is_wrong_and_a_rebuild_mends_it(world, counted, spoil):
    good = rows()
    db.session.execute(spoil)
    assert not queries.check().is_well
    assert actions.rebuild(by=world.hr) == 1
    assert (queries.check().is_well, queries.is_current(), rows()) == (True, True, good)


def test_a_review_that_is_not_counted_is_found_at_a_quick_look(world, counted):
    db.session.execute(delete(CountedReview))
    assert not queries.is_current()
    assert queries.check().wrong_reviews


def test_a_tally_that_cannot_be_kept_ends_nothing(world, monkeypatch):
    cycle = world.opened_cycle(world.ana)
    review = review_in(cycle, world.ana)
    rate(world, review)
    world.finish(review)
    world.sign(review, Side.EMPLOYEE)

    def fail(*_args):
        raise RuntimeError("no tally")

    monkeypatch.setattr(actions, "_add", fail)
    with pytest.raises(RuntimeError, match="no tally"):
        world.sign(review, Side.SUPERVISOR)
    db.session.rollback()
    assert not reviews.get_reading(review.id, world.hr).review.ended_at
    assert not rows()


@pytest.mark.parametrize("table", [CycleGroup, TallyCell])
def test_the_database_refuses_a_figure_below_nothing(world, counted, table):
    column = "people" if table is CycleGroup else "number"
    with pytest.raises(IntegrityError):
        db.session.execute(update(table).values(**{column: -1}))


def test_the_database_refuses_a_review_counted_twice(world, counted):
    (standing,) = db.session.execute(select(CountedReview)).scalars()
    with pytest.raises(IntegrityError):
        db.session.execute(
            insert(CountedReview).values(
                review_id=world.review(world.reviewed("Bea Becker")).id,
                counted_id=standing.counted_id,
                group_id=standing.group_id,
            )
        )


def test_a_recount_takes_the_same_queries_for_one_and_for_three(world, count_queries):
    totals = []
    for names in ("A", "BC"):
        cycle = world.opened_cycle(*(world.reviewed(f"Employee {name}") for name in names))
        for member in cycles.list_members(cycle):
            end(world, member.review)
        with count_queries as seen:
            count()
            queries.look(cycle)
        totals.append(seen.total)
    assert totals[0] == totals[1]
