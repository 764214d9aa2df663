"""Asking for the binder of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from tracker.access.permissions import Permission
from tracker.batches import queries as batches
from tracker.batches.models import Form, Whom
from tracker.batches.orders import Order
from tracker.errors import Refusal
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job
from tracker.language import _, present_language
from tracker.people.models import Person
from tracker.people.queries import permissions_held_by
from tracker.reports.models import Audience, Paper, ReportKind
from tracker.survey.samples import LARGEST_SAMPLE, Drawn, Sample

KINDS: Final = "kinds"
SAMPLE: Final = "sample"
POPULATION: Final = "population"


def order_of(ids: Sequence[UUID], *, kinds: Sequence[ReportKind], form: Form, paper: Paper) -> tuple[Order, list[str]]:
    """The order of a binder: these people, and of each these documents in this order."""
    order = Order(
        kind=ReportKind.FILE,
        whom=Whom.PEOPLE,
        chosen=tuple(ids),
        audience=Audience.PERSONNEL_FILE,
        form=form,
        paper=paper,
        language=present_language(),
    )
    return order, [kind.value for kind in kinds]


def ask(asked: tuple[Order, list[str]], sample: Sample, drawn: Drawn, *, key: UUID, by: Person) -> Job:
    """Ask for the documents of a sample as one file with an index.

    :raises Refusal: for nobody, for too many people, and for documents that the reader may not print.
    """
    order, kinds = asked
    if Permission.SURVEY_PRINT not in permissions_held_by(by) or not set(kinds) <= set(batches.list_kinds(by)):
        raise Refusal(_("Choose a kind of report that you may print."))
    if not order.chosen:
        raise Refusal(_("Nobody fits what you chose, so there is nothing to print."))
    if len(order.chosen) > LARGEST_SAMPLE:
        raise Refusal(_("A binder holds at most %(num)d people. Draw a sample.", num=LARGEST_SAMPLE))
    arguments = order.write() | {KINDS: kinds, SAMPLE: sample.write(), POPULATION: drawn.population}
    return jobs.ask(batches.BINDER, arguments, key=key, by=by)
