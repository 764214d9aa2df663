"""Ana and everyone who can be something to her, with one record of each kind, made when a row asks for it."""

from datetime import timedelta
from functools import cached_property
from uuid import uuid4

from tests.support.pictures import png
from tests.support.world import World
from tracker import clock
from tracker.assessments.models import Side
from tracker.consultations import queries as consultations
from tracker.consultations.actions import ToDo
from tracker.consultations.queries import get_visible as seen
from tracker.credentials.queries import list_targets
from tracker.database import db
from tracker.files import logos
from tracker.files.models import FileKind
from tracker.frameworks.queries import current_outline
from tracker.goals import queries as goals
from tracker.imports import actions as imports
from tracker.imports.models import SheetKind
from tracker.jobs.models import Job
from tracker.mail.models import Mail, MailState
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Role
from tracker.people.noting_absences import note_absence
from tracker.removals import actions as removals
from tracker.removals import queries as known_removals
from tracker.reports.actions import issue
from tracker.reports.competency import subject_of
from tracker.reports.content import gather
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.reviews import queries as reviews
from tracker.reviews.models import Review
from tracker.sign_in.actions import make_link

FEW = {"ADV-T01": "4", "PRO-T01": "2"}


def made(make, **more):
    """A record that the world makes when a row asks for it, by its identifier."""
    return cached_property(lambda scene: make(scene.world, **more).id)


class Scene:
    """The people by their column in the table, and the records a path may name."""

    def __init__(self, world: World) -> None:
        self.world = world
        today = clock.today()
        self.owner, self.primary = world.ana, world.dana
        self.colleague = world.person("Colin Colleague")
        self.second = world.person("Sam Second", Role.SUPERVISOR)
        self.backup = world.person("Bo Backup", Role.SUPERVISOR)
        self.clinical = world.person("Cleo Clinical", Role.SUPERVISOR)
        self.former = world.person("Fay Former", Role.SUPERVISOR)
        self.other = world.person("Otto Other", Role.SUPERVISOR)
        self.upline = world.person("Uma Upline", Role.SUPERVISOR)
        self.left = world.person("Lee Left", Role.EMPLOYEE, Role.SUPERVISOR)
        self.hr, self.admin = world.hr, world.admin
        self.auditor = world.person("Ada Auditor", Role.AUDITOR)
        world.assign(self.owner, self.second, AssignmentKind.SECOND)
        world.assign(self.owner, self.backup, AssignmentKind.BACKUP, ends_on=today + timedelta(days=30))
        world.assign(self.owner, self.clinical, AssignmentKind.CLINICAL_OVERSIGHT)
        before = {"starts_on": today - timedelta(days=480), "ends_on": today - timedelta(days=401)}
        world.assign(self.owner, self.former, **before)
        world.assign(self.colleague, self.other)
        world.assign(self.primary, self.upline)
        self.left.left_on = today - timedelta(days=10)
        self.grant_row = people.grant_auditor(
            self.auditor,
            [self.owner],
            kinds=["competency"],
            ends_on=today + timedelta(days=30),
            reason="Yearly audit",
            by=self.hr,
        )
        db.session.commit()

    # What a path may name in braces.

    def __getitem__(self, name: str) -> str:
        return str(getattr(self, name))

    @property
    def person(self):
        return self.owner.id

    @property
    def version(self):
        return current_outline().version

    @property
    def auditor_id(self):
        return self.auditor.id

    @property
    def grant(self):
        return self.grant_row.id

    @property
    def left_id(self):
        return self.left.id

    background = made(World.background)
    # A job description that Ana has not said to have received.
    description = made(World.job_description, received=False)

    @cached_property
    def description_file(self):
        return self.world.scan(self.description, self.hr, kind=FileKind.JOB_DESCRIPTION).id

    record_request = made(World.record_request)

    @cached_property
    def assignment(self):
        return self.world.assign(self.owner, self.other, AssignmentKind.SECOND).id

    @cached_property
    def absence(self):
        today = clock.today()
        made = note_absence(
            self.owner, starts_on=today, ends_on=today, key=uuid4(), by=self.world.person("Hal", Role.HR)
        )
        db.session.commit()
        return made.id

    @cached_property
    def link(self):
        token = make_link(self.owner, by=self.hr, valid_for=timedelta(hours=1))
        db.session.commit()
        return token

    @cached_property
    def job(self):
        """Work in the background that Ana asked for, and nobody does yet."""
        made = Job(kind="reports", asked_by_id=self.owner.id)
        db.session.add(made)
        db.session.commit()
        return made.id

    @cached_property
    def logo(self):
        """A logo that is not in use any more."""
        return logos.keep_logo(png(), by=self.world.hr).sha256

    @cached_property
    def sheet(self):
        """A sheet that HR brought and nobody has confirmed."""
        content = b"sign_in_name,name\nnew.person,New Person\nrefused person,Refused\n"
        made = imports.bring(content, name="people.csv", kind=SheetKind.PEOPLE, by=self.hr)
        db.session.commit()
        return made.id

    # A review of Ana's that was held on paper.
    earlier_paper = made(World.paper_review)

    @cached_property
    def mail(self):
        """A reminder to Ana that the mail server refused."""
        made = Mail(person_id=self.owner.id, kind="reminder", subject="x", text="y", state=MailState.FAILED)
        db.session.add(made)
        db.session.commit()
        return made.id

    # A review of Ana's in each state.

    @cached_property
    def rating(self):
        """Both have begun, nobody has sent."""
        review = self.world.review(self.owner)
        for side in Side:
            self.world.rate(review, side, FEW, default="")
        return review.id

    @cached_property
    def sent(self):
        """Ana has sent, Dana has not."""
        review = self.world.review(self.owner)
        for side in Side:
            self.world.rate(review, side, FEW, default="")
        self.world.send(review, Side.EMPLOYEE)
        return review.id

    @cached_property
    def opened(self):
        """An open review: Ana has sent, and Dana has opened what she sent."""
        review = self.world.review(self.owner, is_open_rating=True)
        for side in Side:
            self.world.rate(review, side, FEW, default="")
        self.world.send(review, Side.EMPLOYEE)
        self.world.open_ratings(review)
        return review.id

    @cached_property
    def talking(self):
        """In conversation."""
        return self._talking().id

    @cached_property
    def signing(self):
        """Awaiting both signatures."""
        review = self._talking()
        self.world.finish(review)
        return review.id

    @cached_property
    def ended(self):
        """Signed by Ana and Dana."""
        return self._ended().id

    def _talking(self):
        review = self.world.review(self.owner)
        for side in Side:
            self.world.rate(review, side, FEW, default="")
            self.world.send(review, side)
        return review

    def _ended(self):
        review = self._talking()
        self.world.finish(review)
        for side in Side:
            self.world.sign(review, side)
        return review

    @cached_property
    def issued(self):
        """A copy HR printed of an ended review."""
        reading = reviews.get_reading(self._ended().id, self.hr)
        content = gather(reading, audience=Audience.PERSONNEL_FILE, is_newest=True)
        copy = issue(
            subject_of(reading, is_newest=True),
            content,
            audience=Audience.PERSONNEL_FILE,
            language="en",
            press=lambda *_: b"%PDF-1.7",
            by=self.hr,
        )
        return copy.id

    @cached_property
    def issued_log(self):
        """A copy HR printed of Ana's log."""
        log = get_document("log")
        subject = log.find(self.owner.id, self.hr, {})
        copy = issue(
            subject,
            log.gather(subject, Audience.PERSONNEL_FILE),
            audience=Audience.PERSONNEL_FILE,
            language="en",
            press=lambda *_: b"%PDF-1.7",
            by=self.hr,
        )
        return copy.id

    @cached_property
    def paper(self):
        """A review of Ana's in which she has named the colleague to type in for her."""
        review = db.session.get_one(Review, self.rating)
        self.world.name_typist(review, self.colleague)
        return review.id

    @property
    def log_draft(self):
        """The log entry that Dana's conversation with Ana has begun."""
        return consultations.list_drafts_of(self.primary)[0].id

    @cached_property
    def practice(self):
        """Ana's practice, with an answer in it."""
        return self.world.practice(self.owner).assessment.id

    @cached_property
    def scan(self):
        """The paper form of Ana's ratings, kept with a review in conversation."""
        return self.world.scan(self.talking).id

    @cached_property
    def scan_of_ended(self):
        return self.world.scan(self.ended).id

    # A training Ana has written down herself.
    training = made(World.training)

    @cached_property
    def confirmed(self):
        """A training of Ana's that Dana has written down."""
        return self.world.training(self.owner, by=self.primary, title="Ethics").id

    @cached_property
    def certificate(self):
        return self.world.certificate(self.world.training(self.owner, title="Listening")).id

    credential = made(World.credential)

    @property
    def target(self):
        return list_targets()[0].id

    # A cycle that means Ana, in each state.

    # HR looks at who would be in it.
    planned = made(World.cycle)
    # Open, with a review of Ana's.
    running = made(World.opened_cycle)
    # Open; Ana has been chosen since then.
    joining = made(World.joining_cycle)

    # What Dana wrote about Ana between reviews.

    observation = made(World.observation)
    draft = made(World.observation, share=False)
    # What Ana asked to have noticed.
    request = made(World.request)
    # An example Ana keeps to herself.
    example = made(World.example)
    shared_example = made(World.example, share=True)
    goal = made(World.goal)
    proposal = made(World.goal, agreed=False)

    @cached_property
    def wording(self):
        """A goal of Ana's and the other words she proposed for it, as a path."""
        goal = self.world.goal()
        return f"{goal.id}/wordings/{self.world.wording(goal).id}"

    @cached_property
    def step(self):
        """A goal of Ana's and her own step in it, as a path."""
        goal = self.world.goal()
        step = next(step for step in goals.get_visible(goal.id, self.owner).steps if step.owner_id == self.owner.id)
        return f"{goal.id}/steps/{step.id}"

    entry = made(World.entry)

    @cached_property
    def follow_up(self):
        """Ana's own follow-up, from a meeting with Dana."""
        todo = ToDo("Try it once", self.owner.id, clock.today())
        return self.world.entry(self.owner, follow_ups=[todo]).follow_ups[0].id

    agreement = made(World.agreement)
    unsigned = made(World.agreement, signed=False)
    # Ana needs supervision.
    supervision_request = made(World.supervision_request)

    @cached_property
    def month(self):
        """The path of last month with Dana, which nobody has signed."""
        key = self.world.month()
        return f"/people/{key.person_id}/months/{key.supervisor_id}/{key.month_on:%Y-%m}"

    @cached_property
    def month_copy(self):
        """The same month, signed by Dana."""
        return self.world.sign_month(self.world.month(), self.primary).id

    period = made(World.period)

    @cached_property
    def attendance(self):
        return seen(self.entry, self.owner).parts[0].id

    @cached_property
    def asked(self):
        """Signed, and Ana asked for an amendment."""
        review = self._ended()
        self.world.ask_amendment(review)
        return review.id

    @cached_property
    def amending(self):
        """An amendment of it, in conversation."""
        return self.world.amendment(self._ended()).id

    verification = made(World.verification)

    @cached_property
    def appointment(self):
        """Somebody whom HR lets verify Ana for a time, though not her supervisor."""
        return self.world.appoint(self.world.person("Abe Assessor"), self.owner).id

    @cached_property
    def removal(self):
        """What HR has asked to have removed from Ana's signed review; nobody has decided yet."""
        return self.world.ask_removal("A good talk.", person=self.owner).id

    @cached_property
    def removed(self):
        """The certificate of a removal."""
        asked = self.world.ask_removal("More notice of changes.", person=self.owner)
        removals.carry_out(known_removals.get_visible(asked.id, self.world.admin, lock=True), by=self.world.admin)
        db.session.commit()
        return asked.id
