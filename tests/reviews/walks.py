"""Random walks through everything anyone can do to a review, and what must hold after each step.

A walk draws an act, a person and a review; nothing tells it what is allowed. What is done must be in the table of
transitions; what is refused must change nothing. The promises are written down here anew, not read from the code:
the two rows are kept as their own side gave them, nothing signed changes, who reads what follows the state, and the
states in the trail replay to the present one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from tests.support.world import PDF, World
from tracker import clock
from tracker.access.reading import Part, Relation
from tracker.assessments import actions as rating
from tracker.assessments import queries as assessments
from tracker.assessments.actions import Given
from tracker.assessments.models import Assessment, Basis, Rating, Side
from tracker.audit.actions import as_operator
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal
from tracker.people import actions as people
from tracker.people import supervision
from tracker.people.models import AssignmentKind, Person, Role
from tracker.reviews import actions, amending, conversing, ending, on_paper, queries
from tracker.reviews.models import (
    Conversation,
    ConversationComment,
    ConversationForm,
    ConversationItem,
    Ending,
    Review,
    State,
)
from tracker.reviews.models_amending import ReviewAmendment
from tracker.reviews.on_paper import Sheet
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import TRANSITIONS, Act, Actor
from tracker.sign_in.actions import Proof
from tracker.signatures.actions import Signing
from tracker.signatures.models import Capacity, Meaning, Signature, Snapshot
from tracker.voiding.models import Voiding

STEPS = 30
# Acts the state and the person allow are drawn so often, so that walks get somewhere; the rest is anything at all.
LIKELY = 0.7
# What moves a review on is drawn more often than what ends it early or changes little.
WEIGHTS = {
    Act.SEND: 8,
    Act.FINISH: 6,
    Act.SIGN: 6,
    Act.RECORD_SIGNATURE: 2,
    Act.RECORD_ENDING: 2,
    Act.SIGN_LATE: 3,
    Act.ASK_AMENDMENT: 5,
    Act.OPEN_AMENDMENT: 5,
    Act.CORRECT: 3,
    Act.RATE: 3,
    Act.TALK: 3,
    Act.EXTEND: 0.2,
    Act.TAKE_BACK: 0.4,
    Act.RETURN: 0.8,
    Act.CLOSE: 0.1,
    Act.VOID: 0.15,
}
ITEMS = 3
READERS = 2


@dataclass
class Tally:
    """What walks did: for the summary, and for the test that they reached every act and state."""

    walks: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add what other walks did."""
        self.walks += other.walks
        self.done += other.done
        self.refused += other.refused
        self.states += other.states

    def write(self, report: Path, kind: str) -> None:
        """Add a line to a report, for the summary of walks in several processes."""
        line = {
            "database": kind,
            "walks": self.walks,
            "done": self.done,
            "refused": self.refused,
            "states": self.states,
        }
        with report.open("a") as stream:
            stream.write(json.dumps(line) + "\n")


class Walk:
    """One walk, wholly decided by its seed. ``later`` moves the clock on by some days."""

    def __init__(self, world: World, seed: int, later: Callable[[int], None]) -> None:
        self.random = Random(seed)  # noqa: S311 (a walk has to be walked again by its seed)
        self.world, self.later, self.seed = world, later, seed
        self.tally = Tally(walks=1)
        self.employee = world.person(f"Walker {seed}", Role.EMPLOYEE)
        self.supervisor = world.dana
        world.assign(self.employee, self.supervisor)
        world.assign(
            self.employee,
            world.person("Bea Backup", Role.SUPERVISOR),
            AssignmentKind.BACKUP,
            ends_on=clock.today() + timedelta(days=90),
        )
        self.people = [
            self.employee,
            world.dana,
            world.person("Bea Backup", Role.SUPERVISOR),
            world.person("Sol Successor", Role.SUPERVISOR),
            world.hr,
            world.admin,
            world.person("Nina Nobody"),
        ]
        is_open = self.random.random() < 0.3
        first = world.review(self.employee, framework="crss-mcs", is_open_rating=is_open)
        self.reviews = [first.id]
        # What each side itself answered last, by review and item; what was frozen, by identifier.
        self.given: dict[tuple[UUID, Side, UUID], str] = {}
        self.frozen: dict[UUID, str] = {}
        self.signed: dict[UUID, str] = {}

    def go(self, steps: int = STEPS) -> Tally:
        """Take the steps; an assertion names the seed and the step at which a promise was broken."""
        for number in range(steps):
            self.step(number)
        return self.tally

    def step(self, number: int) -> None:
        if self.random.random() < 0.12:
            self.happen()
            return
        review_id = self.random.choice(self.reviews)
        state = db.session.get_one(Review, review_id, populate_existing=True).state
        act, person = self.draw(state)
        said = f"walk {self.seed}, step {number}: {person.name} {act} in {state}"
        before, sent_before = self.everything(), self.sent(review_id)
        relations = self.relations(person, review_id)
        try:
            self.do(act, review_id, person)
            db.session.commit()
        except (Refusal, HTTPException):
            db.session.rollback()
            self.tally.refused[act] += 1
            assert self.everything() == before, f"{said}: it was refused, and something changed"
            return
        self.tally.done[act] += 1
        after = db.session.get_one(Review, review_id, populate_existing=True).state
        self.tally.states[after] += 1
        assert relations & TRANSITIONS[act].actors, f"{said}: the table gives it to others"
        assert (state, after) in TRANSITIONS[act].moves, f"{said}: the table knows no move to {after}"
        self.keep_rows(act, review_id, sent_before, said)
        self.keep_signed(said)
        self.keep_readers(said)
        self.keep_trail(said)

    def draw(self, state: State) -> tuple[Act, Person]:
        """An act and someone to try it."""
        if self.random.random() > LIKELY:
            return self.random.choice(list(Act)), self.random.choice(self.people)
        likely = [act for act in Act if TRANSITIONS[act].allows(state)]
        (act,) = self.random.choices(likely, [WEIGHTS.get(act, 1) for act in likely])
        actor = self.random.choice(sorted(TRANSITIONS[act].actors))
        who = {Actor.EMPLOYEE: self.employee, Actor.SUPERVISOR: self.supervisor, Actor.HR: self.world.hr}
        return act, who[actor]

    def happen(self) -> None:
        """Something that nobody does to the review: time passes, or another supervises."""
        if self.random.random() < 0.8:
            self.later(self.random.choice([0, 1, 3, 16]))
            return
        former = self.supervisor
        other = self.world.person("Sol Successor") if former is self.world.dana else self.world.dana
        today = clock.today()
        with as_operator():
            for assignment in supervision.list_assignments_between(former.id, self.employee.id):
                if assignment.covers(today) and assignment.starts_on < today:
                    people.end_assignment(assignment, ends_on=today - timedelta(days=1), by=None)
                    people.assign(
                        self.employee, other, kind=AssignmentKind.PRIMARY, starts_on=today, ends_on=None, by=None
                    )
                    self.supervisor = other
        db.session.commit()

    # What people try

    def do(self, act: Act, review_id: UUID, person: Person) -> None:
        getattr(self, f"try_{act}")(review_id, person)

    def reading(self, review_id: UUID, person: Person) -> Reading:
        return queries.get_reading(review_id, person, lock=True)

    def item(self, reading: Reading) -> Any:
        return self.random.choice(reading.outline.items[:ITEMS])

    def try_rate(self, review_id: UUID, person: Person) -> None:
        own = assessments.get_own_side(review_id, person, lock=True)
        item = self.random.choice(own.outline.items[:ITEMS])
        answer = self.random.choice(["1", "3", "5", "not-my-role"])
        standing = db.session.get(Rating, (review_id, own.side, item.id), populate_existing=True)
        basis = Basis.SAW if own.side is Side.SUPERVISOR else None
        revision = standing.revision if standing else 0
        rating.save(own, item, Given(answer, "Words.", basis=basis, revision=revision), by=person)
        self.given[review_id, own.side, item.id] = answer

    def try_send(self, review_id: UUID, person: Person) -> None:
        reading = queries.get_taking_part(review_id, person, lock=True)
        for answered in assessments.list_ratings(reading.assessment, reading.side or Side.EMPLOYEE).values():
            if answered.answer == "not-my-role" and answered.role_reason is None:
                raise Refusal("the reason is asked for first")
        actions.send(reading, knows_of_unanswered=True, proud_of="", by=person)

    def try_take_back(self, review_id: UUID, person: Person) -> None:
        actions.take_back(queries.get_taking_part(review_id, person, lock=True), by=person)

    def try_open_ratings(self, review_id: UUID, person: Person) -> None:
        actions.open_employees_ratings(queries.get_taking_part(review_id, person, lock=True), by=person)

    def try_talk(self, review_id: UUID, person: Person) -> None:
        reading = queries.get_taking_part(review_id, person, lock=True)
        item, level = self.item(reading), self.random.randint(1, 5)
        ways: list[Callable[[], object]] = [
            lambda: conversing.propose(reading, item, level, by=person),
            lambda: conversing.see_differently(reading, item, by=person),
            lambda: conversing.comment(reading, item, "We looked at it together.", by=person),
            lambda: conversing.choose_to_talk(reading, item, wanted=True, by=person),
            lambda: self.confirm(reading, item, person),
        ]
        self.random.choice(ways)()

    def confirm(self, reading: Reading, item: Any, person: Person) -> None:
        row = db.session.get(ConversationItem, (reading.review.id, item.id))
        conversing.confirm(reading, item, row.proposed_level if row and row.proposed_level else 3, by=person)

    def try_finish(self, review_id: UUID, person: Person) -> None:
        reading = queries.get_taking_part(review_id, person, lock=True)
        conversing.describe_conversation(
            reading,
            held_on=clock.today(),
            minutes=45,
            form=self.random.choice(list(ConversationForm)),
            present="The two of us",
            support_wanted="",
            notes="",
            by=person,
        )
        actions.finish(reading, employer="Example Employer", language="en", by=person)

    def try_return(self, review_id: UUID, person: Person) -> None:
        reading = queries.get_taking_part(review_id, person, lock=True)
        actions.return_to_conversation(reading, reason="A word is missing.", by=person)

    def try_sign(self, review_id: UUID, person: Person) -> None:
        self.sign(review_id, person, Act.SIGN)

    def try_sign_late(self, review_id: UUID, person: Person) -> None:
        self.sign(review_id, person, Act.SIGN_LATE)

    def sign(self, review_id: UUID, person: Person, act: Act) -> None:
        reading = queries.get_signing(review_id, person, lock=True)
        if queries.signing_act(reading.review) is not act:
            raise Refusal("this is the other way of signing")
        meaning = self.random.choice(actions.meanings_for(reading))
        signing = Signing(
            capacity=Capacity(str(reading.signing_side)),
            meaning=meaning,
            typed_name=person.signing_name,
            comment="I see one item differently." if meaning is Meaning.DISAGREE else "",
            intent=actions.intent_sentence(meaning, "Dana Whitfield"),
            seen_sha256=queries.get_snapshot(reading.review).sha256,
            consents=True,
        )
        actions.sign(reading, signing, proof=Proof(person.id, "password", clock.now()), by=person)

    def try_decline(self, review_id: UUID, person: Person) -> None:
        ending.decline(queries.get_taking_part(review_id, person, lock=True), by=person)

    def try_record_ending(self, review_id: UUID, person: Person) -> None:
        reading, today = self.reading(review_id, person), clock.today()
        if self.random.random() < 0.5:
            ending.record_declined(reading, offered_on=today, offered_how="In person.", by=person)
        else:
            ending.record_not_available(reading, away_from=today, away_to=None, by=person)

    def try_record_signature(self, review_id: UUID, person: Person) -> None:
        reading = self.reading(review_id, person)
        meaning = self.random.choice([Meaning.AGREE, Meaning.DISAGREE])
        sheet = Sheet(
            side=self.random.choice(list(Side)),
            meaning=meaning,
            comment="On the sheet." if meaning is Meaning.DISAGREE else "",
            signed_on=clock.today(),
            fingerprint=reading.review.snapshot.sha256[:8] if reading.review.snapshot else "",
        )
        on_paper.record(reading, sheet, content=PDF, name="sheet.pdf", by=person)

    def try_extend(self, review_id: UUID, person: Person) -> None:
        reading = self.reading(review_id, person)
        actions.extend(reading, reading.review.due_on + timedelta(days=self.random.randint(-1, 9)), by=person)

    def try_close(self, review_id: UUID, person: Person) -> None:
        actions.close_unfinished(self.reading(review_id, person), by=person)

    def try_ask_amendment(self, review_id: UUID, person: Person) -> None:
        amending.ask(self.reading(review_id, person), reason="A figure is wrong.", by=person)

    def try_open_amendment(self, review_id: UUID, person: Person) -> None:
        made = amending.open_amendment(self.reading(review_id, person), by=person)
        for (of, side, item), answer in list(self.given.items()):
            if of == review_id:
                self.given[made.id, side, item] = answer
        self.reviews.append(made.id)

    def try_correct(self, review_id: UUID, person: Person) -> None:
        reading = queries.get_taking_part(review_id, person, lock=True)
        item, answer = self.item(reading), self.random.choice(["2", "4"])
        side = amending.refuse_correcting(reading, by=person)
        basis = Basis.SAW if side is Side.SUPERVISOR else None
        if not amending.correct(reading, item, Given(answer, basis=basis), by=person):
            raise Refusal("nothing to correct")
        self.given[review_id, side, item.id] = answer

    def try_void(self, review_id: UUID, person: Person) -> None:
        amending.void(self.reading(review_id, person), reason="The wrong kind of review.", by=person)

    # What must hold

    def relations(self, person: Person, review_id: UUID) -> frozenset[Actor]:
        """As what someone may act, by the facts of who they are today."""
        try:
            reading = queries.get_reading(review_id, person)
        except HTTPException:
            return frozenset()
        acting = {Actor.HR} if Relation.HR in reading.relations else set()
        if reading.signing_side is not None:
            acting.add(Actor.of(reading.signing_side))
        # Whoever signed for the supervisor's side may ask for an amendment, also after their time.
        if Relation.FORMER_SUPERVISOR in reading.relations:
            acting.add(Actor.SUPERVISOR)
        return frozenset(acting)

    def everything(self) -> str:
        """A fingerprint of all that the walk's reviews hold, and of how long the trail is."""
        parts = []
        for model, key in (
            (Assessment, Assessment.id),
            (Rating, Rating.assessment_id),
            (Review, Review.id),
            (Conversation, Conversation.review_id),
            (ConversationItem, ConversationItem.review_id),
            (ConversationComment, ConversationComment.review_id),
            (ReviewAmendment, ReviewAmendment.amends_id),
            (Voiding, Voiding.record_id),
        ):
            rows = db.session.execute(select(model.__table__).where(key.in_(self.reviews)))
            parts.append(sorted(map(repr, rows)))
        about = select(Signature.__table__).where(Signature.about_id == self.employee.id)
        parts.append(sorted(map(repr, db.session.execute(about))))
        lines = select(TrailLine.id).where(TrailLine.about_id == self.employee.id).order_by(TrailLine.id.desc())
        parts.append([str(db.session.execute(lines.limit(1)).scalar())])
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def sent(self, review_id: UUID) -> dict[Side, dict[UUID, str | None]]:
        """The rows of each side that has sent, as they stand."""
        assessment = db.session.get_one(Assessment, review_id, populate_existing=True)
        return {side: self.row(review_id, side) for side in Side if assessment.is_sent(side)}

    def row(self, review_id: UUID, side: Side) -> dict[UUID, str | None]:
        found = select(Rating.competency_id, Rating.answer).where(
            Rating.assessment_id == review_id, Rating.side == side
        )
        return {row.competency_id: row.answer for row in db.session.execute(found)}

    def keep_rows(self, act: Act, review_id: UUID, before: dict[Side, dict[UUID, str | None]], said: str) -> None:
        """Two rows, each as its own side gave it; what was sent stays, but for a correction in an amendment."""
        assessment = db.session.get_one(Assessment, review_id, populate_existing=True)
        for side, row in before.items():
            if assessment.is_sent(side) and act is not Act.CORRECT:
                assert self.row(review_id, side) == row, f"{said}: what the {side} sent has changed"
        for one in self.reviews:
            for side in Side:
                for competency, answer in self.row(one, side).items():
                    if answer is not None:
                        assert answer == self.given.get((one, side, competency)), f"{said}: not what the {side} chose"

    def keep_signed(self, said: str) -> None:
        """Locked bytes and signatures stay; a signed review has two of them, and stays."""
        snapshots = select(Snapshot).where(Snapshot.about_id == self.employee.id)
        for snapshot in db.session.execute(snapshots).scalars():
            digest = hashlib.sha256(bytes(snapshot.content)).hexdigest()
            assert digest == snapshot.sha256 == self.frozen.setdefault(snapshot.id, digest), f"{said}: bytes changed"
        standing: Counter[UUID] = Counter()
        for one in db.session.execute(select(Signature).where(Signature.about_id == self.employee.id)).scalars():
            kept = repr((one.signer_id, one.meaning, one.comment, one.intent, bytes(one.content), one.sha256))
            assert kept == self.frozen_signature(one.id, kept), f"{said}: a signature changed"
            standing[one.snapshot_id] += one.voided_at is None
        for review_id in self.reviews:
            review = db.session.get_one(Review, review_id, populate_existing=True)
            both = review.snapshot_id is not None and standing[review.snapshot_id] == len(Capacity)
            if review.ending is Ending.SIGNED:
                assert both, f"{said}: signed without two signatures"
                row = repr(db.session.execute(select(Review.__table__).where(Review.id == review_id)).one())
                assert row == self.signed.setdefault(review_id, row), f"{said}: a signed review changed"

    def frozen_signature(self, identifier: UUID, kept: str) -> str:
        return self.frozen.setdefault(identifier, kept)

    def keep_readers(self, said: str) -> None:
        """Who reads what by state, as the product promises it to its users."""
        for review_id in self.reviews:
            review = db.session.get_one(Review, review_id, populate_existing=True)
            assessment = db.session.get_one(Assessment, review_id, populate_existing=True)
            both_sent = all(assessment.is_sent(side) for side in Side)
            has_ended = review.state is State.ENDED
            # All seven at every step would take most of the time; over the walks each meets each state often.
            for person in self.random.sample(self.people, READERS):
                try:
                    reading = queries.get_reading(review_id, person)
                except HTTPException:
                    assert person not in (self.employee, self.world.hr), f"{said}: {person.name} knows of it"
                    continue
                reads_both = reading.reads(Part.BOTH_ROWS)
                where = f"{said}: {person.name} in {review.state}"
                assert person not in (self.world.admin, self.world.person("Nina Nobody")), f"{where} reads of it"
                if person is self.employee:
                    assert reads_both == both_sent, f"{where} reads both rows, or not"
                elif person is self.world.hr:
                    assert reads_both == has_ended, f"{where} reads both rows, or not"
                elif reading.side is Side.SUPERVISOR:
                    assert reads_both == both_sent, f"{where} reads both rows, or not"
                    opened = assessment.is_open_rating and assessment.opened_at is not None
                    assert not reading.reads(Part.EMPLOYEE_ROW) or opened, f"{where} reads the employee's row"
                else:
                    assert not reads_both or has_ended, f"{where} reads both rows as a former supervisor"

    def keep_trail(self, said: str) -> None:
        """The states that the trail names follow on each other, and lead to the present one."""
        for review_id in self.reviews:
            lines = select(TrailLine.from_state, TrailLine.to_state).where(
                TrailLine.record_id == review_id,
                TrailLine.record_kind == "review",
                TrailLine.to_state.is_not(None),
            )
            moves = db.session.execute(lines.order_by(TrailLine.id)).all()
            for (_before, reached), (left, _after) in pairwise(moves):
                assert left == reached, f"{said}: the trail leaves {left}, having reached {reached}"
            present = db.session.get_one(Review, review_id, populate_existing=True).state
            assert moves[-1][1] == present if moves else present is State.RATING, f"{said}: the trail ends elsewhere"


def walk(world: World, seeds: range, later: Callable[[int], None]) -> Tally:
    """Several walks in one world."""
    tally = Tally()
    for seed in seeds:
        tally.add(Walk(world, seed, later).go())
    return tally


def main(report: Path) -> None:
    """Print what all walks of a report did, as a page of the documentation shows it."""
    total, walked = Tally(), Counter[str]()
    for line in report.read_text().splitlines():
        read = json.loads(line)
        walked[read.pop("database")] += read["walks"]
        counts = {name: Counter(read[name]) for name in ("done", "refused", "states")}
        total.add(Tally(walks=read["walks"], **counts))
    tried = total.done.total() + total.refused.total()
    lines = [
        f"{total.walks} walks ({', '.join(f'{count} on {kind}' for kind, count in sorted(walked.items()))})",
        f"{tried} tries: {total.done.total()} done, {total.refused.total()} refused and nothing changed",
        *(f"{act:18} {total.done[act]:6} done {total.refused[act]:6} refused" for act in Act),
        "reached: " + ", ".join(f"{state} {total.states[state]}" for state in State),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
