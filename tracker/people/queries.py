"""Reads about people. Every read about someone else starts from ``visible_to``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from flask import abort
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.access.permissions import Permission, grantable_by, permissions_of
from tracker.access.reading import Relation
from tracker.database import db
from tracker.people import supervision
from tracker.people.models import (
    RATING_KINDS,
    AuditorGrant,
    AuditorGrantPerson,
    Person,
    PersonSite,
    Program,
    Role,
    RoleGrant,
    Site,
    SupervisionAssignment,
)
from tracker.verifications import appointments

# More words than this are no name, and a statement has its depth.
MOST_WORDS = 8
HR_READS = Permission.REVIEW_PROGRESS
ACCOUNTS_READS = Permission.PERSON_EDIT


def roles_of(person: Person) -> frozenset[Role]:
    """The roles someone holds now; free for the person who is signed in, whose roles came with the session."""
    if "grants" not in inspect(person).unloaded:
        return frozenset(grant.role for grant in person.grants if grant.ended_at is None)
    held = select(RoleGrant.role).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None))
    return frozenset(db.session.execute(held).scalars())


def permissions_held_by(person: Person) -> frozenset[Permission]:
    """What someone's roles allow today."""
    return permissions_of(roles_of(person), has_left=person.has_left(clock.today()))


def _granted_to(auditor: Person, today: date) -> ColumnElement[bool]:
    return exists().where(
        AuditorGrant.id == AuditorGrantPerson.grant_id,
        AuditorGrantPerson.person_id == Person.id,
        AuditorGrant.auditor_id == auditor.id,
        AuditorGrant.ends_on >= today,
    )


def visible_to(reader: Person, *, by_appointment: bool = True) -> Select[Person]:
    """The people whose record ``reader`` may know of, in some part. Unordered.

    :param by_appointment: also those the reader is appointed to verify, of whom they read the sheet alone.
    """
    today = clock.today()
    permissions = permissions_held_by(reader)
    if {HR_READS, ACCOUNTS_READS} & permissions:
        return select(Person)
    ways = [Person.id == reader.id]
    if Permission.TEAM_READ in permissions:
        ways += [supervision.ever_supervised_by(reader, today), supervision.upline_of(reader, today)]
    if Permission.GRANT_READ in permissions:
        ways.append(_granted_to(reader, today))
    if by_appointment and Permission.VERIFICATION_MAKE in permissions:
        ways.append(appointments.appointed_for(reader, today))
    return select(Person).where(or_(*ways))


def list_granted_to(auditor: Person) -> Sequence[Person]:
    """The people an auditor may read about today, by name. Nobody once the role is taken away."""
    if Permission.GRANT_READ not in permissions_held_by(auditor):
        return []
    statement = select(Person).where(_granted_to(auditor, clock.today())).order_by(func.lower(Person.name), Person.id)
    return db.session.execute(statement).scalars().all()


def get_visible(person_id: UUID, reader: Person) -> Person:
    """One person whose record ``reader`` may know of, or 404."""
    statement = visible_to(reader).where(Person.id == person_id).options(joinedload(Person.program))
    person = db.session.execute(statement).scalar_one_or_none()
    if person is None:
        abort(404)
    return person


def get_readable(person_id: UUID, reader: Person, *, sheet: bool = False) -> Person:
    """One person of whom ``reader`` may read at least some records, or 404.

    Those further up the line see dates alone, and those on the person's own page. An appointed assessor
    reads the verification ``sheet`` and nothing else.
    """
    person = get_visible(person_id, reader)
    if not relations(reader, person.id) - {Relation.UPLINE} - (set() if sheet else {Relation.ASSESSOR}):
        abort(404)
    return person


def find_person(person_id: UUID) -> Person | None:
    """One person by identifier, whoever asks: for the sign-in pages, where nobody is known yet."""
    return db.session.get(Person, person_id)


def find_by_sign_in(text: str) -> Person | None:
    """Find an account by sign-in name or email address, in any case of letters."""
    key = text.strip().lower()
    if not key:
        return None
    by_name = select(Person).where(Person.sign_in_name == key)
    by_email = select(Person).where(Person.email == key)
    found = db.session.execute(by_name).scalar_one_or_none()
    return found or db.session.execute(by_email).scalar_one_or_none()


def relations(reader: Person, person_id: UUID) -> frozenset[Relation]:
    """What ``reader`` is to a person today. Empty for a colleague.

    Nobody uses an HR right on their own record: being oneself excludes every other relation.
    """
    today = clock.today()
    if reader.id == person_id:
        return frozenset({Relation.FORMER_STAFF if reader.has_left(today) else Relation.SELF})
    permissions = permissions_held_by(reader)
    found: set[Relation] = set()
    if HR_READS in permissions:
        found.add(Relation.HR)
    if Permission.TEAM_READ in permissions:
        found |= _supervising_relations(reader, person_id, today)
    if Permission.GRANT_READ in permissions and _is_granted(reader, person_id, today):
        found.add(Relation.AUDITOR)
    if Permission.VERIFICATION_MAKE in permissions and appointments.find_appointment(reader, person_id, today):
        found.add(Relation.ASSESSOR)
    return frozenset(found)


def may_keep_account_of(person: Person, by: Person) -> bool:
    """Whether ``by`` may give every role that an account holds, and so may keep it and make a way into it."""
    return roles_of(person) <= grantable_by(roles_of(by))


def sees_until(reader: Person, person_id: UUID) -> datetime | None:
    """When the reader's time with someone ended: what came later is not theirs. None for everyone who goes on.

    Being appointed to verify opens nothing of it again.
    """
    if relations(reader, person_id) - {Relation.UPLINE, Relation.ASSESSOR} != {Relation.FORMER_SUPERVISOR}:
        return None
    ended = [one.ends_on for one in supervision.list_assignments_between(reader.id, person_id) if one.ends_on]
    return clock.end_of(max(ended)) if ended else None


def _supervising_relations(reader: Person, person_id: UUID, today: date) -> set[Relation]:
    found: set[Relation] = set()
    for assignment in supervision.list_assignments_between(reader.id, person_id):
        if assignment.covers(today):
            rates = assignment.kind in RATING_KINDS
            found.add(Relation.SUPERVISOR if rates else Relation.SECOND)
        elif assignment.starts_on <= today:
            found.add(Relation.FORMER_SUPERVISOR)
    if Relation.SUPERVISOR in found:
        found.discard(Relation.FORMER_SUPERVISOR)
    if Relation.SUPERVISOR not in found and _is_upline(reader, person_id, today):
        found.add(Relation.UPLINE)
    return found


def _is_upline(reader: Person, person_id: UUID, today: date) -> bool:
    above = select(Person.id).where(Person.id == person_id, supervision.upline_of(reader, today))
    return db.session.execute(above).first() is not None


def _is_granted(reader: Person, person_id: UUID, today: date) -> bool:
    granted = select(Person.id).where(Person.id == person_id, _granted_to(reader, today))
    return db.session.execute(granted).first() is not None


def auditor_kinds(reader: Person, person_id: UUID) -> frozenset[str]:
    """The kinds of report an auditor's grants in force name for one person."""
    if Permission.GRANT_READ not in permissions_held_by(reader):
        return frozenset()
    statement = select(AuditorGrant.kinds).where(
        AuditorGrant.id == AuditorGrantPerson.grant_id,
        AuditorGrantPerson.person_id == person_id,
        AuditorGrant.auditor_id == reader.id,
        AuditorGrant.ends_on >= clock.today(),
    )
    return frozenset(kind for kinds in db.session.execute(statement).scalars() for kind in kinds)


def get_assignment(assignment_id: UUID, reader: Person) -> SupervisionAssignment:
    """One assignment of a person the reader may know of, or 404."""
    assignment = db.session.get(SupervisionAssignment, assignment_id)
    if assignment is None:
        abort(404)
    get_visible(assignment.person_id, reader)
    return assignment


def get_grant(grant_id: UUID) -> AuditorGrant:
    """One auditor's grant with the people named in it, or 404."""
    statement = select(AuditorGrant).where(AuditorGrant.id == grant_id).options(selectinload(AuditorGrant.people))
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def list_people(ids: Iterable[UUID]) -> Sequence[Person]:
    """People by identifier, by name."""
    statement = select(Person).where(Person.id.in_(list(ids))).order_by(func.lower(Person.name), Person.id)
    return db.session.execute(statement).scalars().all()


def is_supervisor_of(supervisor: Person, person_id: UUID, *, rating: bool) -> bool:
    """Whether someone supervises a person today; ``rating`` leaves out second and clinical oversight."""
    if Permission.TEAM_READ not in permissions_held_by(supervisor):
        return False
    today = clock.today()
    return any(
        assignment.covers(today) and (assignment.kind in RATING_KINDS or not rating)
        for assignment in supervision.list_assignments_between(supervisor.id, person_id)
    )


def list_team(supervisor: Person, *, rating_only: bool = False) -> Sequence[Person]:
    """The people assigned to a supervisor today, by name; ``rating_only`` leaves out second and clinical oversight."""
    today = clock.today()
    statement = (
        select(Person)
        .where(
            supervision.supervised_by(supervisor, today, rating_only=rating_only),
            or_(Person.left_on.is_(None), Person.left_on >= today),
        )
        .order_by(Person.name, Person.id)
    )
    return db.session.execute(statement).scalars().all()


def list_team_with_kind(supervisor: Person) -> list[tuple[Person, bool]]:
    """The people assigned to a supervisor today, by name, each with whether the supervisor rates and signs for them."""
    today = clock.today()
    statement = (
        select(Person, supervision.supervised_by(supervisor, today, rating_only=True))
        .where(
            supervision.supervised_by(supervisor, today),
            or_(Person.left_on.is_(None), Person.left_on >= today),
        )
        .order_by(Person.name, Person.id)
    )
    return [(person, bool(rates)) for person, rates in db.session.execute(statement)]


def name_matches(search: str) -> ColumnElement[bool]:
    """A condition on ``Person``: every word occurs in the name or the sign-in name."""
    words = search.lower().split()[:MOST_WORDS]
    return and_(
        true(),
        *(
            or_(
                func.lower(Person.name).contains(word, autoescape=True),
                Person.sign_in_name.contains(word, autoescape=True),
            )
            for word in words
        ),
    )


def list_with_role(role: Role) -> Sequence[Person]:
    """Everyone who holds a role and still works here, by name."""
    today = clock.today()
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.ended_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on >= today),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return db.session.execute(statement).scalars().all()


def list_programs() -> Sequence[Program]:
    """All programs by name."""
    return db.session.execute(select(Program).order_by(func.lower(Program.name))).scalars().all()


def list_sites() -> Sequence[Site]:
    """All sites by name."""
    return db.session.execute(select(Site).order_by(func.lower(Site.name))).scalars().all()


def find_site(person: Person) -> Site | None:
    """At which site someone works."""
    statement = select(Site).join(PersonSite, PersonSite.site_id == Site.id).where(PersonSite.person_id == person.id)
    return db.session.execute(statement).scalar_one_or_none()


def list_job_titles() -> Sequence[str]:
    """The job titles people hold, by name."""
    titles = select(Person.job_title).where(Person.job_title != "").distinct()
    return sorted(db.session.execute(titles).scalars(), key=str.casefold)


def list_grants_to(auditor: Person) -> Sequence[AuditorGrant]:
    """An auditor's grants, the latest end first, with the people named in them."""
    statement = (
        select(AuditorGrant)
        .where(AuditorGrant.auditor_id == auditor.id)
        .options(selectinload(AuditorGrant.people))
        .order_by(AuditorGrant.ends_on.desc(), AuditorGrant.id)
    )
    return db.session.execute(statement).scalars().all()


def names_of(people: Sequence[UUID | None]) -> dict[UUID, str]:
    """The names behind identifiers, for lines that store no foreign key."""
    wanted = {person_id for person_id in people if person_id is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def count_people() -> int:
    """How many people the database holds; zero means a new installation."""
    return db.session.execute(select(func.count()).select_from(Person)).scalar_one()
