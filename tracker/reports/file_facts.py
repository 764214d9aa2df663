"""What is known of many personnel files on a day, in the same number of queries for one file or two hundred.

What counts is what had happened by that day, and what was required, agreed and done then. What was withdrawn or made
void since counts on no day. The texts of items and the setting ``usual_interval`` are those of today: of them no
earlier state is kept. The caller has checked that the files may be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, exists, func, nulls_last, or_, select

from tracker import clock
from tracker.agreements.models import SupervisionAgreement
from tracker.consultations import rules
from tracker.consultations.models import Attendance, LogEntry
from tracker.credentials.models import Credential, CredentialCheck, Training
from tracker.database import db
from tracker.employment.models import Background, BackgroundKind, JobDescription
from tracker.files.models import FileKind, KeptFile
from tracker.from_paper import queries as from_paper
from tracker.from_paper.models import PaperReview
from tracker.goals import queries as goals
from tracker.people import history
from tracker.people.models import Absence, Person
from tracker.people.supervision import current_supervisors
from tracker.reports.file_content import Brought, DescriptionKept, HeldKept, Kept, TrainingKept
from tracker.reports.file_rules import SUPERVISION_SPAN
from tracker.reviews import queries as reviews
from tracker.verifications import requirements
from tracker.verifications.models import Verification, VerifiedItem, due_again_after
from tracker.voiding.queries import is_void

# How far apart supervision may lie where neither an agreement nor a setting says it.
DEFAULT_INTERVAL: Final = 31
Ids = Collection[UUID]


def gather_kept(people: Sequence[Person], day: date) -> dict[UUID, Kept]:
    """What each file holds on ``day``, by person."""
    ids = [person.id for person in people]
    supervisors = {one: found[0].supervisor for one, found in current_supervisors(ids, day).items()}
    titles, stays = history.list_job_titles_on(people, day), history.list_stays_on(ids, day)
    needs = requirements.list_needs(people, day, must_act=supervisors, job_titles=titles)
    marks, on_paper = from_paper.say_marks_about(ids), from_paper.list_last_reviews(ids, day)
    brought, held, taken = _list_brought(ids, day), _list_credentials(ids, day, marks), _list_training(ids, day, marks)
    given, reviewed, supervised = (
        _list_descriptions(ids, day),
        reviews.list_last_held(ids, day),
        _list_supervised(ids, day),
    )
    intervals, usual, away = _list_intervals(ids, day), usual_interval(), _list_away(ids)
    verified, agreed = _count_verified(ids, day), goals.count_agreed(ids, day)
    return {
        one.id: Kept(
            job_title=titles[one.id],
            hired_on=stays[one.id].starts_on if one.id in stays else one.hired_on,
            left_on=one.left_on if one.has_left(day) else None,
            supervisor=supervisors[one.id].name if one.id in supervisors else "",
            education=brought[one.id, BackgroundKind.EDUCATION],
            experience=brought[one.id, BackgroundKind.EXPERIENCE],
            credentials=held[one.id],
            description=given.get(one.id),
            held_on=reviewed[one.id][0] if one.id in reviewed else None,
            ending=reviewed[one.id][1] if one.id in reviewed else None,
            training=taken[one.id],
            supervised_on=supervised[one.id],
            supervised_every=intervals.get(one.id, usual),
            away=away[one.id],
            required=needs[one.id],
            verified=verified.get(one.id, 0),
            agreed_goals=agreed.get(one.id, 0),
            held_from_paper=_mark_of(on_paper.get(one.id), reviewed.get(one.id), marks),
        )
        for one in people
    }


def _mark_of(paper: PaperReview | None, held: tuple[date, object] | None, marks: Mapping[UUID, str]) -> str:
    """The mark of the review held last, where it is the one on paper."""
    return marks.get(paper.id, "") if paper and held and paper.held_on == held[0] else ""


def usual_interval() -> int:
    """How many days supervision is at most apart where no agreement says it: as set, or about a month."""
    return rules.get_setting().gap_days or DEFAULT_INTERVAL


def _grouped(rows: Iterable[tuple[Any, Any]]) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found


def _list_brought(ids: Ids, day: date) -> Mapping[tuple[UUID, BackgroundKind], list[Brought]]:
    """Schools and jobs written down; verified where somebody had looked by the day."""
    statement = select(Background.person_id, Background.kind, Background.verified_on, Background.source).where(
        Background.person_id.in_(ids), Background.withdrawn_at.is_(None), Background.created_at <= clock.end_of(day)
    )
    return _grouped(
        ((person_id, kind), Brought(looked, source) if looked and looked <= day else Brought(None, None))
        for person_id, kind, looked, source in db.session.execute(statement)
    )


def _list_credentials(ids: Ids, day: date, marks: Mapping[UUID, str]) -> Mapping[UUID, list[HeldKept]]:
    """Credentials issued by the day, the latest expiry first, with the last look at their source."""
    checked = (
        select(func.max(CredentialCheck.checked_on))
        .where(CredentialCheck.credential_id == Credential.id, CredentialCheck.checked_on <= day)
        .scalar_subquery()
    )
    statement = (
        select(Credential.id, Credential.person_id, Credential.kind, Credential.number, Credential.expires_on, checked)
        .where(
            Credential.person_id.in_(ids),
            or_(
                Credential.issued_on <= day,
                and_(Credential.issued_on.is_(None), Credential.created_at <= clock.end_of(day)),
            ),
        )
        .order_by(nulls_last(Credential.expires_on.desc()), Credential.created_at.desc(), Credential.id)
    )
    return _grouped(
        (person_id, HeldKept(kind, number, expires, looked, marks.get(one, "")))
        for one, person_id, kind, number, expires, looked in db.session.execute(statement)
    )


def _list_training(ids: Ids, day: date, marks: Mapping[UUID, str]) -> Mapping[UUID, list[TrainingKept]]:
    certificate = exists().where(KeptFile.record_id == Training.id, KeptFile.kind == FileKind.TRAINING_CERTIFICATE)
    confirmed = func.coalesce(Training.confirmed_at <= clock.end_of(day), False)
    statement = (
        select(Training.id, Training.person_id, Training.ends_on, confirmed, certificate)
        .where(Training.person_id.in_(ids), Training.ends_on <= day)
        .order_by(Training.ends_on.desc())
    )
    return _grouped(
        (person_id, TrainingKept(ended, bool(confirmed), bool(kept), marks.get(one, "")))
        for one, person_id, ended, confirmed, kept in db.session.execute(statement)
    )


def _list_descriptions(ids: Ids, day: date) -> dict[UUID, DescriptionKept]:
    """The job description given last by the day."""
    statement = (
        select(
            JobDescription.person_id, JobDescription.job_title, JobDescription.given_on, JobDescription.acknowledged_at
        )
        .where(JobDescription.person_id.in_(ids), JobDescription.given_on <= day, JobDescription.withdrawn_at.is_(None))
        .order_by(JobDescription.given_on, JobDescription.created_at, JobDescription.id)
    )
    return {
        person_id: DescriptionKept(title, given, said is not None and said <= clock.end_of(day))
        for person_id, title, given, said in db.session.execute(statement)
    }


def _list_supervised(ids: Ids, day: date) -> Mapping[UUID, list[date]]:
    """The days with time that counts as supervision, in the year before."""
    kinds = rules.get_rules().on(day).kinds
    statement = (
        select(Attendance.person_id, LogEntry.held_on)
        .join(LogEntry, LogEntry.id == Attendance.entry_id)
        .where(
            Attendance.person_id.in_(ids),
            LogEntry.held_on.between(day - SUPERVISION_SPAN, day),
            LogEntry.kind.in_(kinds),
            ~is_void(Attendance.id),
        )
        .distinct()
        .order_by(LogEntry.held_on)
    )
    return _grouped(tuple(row) for row in db.session.execute(statement))  # type: ignore[misc]


def _list_intervals(ids: Ids, day: date) -> dict[UUID, int]:
    """At most how many days apart an agreement had it, of those that both had signed and that held on the day."""
    ends = clock.end_of(day)
    statement = (
        select(SupervisionAgreement.person_id, func.min(SupervisionAgreement.every_days))
        .where(
            SupervisionAgreement.person_id.in_(ids),
            or_(SupervisionAgreement.ended_at.is_(None), SupervisionAgreement.ended_at >= ends),
            SupervisionAgreement.employee_confirmed_at < ends,
            SupervisionAgreement.supervisor_confirmed_at < ends,
        )
        .group_by(SupervisionAgreement.person_id)
    )
    return dict(db.session.execute(statement).all())


def _list_away(ids: Ids) -> Mapping[UUID, list[tuple[date, date | None]]]:
    statement = select(Absence.person_id, Absence.starts_on, Absence.ends_on).where(Absence.person_id.in_(ids))
    return _grouped((person_id, (first, last)) for person_id, first, last in db.session.execute(statement))


def _count_verified(ids: Ids, day: date) -> dict[UUID, int]:
    """How many competencies are verified and not due again, whether the job requires them or not."""
    statement = (
        select(
            Verification.person_id,
            VerifiedItem.competency_id,
            VerifiedItem.level >= VerifiedItem.expected_level,
            Verification.observed_on,
        )
        .join(VerifiedItem, VerifiedItem.verification_id == Verification.id)
        .where(Verification.person_id.in_(ids), requirements.stood_on(day))
        .order_by(Verification.observed_on, Verification.created_at, Verification.id)
    )
    newest = {(person_id, item): (shown, seen) for person_id, item, shown, seen in db.session.execute(statement)}
    found: defaultdict[UUID, int] = defaultdict(int)
    for (person_id, _item), (is_shown, seen) in newest.items():
        found[person_id] += is_shown and due_again_after(seen) > day
    return found
