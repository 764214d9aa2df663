"""What is made between reviews: observations, examples, goals, and verifications."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.support.world_staff import Staff
from tracker import clock
from tracker.database import db
from tracker.goals import actions as goals
from tracker.goals import revising
from tracker.goals.models import Goal, GoalWording
from tracker.observations import actions as observations
from tracker.observations import asking, keeping_examples
from tracker.observations.models import Example, Observation, ObservationMethod, ObservationRequest, Presence, Setting
from tracker.people.models import Person
from tracker.verifications import actions as verifications
from tracker.verifications import appointing, requiring
from tracker.verifications.models import Appointment, Method, Qualification, Verification


class Work(Staff):
    """What is made between reviews: observations, examples, goals, and verifications."""

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
