"""The binder of a survey as a kind of job: the documents of a sample as one file, with an index before them."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import pikepdf
from flask import render_template

from tracker.access.guard import may, signed_in
from tracker.access.permissions import Permission
from tracker.batches import queries as batches
from tracker.batches.files import Bound
from tracker.batches.models import Form
from tracker.batches.orders import Key, Order
from tracker.batches.working import ReportsOfMany, read_copy
from tracker.database import db
from tracker.errors import Refusal
from tracker.jobs.models import Job
from tracker.language import _, _l
from tracker.reports import papers
from tracker.reports.models import ReportKind
from tracker.survey import actions, queries, samples
from tracker.survey.queries import Surveyed
from tracker.survey.samples import Sample
from tracker.web.employer import employer_name
from tracker.words import label

# An index that names its own pages is laid out again until its length holds still.
MOST_LAYOUTS = 3


@dataclass(frozen=True)
class Leaf:
    """One document of the binder: of which kind, how many pages it has, and on which page it begins."""

    kind: ReportKind
    pages: int
    page: int = 0


@dataclass(frozen=True)
class Entry:
    """One person of the index: where the file stands, and the documents that follow."""

    surveyed: Surveyed
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Index:
    """What stands before the documents.

    :ivar has_pages: whether the documents follow in the same file, so that pages can be named.
    """

    employer: str
    by: str
    sample: Sample
    population: int
    entries: tuple[Entry, ...]
    left_out: tuple[tuple[str, str], ...]
    has_pages: bool

    @property
    def title(self) -> str:
        """The heading of the index."""
        return _("Binder of personnel files")


class Binder(ReportsOfMany):
    """Prints the documents of each person in the sample, and puts an index before them."""

    name = batches.BINDER
    title = _l("Binder of personnel files")

    def plan(self, job: Job) -> Sequence[str]:
        """One step for each document of each person."""
        if not may(Permission.SURVEY_PRINT):
            raise Refusal(_("You may not do this any more."))
        people = [key.person_id for key in batches.list_keys(Order.read(job.arguments))]
        kinds = [ReportKind(one) for one in job.arguments[actions.KINDS]]
        return [Key(one, None, kind).write() for one in people for kind in kinds]

    def bind(self, job: Job, bound: Bound, made: Sequence[UUID]) -> int:
        """The index, then the documents of one person after the other."""
        order, names = Order.read(job.arguments), batches.names_in(made)
        index = _gather_index(job, order, made)
        db.session.commit()
        bound.begin(_lay_out(index), _("Index"))
        count = 0
        for copy in filter(None, map(read_copy, made)):
            name = names.get(copy.person_id, "") if copy.person_id else ""
            bound.add(copy, name if order.form is Form.ZIP else f"{name}: {label(copy.kind)}")
            count += 1
        return count

    def say_what(self, order: Order) -> str:
        """What the file holds."""
        return str(self.title)


def _gather_index(job: Job, order: Order, made: Sequence[UUID]) -> Index:
    sample = samples.read_sample(job.arguments[actions.SAMPLE])
    leaves: dict[UUID, list[Leaf]] = defaultdict(list)
    for copy in filter(None, map(read_copy, made)):
        if copy.person_id is not None:
            leaves[copy.person_id].append(Leaf(copy.kind, count_pages(copy.pdf)))
    people = [key.person_id for key in batches.list_keys(order)]
    return Index(
        employer=employer_name(),
        by=signed_in().name,
        sample=sample,
        population=job.arguments[actions.POPULATION],
        entries=tuple(Entry(one, tuple(leaves[one.person.id])) for one in queries.survey(people, sample.day)),
        left_out=tuple(batches.list_left_out(job)),
        has_pages=order.form is Form.PDF,
    )


def _lay_out(index: Index) -> bytes:
    """The index to PDF bytes; its pages come first, so it has to know how many it has itself."""
    own = 1
    for _attempt in range(MOST_LAYOUTS):
        entries = tuple(_number(index.entries, own + 1))
        html = render_template("survey/index_document.html", index=index, entries=entries)
        made = papers.press(html)
        if count_pages(made) == own:
            break
        own = count_pages(made)
    return made


def _number(entries: Sequence[Entry], first: int) -> Iterator[Entry]:
    page = first
    for entry in entries:
        leaves = []
        for leaf in entry.leaves:
            leaves.append(Leaf(leaf.kind, leaf.pages, page))
            page += leaf.pages
        yield Entry(entry.surveyed, tuple(leaves))


def count_pages(pdf: bytes) -> int:
    """How many pages a document has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
