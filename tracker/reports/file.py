"""What a personnel file must hold, and how far this one is: complete, due, missing or weakly evidenced, and who acts.

The list is 59 Ill. Adm. Code 132.55 (``domain.md`` 1.3) with what accreditors ask beside it (``domain.md`` 4.3).
``check`` decides; it knows no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final
from uuid import UUID

from tracker import clock
from tracker.access.reading import Relation
from tracker.credentials import queries as credentials
from tracker.from_paper import queries as from_paper
from tracker.goals import queries as goals
from tracker.people.models import Person
from tracker.reports import about
from tracker.reports.about_content import About
from tracker.reports.credentials import gather_credentials, gather_training
from tracker.reports.credentials_content import HeldCredential, TrainingTaken
from tracker.reports.documents import PersonDocument, Subject
from tracker.reports.file_content import FileContent, FileLine, FileState, Finding, Kept, Mender, Wanted
from tracker.reports.models import Audience, ReportKind
from tracker.reports.verification import gather_required
from tracker.reviews import queries as reviews
from tracker.reviews.models import Ending
from tracker.verifications import queries as verifications

EVERYTHING: Final = "everything"
# From so many days before a day on, something is called due.
DUE_WITHIN: Final = timedelta(days=90)


class PersonnelFile(PersonDocument[None]):
    """Days and numbers, no content: it says the same to everyone who may read it."""

    kind: ClassVar = ReportKind.FILE
    readers: ClassVar = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR, Relation.AUDITOR})

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[None]:
        """The person, for whoever may read what the file holds."""
        person = self.get_person(address_id, reader)
        return Subject(person.id, reader, EVERYTHING, None, person=person)

    def gather(self, subject: Subject[None], audience: Audience) -> FileContent:
        """All that the document says."""
        person = subject.person or subject.reader
        employer, whom, replaces = about.begin(person, self.kind)
        return FileContent(employer, whom, replaces, lines=tuple(check(_kept(person, whom), clock.today())))


def _kept(person: Person, whom: About) -> Kept:
    last = reviews.find_last_held(person.id)
    shown = verifications.latest_by_item(person.id).values()
    return Kept(
        about=whom,
        credentials=gather_credentials(credentials.list_of(person.id)),
        training=gather_training(credentials.list_trainings(person.id)),
        held_on=last[0] if last else None,
        ending=last[1] if last else None,
        held_from_paper=_mark_of(person, last[0] if last else None),
        required=gather_required(person),
        verified=sum(one.is_verified and not one.verification.is_due_again(clock.today()) for one in shown),
        agreed_goals=goals.count_agreed([person.id]).get(person.id, 0),
    )


def _mark_of(person: Person, held_on: date | None) -> str:
    paper = from_paper.find_last_review(person.id)
    if paper is None or paper.held_on != held_on:
        return ""
    return from_paper.say_marks([paper.id]).get(paper.id, "")


def check(kept: Kept, today: date) -> Iterator[FileLine]:
    """Where one file stands on a day, requirement by requirement."""
    yield from _check_licensure(kept.credentials, today)
    yield _check_employment(kept.about)
    yield _check_review(kept, today)
    yield _check_training(kept.training)
    yield _check_competence(kept, today)
    yield _check_goals(kept.agreed_goals)


def _check_licensure(held: Sequence[HeldCredential], today: date) -> Iterator[FileLine]:
    newest: dict[str, HeldCredential] = {}
    for one in held:
        newest.setdefault(one.kind.casefold(), one)
    if not newest:
        yield FileLine(Wanted.LICENSURE, FileState.MISSING, Finding.NONE_ON_FILE, Mender.HR)
    for one in newest.values():
        named = f"{one.kind} {one.number}"
        checked = max((check.checked_on for check in one.checks), default=None)
        state, finding, mender = FileState.COMPLETE, Finding.ON_FILE, Mender.NOBODY
        if one.expires_on and one.expires_on < today:
            state, finding, mender = FileState.MISSING, Finding.EXPIRED, Mender.EMPLOYEE
        elif one.expires_on and one.expires_on - DUE_WITHIN <= today:
            state, finding, mender = FileState.DUE, Finding.EXPIRES, Mender.EMPLOYEE
        elif checked is None:
            state, finding, mender = FileState.WEAK, Finding.NOT_CHECKED, Mender.HR
        found = partial(FileLine, about=named, on=checked, by=one.expires_on, from_paper=one.from_paper)
        yield found(Wanted.LICENSURE, state, finding, mender)


def _check_employment(whom: About) -> FileLine:
    if whom.hired_on is None:
        return FileLine(Wanted.EMPLOYMENT, FileState.MISSING, Finding.NO_FIRST_DAY, Mender.HR)
    if not whom.job_title:
        return FileLine(Wanted.EMPLOYMENT, FileState.WEAK, Finding.NO_JOB_TITLE, Mender.HR, on=whom.hired_on)
    return FileLine(Wanted.EMPLOYMENT, FileState.COMPLETE, Finding.ON_FILE, on=whom.hired_on, by=whom.left_on)


def _check_review(kept: Kept, today: date) -> FileLine:
    helper = Mender.SUPERVISOR if kept.about.supervisor else Mender.HR
    if kept.held_on is None:
        due = _year_after(kept.about.hired_on) if kept.about.hired_on else None
        in_time = due is not None and due >= today
        return FileLine(
            Wanted.REVIEW, FileState.DUE if in_time else FileState.MISSING, Finding.NOT_YET_HELD, helper, by=due
        )
    until = _year_after(kept.held_on)
    line = partial(FileLine, Wanted.REVIEW, on=kept.held_on, by=until, from_paper=kept.held_from_paper)
    if until < today:
        return line(FileState.MISSING, Finding.TOO_LONG_AGO, helper)
    if kept.ending is not Ending.SIGNED:
        mender = Mender.NOBODY if kept.held_from_paper else Mender.EMPLOYEE
        return line(FileState.WEAK, Finding.NOT_SIGNED_BY_BOTH, mender)
    if until - DUE_WITHIN <= today:
        return line(FileState.DUE, Finding.HELD, helper)
    return line(FileState.COMPLETE, Finding.HELD)


def _check_training(taken: Sequence[TrainingTaken]) -> FileLine:
    confirmed = [one for one in taken if one.confirmed_on]
    newest = max((one.ends_on for one in confirmed or taken), default=None)
    if not taken:
        return FileLine(Wanted.TRAINING, FileState.MISSING, Finding.NONE_ON_FILE, Mender.EMPLOYEE)
    papers = next((one.from_paper for one in taken if one.from_paper), "")
    line = partial(FileLine, Wanted.TRAINING, on=newest, done=len(confirmed), of=len(taken), from_paper=papers)
    if len(confirmed) < len(taken):
        return line(FileState.WEAK, Finding.NOT_CONFIRMED, Mender.SUPERVISOR)
    if not all(one.certificates for one in confirmed):
        return line(FileState.WEAK, Finding.NO_CERTIFICATE, Mender.EMPLOYEE)
    return line(FileState.COMPLETE, Finding.ON_FILE)


def _check_competence(kept: Kept, today: date) -> FileLine:
    """A self-assessment alone is no assessment of competence (Joint Commission, ``domain.md`` 4.3)."""
    helper = Mender.SUPERVISOR if kept.about.supervisor else Mender.HR
    wanted = Wanted.COMPETENCE
    if not kept.required:
        if kept.verified:
            return FileLine(wanted, FileState.WEAK, Finding.NOTHING_REQUIRED, Mender.HR, done=kept.verified)
        if kept.held_on:
            return FileLine(wanted, FileState.WEAK, Finding.ONLY_RATED, helper, on=kept.held_on)
        return FileLine(wanted, FileState.MISSING, Finding.NONE_ON_FILE, helper)
    done = sum(one.is_verified for one in kept.required)
    due = min((one.due_on for one in kept.required if not one.is_verified), default=None)
    line = partial(FileLine, wanted, done=done, of=len(kept.required))
    if due is not None:
        state = FileState.MISSING if any(one.is_overdue for one in kept.required) else FileState.DUE
        return line(state, Finding.NOT_ALL_VERIFIED, helper, by=due)
    again = min(one.due_on for one in kept.required)
    if again - DUE_WITHIN <= today:
        return line(FileState.DUE, Finding.ALL_VERIFIED, helper, by=again)
    return line(FileState.COMPLETE, Finding.ALL_VERIFIED, by=again)


def _check_goals(agreed: int) -> FileLine:
    if agreed:
        return FileLine(Wanted.GOALS, FileState.COMPLETE, Finding.AGREED, done=agreed)
    return FileLine(Wanted.GOALS, FileState.DUE, Finding.NONE_AGREED, Mender.SUPERVISOR)


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # February 29
        return day.replace(year=day.year + 1, day=28)
