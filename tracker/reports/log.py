"""The supervision and consultation log as a document, with totals by domain and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import nulls_last, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.access.reading import Relation
from tracker.consultations import queries as consultations
from tracker.consultations import rules
from tracker.consultations.models import GENERAL, Attendance, LogEntry, split_counted
from tracker.credentials import queries as credentials
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.hours.counting import Meeting, add_up
from tracker.language import _
from tracker.months import frozen
from tracker.months import queries as months
from tracker.months.queries import Key, Signed
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import spans
from tracker.reports.documents import SHORT, PersonDocument, Subject, length_of
from tracker.reports.log_content import (
    DomainPart,
    EntryBlock,
    LogContent,
    MonthBlock,
    MonthState,
    MonthWith,
    SignedBy,
    ToDo,
    YearBlock,
)
from tracker.reports.models import Audience, ReportKind
from tracker.reports.phrases import say_held, say_statement
from tracker.reports.replaced import say_replaced
from tracker.reports.spans import Span
from tracker.signatures import queries as signed
from tracker.signatures.models import Capacity, Signature, Statement, StatementPart
from tracker.voiding.queries import list_voidings
from tracker.web.employer import employer_name


class Log(PersonDocument[frozenset[Relation]]):
    """The log between two days: by ``since`` and ``until``, or the last twelve months; ``length=short`` has no texts.

    Former staff and auditors read what stands in signed months, a second or former supervisor what they wrote.
    """

    kind: ClassVar = ReportKind.LOG
    readers: ClassVar = spans.WHOLE | spans.SIGNED | spans.WRITER
    controls: ClassVar = "reports/_log_controls.html"

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[frozenset[Relation]]:
        """The log of a person, as far as the reader may read it."""
        person = self.get_person(address_id, reader)
        today = clock.today()
        span = spans.read_span(asked, _year_before(today), today)
        options = {**span.options, **(length_of(asked))}
        return spans.subject_of(person, reader, options)

    def gather(self, subject: Subject[frozenset[Relation]], audience: Audience) -> LogContent:
        """Every entry of these days with its totals. Texts are left out for someone outside; statements never are."""
        return _Gatherer(subject, audience).content()


def _year_before(day: date) -> date:
    """The first day of twelve months that end with the month of ``day``."""
    return date(day.year, 1, 1) if day.month == 12 else date(day.year - 1, day.month + 1, 1)


@dataclass(frozen=True)
class _Known:
    """What is looked up once for all entries."""

    by_day: rules.Rules
    topics: Mapping[str, object]
    items: Mapping[UUID, Item]
    void: Collection[UUID]
    late: Collection[UUID]
    statements: Mapping[UUID, Sequence[Statement]]
    titles: Mapping[str, str]


class _Gatherer:
    """Turns the entries of one person into content; holds what its parts share."""

    def __init__(self, subject: Subject[frozenset[Relation]], audience: Audience) -> None:
        if subject.person is None:
            raise LookupError("a log is about someone")
        self.subject = subject
        self.person = subject.person
        self.span = Span(*(date.fromisoformat(subject.options[name]) for name in ("since", "until")))
        self.is_compact = subject.options.get("length") == SHORT
        self.with_texts = audience is Audience.PERSONNEL_FILE and not self.is_compact
        self.listed = _list_entries(subject, self.span)
        self.known = self._look_up()
        self.domains = (*self.known.titles, GENERAL)

    def _look_up(self) -> _Known:
        until = people.sees_until(self.subject.reader, self.person.id)
        return _Known(
            by_day=rules.get_rules(),
            topics=rules.topic_names(),
            items=frameworks.find_items(about.competency_id for entry in self.listed for about in entry.items),
            void=frozenset(list_voidings(part.id for entry in self.listed for part in entry.attendances)),
            late=frozenset(months.list_late(self.listed)),
            statements=signed.list_statements_on(
                {StatementPart.LOG_ENTRY: [entry.id for entry in self.listed]}, until=until
            ),
            titles=frameworks.current_outline().domains,
        )

    def content(self) -> LogContent:
        """Everything the document says."""
        totals = add_up(self._meeting(entry) for entry in self.listed)
        blocks = self._months()
        over = [part.state for month in blocks for part in month.supervisors if part.state is not MonthState.RUNNING]
        return LogContent(
            employer=employer_name(),
            person=self.person.name,
            job_title=self.person.job_title,
            credential=say_held(credentials.find_newest(self.person.id)),
            scope=self.subject.scope,
            since=self.span.since,
            until=self.span.until,
            is_compact=self.is_compact,
            entries=totals.entries,
            brief=totals.brief,
            minutes=totals.minutes,
            counted=totals.counted,
            months_over=len(over),
            months_signed=over.count(MonthState.SIGNED),
            domains=tuple(self.known.titles.get(code) or _("General") for code in self.domains),
            by_domain=self._in_columns(totals.by_domain),
            by_kind=tuple(sorted(totals.by_kind.items())),
            individual=totals.by_group[False],
            group=totals.by_group[True],
            years=tuple(self._years(blocks)),
            replaces=say_replaced(self.person.id, ReportKind.LOG),
        )

    def _in_columns(self, counted: Mapping[str, int]) -> tuple[int, ...]:
        """Minutes by domain in the order of the columns; a domain of an older list stands with General."""
        known = [counted.get(code, 0) for code in self.domains[:-1]]
        return (*known, sum(counted.values()) - sum(known))

    def _years(self, blocks: Sequence[MonthBlock]) -> Iterable[YearBlock]:
        by_year: dict[int, list[MonthBlock]] = defaultdict(list)
        for month in blocks:
            by_year[month.month_on.year].append(month)
        for year, its in by_year.items():
            columns = tuple(sum(column) for column in zip(*(month.by_domain for month in its), strict=True))
            yield YearBlock(year, sum(month.counted for month in its), columns, tuple(its))

    def _months(self) -> list[MonthBlock]:
        by_month: dict[date, list[LogEntry]] = defaultdict(list)
        for entry in self.listed:
            by_month[frozen.first_of(entry.held_on)].append(entry)
        standing = months.list_standing(self.person.id, frozen.first_of(self.span.since), self.span.until)
        return [self._month(first, its, standing) for first, its in by_month.items()]

    def _month(self, first: date, its: Sequence[LogEntry], standing: Mapping[Key, Signed]) -> MonthBlock:
        totals = add_up(self._meeting(entry) for entry in its)
        writers = {entry.supervisor_id: entry.supervisor.name for entry in its}
        return MonthBlock(
            month_on=first,
            minutes=totals.minutes,
            counted=totals.counted,
            by_domain=self._in_columns(totals.by_domain),
            supervisors=tuple(
                self._with(name, first, its, standing.get(Key(self.person.id, writer_id, first)), writer_id)
                for writer_id, name in sorted(writers.items(), key=lambda writer: (writer[1], writer[0]))
            ),
            entries=tuple(self._entry(entry) for entry in its),
        )

    def _with(self, name: str, first: date, its: Sequence[LogEntry], copy: Signed | None, writer_id: UUID) -> MonthWith:
        theirs = [entry for entry in its if entry.supervisor_id == writer_id]
        return MonthWith(
            supervisor=name,
            state=self._state(first, copy),
            counted=sum(self._counted(entry) for entry in theirs if entry.id not in self.known.late),
            late=sum(self._counted(entry) for entry in theirs if entry.id in self.known.late),
            signatures=tuple(
                SignedBy(
                    one.capacity,
                    one.typed_name,
                    one.meaning,
                    clock.local(one.signed_at).date(),
                    one.comment,
                    tuple(_notes(one, copy)),
                )
                for one in (copy.signatures if copy else ())
            ),
        )

    def _state(self, first: date, copy: Signed | None) -> MonthState:
        if copy is None:
            return MonthState.RUNNING if frozen.last_of(first) >= self.span.until else MonthState.UNSIGNED
        if all(copy.by(side) for side in Capacity):
            return MonthState.SIGNED
        return MonthState.WITHOUT_EMPLOYEE if copy.is_locked else MonthState.AWAITING

    def _counted(self, entry: LogEntry) -> int:
        return self.known.by_day.on(entry.held_on).count(entry.kind, entry.minutes)

    def _others(self, entry: LogEntry) -> int:
        return sum(part.id not in self.known.void and part.person_id != self.person.id for part in entry.attendances)

    def _is_group(self, entry: LogEntry) -> bool:
        return self._others(entry) > 0 or (entry.is_group and len(entry.attendances) == 1)

    def _meeting(self, entry: LogEntry) -> Meeting:
        return Meeting(
            entry_id=entry.id,
            held_on=entry.held_on,
            written_on=entry.written_on,
            kind=entry.kind,
            mode=entry.mode,
            is_group=self._is_group(entry),
            minutes=entry.minutes,
            domains=entry.minutes_by_domain,
            rule=self.known.by_day.on(entry.held_on),
        )

    def _entry(self, entry: LogEntry) -> EntryBlock:
        own = next(part for part in entry.attendances if part.person_id == self.person.id)
        rule = self.known.by_day.on(entry.held_on)
        found = self.known.statements.get(entry.id, [])
        return EntryBlock(
            held_on=entry.held_on,
            starts=f"{entry.starts:%H:%M}" if entry.starts else "",
            written_on=entry.written_on,
            days_until_written=entry.days_until_written,
            minutes=entry.minutes,
            counted=self._counted(entry),
            is_brief=rule.is_brief(entry.minutes),
            is_late=entry.id in self.known.late,
            kind=entry.kind,
            mode=entry.mode,
            is_group=self._is_group(entry),
            others=self._others(entry),
            supervisor=entry.supervisor.name,
            credential=entry.supervisor_credential,
            is_non_clinical=entry.is_non_clinical,
            asked_by=entry.asked_by,
            confirmed_on=clock.local(own.confirmed_at).date() if own.confirmed_at else None,
            domains=self._domains(entry),
            topics=tuple(str(self.known.topics.get(code, code)) for code in entry.topics),
            items=tuple(
                sorted(
                    self.known.items[about.competency_id].code
                    for about in entry.items
                    if about.competency_id in self.known.items
                )
            ),
            statements=tuple(say_statement(one) for one in found if one.author_id == self.person.id),
            **self._texts(entry, own),
        )

    def _domains(self, entry: LogEntry) -> tuple[DomainPart, ...]:
        counted = split_counted(self._counted(entry), entry.minutes_by_domain)
        return tuple(
            DomainPart(code, self.known.titles.get(code) or code or _("General"), minutes, counted.get(code, 0))
            for code, minutes in entry.minutes_by_domain.items()
        )

    def _texts(self, entry: LogEntry, own: Attendance) -> dict[str, Any]:
        if not self.with_texts:
            empty = dict.fromkeys(("summary", "strength", "recommendations", "own_part", "comment"), "")
            return {**empty, "goals": (), "follow_ups": ()}
        return {
            "summary": entry.summary,
            "strength": entry.strength,
            "recommendations": entry.recommendations,
            "own_part": own.own_part,
            "comment": own.comment,
            "goals": tuple(
                sorted(about.goal.statement for about in entry.goals if about.goal.person_id == self.person.id)
            ),
            "follow_ups": tuple(self._to_dos(entry)),
        }

    def _to_dos(self, entry: LogEntry) -> Iterable[ToDo]:
        owners = {self.person.id: Capacity.EMPLOYEE, entry.supervisor_id: Capacity.SUPERVISOR}
        for one in entry.follow_ups:
            if one.owner_id in owners:
                done_on = clock.local(one.done_at).date() if one.done_at else None
                yield ToDo(one.text, owners[one.owner_id], one.due_on, done_on)


def _notes(one: Signature, copy: Signed | None) -> Iterable[str]:
    """What a signature says on its face beside who, when and what: the same as on the month's page."""
    late = copy is not None and copy.locks_on is not None and clock.local(one.signed_at).date() >= copy.locks_on
    if late and one.capacity is Capacity.EMPLOYEE:
        yield _("Signed after the month was locked.")
    if one.link_made_at is not None:
        yield _("A sign-in link was made for this account within seven days before signing.")


def _list_entries(subject: Subject[frozenset[Relation]], span: Span) -> Sequence[LogEntry]:
    """The entries of these days that the reader may read, in the order they happened."""
    statement = (
        consultations.whole(select(LogEntry))
        .options(joinedload(LogEntry.supervisor), selectinload(LogEntry.attendances), selectinload(LogEntry.splits))
        .where(consultations.attended_by(subject.id, counting=True), LogEntry.held_on.between(span.since, span.until))
        .order_by(LogEntry.held_on, nulls_last(LogEntry.starts), LogEntry.id)
    )
    if subject.scope == "writer":
        statement = statement.where(LogEntry.supervisor_id == subject.reader.id)
    listed = db.session.execute(statement).scalars().all()
    if subject.scope != "signed":
        return listed
    in_copies = frozen.list_entries_in_copies(subject.id)
    return [entry for entry in listed if entry.id in in_copies]
