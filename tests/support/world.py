"""A small employer, made by the product's own actions: the people and records that tests speak of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from tracker import clock
from tracker.agreements import actions as agreements
from tracker.agreements import queries as known_agreements
from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.assessments import actions as rating
from tracker.assessments import entering, practising
from tracker.assessments import queries as ratings
from tracker.assessments.actions import Given
from tracker.assessments.models import Basis, PaperEntry, Side
from tracker.assessments.queries import OwnSide
from tracker.audit.actions import as_operator
from tracker.consultations import actions as consultations
from tracker.consultations.models import GENERAL, EntryKind, LogEntry, Mode
from tracker.credentials import actions as credentials
from tracker.credentials import training
from tracker.credentials.models import Credential, Training, TrainingCategory
from tracker.cycles import actions as cycles
from tracker.cycles import queries as known_cycles
from tracker.cycles.models import Cycle, CycleChosen
from tracker.database import db
from tracker.employment import actions as employment
from tracker.employment.models import Background, BackgroundKind, BackgroundSource, JobDescription
from tracker.files import actions as files
from tracker.files.models import FileKind, KeptFile
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline
from tracker.from_paper import actions as from_paper
from tracker.from_paper import making
from tracker.from_paper.models import PaperReview
from tracker.goals import actions as goals
from tracker.goals import revising
from tracker.goals.models import Goal, GoalWording
from tracker.hours import actions as hours
from tracker.hours.models import WorkPeriod
from tracker.months import actions as months
from tracker.months import queries as known_months
from tracker.months.models import SignedMonth
from tracker.months.queries import Key as MonthKey
from tracker.observations import actions as observations
from tracker.observations import asking, keeping_examples
from tracker.observations.models import Example, Observation, ObservationMethod, ObservationRequest, Presence, Setting
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Person, Role, SupervisionAssignment
from tracker.record_requests import actions as record_requests
from tracker.record_requests.models import Channel, RecordRequest, Wish
from tracker.removals import actions as removals
from tracker.removals.models import PrivacyRemoval, RemovalReason
from tracker.reviews import actions as reviews
from tracker.reviews import amending, conversing
from tracker.reviews import queries as known_reviews
from tracker.reviews.models import ConversationForm, Rated, Review, ReviewKind
from tracker.reviews.reading import Reading
from tracker.sign_in.actions import Proof, hash_password, set_password
from tracker.signatures.actions import Signing
from tracker.signatures.models import Capacity, Meaning, Signature
from tracker.verifications import actions as verifications
from tracker.verifications import appointing, requiring
from tracker.verifications.models import Appointment, Method, Qualification, Verification

PASSWORD = "four unrelated words here"
PDF = b"%PDF-1.7\na scan\n%%EOF\n"

# The codes of one domain begin like this, and all codes begin like that.
SOME, ALL = "ADV", ""

# The id of nothing: always the same, so that the names of tests are the same in every process.
UNKNOWN = UUID("00000000-0000-4000-8000-000000000000")


class World:
    """Makes people and records; names follow ``product.md``'s relations."""

    def __init__(self, known: Iterable[Person] = ()) -> None:
        self._people: dict[str, Person] = {person.name: person for person in known}

    # People

    def person(self, name: str, *roles: Role, **more: Any) -> Person:
        """Someone by name, made at the first mention. Without roles: an employee."""
        if name not in self._people:
            with as_operator():
                self._people[name] = people.add_person(
                    sign_in_name=name.lower().replace(" ", "."),
                    name=name,
                    roles=roles or (Role.EMPLOYEE,),
                    hired_on=more.pop("hired_on", clock.today() - timedelta(days=500)),
                    job_title=more.pop("job_title", "Peer specialist"),
                    by=None,
                    **more,
                )
            db.session.commit()
        return self._people[name]

    def with_password(self, person: Person, password: str = PASSWORD) -> Person:
        """Give someone a password."""
        set_password(person, hash_password(password), by=person)
        db.session.commit()
        return person

    @property
    def ana(self) -> Person:
        """An employee, supervised by Dana since 400 days."""
        known = "Ana Ruiz" in self._people
        ana = self.person("Ana Ruiz", Role.EMPLOYEE)
        if not known:
            self.assign(ana, self.dana)
        return ana

    @property
    def dana(self) -> Person:
        """Ana's primary supervisor."""
        return self.person("Dana Whitfield", Role.SUPERVISOR, Role.EMPLOYEE)

    @property
    def hr(self) -> Person:
        """Someone in HR."""
        return self.person("Priya Nair", Role.HR)

    @property
    def admin(self) -> Person:
        """An administrator."""
        return self.person("Tom Lind", Role.ADMINISTRATOR)

    def assign(
        self,
        person: Person,
        supervisor: Person,
        kind: AssignmentKind = AssignmentKind.PRIMARY,
        starts_on: date | None = None,
        ends_on: date | None = None,
    ) -> SupervisionAssignment:
        """Assign a supervisor, since 400 days unless said otherwise."""
        start = starts_on or clock.today() - timedelta(days=400)
        with as_operator():
            made = people.assign(person, supervisor, kind=kind, starts_on=start, ends_on=ends_on, by=None)
        db.session.commit()
        return made

    # Reviews

    @property
    def outline(self) -> Outline:
        """The 89 competencies."""
        return frameworks.current_outline()

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
        person = db.session.get_one(Person, known_reviews.get_taking_part(review.id, self.dana).person.id)
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
        for item in reading.outline.items:
            answer = (answers or {}).get(item.code, default if item.code.startswith(rest) else "")
            if answer:
                basis = Basis.SAW if side is Side.SUPERVISOR else None
                rating.save(reading.own, item, Given(answer, basis=basis), by=reading.reader)
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

    # Cycles

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

    def reviewed(self, name: str, **more: Any) -> Person:
        """An employee of Dana's, by name."""
        known = name in self._people
        person = self.person(name, **more)
        if not known:
            self.assign(person, self.dana)
        return person

    # The work between reviews

    def ids(self, *codes: str) -> list[Any]:
        """Identifiers of competencies by code."""
        return [self.outline.by_code[code].id for code in codes]

    def observation(self, *codes: str, by: Person | None = None, share: bool = True, **more: Any) -> Observation:
        """An observation of Ana by Dana."""
        values = {
            "items": self.ids(*(codes or ("ADV-T01",))),
            "observed_on": clock.today(),
            "setting": Setting.OFFICE,
            "method": ObservationMethod.IN_PERSON,
            "presence": Presence.NOBODY_PRESENT,
            "strength": "Listened for a long while.",
            "seen": "A planning meeting.",
            "next_step": "",
            "feedback_on": None,
            "key": uuid4(),
        }
        writer = by or self.dana
        made = observations.record(more.pop("person", self.ana), **{**values, **more}, by=writer)
        if share:
            observations.share(made, by=writer)
        db.session.commit()
        return made

    def request(self, *codes: str, by: Person | None = None, wish: str = "My Tuesday group.") -> ObservationRequest:
        """Ana asks to have her work noticed."""
        made = asking.ask(wish=wish, items=self.ids(*codes), key=uuid4(), by=by or self.ana)
        db.session.commit()
        return made

    def example(self, *codes: str, by: Person | None = None, share: bool = False, **more: Any) -> Example:
        """An example of Ana's own."""
        author = by or self.ana
        values = {"happened_on": clock.today(), "text": "Led the group alone.", "key": uuid4()}
        made = keeping_examples.keep(items=self.ids(*(codes or ("ADV-T01",))), **{**values, **more}, by=author)
        if share:
            keeping_examples.share(made, by=author)
        db.session.commit()
        return made

    def goal(self, *codes: str, by: Person | None = None, agreed: bool = True, **more: Any) -> Goal:
        """A goal of Ana's, proposed by Dana and agreed by both unless said otherwise."""
        today = clock.today()
        person = more.pop("person", self.ana)
        values = {
            "items": self.ids(*(codes or ("ADV-T01",))),
            "statement": "I want to lead the group.",
            "strength": "Warm openings.",
            "success": "Three groups in a row.",
            "support_needed": "",
            "start_on": today,
            "target_on": today + timedelta(days=90),
            "steps": [
                goals.Step("Co-lead twice", person.id, today + timedelta(days=30)),
                goals.Step("Watch one group", self.dana.id, today + timedelta(days=30)),
            ],
            "key": uuid4(),
        }
        made = goals.propose(person, **{**values, **more}, by=by or self.dana)
        if agreed:
            goals.agree(made, by=person if (by or self.dana).id != person.id else self.dana)
        db.session.commit()
        return made

    def wording(self, goal: Goal, by: Person | None = None, **more: Any) -> GoalWording:
        """Other words that Ana, or somebody else, proposes for a goal."""
        soon = clock.today() + timedelta(days=40)
        values = {
            "statement": "I want to lead two groups.",
            "strength": "Warm openings.",
            "success": "Two groups a week.",
            "support_needed": "A second room.",
            "target_on": clock.today() + timedelta(days=120),
            "steps": [
                goals.Step("Plan the second group", self.ana.id, soon),
                goals.Step("Find a room", self.dana.id, soon),
            ],
        }
        reason = more.pop("reason", "It goes well.")
        made = revising.revise(
            goal, revising.Wording(**{**values, **more}), reason=reason, key=uuid4(), by=by or self.ana
        )
        db.session.commit()
        return made

    def entry(self, *attendees: Person, by: Person | None = None, minutes: int = 60, **more: Any) -> LogEntry:
        """A supervision entry of Ana's with Dana."""
        values = {
            "held_on": clock.today(),
            "starts": time(10),
            "minutes": minutes,
            "minutes_by_domain": {GENERAL: minutes},
            "kind": EntryKind.SUPERVISION,
            "mode": Mode.IN_PERSON,
            "topics": [],
            "summary": "Looked at workload.",
            "strength": "",
            "supervisor_credential": "",
            "is_non_clinical": True,
            "key": uuid4(),
        }
        made = consultations.log(list(attendees or (self.ana,)), **{**values, **more}, by=by or self.dana)
        db.session.commit()
        return made

    # What people brought and were given, and who asked to see it

    def background(self, person: Person | None = None, by: Person | None = None, **more: Any) -> Background:
        """A diploma of Ana's as she wrote it down."""
        values = {
            "kind": BackgroundKind.EDUCATION,
            "what": "Diploma",
            "place": "Example School",
            "starts_on": None,
            "ends_on": clock.today() - timedelta(days=2000),
            "key": uuid4(),
        }
        owner = person or self.ana
        made = employment.record(owner, **{**values, **more}, by=by or owner)
        db.session.commit()
        return made

    def job_description(self, person: Person | None = None, received: bool = True, **more: Any) -> JobDescription:
        """The job description HR gave Ana."""
        values = {
            "job_title": "Peer specialist",
            "duties": "Walks beside people.",
            "given_on": clock.today() - timedelta(days=400),
            "key": uuid4(),
        }
        made = employment.give(person or self.ana, **{**values, **more}, by=self.hr)
        if received:
            employment.acknowledge(made, by=person or self.ana)
        db.session.commit()
        return made

    def whole_background(self, person: Person | None = None) -> None:
        """Education and experience, verified by HR, and a job description that was received."""
        for kind in BackgroundKind:
            made = self.background(person, kind=kind)
            source, day = BackgroundSource.CERTIFICATE, clock.today()
            employment.verify(made, source=source, verified_on=day, by=self.hr)
        self.job_description(person)

    def record_request(self, by: Person | None = None, **more: Any) -> RecordRequest:
        """Ana asks for her record."""
        values = {
            "asked_by": "",
            "asked_on": clock.today(),
            "channel": Channel.HERE,
            "wish": Wish.PDF,
            "holidays": (),
            "key": uuid4(),
        }
        made = record_requests.ask(self.ana, **{**values, **more}, by=by or self.ana)
        db.session.commit()
        return made

    def agreement(self, person: Person | None = None, signed: bool = True, **more: Any) -> SupervisionAgreement:
        """An agreement between Ana and Dana, signed by both unless said otherwise."""
        today = clock.today()
        values = {
            "starts_on": today,
            "review_on": today + timedelta(days=365),
            "every_days": 7,
            "minutes": 60,
            "mode": Mode.IN_PERSON,
            "expectations": "Be on time.",
            "conflict_check": "None found.",
            "clinical_oversight": "",
            "key": uuid4(),
            "employer": "Example Employer",
            "language": "en",
        }
        employee = person or self.ana
        made = agreements.write(employee, **{**values, **more}, by=self.dana)
        for signer in (self.dana, employee) if signed else ():
            self.sign_agreement(made, signer)
        db.session.commit()
        return made

    def sign_agreement(self, agreement: SupervisionAgreement, signer: Person, **more: Any) -> Signature:
        """A side signs an agreement."""
        copy = known_agreements.find_snapshot(agreement)
        assert copy is not None
        values = {"typed_name": signer.signing_name, "seen_sha256": copy.sha256, "consents": True}
        proof = more.pop("proof", Proof(signer.id, "password", clock.now()))
        given = agreements.sign(agreement, **{**values, **more}, proof=proof, by=signer)
        db.session.commit()
        return given

    def supervision_request(self, person: Person | None = None, **more: Any) -> SupervisionRequest:
        """Ana asks for supervision."""
        values = {"is_urgent": False, "about": "A hard week.", "key": uuid4()}
        made = agreements.ask(**{**values, **more}, by=person or self.ana)
        db.session.commit()
        return made

    def month(self, *attendees: Person, **more: Any) -> MonthKey:
        """Last month between the first attendee (Ana) and Dana, with an entry in it."""
        people = attendees or (self.ana,)
        last = clock.today().replace(day=1) - timedelta(days=1)
        self.entry(*people, **{"held_on": last.replace(day=15), **more})
        return MonthKey(people[0].id, self.dana.id, last.replace(day=1))

    def read_month(self, key: MonthKey, reader: Person) -> None:
        """Someone opens a month and says so."""
        month = known_months.get_month(key, reader)
        months.read(month, mark=months.mark_of(month, employer="Example Employer", language="en"), by=reader)
        db.session.commit()

    def sign_month(self, key: MonthKey, signer: Person, comment: str = "", **more: Any) -> SignedMonth:
        """Someone reads a month and signs it."""
        self.read_month(key, signer)
        self.sign_months([key], signer, comment, **more)
        standing = known_months.get_month(key, signer).standing
        assert standing is not None
        return standing.copy

    def sign_months(self, keys: list[MonthKey], signer: Person, comment: str = "", **more: Any) -> list[Signature]:
        """Someone signs several months that they have read."""
        values = {
            "meaning": Meaning.DISAGREE if comment else Meaning.AGREE,
            "typed_name": signer.signing_name,
            "comment": comment,
            "consents": True,
            "employer": "Example Employer",
            "language": "en",
        }
        proof = more.pop("proof", Proof(signer.id, "password", clock.now()))
        given = months.sign(keys, months.Sitting(**{**values, **more}), proof=proof, by=signer)
        db.session.commit()
        return given

    def period(self, person: Person | None = None, **more: Any) -> WorkPeriod:
        """Ana works forty hours a week since two hundred days, all of it recovery support."""
        values = {
            "starts_on": clock.today() - timedelta(days=199),
            "ends_on": None,
            "week_minutes": 2400,
            "recovery_share": 100,
            "key": uuid4(),
        }
        made = hours.record_period(person or self.ana, **{**values, **more}, by=self.hr)
        db.session.commit()
        return made

    def verification(self, *codes: str, by: Person | None = None, level: int = 4, **more: Any) -> Verification:
        """A verification of Ana's by Dana."""
        shown = [verifications.Shown(self.outline.by_code[code], level) for code in codes or ("ADV-T01",)]
        values = {
            "shown": shown,
            "method": Method.DIRECT_OBSERVATION,
            "event": "Tuesday group",
            "observed_on": clock.today(),
            "evidence": "Did it alone.",
            "qualified_by": "CRSS",
            "key": uuid4(),
        }
        made = verifications.verify(
            more.pop("person", self.ana), outline=self.outline, **{**values, **more}, by=by or self.dana
        )
        db.session.commit()
        return made

    def require(self, *codes: str, job: str = "", level: int = 4, days: int = 90, by: Person | None = None) -> int:
        """Items a job requires, or everyone's."""
        items = [self.outline.by_code[code] for code in codes]
        changed = requiring.require(
            items,
            outline=self.outline,
            job_title=job,
            level=level,
            within_days=days,
            levels=range(1, 6),
            by=by or self.hr,
        )
        db.session.commit()
        return changed

    def appoint(self, assessor: Person, *people: Person, by: Person | None = None, **more: Any) -> Appointment:
        """Someone appointed to verify people, from ten days ago to thirty days on."""
        today = clock.today()
        values = {
            "program": None,
            "starts_on": today - timedelta(days=10),
            "ends_on": today + timedelta(days=30),
            "qualification": Qualification.TRAINING,
            "qualified_by": "Assessor course 2025",
            "key": uuid4(),
        }
        made = appointing.appoint(assessor, people, **{**values, **more}, by=by or self.hr)
        db.session.commit()
        return made

    def ask_removal(self, *texts: str, person: Person | None = None, by: Person | None = None) -> PrivacyRemoval:
        """Texts of Ana's record that HR asks to have removed for privacy."""
        keys = [sha256(one.encode()).hexdigest() for one in texts]
        made = removals.ask(person or self.ana, keys, reason=RemovalReason.PERSON_SERVED, by=by or self.hr)
        db.session.commit()
        return made

    def credential(self, person: Person | None = None, **more: Any) -> Credential:
        """A credential of Ana's."""
        values = {
            "kind": "CRSS",
            "number": "12345",
            "issued_on": date(2025, 1, 1),
            "expires_on": date(2027, 1, 1),
            "key": uuid4(),
        }
        made = credentials.record(person or self.ana, **{**values, **more}, by=self.hr)
        db.session.commit()
        return made

    def paper_review(self, person: Person | None = None, **more: Any) -> PaperReview:
        """A review of Ana's that Dana held on paper a hundred days ago, and both signed."""
        values = {
            "key": uuid4(),
            "person_id": (person or self.ana).id,
            "supervisor_id": self.dana.id,
            "kind": ReviewKind.ANNUAL,
            "held_on": clock.today() - timedelta(days=100),
            "signed_by_employee": True,
        }
        made = making.make_review(**{**values, **more})
        from_paper.enter(made, by=self.hr)
        db.session.commit()
        return made

    def training(self, person: Person | None = None, by: Person | None = None, **more: Any) -> Training:
        """A training of Ana's, written down by herself unless said otherwise."""
        about = person or self.ana
        values = {
            "title": "Boundaries at work",
            "provider": "Example College",
            "starts_on": clock.today(),
            "ends_on": clock.today(),
            "minutes": 90,
            "category": TrainingCategory.CRSS_I,
            "minutes_by_domain": {},
            "key": uuid4(),
        }
        made = training.record(about, **{**values, **more}, by=by or about)
        db.session.commit()
        return made

    def certificate(self, of: Training, content: bytes = PDF, name: str = "certificate.pdf") -> KeptFile:
        """The certificate of a training, kept by Ana."""
        made = training.keep_certificate(of, content, name=name, by=self.ana)
        db.session.commit()
        return made
