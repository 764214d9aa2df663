"""The parts of a whole record that are in no other document: observations, examples, requests, agreements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tracker import clock
from tracker.access.reading import Part, Relation
from tracker.agreements import queries as agreements
from tracker.agreements.models import SupervisionAgreement
from tracker.assessments import queries as assessments
from tracker.assessments.models import Rating, Side
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.observations import examples, requests
from tracker.observations import queries as observations
from tracker.observations.models import Observation
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import about
from tracker.reports.record_content import Agreement, Answered, AskedFor, Draft, OpenReview, OwnExample, Seen
from tracker.reviews.presenters import answer_words
from tracker.reviews.reading import Reading
from tracker.settings.queries import say_purpose
from tracker.signatures.models import StatementPart
from tracker.voiding.queries import list_voidings

MOST_REQUESTS = 10_000


def gather(person: Person, reader: Person, *, with_texts: bool) -> dict[str, Any]:
    """These parts by name. Without texts, for someone outside, only agreements are among them."""
    return {
        "agreements": tuple(_agreement(one) for one in agreements.list_all(person.id, reader)),
        "supervision_asked": _supervision_asked(person, reader) if with_texts else (),
        "observations": _observations(person, reader) if with_texts else (),
        "drafts": _drafts(person, reader),
        "observations_asked": _observations_asked(person, reader) if with_texts else (),
        "examples": _examples(person, reader) if with_texts else (),
    }


def _day(moment: datetime | None) -> date | None:
    return clock.local(moment).date() if moment else None


def _codes(items: Mapping[UUID, Item], chosen: list[Any]) -> tuple[str, ...]:
    return tuple(sorted(items[one.competency_id].code for one in chosen if one.competency_id in items))


def _agreement(one: SupervisionAgreement) -> Agreement:
    return Agreement(
        supervisor=one.supervisor.name,
        starts_on=one.starts_on,
        review_on=one.review_on,
        every_days=one.every_days,
        minutes=one.minutes,
        mode=one.mode,
        expectations=one.expectations,
        conflict_check=one.conflict_check,
        clinical_oversight=one.clinical_oversight,
        written_on=one.written_on,
        employee_confirmed_on=_day(one.employee_confirmed_at),
        supervisor_confirmed_on=_day(one.supervisor_confirmed_at),
        ended_on=_day(one.ended_at),
    )


def _supervision_asked(person: Person, reader: Person) -> tuple[AskedFor, ...]:
    return tuple(
        AskedFor(
            asked_on=one.written_on,
            about=one.about,
            is_urgent=one.is_urgent,
            answer=one.answer,
            answered_on=_day(one.answered_at),
            answered_by=one.answered_by.name if one.answered_by else "",
        )
        for one in agreements.list_requests(person.id, reader, limit=MOST_REQUESTS)
    )


def _observations(person: Person, reader: Person) -> tuple[Seen, ...]:
    found = [one for one in observations.list_visible(person.id, reader) if one.shared_at is not None]
    items = frameworks.find_items(link.competency_id for one in found for link in one.items)
    said = about.list_said(StatementPart.OBSERVATION, [one.id for one in found])
    void = list_voidings(one.id for one in found)

    def draw(one: Observation) -> Seen:
        acknowledged = one.acknowledgement
        return Seen(
            observed_on=one.observed_on,
            written_on=one.written_on,
            shared_on=_day(one.shared_at),
            observer=one.observer.name,
            setting=one.setting,
            method=one.method,
            presence=one.presence,
            codes=_codes(items, one.items),
            strength=one.strength,
            seen=one.seen,
            next_step=one.next_step,
            feedback_on=one.feedback_on,
            acknowledged_on=_day(acknowledged.at) if acknowledged else None,
            comment=acknowledged.comment if acknowledged else "",
            void_on=_day(void[one.id].at) if one.id in void else None,
            statements=about.say(said.get(one.id, [])),
        )

    return tuple(draw(one) for one in found)


def _drafts(person: Person, reader: Person) -> tuple[Draft, ...]:
    if Relation.SELF not in people.relations(reader, person.id):
        return ()
    return tuple(Draft(one.observer.name, one.written_on) for one in observations.list_draft_days(person))


def _observations_asked(person: Person, reader: Person) -> tuple[AskedFor, ...]:
    return tuple(
        AskedFor(
            asked_on=one.written_on,
            about=one.wish,
            is_urgent=False,
            answer=one.answer,
            answered_on=_day(one.answered_at),
            answered_by=one.answered_by.name if one.answered_by else "",
        )
        for one in requests.list_visible(person.id, reader)
    )


def _examples(person: Person, reader: Person) -> tuple[OwnExample, ...]:
    found = examples.list_visible(person.id, reader)
    items = frameworks.find_items(link.competency_id for one in found for link in one.items)
    return tuple(
        OwnExample(one.happened_on, one.written_on, _day(one.shared_at), one.text, _codes(items, one.items))
        for one in found
    )


def gather_open(reading: Reading, *, with_texts: bool) -> OpenReview:
    """A review of which there is no report, with the ratings that its reader may see now."""
    review = reading.review
    said = about.list_said(StatementPart.REVIEW, [review.id])
    return OpenReview(
        kind=review.kind,
        state=review.state,
        opened_on=clock.local(review.opened_at).date(),
        due_on=review.due_on,
        used_for=say_purpose(review.used_for),
        not_used_for=say_purpose(review.not_used_for),
        void_on=_day(reading.void.at) if reading.void else None,
        void_reason=reading.void.reason if reading.void and with_texts else "",
        items=_answers(reading, with_texts=with_texts),
        statements=about.say(said.get(review.id, [])),
    )


def _answers(reading: Reading, *, with_texts: bool) -> tuple[Answered, ...]:
    sides = [reading.side] if reading.reads(Part.OWN_ROW) and reading.side else []
    if reading.reads(Part.BOTH_ROWS):
        sides = list(Side)
    if not sides:
        return ()
    both = assessments.list_both(reading.assessment)

    def say(side: Side, item: Item) -> tuple[str, str]:
        rating: Rating | None = both[side].get(item.id)
        if side not in sides:
            return "", ""
        words = answer_words(
            rating.answer if rating else None, reading.scale, to_both_sides=reading.is_between_the_sides and with_texts
        )
        return words, rating.comment if rating and with_texts else ""

    return tuple(
        Answered(item.code, item.statement, *say(Side.EMPLOYEE, item), *say(Side.SUPERVISOR, item))
        for item in reading.outline.items
    )
