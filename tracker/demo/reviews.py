"""The reviews of the invented people: some ended, some waiting, one in each state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import count
from random import Random
from uuid import UUID, uuid4

from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments import queries as ratings
from tracker.assessments.actions import Given
from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED, Assessment, Basis, RoleReason, Side
from tracker.assessments.queries import OwnSide
from tracker.consultations import actions as consultations
from tracker.consultations import queries as log
from tracker.consultations.models import GENERAL, Topic
from tracker.database import db
from tracker.demo import cast, texts
from tracker.demo.calendar import Calendar, Stage
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.people.models import Person
from tracker.reviews import actions, conversing, queries
from tracker.reviews.forms import NOT_USED_FOR, USED_FOR
from tracker.reviews.models import ConversationForm, ReviewKind
from tracker.reviews.presenters import Difference, pair_up
from tracker.reviews.reading import Reading
from tracker.sign_in.actions import Proof
from tracker.signatures import actions as signing
from tracker.signatures.models import Capacity, Meaning, StatementPart

# Where the present review of each employee stands, in turn: (days since it was started, steps taken).
STEPS = ("employee", "supervisor", "talk", "finish", "first_signature", "second_signature")
RETURNED = (*STEPS[:5], "back", *STEPS[3:])
ENDINGS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (12, ("employee_partly",)),
    (40, ("employee", "supervisor", "talk", "finish")),
    (45, STEPS),
    (30, ("employee", "supervisor")),
    (50, STEPS),
    (20, ("employee",)),
    (60, RETURNED),
    (8, ()),
    (70, STEPS),
    (25, ("supervisor",)),
    (35, ("employee", "supervisor", "talk")),
    (42, ("employee", "supervisor", "talk", "finish", "first_signature")),
    (80, STEPS),
)
# Longer ago than the first step of any review that still runs.
RUNNING_SINCE = timedelta(days=85)


class ReviewTeller:
    """Plans and plays the reviews of each employee."""

    def __init__(self, stage: Stage, calendar: Calendar, dice: Random) -> None:
        self.stage = stage
        self.calendar = calendar
        self.dice = dice
        version = frameworks.find_version(frameworks.USUAL)
        if version is None:
            raise LookupError("load the competencies first")
        self.framework = version
        self.scale = frameworks.get_newest_scale()
        self.outline = frameworks.outline(version.id)
        self._signatures = count(1)
        # Who was reviewed a year ago and from when on: together, in a cycle.
        self.together: list[tuple[Person, date]] = []
        # Whose present review is one of a cycle that runs, from when on, and how far it came.
        self.running: list[tuple[Person, date, tuple[str, ...]]] = []

    def plan(self, person: Person, number: int) -> None:
        """A baseline after hiring, then one a year, the newest standing somewhere on its way."""
        today = self.calendar.today
        hired = person.hired_on or today
        recent = (today - hired).days < 60
        if recent and number % 2:
            return
        since, steps = ENDINGS[number % len(ENDINGS)]
        newest = max(today - timedelta(days=since), hired + timedelta(days=7))
        first = max(hired, self.calendar.begin + timedelta(days=30))
        if newest - timedelta(days=2 * 365) > first:
            self._plan_review(person, newest - timedelta(days=2 * 365), STEPS, ReviewKind.ANNUAL)
        if newest - timedelta(days=365) > first:
            self.together.append((person, newest - timedelta(days=365)))
        if number >= len(ENDINGS) and hired < today - RUNNING_SINCE:
            self.running.append((person, newest, steps))
        else:
            self._plan_review(person, newest, steps, ReviewKind.BASELINE if recent else ReviewKind.ANNUAL)

    def _plan_review(self, person: Person, day: date, steps: tuple[str, ...], kind: ReviewKind) -> None:
        started: list[UUID] = []

        def start() -> None:
            review = actions.start(
                person,
                kind=kind,
                framework=self.framework,
                scale=self.scale,
                used_for=str(USED_FOR),
                not_used_for=str(NOT_USED_FOR),
                period_from=max(person.hired_on or day, day - timedelta(days=365)),
                due_on=day + timedelta(days=45),
                by=self.stage.hr,
            )
            started.append(review.id)

        self.calendar.on(day, start)
        self.plan_steps(day, steps, started)

    def plan_steps(self, day: date, steps: tuple[str, ...], started: list[UUID]) -> None:
        """Let the steps of a review happen one after the other from a day on, once it was started."""
        for number, step in enumerate(steps):
            gap = timedelta(days=(number + 1) * max(1, min(5, 30 // (len(steps) + 1))))
            self.calendar.on(day + gap, partial(self._take_first, step, started))

    def _take_first(self, step: str, started: list[UUID]) -> None:
        if started:
            self.take(step, started[0])

    def take(self, step: str, review_id: UUID) -> None:
        """Let one step of a review happen, by its name."""
        act: Callable[[UUID], None] = getattr(self, f"_{step}")
        act(review_id)

    def _supervisor_of(self, person_id: UUID) -> Person:
        return self.stage.supervisor_of[person_id]

    def _reading(self, review_id: UUID, side: Side) -> Reading:
        assessment = db.session.get_one(Assessment, review_id)
        employee = db.session.get_one(Person, assessment.person_id)
        reader = employee if side is Side.EMPLOYEE else self._supervisor_of(employee.id)
        return queries.get_taking_part(review_id, reader)

    def _employee(self, review_id: UUID) -> None:
        self._rate(self._reading(review_id, Side.EMPLOYEE), share=1.0)

    def _employee_partly(self, review_id: UUID) -> None:
        self._rate(self._reading(review_id, Side.EMPLOYEE), share=0.4, send=False)

    def _supervisor(self, review_id: UUID) -> None:
        self._rate(self._reading(review_id, Side.SUPERVISOR), share=1.0)

    def _rate(self, reading: Reading, *, share: float, send: bool = True) -> None:
        dice = Random(f"{reading.person.sign_in_name} {reading.review.period_from.year}")
        items = reading.outline.items
        for item in items[: int(len(items) * share)]:
            rating.save(reading.own, item, self._answer(reading.own, item, dice), by=reading.reader)
        if send:
            proud = self.dice.choice(texts.PROUD) if reading.side is Side.EMPLOYEE else ""
            actions.send(reading, knows_of_unanswered=True, proud_of=proud, by=reading.reader)

    def _answer(self, own: OwnSide, item: Item, dice: Random) -> Given:
        """Both sides draw the same base level for an item; each then sees it a little differently."""
        seniority = (clock.today() - (own.assessment.created_at.date())).days
        base = dice.choices((2, 3, 4, 5), weights=(1, 4, 6, 2))[0] + (seniority > 900)
        if own.side is Side.EMPLOYEE:
            return self._answer_of_employee(item, base)
        return self._answer_of_supervisor(base)

    def _answer_of_employee(self, item: Item, base: int) -> Given:
        if item.is_wellness and self.dice.random() < 0.2:
            return Given(IN_PERSON)
        if not item.is_wellness and self.dice.random() < 0.03:
            return Given(NOT_MY_ROLE, role_reason=self.dice.choice(list(RoleReason)))
        level = min(5, max(1, base + self.dice.choice((0, 0, 0, 0, 1, -1))))
        comment = self.dice.choice(texts.EMPLOYEE_COMMENTS) if self.dice.random() < 0.1 and not item.is_wellness else ""
        return Given(str(level), comment, wants_training=level < 3 and self.dice.random() < 0.6)

    def _answer_of_supervisor(self, base: int) -> Given:
        if self.dice.random() < 0.1:
            return Given(NOT_OBSERVED)
        level = min(5, max(1, base + self.dice.choice((0, 0, 0, 0, 0, -1))))
        comment = self.dice.choice(texts.SUPERVISOR_COMMENTS) if self.dice.random() < 0.08 else ""
        return Given(str(level), comment, basis=self.dice.choice(list(Basis)))

    def _talk(self, review_id: UUID) -> None:
        supervisor, employee = self._reading(review_id, Side.SUPERVISOR), self._reading(review_id, Side.EMPLOYEE)
        pairs = pair_up(
            supervisor.outline, ratings.list_both(supervisor.assessment), queries.list_items(supervisor.review)
        )
        differing = [
            pair for pair in pairs if pair.difference in (Difference.EMPLOYEE_HIGHER, Difference.SUPERVISOR_HIGHER)
        ]
        for pair in differing[:4]:
            conversing.choose_to_talk(employee, pair.item, wanted=True, by=employee.reader)
            conversing.comment(
                supervisor, pair.item, self.dice.choice(texts.CONVERSATION_COMMENTS), by=supervisor.reader
            )
        for pair in differing[:8]:
            if self.dice.random() < 0.25:
                conversing.see_differently(employee, pair.item, by=employee.reader)
                continue
            level = pair.level(self.dice.choice(list(Side))) or 3
            conversing.propose(supervisor, pair.item, level, by=supervisor.reader)
            conversing.confirm(employee, pair.item, level, by=employee.reader)
        conversing.settle_alike(supervisor, by=supervisor.reader)
        conversing.settle_alike(employee, by=employee.reader)
        conversing.describe_conversation(
            supervisor,
            held_on=clock.today(),
            minutes=self.dice.choice((45, 60, 75)),
            form=self.dice.choice(list(ConversationForm)),
            present=f"{employee.reader.name}, {supervisor.reader.name}",
            support_wanted=self.dice.choice(texts.SUPPORT_WANTED),
            notes=self.dice.choice(texts.TALK_NOTES),
            by=supervisor.reader,
        )

    def _finish(self, review_id: UUID) -> None:
        reading = self._reading(review_id, Side.SUPERVISOR)
        actions.finish(reading, employer=cast.EMPLOYER, language="en", by=reading.reader)
        if (self.calendar.today - clock.today()).days > 25:
            self._complete_log(reading)

    def _complete_log(self, reading: Reading) -> None:
        """The entry of a conversation that lies back is written; those of the last weeks still wait as drafts."""
        drafts = [one for one in log.list_drafts_of(reading.reader) if one.source_id == reading.review.id]
        for draft in drafts:
            entry = consultations.log(
                [reading.person],
                held_on=draft.held_on,
                starts=None,
                minutes=draft.minutes,
                minutes_by_domain={GENERAL: draft.minutes},
                kind=draft.kind,
                mode=draft.mode,
                topics=[Topic.DEVELOPMENT],
                summary=texts.TALK_NOTES[0],
                strength="",
                supervisor_credential="CRSS",
                is_non_clinical=True,
                key=uuid4(),
                by=reading.reader,
            )
            consultations.complete_draft(draft, entry)
            consultations.confirm(entry, comment="", by=reading.person)

    def _first_signature(self, review_id: UUID) -> None:
        self._sign(self._reading(review_id, Side.SUPERVISOR))

    def _back(self, review_id: UUID) -> None:
        reading = self._reading(review_id, Side.EMPLOYEE)
        actions.return_to_conversation(reading, reason=texts.BACK_TO_TALK, by=reading.reader)

    def _second_signature(self, review_id: UUID) -> None:
        reading = self._reading(review_id, Side.EMPLOYEE)
        disagrees = next(self._signatures) % 6 == 3
        self._sign(reading, self.dice.choice(texts.DISAGREE) if disagrees else "")
        if disagrees:
            signing.add_statement(
                part=StatementPart.REVIEW, record_id=review_id, item_code=None, text=texts.STATEMENT, by=reading.reader
            )

    def _sign(self, reading: Reading, comment: str = "") -> None:
        meaning = Meaning.DISAGREE if comment else Meaning.AGREE
        side = reading.side or Side.EMPLOYEE
        actions.sign(
            reading,
            signing.Signing(
                capacity=Capacity(side.value),
                meaning=meaning,
                typed_name=reading.reader.signing_name,
                comment=comment,
                intent=actions.intent_sentence(meaning, reading.reader.name),
                seen_sha256=queries.get_snapshot(reading.review).sha256,
                consents=True,
            ),
            proof=Proof(reading.reader.id, "password", clock.now()),
            by=reading.reader,
        )
