"""The calendar of an invented history and the people on its stage."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from tracker import clock
from tracker.database import db
from tracker.people.models import Person

Event = Callable[[], object]
COMMIT_EVERY: Final = 200


class Calendar:
    """Events at working hours between two days, played in the order of time."""

    def __init__(self, dice: Random, begin: date, today: date) -> None:
        self.dice = dice
        self.begin = begin
        self.today = today
        self._queue: list[tuple[datetime, int, Event]] = []
        self._number = count()

    def on(self, day: date, event: Event) -> None:
        """Let an event happen on a day, on the nearest weekday before, unless that lies ahead."""
        while day.weekday() > 4:
            day -= timedelta(days=1)
        if day > self.today:
            return
        moment = datetime.combine(day, time(9), clock.zone()) + timedelta(minutes=self.dice.randrange(0, 460))
        heapq.heappush(self._queue, (moment, next(self._number), event))

    def play(self) -> int:
        """Play every event, those added on the way too; return how many there were."""
        played = 0
        while self._queue:
            moment, _number, event = heapq.heappop(self._queue)
            # Nothing happens after now; the order stays that of the plan, at whatever hour it is told.
            with clock.standing_at(min(moment, clock.now())):
                event()
            played += 1
            if played % COMMIT_EVERY == 0:
                db.session.commit()
        db.session.commit()
        return played


@dataclass
class Stage:
    """Who is there, for the tellers."""

    hr: Person
    supervisors: list[Person]
    employees: list[Person] = field(default_factory=list)
    supervisor_of: dict[UUID, Person] = field(default_factory=dict)
