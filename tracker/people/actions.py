"""Adding and changing people, roles, assignments and auditors' grants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.access.permissions import grantable_by
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _, say_date
from tracker.people import details, queries, supervision
from tracker.people.models import (
    AssignmentKind,
    AuditorGrant,
    AuditorGrantPerson,
    Detail,
    Employment,
    Installation,
    Person,
    Program,
    Role,
    RoleGrant,
    SupervisionAssignment,
)


def install() -> None:
    """Write the one row about this installation, if it is not there yet."""
    if db.session.get(Installation, 1) is None:
        db.session.add(Installation(id=1))
        db.session.flush()


def mark_as_demo(employer_name: str) -> None:
    """Say on every page that the people in this database are invented.

    :raises Refusal: when there are people in it already.
    """
    if queries.count_people():
        raise Refusal(_("This database has people in it. A demo needs an empty one."))
    install()
    row = db.session.get_one(Installation, 1)
    row.is_demo, row.demo_employer_name = True, employer_name


def find_or_add_program(name: str) -> Program | None:
    """The program of this name, made when there is none; None for an empty name."""
    if not name:
        return None
    found = db.session.execute(select(Program).where(func.lower(Program.name) == name.lower())).scalar_one_or_none()
    if found is None:
        found = Program(name=name)
        db.session.add(found)
        db.session.flush()
    return found


def add_person(
    *,
    sign_in_name: str,
    name: str,
    roles: Iterable[Role],
    email: str | None = None,
    legal_name: str | None = None,
    job_title: str = "",
    program: str = "",
    employment: Employment = Employment.PAID,
    hired_on: date | None = None,
    site: str = "",
    key: UUID | None = None,
    by: Person | None,
) -> Person:
    """Add someone with an account and roles.

    :raises Refusal: when the sign-in name or address is taken, or a role is not the maker's to give.
    """
    sign_in_name, address = sign_in_name.strip().lower(), (email or "").strip().lower() or None
    _refuse_taken(sign_in_name, address, but=None)
    place = find_or_add_program(program)
    person = Person(
        sign_in_name=sign_in_name,
        email=address,
        name=name,
        legal_name=legal_name or None,
        job_title=job_title,
        program_id=place.id if place else None,
        employment=employment,
        hired_on=hired_on,
    )
    if key is not None:
        person.id = key
    db.session.add(person)
    db.session.flush()
    if site:
        details.place_at_site(person, site)
    audit.record("person.added", by=by, kind="person", record_id=person.id, about_id=person.id)
    for role in sorted(set(roles)):
        give_role(person, role, by=by)
    return person


def refuse_account(person: Person, by: Person) -> None:
    """Whoever keeps an account can shut its owner out or get in: it takes the right to give every role it holds.

    One's own account is refused by each act in its own words.

    :raises NotAllowed: for an account that holds more.
    """
    if person.id != by.id and not queries.may_keep_account_of(person, by):
        raise NotAllowed(_("Only an administrator keeps the account of %(name)s.", name=person.name))


def _refuse_taken(sign_in_name: str, email: str | None, *, but: Person | None) -> None:
    """Sign-in names and addresses share one field on the sign-in page, so neither may equal another's."""
    if not sign_in_name or any(letter.isspace() for letter in sign_in_name):
        raise Refusal(_("Write a sign-in name without spaces, such as ana.ruiz."))
    for key in filter(None, (sign_in_name, email)):
        other = queries.find_by_sign_in(key)
        if other is not None and (but is None or other.id != but.id):
            raise Refusal(_("'%(name)s' is taken. Choose another sign-in name or address.", name=key))


def edit_person(
    person: Person,
    *,
    sign_in_name: str,
    name: str,
    email: str | None,
    legal_name: str | None,
    job_title: str,
    program: str,
    employment: Employment,
    hired_on: date | None,
    left_on: date | None,
    site: str | None = None,
    by: Person,
) -> list[str]:
    """Change what is known of someone; return the names of the fields that changed. What was before is kept.

    :param site: the name of the site, empty for none; None leaves it as it is.

    :raises Refusal: on one's own record, when a name is taken, or when the last day lies before the first.
    """
    refuse_own(person.id, by.id)
    refuse_account(person, by)
    address = (email or "").strip().lower() or None
    _refuse_taken(sign_in_name.strip().lower(), address, but=person)
    if left_on and hired_on and left_on < hired_on:
        raise Refusal(_("The last day of work cannot come before the first."))
    place = find_or_add_program(program)
    wanted = {
        "sign_in_name": sign_in_name.strip().lower(),
        "name": name,
        "email": address,
        "legal_name": legal_name or None,
        "job_title": job_title,
        "program_id": place.id if place else None,
        "employment": employment,
        "hired_on": hired_on,
        "left_on": left_on,
    }
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    details.keep_former(person, changed, by=by)
    for field in changed:
        setattr(person, field, wanted[field])
    site_before = details.place_at_site(person, site) if site is not None else None
    if site_before is not None:
        changed.append("site")
        details.note_former(person, Detail.SITE, site_before, by=by)
    db.session.flush()
    if changed:
        audit.record("person.changed", by=by, kind="person", record_id=person.id, about_id=person.id, fields=changed)
    return changed


def give_role(person: Person, role: Role, *, by: Person | None) -> None:
    """Give someone a role; giving it twice changes nothing.

    :raises Refusal: to oneself, or a role the giver may not give. The operator may give any.
    """
    _refuse_ungrantable(person, role, by)
    if role in _held(person):
        return
    db.session.add(RoleGrant(person_id=person.id, role=role, granted_by_id=by.id if by else None))
    db.session.flush()
    audit.record("role.given", by=by, kind="role", record_id=person.id, about_id=person.id, fields=[role])


def take_role(person: Person, role: Role, *, by: Person) -> None:
    """End a role someone holds; the grant stays readable with its dates.

    :raises Refusal: from oneself, or a role the taker may not take.
    """
    _refuse_ungrantable(person, role, by)
    grant = _held(person).get(role)
    if grant is None:
        return
    grant.ended_at, grant.ended_by_id = clock.now(), by.id
    db.session.flush()
    audit.record("role.taken", by=by, kind="role", record_id=person.id, about_id=person.id, fields=[role])


def _refuse_ungrantable(person: Person, role: Role, by: Person | None) -> None:
    if by is None:
        return
    refuse_own(person.id, by.id)
    if role not in grantable_by(queries.roles_of(by)):
        raise Refusal(_("You cannot give or take this role. Ask an administrator."))


def _held(person: Person) -> dict[Role, RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None))
    return {grant.role: grant for grant in db.session.execute(statement).scalars()}


def assign(
    person: Person,
    supervisor: Person,
    *,
    kind: AssignmentKind,
    starts_on: date,
    ends_on: date | None,
    key: UUID | None = None,
    by: Person | None,
) -> SupervisionAssignment:
    """Assign a supervisor to someone from a day on.

    :raises Refusal: for oneself, a circle, someone without the supervisor role, dates running
        backward, a backup without an end, or a second primary at the same time.
    """
    refuse_own(person.id, by.id if by else None)
    if by is not None and supervisor.id == by.id:
        raise NotAllowed(_("Nobody assigns themselves. Ask a colleague in HR; an administrator can name one."))
    _refuse_supervisor(person, supervisor)
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    if kind is AssignmentKind.BACKUP and ends_on is None:
        raise Refusal(_("A backup supervisor needs a last day."))
    if kind is AssignmentKind.PRIMARY:
        _refuse_second_primary(person, starts_on, ends_on)
    assignment = SupervisionAssignment(
        person_id=person.id,
        supervisor_id=supervisor.id,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by_id=by.id if by else None,
    )
    if key is not None:
        assignment.id = key
    db.session.add(assignment)
    db.session.flush()
    audit.record(
        "assignment.made", by=by, kind="assignment", record_id=assignment.id, about_id=person.id, fields=[kind]
    )
    return assignment


def _refuse_supervisor(person: Person, supervisor: Person) -> None:
    if person.id == supervisor.id:
        raise Refusal(_("Nobody supervises themselves. Choose someone else."))
    if Role.SUPERVISOR not in queries.roles_of(supervisor) or supervisor.has_left(clock.today()):
        raise Refusal(_("%(name)s does not hold the supervisor role now. Give it first.", name=supervisor.name))
    if person.id in supervision.list_upline(supervisor.id):
        raise Refusal(
            _(
                "%(person)s supervises %(supervisor)s already, directly or through others. That would be a circle.",
                person=person.name,
                supervisor=supervisor.name,
            )
        )


def _refuse_second_primary(
    person: Person, starts_on: date, ends_on: date | None, *, but: SupervisionAssignment | None = None
) -> None:
    for standing in supervision.list_assignments_of(person):
        if standing.kind is not AssignmentKind.PRIMARY or standing is but:
            continue
        starts_before_it_ends = standing.ends_on is None or starts_on <= standing.ends_on
        ends_after_it_starts = ends_on is None or standing.starts_on <= ends_on
        if starts_before_it_ends and ends_after_it_starts:
            raise Refusal(
                _(
                    "%(name)s is the primary supervisor since %(day)s. End that assignment first: "
                    "one primary at a time.",
                    name=standing.supervisor.name,
                    day=say_date(standing.starts_on),
                )
            )


def end_assignment(assignment: SupervisionAssignment, *, ends_on: date, by: Person | None) -> None:
    """Give an assignment its last day; it stays in the history.

    :raises Refusal: before its first day, when it has ended, on one's own record, or when the
        last day would reach into the next primary supervisor's time.
    """
    person = db.session.get_one(Person, assignment.person_id)
    refuse_own(person.id, by.id if by else None)
    if assignment.ends_on is not None and assignment.ends_on < clock.today():
        raise Stale(_("This assignment has ended already."))
    if ends_on < assignment.starts_on:
        raise Refusal(_("The last day cannot come before the first, %(day)s.", day=say_date(assignment.starts_on)))
    if assignment.kind is AssignmentKind.PRIMARY:
        _refuse_second_primary(person, assignment.starts_on, ends_on, but=assignment)
    assignment.ends_on = ends_on
    db.session.flush()
    audit.record("assignment.ended", by=by, kind="assignment", record_id=assignment.id, about_id=assignment.person_id)


def grant_auditor(
    auditor: Person,
    people: Iterable[Person],
    *,
    kinds: Iterable[str],
    ends_on: date,
    reason: str,
    key: UUID | None = None,
    by: Person,
) -> AuditorGrant:
    """Let an auditor read kinds of report of named people until a day.

    :raises Refusal: without people, kinds or a coming end date, to oneself, of one's own record, or to
        someone who is no auditor.
    """
    named, chosen = list(people), sorted(set(kinds))
    for person in (auditor, *named):
        refuse_own(person.id, by.id)
    if Role.AUDITOR not in queries.roles_of(auditor):
        raise Refusal(_("%(name)s does not hold the auditor role. Give it first.", name=auditor.name))
    if not named or not chosen:
        raise Refusal(_("Choose at least one person and one kind of report."))
    if ends_on < clock.today():
        raise Refusal(_("Choose an end date that is today or later."))
    grant = AuditorGrant(
        auditor_id=auditor.id,
        granted_by_id=by.id,
        kinds=chosen,
        ends_on=ends_on,
        reason=reason,
        people=[AuditorGrantPerson(person_id=person.id) for person in named],
    )
    if key is not None:
        grant.id = key
    db.session.add(grant)
    db.session.flush()
    for person in named:
        audit.record("grant.made", by=by, kind="grant", record_id=grant.id, about_id=person.id, fields=chosen)
    return grant


def end_grant(grant: AuditorGrant, *, by: Person) -> None:
    """End an auditor's grant as of yesterday, so that nothing can be read from now on.

    :raises NotAllowed: for the auditor, and for whom it names.
    :raises Stale: when it has ended: its last day stays what it was.
    """
    for person_id in (grant.auditor_id, *(named.person_id for named in grant.people)):
        refuse_own(person_id, by.id)
    if grant.ends_on < clock.today():
        raise Stale(_("This grant has ended already."))
    grant.ends_on = date.fromordinal(clock.today().toordinal() - 1)
    db.session.flush()
    for named in grant.people:
        audit.record("grant.ended", by=by, kind="grant", record_id=grant.id, about_id=named.person_id)
