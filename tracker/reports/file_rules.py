"""What a personnel file must hold, and how far one is: complete, due, missing or weakly evidenced, and who acts.

The list is 59 Ill. Adm. Code 132.55 (``domain.md`` 1.3) with what accreditors ask beside it (``domain.md`` 4.3).
This is the one place of these rules; it knows no database. The document on one file and the survey desk both ask it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from tracker.employment.models import BackgroundSource
from tracker.reports.file_content import (
    Brought,
    DescriptionKept,
    FileLine,
    FileState,
    Finding,
    HeldKept,
    Kept,
    Mender,
    TrainingKept,
    Wanted,
)
from tracker.reviews.models import Ending

# From so many days before a day on, something is called due.
DUE_WITHIN: Final = timedelta(days=90)
# Over which time before the day supervision is looked at.
SUPERVISION_SPAN: Final = timedelta(days=365)


def check(kept: Kept, day: date) -> Iterator[FileLine]:
    """Where one file stands on a day, requirement by requirement."""
    yield _check_background(Wanted.EDUCATION, kept.education)
    yield _check_background(Wanted.EXPERIENCE, kept.experience)
    yield from _check_licensure(kept.credentials, day)
    yield _check_employment(kept)
    yield _check_description(kept.description, kept.job_title)
    yield _check_review(kept, day)
    yield _check_training(kept.training)
    yield _check_supervision(kept, day)
    yield _check_competence(kept, day)
    yield _check_goals(kept.agreed_goals)


def _check_background(wanted: Wanted, brought: Sequence[Brought]) -> FileLine:
    if not brought:
        return FileLine(wanted, FileState.MISSING, Finding.NONE_ON_FILE, Mender.EMPLOYEE)
    verified = [one for one in brought if one.verified_on]
    newest = max((one.verified_on for one in verified if one.verified_on), default=None)
    line = partial(FileLine, wanted, on=newest, done=len(verified), of=len(brought))
    if len(verified) < len(brought):
        return line(FileState.WEAK, Finding.NOT_VERIFIED, Mender.HR)
    if any(one.source is BackgroundSource.APPLICATION for one in verified):
        return line(FileState.WEAK, Finding.ONLY_APPLICATION, Mender.HR)
    return line(FileState.COMPLETE, Finding.ON_FILE)


def _check_licensure(held: Sequence[HeldKept], today: date) -> Iterator[FileLine]:
    newest: dict[str, HeldKept] = {}
    for one in held:
        newest.setdefault(one.kind.casefold(), one)
    if not newest:
        yield FileLine(Wanted.LICENSURE, FileState.MISSING, Finding.NONE_ON_FILE, Mender.HR)
    for one in newest.values():
        named = f"{one.kind} {one.number}"
        state, finding, mender = FileState.COMPLETE, Finding.ON_FILE, Mender.NOBODY
        if one.expires_on and one.expires_on < today:
            state, finding, mender = FileState.MISSING, Finding.EXPIRED, Mender.EMPLOYEE
        elif one.expires_on and one.expires_on - DUE_WITHIN <= today:
            state, finding, mender = FileState.DUE, Finding.EXPIRES, Mender.EMPLOYEE
        elif one.checked_on is None:
            state, finding, mender = FileState.WEAK, Finding.NOT_CHECKED, Mender.HR
        found = partial(FileLine, about=named, on=one.checked_on, by=one.expires_on, from_paper=one.from_paper)
        yield found(Wanted.LICENSURE, state, finding, mender)


def _check_employment(kept: Kept) -> FileLine:
    if kept.hired_on is None:
        return FileLine(Wanted.EMPLOYMENT, FileState.MISSING, Finding.NO_FIRST_DAY, Mender.HR)
    if not kept.job_title:
        return FileLine(Wanted.EMPLOYMENT, FileState.WEAK, Finding.NO_JOB_TITLE, Mender.HR, on=kept.hired_on)
    return FileLine(Wanted.EMPLOYMENT, FileState.COMPLETE, Finding.ON_FILE, on=kept.hired_on, by=kept.left_on)


def _check_description(given: DescriptionKept | None, job_title: str) -> FileLine:
    if given is None:
        return FileLine(Wanted.DESCRIPTION, FileState.MISSING, Finding.NONE_ON_FILE, Mender.HR)
    line = partial(FileLine, Wanted.DESCRIPTION, about=given.job_title, on=given.given_on)
    if given.job_title.casefold() != job_title.casefold():
        return line(FileState.WEAK, Finding.OTHER_JOB, Mender.HR)
    if not given.is_acknowledged:
        return line(FileState.WEAK, Finding.NOT_ACKNOWLEDGED, Mender.EMPLOYEE)
    return line(FileState.COMPLETE, Finding.ON_FILE)


def _check_review(kept: Kept, today: date) -> FileLine:
    helper = Mender.SUPERVISOR if kept.supervisor else Mender.HR
    if kept.held_on is None:
        due = _year_after(kept.hired_on) if kept.hired_on else None
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


def _check_training(taken: Sequence[TrainingKept]) -> FileLine:
    confirmed = [one for one in taken if one.is_confirmed]
    newest = max((one.ended_on for one in confirmed or taken), default=None)
    if not taken:
        return FileLine(Wanted.TRAINING, FileState.MISSING, Finding.NONE_ON_FILE, Mender.EMPLOYEE)
    papers = next((one.from_paper for one in taken if one.from_paper), "")
    line = partial(FileLine, Wanted.TRAINING, on=newest, done=len(confirmed), of=len(taken), from_paper=papers)
    if len(confirmed) < len(taken):
        return line(FileState.WEAK, Finding.NOT_CONFIRMED, Mender.SUPERVISOR)
    if not all(one.has_certificate for one in confirmed):
        return line(FileState.WEAK, Finding.NO_CERTIFICATE, Mender.EMPLOYEE)
    return line(FileState.COMPLETE, Finding.ON_FILE)


def _check_supervision(kept: Kept, day: date) -> FileLine:
    """Held, and never further apart than agreed in the year before, days away left out."""
    helper = Mender.SUPERVISOR if kept.supervisor else Mender.HR
    if not kept.supervised_on:
        return FileLine(Wanted.SUPERVISION, FileState.MISSING, Finding.NONE_ON_FILE, helper)
    every = timedelta(days=kept.supervised_every)
    last = kept.supervised_on[-1]
    line = partial(FileLine, Wanted.SUPERVISION, on=last, by=last + every, of=len(kept.supervised_on))
    if last + every < day and not _was_away(kept, last, day):
        return line(FileState.MISSING, Finding.LAPSED, helper)
    pairs = zip(kept.supervised_on, kept.supervised_on[1:], strict=False)
    gaps = sum(before + every < after and not _was_away(kept, before, after) for before, after in pairs)
    if gaps:
        # What was not held then cannot be held now: it can be seen to from here on.
        return line(FileState.WEAK, Finding.GAPS, helper, done=gaps)
    return line(FileState.COMPLETE, Finding.REGULAR)


def _was_away(kept: Kept, first: date, last: date) -> bool:
    return any(begins <= last and (ends is None or ends >= first) for begins, ends in kept.away)


def _check_competence(kept: Kept, today: date) -> FileLine:
    """A self-assessment alone is no assessment of competence (Joint Commission, ``domain.md`` 4.3)."""
    helper = Mender.SUPERVISOR if kept.supervisor else Mender.HR
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
