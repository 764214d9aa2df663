"""Hours toward certification or renewal as a document: an employer's record, not a form of the certification board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.access.reading import Relation
from tracker.consultations.models import GENERAL, LogEntry
from tracker.credentials import queries as credentials
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.hours import counting, presenters, queries
from tracker.hours.counting import Meeting
from tracker.hours.models import WorkPeriod
from tracker.hours.presenters import Hours
from tracker.hours.shipped import Numbers
from tracker.language import _
from tracker.months import frozen
from tracker.people.models import Person
from tracker.reports import spans
from tracker.reports.documents import PersonDocument, Subject
from tracker.reports.hours_content import (
    DomainTotal,
    HoursContent,
    LateBlock,
    MonthTotal,
    PeriodBlock,
    SupervisorBlock,
    TargetBlock,
    YearTotal,
)
from tracker.reports.models import Audience, ReportKind
from tracker.reports.phrases import say_held
from tracker.reports.replaced import say_replaced
from tracker.web.employer import employer_name


class HoursReport(PersonDocument[frozenset[Relation]]):
    """Hours between two days, beside a set of targets: by ``since``, ``until`` and ``targets``.

    Without days, everything since the first work period. Former staff and auditors read what stands in
    signed months. It holds no free text, so it is the same for everyone it is made for.
    """

    kind: ClassVar = ReportKind.HOURS
    readers: ClassVar = spans.WHOLE | spans.SIGNED
    controls: ClassVar = "reports/_hours_controls.html"

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[frozenset[Relation]]:
        """The hours of a person, as far as the reader may read them."""
        person = self.get_person(address_id, reader)
        span = spans.read_span(asked, _first_day(person), clock.today())
        sets = queries.list_sets()
        chosen = next((one for one in sets if one.code == asked.get("targets")), sets[0] if sets else None)
        return spans.subject_of(person, reader, {**span.options, **({"targets": chosen.code} if chosen else {})})

    def gather(self, subject: Subject[frozenset[Relation]], audience: Audience) -> HoursContent:
        """Totals, progress, and where each figure comes from."""
        if subject.person is None:
            raise LookupError("hours are somebody's")
        return _gather(subject, subject.person)

    def extras(self, subject: Subject[frozenset[Relation]], content: HoursContent) -> dict[str, object]:
        """The sets of targets to choose from."""
        return {"sets": queries.list_sets()}


def _first_day(person: Person) -> date:
    starts = [period.starts_on for period in queries.list_periods(person.id)]
    return min(
        [*starts, *([person.hired_on] if person.hired_on else [])], default=clock.today().replace(month=1, day=1)
    )


def _gather(subject: Subject[frozenset[Relation]], person: Person) -> HoursContent:
    since, until = (date.fromisoformat(subject.options[name]) for name in ("since", "until"))
    hours = _add_up(subject, since, until)
    periods = queries.list_periods(person.id)
    chosen = next((one for one in queries.list_sets() if one.code == subject.options.get("targets")), None)
    domains = frameworks.current_outline().domains
    totals, gap = hours.totals, hours.gap
    return HoursContent(
        employer=employer_name(),
        person=person.name,
        job_title=person.job_title,
        credential=say_held(credentials.find_newest(person.id)),
        scope=subject.scope,
        since=since,
        until=until,
        entries=totals.entries,
        brief=totals.brief,
        minutes=totals.minutes,
        counted=totals.counted,
        worked=_round(hours.worked.hours) if periods else None,
        worked_recovery=_round(hours.worked.recovery_hours) if periods else None,
        work_per_supervision=_round(hours.work_per_supervision),
        longest_gap_days=gap.days if gap else None,
        gap_since=gap.since if gap else None,
        gap_until=gap.until if gap else None,
        targets=str(chosen.title) if chosen else "",
        progress=tuple(_targets(hours, chosen, domains)) if chosen else (),
        by_domain=tuple(_by_domain(totals.by_domain, domains)),
        by_kind=tuple(sorted(totals.by_kind.items())),
        by_mode=tuple(sorted(totals.by_mode.items())),
        individual=totals.by_group[False],
        group=totals.by_group[True],
        years=tuple(_years(totals.by_month)),
        supervisors=tuple(_supervisors(hours.meetings)),
        periods=tuple(_period(period) for period in reversed(periods)),
        written_late=tuple(
            LateBlock(one.held_on, one.written_on, one.days_until_written) for one in reversed(hours.written_late)
        ),
        replaces=say_replaced(person.id, ReportKind.HOURS),
    )


def _add_up(subject: Subject[frozenset[Relation]], since: date, until: date) -> Hours:
    meetings = queries.list_meetings(subject.id, since=since, until=until)
    if subject.scope == "signed":
        in_copies = frozen.list_entries_in_copies(subject.id)
        meetings = [one for one in meetings if one.entry_id in in_copies]
    worked = counting.add_up_work(queries.list_periods(subject.id), since, until)
    # The longest gap ends with the last day asked for, not with today: a document says the same tomorrow.
    gap = counting.find_longest_gap(meetings, until)
    return Hours(since, until, meetings, counting.add_up(meetings), worked, gap)


def _round(number: Fraction | None) -> float | None:
    return None if number is None else float(round(number, 2))


def _targets(hours: Hours, chosen: Numbers, domains: dict[str, str]) -> Iterable[TargetBlock]:
    for number, one in zip(chosen.numbers, presenters.list_progress(hours, chosen, domains), strict=True):
        yield TargetBlock(
            number.measure, number.domain, one.what, one.have, one.want, str(one.source), one.source_on, one.is_reached
        )


def _by_domain(counted: Mapping[str, int], domains: Mapping[str, str]) -> Iterable[DomainTotal]:
    for code, title in domains.items():
        yield DomainTotal(code, title, counted.get(code, 0))
    # A domain of an older list stands with General.
    rest = sum(minutes for code, minutes in counted.items() if code not in domains)
    yield DomainTotal(GENERAL, _("General"), rest)


def _years(by_month: Mapping[date, int]) -> Iterable[YearTotal]:
    years = {first.year for first, minutes in by_month.items() if minutes}
    for year in range(min(years), max(years) + 1) if years else ():
        months = tuple(
            MonthTotal(first, by_month.get(first, 0)) for first in (date(year, at, 1) for at in range(1, 13))
        )
        yield YearTotal(year, sum(month.counted for month in months), months)


def _supervisors(meetings: Sequence[Meeting]) -> Iterable[SupervisorBlock]:
    """Who supervised, under which credential, from when to when: what counts, in the order it began."""
    counting_ones = {one.entry_id: one for one in meetings if one.counted}
    statement = (
        select(LogEntry.id, Person.id, Person.name, LogEntry.supervisor_credential)
        .join(Person, Person.id == LogEntry.supervisor_id)
        .where(LogEntry.id.in_(counting_ones))
    )
    theirs: dict[tuple[UUID, str, str], list[Meeting]] = defaultdict(list)
    for entry_id, person_id, name, credential in db.session.execute(statement):
        theirs[person_id, name, credential].append(counting_ones[entry_id])
    blocks = [
        SupervisorBlock(
            name,
            credential,
            min(one.held_on for one in its),
            max(one.held_on for one in its),
            len(its),
            sum(one.counted for one in its),
        )
        for (_id, name, credential), its in theirs.items()
    ]
    return sorted(blocks, key=lambda block: (block.since, block.name, block.credential))


def _period(period: WorkPeriod) -> PeriodBlock:
    return PeriodBlock(period.starts_on, period.ends_on, period.week_minutes, period.recovery_share, period.written_on)
