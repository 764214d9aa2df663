"""Credentials that expire and training that waits to be confirmed, as they stand on home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from flask import url_for

from tracker import clock
from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.credentials import queries, renewal
from tracker.credentials.models import Training
from tracker.home.tasks import Task
from tracker.language import _, _n
from tracker.people import absences
from tracker.people.models import Person
from tracker.reviews.standings import Standing


def list_tasks(reader: Person, team: Sequence[Standing]) -> Iterator[Task]:
    """What waits for the reader: their own credentials to renew, and training of those they rate to confirm."""
    if may(Permission.TRAINING_READ):
        yield from _own_tasks(reader)
    if may(Permission.TRAINING_CONFIRM):
        yield from _team_tasks(reader, team)
    if may(Permission.REVIEW_PROGRESS):
        yield from _left_to_hr(reader)


def list_expiring(reader: Person) -> list[renewal.Due]:
    """For HR: whose credentials expire, the reader's own left out."""
    return [due for due in renewal.list_due(clock.today()) if due.credential.person_id != reader.id]


def _own_tasks(reader: Person) -> Iterator[Task]:
    """One's own credentials that expire within 90 days; said anew 60 and 30 days before."""
    for due in renewal.list_due(clock.today(), person_id=reader.id):
        yield Task(
            title=_("Renew your %(kind)s", kind=due.credential.kind),
            reason=say_due(due),
            address=url_for("training.index", person_id=reader.id),
            button=_("Look at your hours"),
            due_on=due.credential.expires_on,
            since=clock.end_of(due.since - timedelta(days=1)),
        )


def say_due(due: renewal.Due) -> str:
    """How long a credential still lasts, and whom to tell of a renewal."""
    if due.has_expired:
        return _("It has expired. When it is renewed, give the new certificate to HR.")
    if due.days == 0:
        return _("It expires today. When it is renewed, give the new certificate to HR.")
    return _n(
        "It expires in %(num)d day. When it is renewed, give the new certificate to HR.",
        "It expires in %(num)d days. When it is renewed, give the new certificate to HR.",
        due.days,
    )


def say_expiring(due: renewal.Due) -> str:
    """The same for HR, with the name of the credential."""
    kind = due.credential.kind
    if due.has_expired:
        return _n("%(kind)s expired %(num)d day ago", "%(kind)s expired %(num)d days ago", -due.days, kind=kind)
    if due.days == 0:
        return _("%(kind)s expires today", kind=kind)
    return _n("%(kind)s expires in %(num)d day", "%(kind)s expires in %(num)d days", due.days, kind=kind)


def _team_tasks(reader: Person, team: Sequence[Standing]) -> Iterator[Task]:
    """Training of the people one rates that waits to be confirmed, as one task a person."""
    members = [one.person.id for one in team if one.supervisor is not None and one.supervisor.id == reader.id]
    yield from _confirm_tasks(queries.list_unconfirmed(members))


def _left_to_hr(reader: Person) -> Iterator[Task]:
    """The same for HR: training of people for whom no supervisor acts, but for the reader's own."""
    found = [one for one in queries.list_all_unconfirmed() if one.person_id != reader.id]
    people = list({one.person_id: one.person for one in found}.values())
    alone = {person.id for person in absences.leave_out_supervised(people, clock.today())}
    yield from _confirm_tasks([one for one in found if one.person_id in alone])


def _confirm_tasks(trainings: Sequence[Training]) -> Iterator[Task]:
    waiting: dict[UUID, list[Training]] = defaultdict(list)
    for training in trainings:
        waiting[training.person_id].append(training)
    for found in waiting.values():
        yield Task(
            title=_n(
                "Confirm %(num)d training of %(name)s",
                "Confirm %(num)d trainings of %(name)s",
                len(found),
                name=found[0].person.name,
            ),
            reason=_("It counts toward renewal once you have seen the certificate and confirmed it."),
            address=url_for("training.index", person_id=found[0].person_id),
            button=_("Look and confirm"),
            due_on=None,
            since=found[0].created_at,
            of_team=True,
        )
