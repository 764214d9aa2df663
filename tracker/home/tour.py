"""The tour of a first visit: a few short pages, for each reader those that concern them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.language import LazyString, _l


@dataclass(frozen=True)
class Stop:
    """One page of the tour; ``needs`` is what a reader must be allowed to see it."""

    title: LazyString
    lines: tuple[LazyString, ...]
    needs: Permission | None = None


STOPS: Final = (
    Stop(
        _l("Home says what to do next"),
        (
            _l("Each card says what to do, why, and until when. The green button goes there."),
            _l("Below it stands what waits for others, and since when."),
            _l("When nothing waits for you, you are done for today."),
        ),
    ),
    Stop(
        _l("Rating your own work"),
        (
            _l("You read a task and choose the sentence that fits you today. Each answer is saved at once."),
            _l("Stop when you like, and go on later from another phone or computer."),
            _l("Want to try it first? A practice rating is yours alone and is never counted."),
        ),
        Permission.ASSESSMENT_RATE,
    ),
    Stop(
        _l("Who can see it"),
        (
            _l("While you rate, only you can read your answers. Once both sides have sent theirs, you both see both."),
            _l("Every page says who can see it. My record shows who opened what about you."),
            _l("Never write anything that could point to a person you support."),
        ),
    ),
    Stop(
        _l("Supervision, in minutes"),
        (
            _l("Your supervisor writes down when you met and for how long. You confirm it with one tap."),
            _l("'I need supervision' on home shows whom to call first."),
            _l("Once a month you both sign the hours."),
        ),
        Permission.SUPERVISION_ASK,
    ),
    Stop(
        _l("My team"),
        (
            _l("A row for each person says where they stand and what is best done next."),
            _l("Log a meeting right after it: 'Repeat last' fills in most of it."),
            _l("Your own review stands apart from your team, under My record."),
        ),
        Permission.TEAM_READ,
    ),
    Stop(
        _l("Review progress"),
        (
            _l("It shows whom each review waits for and since when. You read a review once it has ended."),
            _l("What only you can fix stands on top: no supervisor, someone away, someone who left."),
            _l("Reports of many people become one file while you go on working."),
        ),
        Permission.REVIEW_PROGRESS,
    ),
    Stop(
        _l("Where help is"),
        (
            _l("Help stands at the top of every page, always in the same place."),
            _l("It says how to do each job and what the words mean. You can take this tour again there."),
        ),
    ),
)


def list_stops() -> list[Stop]:
    """The pages that concern the reader, in their order."""
    return [stop for stop in STOPS if stop.needs is None or may(stop.needs)]
