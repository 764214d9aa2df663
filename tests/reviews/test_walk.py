"""Random walks of both sides through a review, beside a small model of what must then be true."""

from collections import Counter
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.reviews.record import everything, lines, rows_of, state_of
from tracker import clock
from tracker.assessments.actions import Given
from tracker.assessments.actions import save as save_answer
from tracker.assessments.models import Basis, Rating, RoleReason, Side
from tracker.database import db
from tracker.errors import Refusal
from tracker.reviews import actions
from tracker.reviews.models import ConversationForm, ConversationItem, State
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
    *["take_back", "differ", "choose", "comment", "give_back"],
]
STEP = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from(Side),
    st.sampled_from(CODES),
    st.sampled_from(["1", "3", "4", "not-my-role"]),
    st.booleans(),
)
NUMBERS = count(1)
REACHED = Counter()


class Walk:
    """One review and what the model knows of it."""

    def __init__(self, world):
        self.world = world
        self.people = {Side.EMPLOYEE: world.person(f"Walker {next(NUMBERS)}"), Side.SUPERVISOR: world.dana}
        world.assign(self.people[Side.EMPLOYEE], world.dana)
        self.review = world.review(self.people[Side.EMPLOYEE], framework="crss-mcs")
        self.answers = {side: {} for side in Side}
        self.sent = {}
        self.outcomes = {}
        self.frozen = {}
        self.ended = None

    def step(self, act, side, code, answer, yes):
        reading = self.world.reading(self.review, self.people[side])
        by, item = reading.reader, reading.outline.by_code[code]
        level = int(answer) if answer.isdigit() else 2
        standing = self.outcomes.get(code)
        if act == "rate":
            reason = RoleReason.NOT_OFFERED if answer == "not-my-role" else None
            basis = Basis.SAW if side is Side.SUPERVISOR else None
            save_answer(reading.own, item, Given(answer, role_reason=reason, basis=basis, revision=99), by=by)
            self.answers[side][code] = answer
        elif act == "send":
            actions.send(reading, knows_of_unanswered=True, proud_of="", by=by)
            self.sent[side] = self.ratings(side)
        elif act == "take_back":
            actions.take_back(reading, by=by)
            del self.sent[side]
        elif act == "propose":
            actions.propose(reading, item, level, by=by)
            agrees = standing == ("proposed", side.other, level)
            self.outcomes[code] = ("agreed", side.other, level) if agrees else ("proposed", side, level)
        elif act == "confirm":
            actions.confirm(reading, item, level, by=by)
            assert standing == ("proposed", side.other, level)
            self.outcomes[code] = ("agreed", side.other, level)
        elif act == "settle":
            actions.settle_alike(reading, by=by)
            self.settle(side)
        elif act == "differ":
            actions.see_differently(reading, item, by=by)
            self.outcomes[code] = ("differ",)
        elif act == "choose":
            actions.choose_to_talk(reading, item, wanted=yes, by=by)
        elif act == "comment":
            actions.comment(reading, item, "Words.", by=by)
        elif act == "describe":
            self.describe(reading)
        elif act == "finish":
            actions.finish(reading, employer="Example Employer", language="en", by=by)
        elif act == "give_back":
            actions.return_to_conversation(reading, reason="Look again.", by=by)
        elif act == "sign":
            proof = Proof(by.id, "password", clock.now())
            comment = "Not quite." if yes and side is Side.EMPLOYEE else ""
            actions.sign(reading, self.world.signing(reading, comment), proof=proof, by=by)

    def describe(self, reading):
        actions.describe_conversation(
            reading,
            held_on=clock.today(),
            minutes=45,
            form=ConversationForm.VIDEO,
            present="Both",
            support_wanted="",
            notes="",
            by=reading.reader,
        )

    def settle(self, side):
        for code in CODES:
            levels = {self.answers[each].get(code) for each in Side}
            if len(levels) == 1 and (only := levels.pop()) is not None and only.isdigit():
                standing = self.outcomes.get(code)
                if standing is None:
                    self.outcomes[code] = ("proposed", side, int(only))
                elif standing == ("proposed", side.other, int(only)):
                    self.outcomes[code] = ("agreed", side.other, int(only))

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
        assert (state_of(self.review) is State.RATING) == (len(self.sent) < len(Side))

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
        elif state_of(self.review) is State.ENDED:
            self.ended = everything(self.review)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=30, max_size=30))
def test_whatever_both_sides_do_the_record_holds(world, steps):
    walk = Walk(world)
    for step in steps:
        before = everything(walk.review)
        try:
            walk.step(*step)
            db.session.commit()
        except Refusal:
            db.session.rollback()
            REACHED["refused"] += 1
            assert everything(walk.review) == before
        walk.check()
    REACHED[state_of(walk.review)] += 1
    REACHED["agreed"] += any(outcome[0] == "agreed" for outcome in walk.outcomes.values())
    REACHED["void"] += any(isinstance(key, tuple) for key in walk.frozen)


def test_the_walks_went_everywhere():
    assert set(State) <= set(REACHED)
    assert min(REACHED["refused"], REACHED["agreed"], REACHED["void"]) > 0
