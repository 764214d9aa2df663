"""The work between reviews: credentials, observations, goals, verifications, and the supervision log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4

from tracker import clock
from tracker.consultations import actions as consultations
from tracker.consultations.models import GENERAL, EntryKind, Mode, Topic
from tracker.credentials import actions as credentials
from tracker.credentials import queries as known_credentials
from tracker.demo import texts
from tracker.demo.calendar import Calendar, Stage
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.goals import actions as goals
from tracker.goals import queries as known_goals
from tracker.goals import revising
from tracker.goals.models import GoalStatus
from tracker.observations import actions as observations
from tracker.observations import asking, entries, keeping_examples
from tracker.observations.models import Observation, ObservationMethod, Presence, Setting
from tracker.people.models import Person
from tracker.verifications import actions as verifications
from tracker.verifications import appointing, requiring
from tracker.verifications.models import EVERYONE, EXPECTED_LEVEL, Method, Qualification

MINUTES = (15, 30, 30, 45, 45, 60, 60, 90, 20, 10)


class WorkTeller:
    """Plans what happens to one person between hiring and today."""

    def __init__(self, stage: Stage, calendar: Calendar, dice: Random) -> None:
        self.stage = stage
        self.calendar = calendar
        self.dice = dice
        self.outline = frameworks.current_outline()
        # Every so many, one takes the rarer course, so that a small demo shows each of them too.
        self._goals, self._verifications, self._quizzes, self._read = count(1), count(1), count(1), count(1)
        self._logged = count(1)

    def plan(self, person: Person) -> None:
        """Credentials, then a steady rhythm of supervision with observations and goals in between."""
        today = self.calendar.today
        begin = max(person.hired_on or today, self.calendar.begin)
        if self.dice.random() < 0.7:
            self.calendar.on(begin + timedelta(days=5), lambda: self._credential(person))
        day = begin + timedelta(days=self.dice.randrange(3, 14))
        while day <= today:
            self.calendar.on(day, lambda: self._supervision([person]))
            day += timedelta(days=self.dice.choice((14, 14, 21, 28)))
        if begin + timedelta(days=25) <= today:
            self.calendar.on(begin + timedelta(days=25), lambda: self._verify_duties(person))
        for start, step, event in ((30, 130, self._observe), (60, 240, self._propose_goal), (90, 200, self._verify)):
            day = begin + timedelta(days=start + self.dice.randrange(0, 40))
            while day <= today:
                self.calendar.on(day, lambda event=event: event(person))  # type: ignore[misc]
                day += timedelta(days=step + self.dice.randrange(0, 60))

    def plan_rules(self) -> None:
        """What jobs require, and somebody from another team who may verify two people."""
        begin, today = self.calendar.begin, self.calendar.today
        duties = [item for item in self.outline.items if item.wording == "duty"]
        tasks = [item for item in self.outline.items if item.wording == "task"]
        self.calendar.on(begin + timedelta(days=1), lambda: self._require(duties, EVERYONE, 30))
        job = self.stage.employees[0].job_title
        self.calendar.on(begin + timedelta(days=2), lambda: self._require(tasks[:6], job, 180))
        self.calendar.on(today - timedelta(days=40), lambda: self._require(tasks[:2], job, 120))
        self.calendar.on(today - timedelta(days=30), self._appoint)

    def _require(self, items: list[Item], job_title: str, within_days: int) -> None:
        requiring.require(
            items,
            outline=self.outline,
            job_title=job_title,
            level=EXPECTED_LEVEL,
            within_days=within_days,
            levels=[EXPECTED_LEVEL],
            by=self.stage.hr,
        )

    def _appoint(self) -> None:
        appointing.appoint(
            self.stage.supervisors[-1],
            self.stage.employees[:2],
            program=None,
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=365),
            qualification=Qualification.TRAINING,
            qualified_by=texts.ASSESSOR_TRAINING,
            key=uuid4(),
            by=self.stage.hr,
        )

    def _verify_duties(self, person: Person) -> None:
        """The quiz of the first weeks; one in four has yet to sit it."""
        if next(self._quizzes) % 4 == 0:
            return
        verifications.verify(
            person,
            outline=self.outline,
            shown=[verifications.Shown(item, EXPECTED_LEVEL) for item in self.outline.items if item.wording == "duty"],
            method=Method.TEST,
            event=texts.QUIZ,
            observed_on=clock.today(),
            evidence=texts.EVIDENCE_OF_QUIZ,
            qualification=Qualification.EXPERIENCE,
            qualified_by=texts.QUALIFIED_BY_EXPERIENCE,
            key=uuid4(),
            by=self.stage.supervisor_of[person.id],
        )

    def plan_groups(self) -> None:
        """Group supervision once a month for each supervisor."""
        for supervisor in self.stage.supervisors:
            day = self.calendar.begin + timedelta(days=self.dice.randrange(5, 25))
            while day <= self.calendar.today:
                self.calendar.on(day, lambda supervisor=supervisor: self._group(supervisor))  # type: ignore[misc]
                day += timedelta(days=30)

    def _group(self, supervisor: Person) -> None:
        today = clock.today()
        team = [
            person
            for person in self.stage.employees
            if self.stage.supervisor_of[person.id].id == supervisor.id and (person.hired_on or today) <= today
        ]
        if len(team) > 1:
            self._supervision(team[:6])

    def _supervision(self, attendees: list[Person]) -> None:
        writer = self.stage.supervisor_of[attendees[0].id]
        minutes = self.dice.choice(MINUTES)
        entry = consultations.log(
            attendees,
            held_on=clock.today(),
            starts=time(self.dice.randrange(9, 17), self.dice.choice((0, 15, 30))),
            minutes=minutes,
            minutes_by_domain=self._split(minutes),
            kind=self.dice.choices(list(EntryKind), weights=(8, 4, 1, 1, 1, 1))[0],
            mode=self.dice.choice(list(Mode)),
            topics=self.dice.sample(list(Topic), 2),
            summary=self.dice.choice(texts.SUMMARIES),
            strength=self.dice.choice(texts.NOTICED),
            supervisor_credential="CRSS",
            is_non_clinical=True,
            key=uuid4(),
            by=writer,
        )
        is_recent = (self.calendar.today - clock.today()).days < 30
        for attendee in attendees:
            if self.dice.random() < (0.6 if is_recent else 0.98):
                consultations.confirm(entry, comment="", by=attendee)

    def _split(self, minutes: int) -> dict[str, int]:
        """Real minutes over one or two domains and General."""
        first, second = self.dice.sample(list(self.outline.domains), 2)
        if minutes < 30:
            return {first: minutes}
        part = minutes // 3
        return {first: minutes - 2 * part, second: part, GENERAL: part}

    def _credential(self, person: Person) -> None:
        issued = clock.today() - timedelta(days=self.dice.randrange(30, 600))
        self._hold(person, self.dice.choice(("CRSS", "CRSS", "CRSS", "CPRS")), issued)

    def _hold(self, person: Person, kind: str, issued: date) -> None:
        """A credential for two years. Most renew it in its last weeks; now and then somebody is late."""
        if person.left_on is not None and person.left_on < clock.today():
            return
        expires = issued + timedelta(days=730)
        credentials.record(
            person,
            kind=kind,
            number=f"{self.dice.randrange(10000, 99999)}",
            issued_on=issued,
            expires_on=expires,
            key=uuid4(),
            by=self.stage.hr,
        )
        is_late = self.dice.random() < 0.1
        day = expires + timedelta(days=self.dice.randrange(20, 80) if is_late else -self.dice.randrange(5, 50))
        self.calendar.on(day, lambda: self._hold(person, kind, expires))

    def plan_draft(self, person: Person) -> None:
        """An observation that waits to be shared."""
        self.calendar.on(self.calendar.today, lambda: self._observe(person, share=False))

    def plan_asking(self, people: Sequence[Person]) -> None:
        """Some ask to have their work noticed, keep examples, and say a goal in other words."""
        today = self.calendar.today
        for number, person in enumerate(people):
            self.calendar.on(today - timedelta(days=9), lambda person=person: self._keep_examples(person))  # type: ignore[misc]
            self.calendar.on(today - timedelta(days=4), lambda one=person, of=number: self._ask(one, of))  # type: ignore[misc]
        self.calendar.on(today - timedelta(days=1), lambda: self._say_otherwise(people[0]))

    def _ask(self, person: Person, number: int) -> None:
        asked = asking.ask(wish=texts.WISHES[number % 2], items=[], key=uuid4(), by=person)
        if number % 2:
            asking.answer(asked, texts.WISH_ANSWER, by=self.stage.supervisor_of[person.id])

    def _keep_examples(self, person: Person) -> None:
        for number, text in enumerate(texts.OWN_EXAMPLES):
            items = [self.outline.items[number].id]
            kept = keeping_examples.keep(items=items, happened_on=clock.today(), text=text, key=uuid4(), by=person)
            if number:
                keeping_examples.share(kept, by=person)

    def _say_otherwise(self, person: Person) -> None:
        for goal in known_goals.list_open(person.id, person)[:1]:
            later = clock.today() + timedelta(days=30)
            steps = [
                goals.Step(texts.GOALS[0][3], person.id, later),
                goals.Step(texts.GOALS[0][4], self.stage.supervisor_of[person.id].id, later),
            ]
            target = max(goal.target_on, clock.today() + timedelta(days=60))
            new = revising.Wording(texts.OTHER_WORDS, goal.strength, goal.success, goal.support_needed, target, steps)
            revising.revise(goal, new, reason=texts.WHY_OTHER_WORDS, key=uuid4(), by=person)

    def _observe(self, person: Person, *, share: bool = True) -> None:
        writer = self.stage.supervisor_of[person.id]
        domain = self.dice.choice(list(self.outline.domains))
        items = self.dice.sample([item.id for item in self.outline.items_of_domain(domain)], 2)
        observation = observations.record(
            person,
            items=items,
            observed_on=clock.today() - timedelta(days=self.dice.choice((0, 0, 1, 3))),
            setting=self.dice.choice(list(Setting)),
            method=self.dice.choice(list(ObservationMethod)),
            presence=self.dice.choice(list(Presence)),
            strength=self.dice.choice(texts.STRENGTHS[domain]),
            seen=self.dice.choice(texts.SEEN),
            next_step=self.dice.choice(texts.NEXT_STEPS),
            feedback_on=clock.today(),
            key=uuid4(),
            by=writer,
        )
        if share:
            observations.share(observation, by=writer)
            if next(self._logged) % 8 == 0:
                self._log_what_was_seen(observation, person, writer)
            # The newest of each person wait to be read.
            if (self.calendar.today - clock.today()).days > 60:
                asking.acknowledge(observation, texts.READ_COMMENT if next(self._read) % 3 == 0 else "", by=person)

    def _log_what_was_seen(self, observation: Observation, person: Person, writer: Person) -> None:
        """The time of some observations stands in the log too."""
        entry = entries.put_in_log(
            observation,
            minutes=entries.USUAL_MINUTES,
            mode=None,
            credential=known_credentials.say_newest(writer),
            was_asked=False,
            by=writer,
        )
        if entry is not None:
            consultations.confirm(entry, comment="", by=person)

    def _propose_goal(self, person: Person) -> None:
        writer = self.stage.supervisor_of[person.id]
        statement, strength, success, own_step, other_step = self.dice.choice(texts.GOALS)
        start = clock.today()
        items = self.dice.sample([item.id for item in self.outline.items], 2)
        goal = goals.propose(
            person,
            items=items,
            statement=statement,
            strength=strength,
            success=success,
            support_needed=self.dice.choice(texts.SUPPORT),
            start_on=start,
            target_on=start + timedelta(days=120),
            steps=[
                goals.Step(own_step, person.id, start + timedelta(days=30)),
                goals.Step(other_step, writer.id, start + timedelta(days=21)),
            ],
            key=uuid4(),
            by=writer,
        )
        if self.dice.random() < 0.85:
            self.calendar.on(start + timedelta(days=2), lambda: goals.agree(goal, by=person))
            self.calendar.on(start + timedelta(days=118), lambda: self._close_goal(person, goal.id))

    def _close_goal(self, person: Person, goal_id: UUID) -> None:
        goal = known_goals.get_visible(goal_id, person)
        if goal.status is GoalStatus.AGREED:
            goals.add_note(goal, "Done three times in a row, with feedback each time.", by=person)
            status, reason = GoalStatus.MET, "Reached as described."
            if next(self._goals) % 4 == 0:
                status, reason = GoalStatus.CLOSED, texts.GOAL_CLOSED
            goals.close(goal, status, reason=reason, by=self.stage.supervisor_of[person.id])

    def _verify(self, person: Person) -> None:
        writer = self.stage.supervisor_of[person.id]
        number = next(self._verifications)
        usual = self.dice.choice((Method.DIRECT_OBSERVATION, Method.DOCUMENTATION_REVIEW, Method.DEMONSTRATION))
        evidence = self.dice.choice(texts.EVIDENCE)
        next_step = self._next_step(person) if number % 5 == 0 else []
        verification = verifications.verify(
            person,
            outline=self.outline,
            shown=next_step or self._shown(),
            method=Method.CASE_DISCUSSION if next_step else usual,
            event=self.dice.choice(texts.EVENTS),
            observed_on=clock.today(),
            evidence=texts.EVIDENCE_OF_NEXT_STEP if next_step else evidence,
            qualified_by=self.dice.choice(texts.QUALIFIED),
            key=uuid4(),
            by=writer,
        )
        if number % 7 == 0:
            verifications.withdraw(verification, reason=texts.WITHDRAWN, by=writer)

    def _shown(self) -> list[verifications.Shown]:
        tasks = [item for item in self.outline.items if item.wording == "task"]
        return [
            verifications.Shown(item, self.dice.choice((EXPECTED_LEVEL, EXPECTED_LEVEL, EXPECTED_LEVEL + 1)))
            for item in self.dice.sample(tasks, self.dice.randrange(2, 7))
        ]

    def _next_step(self, person: Person) -> list[verifications.Shown]:
        """Items of a goal in motion, shown below the expected level."""
        in_motion = known_goals.list_open(person.id, person)
        items = [self.outline.by_id[about.competency_id] for goal in in_motion[:1] for about in goal.items]
        return [
            verifications.Shown(item, EXPECTED_LEVEL - 1, goal=in_motion[0])
            for item in sorted(items, key=lambda item: item.code)
        ]
