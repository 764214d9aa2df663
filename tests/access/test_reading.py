from datetime import timedelta

import pytest
from werkzeug.exceptions import NotFound

from tests.access.scene import Scene
from tracker import clock
from tracker.access.reading import READS, Part, Phase, Relation, readable
from tracker.assessments.models import Side
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Role
from tracker.people.queries import relations
from tracker.people.supervision import list_assignments_of
from tracker.reviews import queries as reviews

DATES = {Part.DATES}
STATE = DATES | {Part.STATE}
OWN = STATE | {Part.OWN_ROW, Part.EMPLOYEE_PROGRESS}
BOTH = STATE | {Part.OWN_ROW, Part.BOTH_ROWS}
SENTENCES = {
    "nothing": set(),
    "dates": DATES,
    "own": OWN,
    "own; the employee's progress": OWN | {Part.SUPERVISOR_PROGRESS},
    "own; the employee's": OWN | {Part.SUPERVISOR_PROGRESS, Part.EMPLOYEE_ROW},
    "progress and dates": STATE | {Part.EMPLOYEE_PROGRESS, Part.SUPERVISOR_PROGRESS},
    "state, dates and who must act": STATE,
    "both": BOTH,
    "all": BOTH | {Part.WHOLE},
}
# "Who reads what" of product.md: rating being made; one side sent; opened, in an
# open review; in conversation or awaiting; signed or ended.
# Verification sheets, and what a former supervisor signed, are not a part of the review they may otherwise not open.
PRODUCT = {
    Relation.SELF: ("own", "own", "own", "both", "all"),
    Relation.SUPERVISOR: (*["own; the employee's progress"] * 2, "own; the employee's", "both", "all"),
    Relation.SECOND: ("nothing",) * 5,
    Relation.ASSESSOR: ("nothing",) * 5,
    Relation.FORMER_SUPERVISOR: (*["nothing"] * 4, "all"),
    Relation.UPLINE: ("nothing", "dates", "dates", "dates", "dates"),
    Relation.HR: (*["progress and dates"] * 3, "state, dates and who must act", "all"),
    Relation.AUDITOR: (*["nothing"] * 4, "all"),
    Relation.FORMER_STAFF: (*["nothing"] * 4, "all"),
}
CELLS = [
    (relation, phase, sentence) for relation, row in PRODUCT.items() for phase, sentence in zip(Phase, row, strict=True)
]


def test_the_table_speaks_of_every_relation_and_phase():
    assert set(PRODUCT) == set(Relation) == set(READS)
    assert all(set(row) == set(Phase) for row in READS.values())


@pytest.mark.parametrize(("relation", "phase", "sentence"), CELLS)
def test_a_cell_is_what_the_product_promises(relation, phase, sentence):
    assert readable(frozenset({relation}), phase) == SENTENCES[sentence]


def test_a_reader_with_two_relations_reads_what_either_may():
    both = frozenset({Relation.HR, Relation.UPLINE})
    assert readable(both, Phase.TALKING) == READS[Relation.HR][Phase.TALKING] | DATES


def test_somebody_without_a_relation_reads_nothing():
    assert not any(readable(frozenset(), phase) for phase in Phase)


STATES = {
    "rating": Phase.RATING,
    "sent": Phase.ONE_SENT,
    "opened": Phase.OPENED,
    "talking": Phase.TALKING,
    "signing": Phase.TALKING,
    "ended": Phase.ENDED,
}
READERS = {
    "owner": Relation.SELF,
    "primary": Relation.SUPERVISOR,
    # A backup who did not begin the ratings reads the same of the review; their author rates alone.
    "backup": Relation.SUPERVISOR,
    "second": Relation.SECOND,
    "clinical": Relation.SECOND,
    "upline": Relation.UPLINE,
    "hr": Relation.HR,
    "auditor": Relation.AUDITOR,
    "former": None,
    "other": None,
    "colleague": None,
    "admin": None,
    "left": None,
}


def parts(review_id, reader):
    """What someone reads of a review; nothing where it answers 404."""
    db.session.expire_all()
    try:
        return set(reviews.get_reading(review_id, reader).parts)
    except NotFound:
        return set()


@pytest.mark.parametrize("state", STATES)
def test_real_reviews_are_read_as_the_table_says(state, world):
    scene = Scene(world)
    review_id = getattr(scene, state)
    found = {name: parts(review_id, getattr(scene, name)) for name in READERS}
    wanted = {
        name: SENTENCES[PRODUCT[relation][list(Phase).index(STATES[state])]] if relation else set()
        for name, relation in READERS.items()
    }
    assert found == wanted


@pytest.mark.parametrize("state", STATES)
def test_former_staff_read_their_own_review_once_it_has_ended(state, world):
    scene = Scene(world)
    review_id = getattr(scene, state)
    scene.owner.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert parts(review_id, scene.owner) == (SENTENCES["all"] if state == "ended" else set())


def leave_the_team(world, on):
    """Dana's assignment to Ana ends."""
    (assignment,) = [one for one in list_assignments_of(world.ana) if one.supervisor_id == world.dana.id]
    people.end_assignment(assignment, ends_on=on, by=world.hr)
    db.session.commit()


def yesterday():
    return clock.today() - timedelta(days=1)


def test_a_former_supervisor_keeps_what_they_signed_and_nothing_later(world):
    signed = world.ended()
    leave_the_team(world, yesterday())
    successor = world.person("Nora Next", Role.SUPERVISOR)
    world.assign(world.ana, successor, starts_on=clock.today())
    later = world.review()
    assert parts(signed.id, world.dana) == SENTENCES["all"]
    assert parts(later.id, world.dana) == set()
    # The successor reads everything of their time and before.
    assert parts(signed.id, successor) == SENTENCES["all"]


def test_a_former_supervisor_who_sent_reads_the_review_again_only_once_it_has_ended(world):
    review = world.awaiting()
    leave_the_team(world, yesterday())
    assert relations(world.dana, world.ana.id) == {Relation.FORMER_SUPERVISOR}
    assert parts(review.id, world.dana) == set()


def test_ratings_a_former_supervisor_never_sent_are_not_theirs_to_read(world):
    review = world.review()
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"}, default="")
    leave_the_team(world, yesterday())
    assert parts(review.id, world.dana) == set()


class TestAuditors:
    """A grant names people, kinds and an end date; only what has ended."""

    @pytest.fixture
    def auditor(self, world):
        return world.person("Ada Auditor", Role.AUDITOR, Role.EMPLOYEE)

    @pytest.fixture
    def review(self, world):
        return world.ended()

    def grant(self, world, auditor, *named, kinds=("competency",)):
        made = people.grant_auditor(
            auditor, named, kinds=kinds, ends_on=clock.today() + timedelta(days=10), reason="Audit", by=world.hr
        )
        db.session.commit()
        return made

    def test_without_a_grant_nothing(self, world, auditor, review):
        assert parts(review.id, auditor) == set()

    def test_with_a_grant_all_of_what_has_ended(self, world, auditor, review):
        self.grant(world, auditor, world.ana)
        assert parts(review.id, auditor) == SENTENCES["all"]

    def test_a_grant_for_another_person_opens_nothing(self, world, auditor, review):
        self.grant(world, auditor, world.person("Ben Other"))
        assert parts(review.id, auditor) == set()

    def test_a_grant_for_another_kind_opens_no_review(self, world, auditor, review):
        self.grant(world, auditor, world.ana, kinds=("verification",))
        assert parts(review.id, auditor) == set()

    def test_the_last_day_counts_and_the_next_one_does_not(self, world, auditor, review):
        grant = self.grant(world, auditor, world.ana)
        grant.ends_on = clock.today()
        db.session.commit()
        assert parts(review.id, auditor) == SENTENCES["all"]
        grant.ends_on = yesterday()
        db.session.commit()
        assert parts(review.id, auditor) == set()

    def test_a_grant_ended_by_hr_opens_nothing_any_more(self, world, auditor, review):
        people.end_grant(self.grant(world, auditor, world.ana), by=world.hr)
        db.session.commit()
        assert parts(review.id, auditor) == set()

    def test_a_grant_is_void_once_the_role_is_taken(self, world, auditor, review, visit):
        self.grant(world, auditor, world.ana)
        people.take_role(auditor, Role.AUDITOR, by=world.hr)
        db.session.commit()
        assert parts(review.id, auditor) == set()
        visit(auditor).get(f"/reports/competency/{world.ana.id}", 404)
        assert "Ana Ruiz" not in visit(auditor).get("/").text

    def test_a_grant_is_void_once_the_auditor_has_left(self, world, auditor, review, visit):
        self.grant(world, auditor, world.ana)
        auditor.left_on = yesterday()
        db.session.commit()
        assert parts(review.id, auditor) == set()
        visit(auditor).get(f"/reports/competency/{world.ana.id}", 404)


class TestHr:
    """Nobody uses an HR right on their own record."""

    @pytest.fixture
    def rhea(self, world):
        rhea = world.person("Rhea Both", Role.HR, Role.EMPLOYEE)
        world.assign(rhea, world.dana)
        return rhea

    def test_hr_reads_their_own_review_as_an_employee(self, world, rhea):
        review = world.review(rhea)
        assert relations(rhea, rhea.id) == {Relation.SELF}
        assert parts(review.id, rhea) == SENTENCES["own"]

    def test_hr_who_supervises_reads_as_a_supervisor_too(self, world):
        boss = world.person("Rhea Boss", Role.HR, Role.SUPERVISOR)
        member = world.person("Mia Member")
        world.assign(member, boss)
        assert parts(world.review(member).id, boss) == SENTENCES["own; the employee's progress"]


def test_a_supervisor_without_the_role_reads_nothing(world):
    review = world.review()
    people.take_role(world.dana, Role.SUPERVISOR, by=world.hr)
    db.session.commit()
    assert parts(review.id, world.dana) == set()
