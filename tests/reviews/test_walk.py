"""Random walks of both sides through a review, beside a small model of what must then be true."""

from collections import Counter
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from tests.reviews.record import everything, lines, rows_of, state_of
from tracker import clock
from tracker.assessments.actions import Given
from tracker.assessments.actions import save as save_answer
from tracker.assessments.models import Basis, Rating, RoleReason, Side
from tracker.database import db
from tracker.errors import Refusal
from tracker.reviews import actions, conversing
from tracker.reviews import queries as known_reviews
from tracker.reviews.models import ConversationForm, ConversationItem, Review, State
from tracker.sign_in.actions import Proof
from tracker.signatures.models import Signature, Snapshot

CODES = ("MCS-1.1", "MCS-2.3", "MCS-4.5")
# Forward moves come more often, so that walks reach every state.
ACTS = [
    *["rate"] * 3,
    *["send"] * 6,
    *["describe"] * 3,
    *["finish"] * 5,
    *["sign"] * 6,
    *["propose", "confirm", "settle"] * 2,
    *["take_back", "differ", "choose", "comment", "give_back", "open_ratings", "close"],
]
STEP = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from(Side),
    st.sampled_from(CODES),
    st.sampled_from(["1", "3", "4", "not-my-role"]),
    st.booleans(),
)
NUMBERS = count(1)
# A level agreed and a signature made void: random steps seldom come so far.
SURE = [
    (act, side, CODES[1], "3", False)
    for act, side in (
        ("rate", Side.EMPLOYEE),
        ("rate", Side.SUPERVISOR),
        ("send", Side.EMPLOYEE),
        ("send", Side.SUPERVISOR),
        ("propose", Side.EMPLOYEE),
        ("confirm", Side.SUPERVISOR),
        ("describe", Side.SUPERVISOR),
        ("finish", Side.SUPERVISOR),
        ("sign", Side.EMPLOYEE),
        ("give_back", Side.SUPERVISOR),
        ("finish", Side.SUPERVISOR),
        ("sign", Side.SUPERVISOR),
        ("sign", Side.EMPLOYEE),
    )
]


class Walk:
    """One review and what the model knows of it."""

    def __init__(self, world):
        self.world = world
        self.people = {Side.EMPLOYEE: world.person(f"Walker {next(NUMBERS)}"), Side.SUPERVISOR: world.dana}
        world.assign(self.people[Side.EMPLOYEE], world.dana)
        self.is_open = next(NUMBERS) % 2 == 0
        self.review = world.review(self.people[Side.EMPLOYEE], framework="crss-mcs", is_open_rating=self.is_open)
        self.opened = self.closed = False
        self.answers = {side: {} for side in Side}
        self.sent = {}
        self.outcomes = {}
        self.frozen = {}
        self.ended = None

    def step(self, act, side, code, answer, yes):
        """One act of one side; what the product refuses is not noted in the model."""
        reading = self.world.reading(self.review, self.people[side])
        getattr(self, act)(side, reading, reading.outline.by_code[code], answer, yes)

    def rate(self, side, reading, item, answer, _):
        reason = RoleReason.NOT_OFFERED if answer == "not-my-role" else None
        basis = Basis.SAW if side is Side.SUPERVISOR else None
        given_answer = Given(answer, role_reason=reason, basis=basis, revision=99)
        save_answer(reading.own, item, given_answer, by=reading.reader)
        self.answers[side][item.code] = answer

    def send(self, side, reading, *_):
        actions.send(reading, knows_of_unanswered=True, proud_of="", by=reading.reader)
        self.sent[side] = self.ratings(side)

    def take_back(self, side, reading, *_):
        actions.take_back(reading, by=reading.reader)
        del self.sent[side]

    def open_ratings(self, side, reading, *_):
        actions.open_employees_ratings(reading, by=reading.reader)
        assert self.is_open
        assert (side, set(self.sent)) == (Side.SUPERVISOR, {Side.EMPLOYEE})
        self.opened = True

    def close(self, _, reading, item, __, yes):
        if yes and item.code == CODES[0]:
            actions.close_unfinished(known_reviews.get_reading(self.review.id, self.world.hr), by=self.world.hr)
            self.closed = True

    def propose(self, side, reading, item, answer, _):
        level = int(answer) if answer.isdigit() else 2
        standing = self.outcomes.get(item.code)
        conversing.propose(reading, item, level, by=reading.reader)
        agrees = standing == ("proposed", side.other, level)
        self.outcomes[item.code] = ("agreed", side.other, level) if agrees else ("proposed", side, level)

    def confirm(self, side, reading, item, answer, _):
        level = int(answer) if answer.isdigit() else 2
        standing = self.outcomes.get(item.code)
        conversing.confirm(reading, item, level, by=reading.reader)
        assert standing == ("proposed", side.other, level)
        self.outcomes[item.code] = ("agreed", side.other, level)

    def settle(self, side, reading, *_):
        conversing.settle_alike(reading, by=reading.reader)
        for code in CODES:
            levels = {self.answers[each].get(code) for each in Side}
            if len(levels) == 1 and (only := levels.pop()) is not None and only.isdigit():
                standing = self.outcomes.get(code)
                if standing is None:
                    self.outcomes[code] = ("proposed", side, int(only))
                elif standing == ("proposed", side.other, int(only)):
                    self.outcomes[code] = ("agreed", side.other, int(only))

    def differ(self, _, reading, item, *__):
        conversing.see_differently(reading, item, by=reading.reader)
        self.outcomes[item.code] = ("differ",)

    def choose(self, _, reading, item, __, yes):
        conversing.choose_to_talk(reading, item, wanted=yes, by=reading.reader)

    def comment(self, _, reading, item, *__):
        conversing.comment(reading, item, "Words.", by=reading.reader)

    def finish(self, _, reading, *__):
        actions.finish(reading, employer="Example Employer", language="en", by=reading.reader)

    def give_back(self, _, reading, *__):
        actions.return_to_conversation(reading, reason="Look again.", by=reading.reader)

    def sign(self, side, reading, _, __, yes):
        proof = Proof(reading.reader.id, "password", clock.now())
        comment = "Not quite." if yes and side is Side.EMPLOYEE else ""
        signing = self.world.signing(reading, comment)
        actions.sign(reading, signing, proof=proof, by=reading.reader)

    def describe(self, _, reading, *__):
        conversing.describe_conversation(
            reading,
            held_on=clock.today(),
            minutes=45,
            form=ConversationForm.VIDEO,
            present="Both",
            support_wanted="",
            notes="",
            by=reading.reader,
        )

    def ratings(self, side):
        return rows_of(Rating, Rating.assessment_id == self.review.id, Rating.side == side)

    def check(self):
        self.check_ratings()
        self.check_outcomes()
        self.check_frozen()
        moves = [line for line in lines(self.review) if line.record_kind == "review" and line.to_state]
        assert [line.from_state for line in moves] == [None, *(line.to_state for line in moves[:-1])]
        assert moves[-1].to_state == state_of(self.review)

    def check_ratings(self):
        for side in Side:
            held = db.session.execute(
                select(Rating.competency_id, Rating.answer).where(
                    Rating.assessment_id == self.review.id, Rating.side == side
                )
            )
            codes = self.world.reading(self.review, self.people[side]).outline.by_id
            assert {codes[item].code: answer for item, answer in held} == self.answers[side]
            assert side not in self.sent or self.sent[side] == self.ratings(side)
        review = db.session.get_one(Review, self.review.id, populate_existing=True)
        assert ((review.closed_from or review.state) is State.RATING) == (len(self.sent) < len(Side))
        assert (review.state is State.CLOSED) == self.closed
        assert Side.EMPLOYEE in self.sent or not self.opened

    def check_outcomes(self):
        codes = self.world.reading(self.review, self.world.dana).outline.by_id
        rows = db.session.execute(
            select(ConversationItem).where(ConversationItem.review_id == self.review.id)
        ).scalars()
        found = {}
        for row in rows:
            code = codes[row.competency_id].code
            if row.agreed_at:
                assert row.confirmed_by_id == self.people[row.proposed_by.other].id
                found[code] = ("agreed", row.proposed_by, row.agreed_level)
            elif row.differs_at:
                found[code] = ("differ",)
            elif row.proposed_by:
                found[code] = ("proposed", row.proposed_by, row.proposed_level)
        assert found == self.outcomes

    def check_frozen(self):
        """What was frozen or signed stays; a signature may become void once, and never comes back."""
        mine = Snapshot.subject_id == self.review.id
        now = {row.id: (row.content, row.sha256) for row in db.session.execute(select(Snapshot).where(mine)).scalars()}
        signatures = select(Signature).join(Snapshot, Snapshot.id == Signature.snapshot_id).where(mine)
        for one in db.session.execute(signatures).scalars():
            now[one.id] = (one.content, one.sha256, one.typed_name, one.meaning, one.comment, one.signed_at)
            if one.voided_at is not None:
                now["void", one.id] = (one.voided_at, one.void_reason)
        assert self.frozen.items() <= now.items()
        self.frozen = now
        if self.ended is not None:
            assert everything(self.review) == self.ended
        elif state_of(self.review) in (State.ENDED, State.CLOSED):
            self.ended = everything(self.review)


def take(walk, steps, reached):
    """Walk the steps; after each, whether done or refused, the record is as the model says."""
    for step in steps:
        before = everything(walk.review)
        try:
            walk.step(*step)
            db.session.commit()
        except (Refusal, NotFound):
            db.session.rollback()
            reached["refused"] += 1
            assert everything(walk.review) == before
        walk.check()
        reached[state_of(walk.review)] += 1
    reached["agreed"] += any(outcome[0] == "agreed" for outcome in walk.outcomes.values())
    reached["void"] += any(isinstance(key, tuple) for key in walk.frozen)


def test_whatever_both_sides_do_the_record_holds(world):
    reached = Counter()

    @settings(
        max_examples=15,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEP, min_size=30, max_size=30))
    def walks(steps):
        take(Walk(world), steps, reached)

    take(Walk(world), SURE, reached)
    walks()
    assert set(State) <= set(reached)
    assert min(reached["refused"], reached["agreed"], reached["void"]) > 0
