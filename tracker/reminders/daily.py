"""The reminders of a day: asked for once each working day, in working hours, and written in the background."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from tracker import clock
from tracker.audit.actions import as_schedule
from tracker.database import db, reading
from tracker.jobs import actions as jobs
from tracker.jobs import kinds as job_kinds
from tracker.jobs.kinds import Kind, Outcome
from tracker.jobs.models import Job
from tracker.jobs.queries import is_asked_once
from tracker.jobs.schedule import add_to_schedule
from tracker.language import _l, speaking
from tracker.mail import actions as mail
from tracker.mail import kinds as mail_kinds
from tracker.mail.kinds import Letter, MailKind
from tracker.people.models import Person
from tracker.reminders import letters, queries
from tracker.reminders.hours import end_of_hours, is_time
from tracker.sign_in.standing_in import acting_as

LOOK_EVERY: Final = 300.0
PEOPLE_A_STEP: Final = 20
log = logging.getLogger(__name__)


class Reminders(Kind):
    """Writes the reminders of one day. A step is twenty people, named by the first and the last identifier."""

    name = "reminders"
    title = _l("Reminders of the day")

    def plan(self, job: Job) -> Sequence[str]:
        """Everyone who has an address, works here and is not away, in groups."""
        ids = queries.list_reachable_ids(clock.today())
        return [f"{ids[at]}..{ids[min(at + PEOPLE_A_STEP, len(ids)) - 1]}" for at in range(0, len(ids), PEOPLE_A_STEP)]

    def make(self, job: Job, key: str) -> list[tuple[Person, str, Letter]]:
        """The letters of one group. Somebody whose list cannot be read does not keep the others from theirs."""
        first, last = (UUID(one) for one in key.split(".."))
        found = []
        for person in queries.list_reachable(first, last, clock.today()):
            language = letters.language_of(person)
            try:
                with acting_as(person), speaking(language):
                    letter = letters.write_if_worth_it(person)
            except Exception:
                log.exception("The reminder of person %s could not be written.", person.id)
                continue
            if letter is not None:
                found.append((person, language, letter))
        return found

    def keep(self, job: Job, key: str, made: Any) -> Outcome | None:
        """Put them into the outbox; at most one for each person and day, whatever asks."""
        day = clock.today()
        ends_at = end_of_hours(day)
        for person, language, letter in made:
            mail.put(
                person, queries.MAIL, letter, language=language, once=queries.once(person, day), expires_at=ends_at
            )
        return None


def ask_for_today() -> None:
    """Ask for the reminders of today, if it is time and nobody has."""
    once = f"{Reminders.name} {clock.today()}"
    with reading():
        is_due = is_time(clock.now()) and not is_asked_once(once)
        db.session.commit()
    if is_due:
        with as_schedule():
            jobs.ask(Reminders.name, {}, once=once, by=None)
            db.session.commit()


def install() -> None:
    """Let workers write reminders, and ask for them at their time."""
    job_kinds.register(Reminders())
    mail_kinds.register(MailKind(queries.MAIL, _l("Reminder: something is waiting"), letters.write))
    add_to_schedule("reminders", every=LOOK_EVERY, do=ask_for_today)
