"""What a record holds besides: education, credentials, training, earlier papers, and what was asked about it."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from tests.support.world_staff import PDF, Staff
from tracker import clock
from tracker.credentials import actions as credentials
from tracker.credentials import training
from tracker.credentials.models import Credential, Training, TrainingCategory
from tracker.database import db
from tracker.employment import actions as employment
from tracker.employment.models import Background, BackgroundKind, BackgroundSource, JobDescription
from tracker.files.models import KeptFile
from tracker.from_paper import actions as from_paper
from tracker.from_paper import making
from tracker.from_paper.models import PaperReview
from tracker.people.models import Person
from tracker.record_requests import actions as record_requests
from tracker.record_requests.models import Channel, RecordRequest, Wish
from tracker.removals import actions as removals
from tracker.removals.models import PrivacyRemoval, RemovalReason
from tracker.reviews.models import ReviewKind


class Records(Staff):
    """What a record holds besides: education, credentials, training, earlier papers, and what was asked about it."""

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
