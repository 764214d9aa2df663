"""The rest of the supervision log: signed months, work periods, agreements, a request, the on-call number."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import uuid4

from tracker import clock
from tracker.agreements import actions as agreements
from tracker.agreements import queries as known_agreements
from tracker.consultations import actions as consultations
from tracker.consultations import setting
from tracker.consultations.actions import ToDo
from tracker.consultations.models import GENERAL, EntryKind, Mode
from tracker.demo import cast, texts
from tracker.demo.calendar import Calendar, Stage
from tracker.hours import actions as hours
from tracker.months import actions as months
from tracker.months import queries
from tracker.months.queries import Key
from tracker.people.models import Person
from tracker.sign_in.actions import Proof
from tracker.signatures.models import Meaning

SIGNED_MONTHS: Final = 3
SHARES: Final = (100, 80, 60)


class LogTeller:
    """Plans what stands beside the meetings."""

    def __init__(self, stage: Stage, calendar: Calendar, dice: Random) -> None:
        self.stage, self.calendar, self.dice = stage, calendar, dice

    def plan(self) -> None:
        """Hours for everyone, agreements for some; the last months signed, the newest by its supervisors alone."""
        today, begin = self.calendar.today, self.calendar.begin
        self.calendar.on(begin + timedelta(days=1), self._set_on_call)
        for number, person in enumerate(self.stage.employees):
            first = max(person.hired_on or begin, begin)
            share = SHARES[number % len(SHARES)]
            self.calendar.on(first + timedelta(days=1), lambda one=person, share=share: self._work(one, share))  # type: ignore[misc]
            if number % 3 == 0:
                self.calendar.on(first + timedelta(days=20), lambda one=person: self._agree(one))  # type: ignore[misc]
        # The first one's agreement is written anew: the supervisor has signed, the employee not yet.
        self.calendar.on(today, lambda: self._agree(self.stage.employees[0], by_both=False))
        self.calendar.on(today, self._ask)
        self.calendar.on(today, self._promise)
        month = today.replace(day=1)
        for _ in range(SIGNED_MONTHS):
            self.calendar.on(month + timedelta(days=4), lambda at=month: self._sign_before(at))  # type: ignore[misc]
            month = (month - timedelta(days=1)).replace(day=1)

    def _set_on_call(self) -> None:
        setting.change(on_call=texts.ON_CALL, long_minutes=240, gap_days=14, by=self.stage.hr)

    def _work(self, person: Person, share: int) -> None:
        hours.record_period(
            person,
            starts_on=person.hired_on or clock.today(),
            ends_on=None,
            week_minutes=60 * self.dice.choice((20, 32, 40)),
            recovery_share=share,
            key=uuid4(),
            by=self.stage.hr,
        )

    def _agree(self, person: Person, *, by_both: bool = True) -> None:
        writer = self.stage.supervisor_of[person.id]
        agreement = agreements.write(
            person,
            starts_on=clock.today(),
            # Looked at again every two years or so: a few are due, not everyone's at once.
            review_on=clock.today() + timedelta(days=self.dice.choice((700, 760, 800, 830))),
            every_days=self.dice.choice((14, 28)),
            minutes=60,
            mode=Mode.IN_PERSON,
            expectations=texts.EXPECTATIONS,
            conflict_check=texts.CONFLICT_CHECK,
            clinical_oversight="",
            key=uuid4(),
            employer=cast.EMPLOYER,
            language="en",
            by=writer,
        )
        frozen = known_agreements.find_snapshot(agreement)
        for signer in (writer, person) if by_both else (writer,):
            agreements.sign(
                agreement,
                typed_name=signer.signing_name,
                seen_sha256=frozen.sha256 if frozen else "",
                consents=True,
                proof=Proof(signer.id, "password", clock.now()),
                by=signer,
            )

    def _ask(self) -> None:
        agreements.ask(is_urgent=False, about=texts.ASKED_ABOUT, key=uuid4(), by=self.stage.employees[1])

    def _promise(self) -> None:
        """A meeting whose follow-ups wait on both sides' home pages."""
        person = self.stage.employees[0]
        writer = self.stage.supervisor_of[person.id]
        due = clock.today() + timedelta(days=7)
        consultations.log(
            [person],
            held_on=clock.today(),
            starts=None,
            minutes=30,
            minutes_by_domain={GENERAL: 30},
            kind=EntryKind.SUPERVISION,
            mode=Mode.IN_PERSON,
            topics=["goal_progress"],
            summary=texts.SUMMARIES[0],
            strength=texts.NOTICED[0],
            recommendations=texts.RECOMMENDED,
            follow_ups=[ToDo(texts.TODO_EMPLOYEE, person.id, due), ToDo(texts.TODO_SUPERVISOR, writer.id, due)],
            supervisor_credential="CRSS",
            is_non_clinical=True,
            key=uuid4(),
            by=writer,
        )

    def _sign_before(self, month: date) -> None:
        """Supervisors sign everything before a month in one sitting; employees too, but for the newest month."""
        is_newest = month == self.calendar.today.replace(day=1)
        for person in self.stage.supervisors:
            self._sit_down(person, [line.key for line in queries.list_waiting(person)])
        for person in self.stage.employees if not is_newest else []:
            self._sit_down(person, [line.key for line in queries.list_waiting(person)])

    def _sit_down(self, signer: Person, chosen: list[Key]) -> None:
        for key in chosen:
            month = queries.get_month(key, signer)
            months.read(month, mark=months.mark_of(month, employer=cast.EMPLOYER, language="en"), by=signer)
        if chosen:
            sitting = months.Sitting(Meaning.AGREE, signer.signing_name, "", True, cast.EMPLOYER, "en")
            months.sign(chosen, sitting, proof=Proof(signer.id, "password", clock.now()), by=signer)
