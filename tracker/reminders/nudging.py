"""A reminder that HR asks for: one mail to whoever must act, unless they had one that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.audit import actions as audit
from tracker.home.tasks import A_FEW
from tracker.language import speaking
from tracker.mail import actions as mail
from tracker.people.models import Person
from tracker.reminders import hours, letters, queries


@dataclass(frozen=True)
class ToDo:
    """How many things wait for someone, and on which day the first is due."""

    person: Person
    things: int
    due_on: date


@dataclass(frozen=True)
class Reminded:
    """What became of asking for reminders, as numbers of people.

    :ivar already: who had one that day; :ivar out_of_reach: without an address, away, or not wanting such mail.
    :ivar day: the day on which the mails leave.
    """

    sent: int
    already: int
    out_of_reach: int
    day: date


def remind(waited: Sequence[ToDo], *, by: Person) -> Reminded:
    """Put one mail for each of these people into the outbox; the worker sends it in working hours.

    The name under which it stands is that of the reminder of the day: whoever asks, there is one a person and day.
    It is written anew as it leaves, and dropped where nothing waits any more.
    """
    when = hours.next_hours(clock.now())
    reachable = queries.list_reachable_among([one.person.id for one in waited], clock.today())
    sent = already = 0
    for one in waited:
        if one.person.id not in reachable:
            continue
        language = letters.language_of(one.person)
        with speaking(language):
            letter = letters.say(one.things, one.due_on, A_FEW * one.things)
        is_new = mail.put(
            one.person,
            queries.MAIL,
            letter,
            language=language,
            once=queries.once(one.person, when.day),
            due_at=when.starts_at,
            expires_at=when.ends_at,
        )
        if is_new:
            audit.record("reminder.asked", by=by, kind="account", record_id=one.person.id, about_id=one.person.id)
        sent, already = sent + is_new, already + (not is_new)
    return Reminded(sent, already, len(waited) - sent - already, when.day)
