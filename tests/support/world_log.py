"""The supervision log: entries, agreements, months and hours."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

from tests.support.world_staff import Staff
from tracker import clock
from tracker.agreements import actions as agreements
from tracker.agreements import queries as known_agreements
from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.consultations import actions as consultations
from tracker.consultations.models import GENERAL, EntryKind, LogEntry, Mode
from tracker.database import db
from tracker.hours import actions as hours
from tracker.hours.models import WorkPeriod
from tracker.months import actions as months
from tracker.months import queries as known_months
from tracker.months.models import SignedMonth
from tracker.months.queries import Key as MonthKey
from tracker.people.models import Person
from tracker.sign_in.actions import Proof
from tracker.signatures.models import Meaning, Signature


class Log(Staff):
    """The supervision log: entries, agreements, months and hours."""

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
