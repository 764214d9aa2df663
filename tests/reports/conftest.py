import textwrap
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.support.world import World
from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments.actions import Given
from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED, Basis, RoleReason, Side
from tracker.database import db
from tracker.goals.models import Goal
from tracker.observations.models import Observation
from tracker.people import actions as people
from tracker.people.models import Role
from tracker.reports import rendering
from tracker.reviews import conversing
from tracker.reviews.models import Review
from tracker.verifications.models import Verification

MISSING = "sys.stdout.buffer.write(struct.pack('>cI', b'm', 0))"


@pytest.fixture
def child(monkeypatch, tmp_path):
    """Replace the rendering process by a script."""

    def child(body):
        script = tmp_path / "child.py"
        script.write_text(f"import struct, sys\n{textwrap.dedent(body)}\n")
        monkeypatch.setattr(rendering, "__file__", str(script))

    return child


@dataclass
class Told:
    """A review in which something of everything stands, and the records named in it."""

    review: Review
    observation: Observation
    goal: Goal
    verification: Verification


def tell(world: World, comment: str = "I do this most days.") -> Told:
    """Ana's review with Dana, signed by both."""
    dana = world.dana
    world.credential(number="4711")
    world.credential(dana, number="9000")
    observation = world.observation("ADV-T01", strength="Waited for their own words.", seen="Planning meeting.")
    goal = world.goal("ADV-T02", statement="I want to lead the group.")
    verification = world.verification("ADV-T03")
    world.entry(minutes=50, minutes_by_domain={"ADV": 25, "": 25})
    review = world.review()
    rate(world, review, comment)
    talk(world, review)
    world.finish(review)
    world.sign(review, Side.SUPERVISOR)
    world.sign(review, Side.EMPLOYEE, "I see my groups as steadier.")
    return Told(review, observation, goal, verification)


def rate(world: World, review: Review, comment: str) -> None:
    """Both sides, with every kind of answer and one item left out by each."""
    own = world.side(review, Side.EMPLOYEE)
    other = world.side(review, Side.SUPERVISOR)
    given = {
        "ADV-T01": (Given("5", comment, wants_training=True), Given("4", "Seen twice.", basis=Basis.SAW)),
        "ADV-T02": (Given(NOT_MY_ROLE, role_reason=RoleReason.NOT_OFFERED), Given(NOT_OBSERVED)),
        "ADV-T03": (None, None),
        "ADV-T04": (Given("2"), Given("4", basis=Basis.READ)),
        "PRO-T04": (Given(IN_PERSON, "Only between us."), Given("3", basis=Basis.TALKED)),
    }
    for item in own.outline.items:
        mine, theirs = given.get(item.code, (Given("3"), Given("3", basis=Basis.SAW)))
        if mine:
            rating.save(own.own, item, mine, by=own.reader)
        if theirs:
            rating.save(other.own, item, theirs, by=other.reader)
    db.session.commit()
    for side in Side:
        world.send(review, side)


def talk(world: World, review: Review) -> None:
    """A level agreed, two views kept, a level only proposed, and a comment."""
    own, other = world.side(review, Side.EMPLOYEE), world.side(review, Side.SUPERVISOR)
    item = own.outline.by_code
    conversing.propose(other, item["ADV-T01"], 4, by=other.reader)
    conversing.confirm(own, item["ADV-T01"], 4, by=own.reader)
    conversing.see_differently(own, item["ADV-T04"], by=own.reader)
    conversing.propose(own, item["ADV-T05"], 4, by=own.reader)
    conversing.comment(other, item["ADV-T04"], "We look at it again in May.", by=other.reader)
    db.session.commit()


@pytest.fixture
def told(world):
    return tell(world)


@pytest.fixture
def second_hr(world):
    return world.person("Helen Stroud", Role.HR)


@pytest.fixture
def auditor(world):
    """An auditor with a grant for Ana's competency reports."""
    auditor = world.person("Grace Hollis", Role.AUDITOR)
    people.grant_auditor(
        auditor,
        [world.ana],
        kinds=["competency"],
        ends_on=clock.today() + timedelta(days=9),
        reason="Yearly check",
        by=world.hr,
    )
    db.session.commit()
    return auditor


@pytest.fixture
def granted(world):
    """Makes an auditor with a grant for one kind of document about Ana."""

    def granted(kind):
        someone = world.person(f"Auditor of {kind}", Role.AUDITOR)
        tomorrow = clock.today() + timedelta(days=1)
        people.grant_auditor(someone, [world.ana], kinds=[kind], ends_on=tomorrow, reason="Yearly check", by=world.hr)
        db.session.commit()
        return someone

    return granted
