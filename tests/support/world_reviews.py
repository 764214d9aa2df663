"""Reviews in each of their states, and cycles of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.support.world_staff import PDF, SOME, Staff
from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments import entering, practising
from tracker.assessments import queries as ratings
from tracker.assessments.actions import Given
from tracker.assessments.models import Assessment, Basis, PaperEntry, Rating, Side
from tracker.assessments.queries import OwnSide
from tracker.audit import actions as audit
from tracker.cycles import actions as cycles
from tracker.cycles import queries as known_cycles
from tracker.cycles.models import Cycle, CycleChosen
from tracker.database import db
from tracker.files import actions as files
from tracker.files.models import FileKind, KeptFile
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.people.models import Person
from tracker.reviews import actions as reviews
from tracker.reviews import amending, conversing
from tracker.reviews import queries as known_reviews
from tracker.reviews.models import ConversationForm, Rated, Review, ReviewKind
from tracker.reviews.reading import Reading
from tracker.sign_in.actions import Proof
from tracker.signatures.actions import Signing
from tracker.signatures.models import Capacity, Meaning, Signature


class Reviews(Staff):
    """Reviews in each of their states, and cycles of them."""

    def review(self, person: Person | None = None, **more: Any) -> Review:
        """A review, started by HR, due in thirty days."""
        version = frameworks.find_version(more.pop("framework", "crss"))
        assert version is not None
        made = reviews.start(
            person or self.ana,
            kind=more.pop("kind", ReviewKind.ANNUAL),
            framework=version,
            scale=frameworks.get_newest_scale(),
            used_for=more.pop("used_for", "Growth."),
            not_used_for=more.pop("not_used_for", "Pay."),
            period_from=more.pop("period_from", clock.today() - timedelta(days=365)),
            due_on=more.pop("due_on", clock.today() + timedelta(days=30)),
            by=more.pop("by", self.hr),
            **more,
        )
        db.session.commit()
        return made

    def reading(self, review: Review, reader: Person) -> Reading:
        """A review as one of its two sides acts on it."""
        return known_reviews.get_taking_part(review.id, reader, lock=True)

    def side(self, review: Review, side: Side) -> Reading:
        """A review as its employee or as Dana acts on it."""
        person = db.session.get_one(Person, db.session.get_one(Assessment, review.id).person_id)
        return self.reading(review, person if side is Side.EMPLOYEE else self.dana)

    def rate(
        self,
        review: Review,
        side: Side,
        answers: dict[str, str] | None = None,
        default: str = "3",
        rest: str = "",
    ) -> None:
        """Answer items: ``answers`` by code, ``default`` for the rest; an empty default leaves gaps.

        :param rest: the beginning of the codes that ``default`` is for; every item's where it is empty.
        """
        reading = self.side(review, side)
        own, by = reading.own, reading.reader
        basis = Basis.SAW if side is Side.SUPERVISOR else None
        standing, lines = ratings.list_ratings(own.assessment, side), []
        for item in reading.outline.items:
            answer = (answers or {}).get(item.code, default if item.code.startswith(rest) else "")
            if answer and item.id in standing:
                rating.save(own, item, Given(answer, basis=basis), by=by)
            elif answer:
                lines.append(_first_answer(own, item, Given(answer, basis=basis)))
        if lines and side is Side.SUPERVISOR:
            own.assessment.supervisor_id = own.assessment.supervisor_id or by.id
        audit.record_many(lines, by=by)
        db.session.commit()

    def send(self, review: Review, side: Side, **more: Any) -> None:
        """Send one side's ratings, with whatever has no answer."""
        reading = self.side(review, side)
        reviews.send(reading, knows_of_unanswered=True, proud_of="", **more, by=reading.reader)
        db.session.commit()

    def both_sent(
        self,
        person: Person | None = None,
        employee: dict[str, str] | None = None,
        supervisor: dict[str, str] | None = None,
        rest: str = SOME,
    ) -> Review:
        """A review in conversation; both rated 3 where nothing else is said, in one domain and not in all four.

        A quarter of the answers shows what most tests look at, and is made in a quarter of the time.
        """
        review = self.review(person)
        for side, answers in ((Side.EMPLOYEE, employee), (Side.SUPERVISOR, supervisor)):
            self.rate(review, side, answers, rest=rest)
            self.send(review, side)
        return review

    def describe(self, review: Review) -> None:
        """Write down the conversation."""
        reading = self.side(review, Side.SUPERVISOR)
        conversing.describe_conversation(
            reading,
            held_on=clock.today(),
            minutes=60,
            form=ConversationForm.IN_PERSON,
            present="Ana Ruiz, Dana Whitfield",
            support_wanted="More notice of changes.",
            notes="A good talk.",
            by=reading.reader,
        )
        db.session.commit()

    def finish(self, review: Review) -> None:
        """Describe and finish the conversation: signatures are asked for."""
        self.describe(review)
        reading = self.side(review, Side.SUPERVISOR)
        reviews.finish(reading, employer="Example Employer", language="en", by=reading.reader)
        db.session.commit()

    def awaiting(self, person: Person | None = None, rest: str = SOME) -> Review:
        """A review that awaits both signatures."""
        review = self.both_sent(person, rest=rest)
        self.finish(review)
        return review

    def signing(self, reading: Reading, comment: str = "", **more: Any) -> Signing:
        """What someone gives on the signing page."""
        assert reading.side is not None
        meaning = more.pop("meaning", Meaning.DISAGREE if comment else Meaning.AGREE)
        values = {
            "capacity": Capacity(reading.side.value),
            "meaning": meaning,
            "typed_name": reading.reader.signing_name,
            "comment": comment,
            "intent": reviews.intent_sentence(meaning, "Dana Whitfield"),
            "seen_sha256": known_reviews.get_snapshot(reading.review).sha256,
            "consents": True,
        }
        return Signing(**{**values, **more})

    def sign(self, review: Review, side: Side, comment: str = "", **more: Any) -> Signature:
        """Sign for one side."""
        reading = self.side(review, side)
        proof = more.pop("proof", Proof(reading.reader.id, "password", clock.now()))
        signature = reviews.sign(reading, self.signing(reading, comment, **more), proof=proof, by=reading.reader)
        db.session.commit()
        return signature

    def ended(self, person: Person | None = None, comment: str = "", rest: str = SOME) -> Review:
        """A review signed by both."""
        review = self.awaiting(person, rest)
        self.sign(review, Side.SUPERVISOR)
        self.sign(review, Side.EMPLOYEE, comment)
        return review

    def name_typist(self, review: Review, typist: Person, **more: Any) -> PaperEntry:
        """Ana names who types in her ratings from paper."""
        own = ratings.get_employee_side(review.id, self.ana)
        values = {"dated_on": clock.today() - timedelta(days=3)}
        made = entering.name_typist(own, typist, **{**values, **more}, by=self.ana)
        db.session.commit()
        return made

    def type_in(self, review: Review, typist: Person, code: str = "ADV-T01", answer: str = "4", **more: Any) -> None:
        """One answer of Ana's, typed in by somebody else."""
        own = ratings.get_typed_side(review.id, typist, lock=True)
        rating.save(own, own.outline.by_code[code], Given(answer, **more), by=typist)
        db.session.commit()

    def practice(self, person: Person | None = None) -> OwnSide:
        """Someone's practice, with one answer."""
        version = frameworks.find_version("crss")
        assert version is not None
        author = person or self.ana
        practising.start_practice(framework=version, scale=frameworks.get_newest_scale(), by=author)
        own = ratings.find_practice(author)
        assert own is not None
        rating.save(own, own.outline.items[0], Given("4", "Just trying."), by=author)
        db.session.commit()
        return own

    def scan(self, review_id: UUID, by: Person | None = None, **more: Any) -> KeptFile:
        """A scan of Ana's paper form, kept with a review."""
        values = {"name": "form.pdf", "kind": FileKind.PAPER_RATINGS, "record_id": review_id, "about": self.ana}
        made = files.keep(more.pop("content", PDF), **{**values, **more}, by=by or self.ana)
        db.session.commit()
        return made

    def ask_amendment(self, review: Review, by: Person | None = None, reason: str = "A figure is wrong.") -> None:
        """A signer, Ana unless said otherwise, asks for an amendment."""
        asker = by or self.ana
        amending.ask(known_reviews.get_reading(review.id, asker, lock=True), reason=reason, by=asker)
        db.session.commit()

    def amendment(self, review: Review) -> Review:
        """An amendment of a signed review, asked for by Ana and opened by HR."""
        self.ask_amendment(review)
        made = amending.open_amendment(known_reviews.get_reading(review.id, self.hr, lock=True), by=self.hr)
        db.session.commit()
        return made

    def close(self, review: Review) -> Review:
        """Close a review unfinished, as HR does with its cycle."""
        reviews.close_unfinished(known_reviews.get_reading(review.id, self.hr, lock=True), by=self.hr)
        db.session.commit()
        return review

    def closed(self, person: Person | None = None) -> Review:
        """A review that was closed in conversation."""
        return self.close(self.both_sent(person))

    def open_ratings(self, review: Review) -> None:
        """Dana opens what the employee sent, in an open review."""
        reading = self.side(review, Side.SUPERVISOR)
        reviews.open_employees_ratings(reading, by=reading.reader)
        db.session.commit()

    def cycle(self, *chosen: Person, **more: Any) -> Cycle:
        """A cycle planned by HR for the people named, or for Ana; it may open today."""
        today = clock.today()
        values = {
            "name": f"Cycle {uuid4()}",
            "kind": ReviewKind.ANNUAL,
            "used_for": "Growth.",
            "not_used_for": "Pay.",
            "who_reads": "",
            "is_open_rating": False,
            "rated": Rated.CHOSEN if more.get("focus") else Rated.ALL,
            "focus": [],
            "period_from": today - timedelta(days=365),
            "opens_on": today,
            "due_on": today + timedelta(days=30),
            "closes_on": today + timedelta(days=60),
            "program_id": None,
            "job_title": "",
            "hired_within": None,
            "chosen": [person.id for person in chosen or (self.ana,)],
        }
        framework = frameworks.find_version("crss")
        assert framework is not None
        by = more.pop("by", self.hr)
        plan = cycles.Plan(**{**values, **more})
        made = cycles.plan(plan, framework=framework, scale=frameworks.get_newest_scale(), by=by)
        db.session.commit()
        return made

    def opened_cycle(self, *chosen: Person, **more: Any) -> Cycle:
        """A cycle HR has opened."""
        made = self.cycle(*chosen, **more)
        cycles.open_cycle(known_cycles.get_cycle(made.id, lock=True), by=self.hr)
        db.session.commit()
        return known_cycles.get_cycle(made.id)

    def joining_cycle(self) -> Cycle:
        """An open cycle that has come to mean Ana since it was opened."""
        made = self.opened_cycle(self.reviewed("Rae Running"))
        db.session.add(CycleChosen(cycle_id=made.id, person_id=self.ana.id))
        db.session.commit()
        return known_cycles.get_cycle(made.id)


def _first_answer(own: OwnSide, item: Item, given: Given) -> audit.Line:
    """What ``rating.save`` leaves of a first answer, written with the others in one statement: most tests need many."""
    assert given.answer in rating.possible_answers(own.scale, item, own.side)
    basis = given.basis_after(None)
    about = {"assessment_id": own.assessment.id, "side": own.side, "competency_id": item.id}
    db.session.add(Rating(**about, answer=given.answer, comment="", wants_training=False, basis=basis))
    fields = (f"{item.code}.answer", *([f"{item.code}.basis"] if basis else []))
    return audit.Line("answer.saved", "answer", own.assessment.id, own.assessment.person_id, fields)
