import subprocess
import sys
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.command_line.conftest import Operator, environment
from tests.support import databases
from tests.support.visitor import Visitor
from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED, Assessment, Rating
from tracker.consultations.models import Attendance, EntryKind, LogEntry
from tracker.credentials.models import Credential
from tracker.database import Base, db
from tracker.demo import cast
from tracker.files.models import Logo
from tracker.goals.models import Goal, GoalStatus
from tracker.jobs.models import Job, JobState, JobStep, StepState
from tracker.observations.models import Observation
from tracker.people.models import AssignmentKind, AuditorGrantPerson, Installation, Person, Role, RoleGrant
from tracker.people.models import SupervisionAssignment as Assignment
from tracker.reviews.models import Review, State
from tracker.settings.models import Employer
from tracker.signatures.models import Meaning, Signature, Statement
from tracker.verifications.models import (
    EXPECTED_LEVEL,
    Appointment,
    Occasion,
    Requirement,
    Verification,
    VerifiedItem,
)

SMALL = ("demo", "--people", "6", "--years", "1")
# Tells the story as if it were an hour of one day, in a process whose sets have an order of their own.
AT_AN_HOUR = """
import sys, time_machine
time_machine.travel(sys.argv.pop(1)).start()
from tracker.command_line import main
main()
"""


def tell(database, hour, hashes, *args):
    return subprocess.run(
        [sys.executable, "-c", AT_AN_HOUR, f"2026-11-20T{hour}:00+00:00", *SMALL, *args],
        env=environment(database, PYTHONHASHSEED=hashes),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def demos(database, tmp_path_factory):
    """Three demos: two of one seed, told at other hours; one of another."""
    folder = tmp_path_factory.mktemp("demos")
    made = [databases.copy_of_template(database, folder) for _ in range(3)]
    said = [
        tell(made[0], "15:10", "1"),
        tell(made[1], "22:50", "2"),
        tell(made[2], "15:10", "1", "--seed", "2"),
    ]
    operators = [Operator(one) for one in made]
    yield operators, said
    for operator in operators:
        operator.end()
        databases.drop(operator.database)


@pytest.fixture
def demo(demos):
    return demos[0][0]


def test_it_says_who_one_can_enter_as(demos):
    _operators, said = demos
    for done in said:
        assert done.returncode == 0, done.stderr
        assert cast.PASSWORD in done.stdout
        for sign_in_name, words in cast.DOORS:
            assert f"  {sign_in_name:18} {words}" in done.stdout


# Filled anew each time: identifiers, times, secrets and what is computed from them.
BY_CHANCE = {"mark", "salt", "comment_salt", "sha256", "content", "hash", "token_hash", "local_time", "place", "key"}


def told(operator):
    """How many rows each table has, and every text, number and day in them."""
    found = {}
    for name, table in sorted(Base.metadata.tables.items()):
        columns = [
            column
            for column in table.columns
            if column.name not in BY_CHANCE and column.type.python_type.__name__ in ("str", "int", "date", "bool")
            if not (name == "trail_line" and column.name == "id")
        ]
        rows = operator.read(select(*columns) if columns else select(func.count()).select_from(table))
        found[name] = sorted(map(repr, rows))
    return found


def test_the_same_seed_gives_the_same_people_counts_and_texts(demos):
    first, second, other = (told(operator) for operator in demos[0])
    for name, rows in first.items():
        assert rows == second[name], name
    assert first["person"] != other["person"]
    assert first["rating"] != other["rating"]


def test_it_has_the_people_asked_for_and_everyone_around_them(demo):
    roles = dict(demo.read(select(RoleGrant.role, func.count()).group_by(RoleGrant.role)))
    assert roles == {Role.EMPLOYEE: 6 + 4 + 1, Role.SUPERVISOR: 5, Role.HR: 2, Role.ADMINISTRATOR: 1, Role.AUDITOR: 1}
    assert demo.read(select(AuditorGrantPerson))
    assert demo.read(select(Credential.id))


def test_documents_have_a_logo_and_there_are_files_of_many_a_waiting_one_and_one_that_failed(demo):
    assert demo.read(select(Employer.logo_sha256, Logo.sha256).join(Logo, Logo.sha256 == Employer.logo_sha256))
    states = demo.read(select(Job.kind, Job.state).order_by(Job.created_at))
    assert states == [("reports", JobState.FAILED), ("reports", JobState.WAITING)]
    assert demo.read(select(JobStep.state)) == [(StepState.FAILED,)]


def shown(operator, column):
    return {value for (value,) in operator.read(select(column).distinct())}


def test_it_has_every_state_of_every_record(demo):
    assert shown(demo, Review.state) == set(State)
    assert shown(demo, Goal.status) == set(GoalStatus)
    assert shown(demo, Assignment.kind) == set(AssignmentKind)
    assert shown(demo, LogEntry.kind) == set(EntryKind)
    assert shown(demo, Signature.meaning) >= {Meaning.AGREE, Meaning.DISAGREE}
    assert shown(demo, Rating.answer) >= {"1", "2", "3", "4", "5", IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED}
    for column in (
        Observation.shared_at,
        Verification.withdrawn_at,
        Signature.voided_at,
        Attendance.confirmed_at,
        Assignment.ends_on,
    ):
        assert shown(demo, column.is_(None)) == {True, False}, column
    assert shown(demo, VerifiedItem.level >= EXPECTED_LEVEL) == {True, False}
    assert Occasion.INITIAL in shown(demo, Verification.occasion)
    assert demo.read(select(Statement.id))
    assert shown(demo, Requirement.ended_at.is_(None)) == {True, False}
    assert demo.read(select(Appointment.id))
    sent = demo.read(select(Assessment.employee_sent_at.is_(None), Assessment.supervisor_sent_at.is_(None)).distinct())
    assert set(sent) == {(True, True), (False, True), (True, False), (False, False)}
    groups = select(Attendance.entry_id).group_by(Attendance.entry_id).having(func.count() > 1)
    assert demo.read(groups)


def test_nothing_in_it_lies_in_the_future_or_before_someone_was_hired(demo):
    later = select(func.count()).select_from(LogEntry).where(LogEntry.held_on > date(2026, 11, 20))
    early = (
        select(func.count())
        .select_from(Attendance)
        .join(LogEntry, LogEntry.id == Attendance.entry_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(LogEntry.held_on < Person.hired_on)
    )
    assert demo.read(later) == demo.read(early) == [(0,)]


@pytest.mark.parametrize("door", [name for name, _words in cast.DOORS])
def test_each_door_opens_and_every_page_says_that_it_is_a_demo(demo, door):
    with demo.app.app_context():
        visitor = Visitor(demo.app)
        assert visitor.get("/sign-in").says("Demo. Everyone here is invented.")
        page = visitor.follow(visitor.post(f"/demo/enter/{door}"))
        assert page.says("Demo. Everyone here is invented.")
        assert page.says(cast.EMPLOYER)
        db.session.remove()


def test_the_way_in_exists_in_no_other_database(operator):
    operator.run("person", "create", "--sign-in", "ana.ruiz", "--name", "Ana Ruiz", "--role", "employee")
    with operator.app.app_context():
        visitor = Visitor(operator.app)
        assert not visitor.get("/sign-in").says("Demo")
        visitor.post("/demo/enter/ana.ruiz", status=404)
        db.session.remove()


def test_a_database_with_people_is_refused_and_stays_what_it_is(operator):
    operator.run("person", "create", "--sign-in", "ruth", "--name", "Ruth", "--role", "hr")
    said = operator.run(*SMALL, status=1)
    assert said == "This database has people in it. A demo needs an empty one."
    assert operator.read(select(Installation.is_demo)) == [(False,)]
    assert operator.read(select(Person.sign_in_name)) == [("ruth",)]


def test_a_demo_is_told_once(demos):
    done = tell(demos[0][0].database, "23:00", "1")
    assert done.returncode == 1
    assert done.stderr.strip() == "This database has people in it. A demo needs an empty one."


@pytest.mark.parametrize("args", [("--people", "2"), ("--years", "0"), ("--seed", "x")], ids=" ".join)
def test_numbers_that_cannot_be_are_refused(operator, args):
    assert "Invalid value" in operator.run("demo", *args, status=2)
