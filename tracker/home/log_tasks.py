"""What of the supervision log waits for the reader: requests, follow-ups, agreements, months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from flask import url_for

from tracker import clock
from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.agreements import queries as agreements
from tracker.agreements.models import SupervisionRequest
from tracker.consultations import queries as consultations
from tracker.home.tasks import Task
from tracker.language import _, _n
from tracker.months import queries as months
from tracker.months.frozen import say_month
from tracker.people.models import Person

LABEL: Final = 40


def list_log_tasks(reader: Person) -> Iterator[Task]:
    """Everything of the log that waits for the reader."""
    if may(Permission.SUPERVISION_ANSWER):
        yield from _request_tasks(reader)
    if may(Permission.CONSULTATION_READ):
        yield from _follow_up_tasks(reader)
    if may(Permission.AGREEMENT_SIGN):
        yield from _agreement_tasks(reader)
    if may(Permission.MONTH_SIGN):
        yield from _month_tasks(reader)
    if may(Permission.MONTH_REOPEN):
        yield from _reopening_tasks(reader)


def _request_tasks(reader: Person) -> Iterator[Task]:
    yield from (supervision_task(asked) for asked in agreements.list_waiting_for(reader))


def supervision_task(asked: SupervisionRequest) -> Task:
    """Someone of the team needs supervision; what cannot wait for the next meeting is urgent."""
    return Task(
        title=_("%(name)s needs supervision", name=asked.person.name),
        reason=_("Urgent: it cannot wait for your next meeting.") if asked.is_urgent else _("Answer with a day."),
        address=url_for("agreements.request_page", request_id=asked.id),
        button=_("Look and answer"),
        due_on=asked.written_on if asked.is_urgent else None,
        since=asked.created_at,
        is_urgent=asked.is_urgent,
        of_team=True,
    )


def _follow_up_tasks(reader: Person) -> Iterator[Task]:
    for one in consultations.list_follow_ups_of(reader):
        yield Task(
            title=_("Follow-up: %(what)s", what=one.text),
            reason=_("From the meeting with %(name)s.", name=one.entry.supervisor.name)
            if one.entry.supervisor_id != reader.id
            else _("From a meeting you logged."),
            address=url_for("consultations.show", entry_id=one.entry_id),
            button=_("Open the entry"),
            due_on=one.due_on,
            since=one.created_at,
            of_team=one.entry.supervisor_id == reader.id,
            done_address=url_for("consultations.close_follow_up", follow_up_id=one.id),
            done_label=_("Done: %(what)s", what=one.text if len(one.text) <= LABEL else f"{one.text[:LABEL]}…"),
        )


def _agreement_tasks(reader: Person) -> Iterator[Task]:
    for one in agreements.list_to_sign(reader):
        other = one.person if one.supervisor_id == reader.id else one.supervisor
        yield Task(
            title=_("Sign the agreement on supervision with %(name)s", name=other.name),
            reason=_("It holds once both of you have signed."),
            address=url_for("agreements.sign", agreement_id=one.id),
            button=_("Read and sign"),
            due_on=None,
            since=one.created_at,
            of_team=one.supervisor_id == reader.id,
        )
    for one in agreements.list_to_review(reader):
        writes = one.supervisor_id == reader.id
        yield Task(
            title=_("Look at the agreement with %(name)s again", name=(one.person if writes else one.supervisor).name),
            reason=_("You both said when. Change it or write it anew as it is.")
            if writes
            else _("You both said when. %(name)s writes it anew, and you both sign.", name=one.supervisor.name),
            address=url_for("agreements.new", person_id=one.person_id)
            if writes
            else url_for("agreements.show", agreement_id=one.id),
            button=_("Write it anew") if writes else _("Read it"),
            due_on=one.review_on,
            since=datetime.combine(one.review_on, time(), clock.zone()),
            of_team=writes,
        )


def _month_tasks(reader: Person) -> Iterator[Task]:
    """All months that wait, as one task."""
    waiting = months.list_waiting(reader)
    if waiting:
        first, number = waiting[0], len(waiting)
        month = say_month(first.key.month_on)
        yield Task(
            title=_n("Sign %(num)d month of the log", "Sign %(num)d months of the log", number),
            reason=_("Open each and read it, then sign in one sitting. The first is %(month)s.", month=month),
            address=url_for("months.sign"),
            button=_("Read and sign"),
            due_on=None,
            since=first.since,
            of_team=first.key.person_id != reader.id,
        )


def _reopening_tasks(reader: Person) -> Iterator[Task]:
    for copy in months.list_asked(reader):
        yield Task(
            title=_("Reopen %(month)s of %(name)s?", month=say_month(copy.month_on), name=copy.person.name),
            reason=_("A side asked, with a reason. The signed copy is kept."),
            address=url_for(
                "months.show",
                person_id=copy.person_id,
                supervisor_id=copy.supervisor_id,
                month=f"{copy.month_on:%Y-%m}",
            ),
            button=_("Look and decide"),
            due_on=None,
            since=copy.asked_at or copy.created_at,
        )
