from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.access.scene import Scene
from tests.access.test_who_reaches_what import ROWS, by_records
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.access.reading import Relation
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people import actions as people
from tracker.people import queries as known
from tracker.people.models import Role
from tracker.verifications import appointing, appointments
from tracker.verifications.models import Appointment, AssessorQualification, Method, Qualification, Verification


@pytest.fixture
def abe(world):
    return world.person("Abe Assessor")


def lines(appointment):
    statement = select(TrailLine).where(TrailLine.record_id == appointment.id).order_by(TrailLine.id)
    return [(line.event, line.about_id) for line in db.session.execute(statement).scalars()]


def fresh(appointment):
    return appointments.get_appointment(appointment.id)


class TestAppointing:
    def test_somebody_may_verify_named_people_though_not_their_supervisor(self, world, abe):
        appointed = world.appoint(abe, world.ana)
        made = world.verification(by=abe)
        assert made.assessor_id == abe.id
        why = db.session.get_one(AssessorQualification, made.id)
        assert (why.kind, why.appointment_id) == (Qualification.CREDENTIAL, appointed.id)
        assert lines(appointed) == [("assessor.appointed", abe.id), ("assessor.appointed", world.ana.id)]

    def test_or_everyone_in_a_program_on_the_day(self, world, abe):
        luis = world.person("Luis Ortega", program="Warm line")
        world.appoint(abe, program=luis_program(luis))
        assert world.verification(person=luis, by=abe)
        with pytest.raises(NotAllowed, match="or someone HR appointed"):
            world.verification(by=abe)
        luis.program_id = None
        db.session.commit()
        with pytest.raises(NotAllowed):
            world.verification(person=luis, by=abe)

    def test_never_themselves_though_their_program_is_named(self, world):
        abe = world.person("Abe Assessor", Role.EMPLOYEE, Role.SUPERVISOR, program="Warm line")
        world.appoint(abe, program=luis_program(abe))
        with pytest.raises(NotAllowed, match="Nobody verifies themselves"):
            world.verification(person=abe, by=abe)
        assert appointments.list_to_verify(abe, clock.today()) == []
        assert known.relations(abe, abe.id) == {Relation.SELF}

    def test_nobody_is_appointed_for_themselves_or_by_themselves(self, world, abe):
        with pytest.raises(Refusal, match="Leave Abe Assessor out"):
            world.appoint(abe, world.ana, abe)
        both = world.person("Rhea Both", Role.HR, Role.EMPLOYEE)
        for assessor, named in ((both, world.ana), (abe, both)):
            with pytest.raises(Refusal, match="on their own record"):
                world.appoint(assessor, named, by=both)

    @pytest.mark.parametrize("name", ["admin", "dana", "ana"])
    def test_only_hr_appoints_and_ends(self, world, abe, name):
        with pytest.raises(NotAllowed, match="HR appoints"):
            world.appoint(abe, world.person("Luis Ortega"), by=getattr(world, name))
        made = world.appoint(abe, world.ana)
        with pytest.raises(NotAllowed, match="HR appoints"):
            appointing.end_appointment(fresh(made), by=getattr(world, name))

    def test_somebody_is_named_and_the_assessor_works_here(self, world, abe):
        with pytest.raises(Refusal, match="at least one person or a program"):
            world.appoint(abe)
        abe.left_on = clock.today() - timedelta(days=1)
        db.session.commit()
        for assessor in (abe, world.admin):
            with pytest.raises(Refusal, match="neither employee nor supervisor"):
                world.appoint(assessor, world.ana)

    @pytest.mark.parametrize(("start", "end"), [(5, 4), (-9, -1)])
    def test_the_days_run_forward_and_end_today_or_later(self, world, abe, start, end):
        today = clock.today()
        with pytest.raises(Refusal, match="The last day cannot come before"):
            world.appoint(abe, world.ana, starts_on=today + timedelta(days=start), ends_on=today + timedelta(days=end))

    def test_first_and_last_day_count_and_no_other(self, world, abe):
        today = clock.today()
        made = world.appoint(abe, world.ana, starts_on=today, ends_on=today)
        assert world.verification(by=abe)
        for move in (1, -1):
            made.starts_on = made.ends_on = today + timedelta(days=move)
            db.session.commit()
            with pytest.raises(NotAllowed):
                world.verification(by=abe)

    def test_what_was_shown_before_the_first_day_is_for_a_supervisor(self, world, abe):
        made = world.appoint(abe, world.ana)
        with pytest.raises(Refusal, match="What was shown before that is for a supervisor of Ana Ruiz"):
            world.verification(by=abe, observed_on=made.starts_on - timedelta(days=1))
        assert world.verification(by=abe, observed_on=made.starts_on)

    def test_ended_it_opens_nothing_and_stays_once(self, world, abe):
        made = world.appoint(abe, world.ana)
        verified = world.verification(by=abe)
        appointing.end_appointment(fresh(made), by=world.hr)
        db.session.commit()
        with pytest.raises(NotAllowed):
            world.verification(by=abe)
        assert known.relations(abe, world.ana.id) == frozenset()
        assert db.session.get_one(AssessorQualification, verified.id).appointment_id == made.id
        assert lines(made)[2:] == [("assessor.ended", abe.id), ("assessor.ended", world.ana.id)]
        with pytest.raises(Stale, match="over already"):
            appointing.end_appointment(fresh(made), by=world.hr)

    def test_one_whose_last_day_has_passed_keeps_it(self, world, abe):
        made = world.appoint(abe, world.ana)
        made.ends_on = clock.today() - timedelta(days=1)
        db.session.commit()
        with pytest.raises(Stale, match="over already"):
            appointing.end_appointment(fresh(made), by=world.hr)

    def test_it_is_void_while_the_role_is_taken(self, world, abe):
        world.appoint(abe, world.ana)
        people.take_role(abe, Role.EMPLOYEE, by=world.hr)
        db.session.commit()
        assert known.relations(abe, world.ana.id) == frozenset()
        with pytest.raises(NotAllowed):
            world.verification(by=abe)

    def test_below_steady_is_for_those_who_make_goals(self, world, abe):
        world.appoint(abe, world.ana)
        with pytest.raises(Refusal, match="Goals are made by Ana Ruiz and the primary supervisor"):
            world.verification(by=abe, level=3)

    def test_a_failing_trail_leaves_nothing_changed(self, world, abe, break_trail):
        made = world.appoint(abe, world.ana)

        break_trail()
        for act in (
            lambda: world.appoint(abe, world.ana),
            lambda: appointing.end_appointment(fresh(made), by=world.hr),
        ):
            with pytest.raises(RuntimeError):
                act()
            db.session.rollback()
        assert db.session.execute(select(Appointment.ended_at)).scalars().all() == [None]


def luis_program(person):
    return next(one for one in known.list_programs() if one.id == person.program_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"appointed_by_id": "assessor"},
        {"ends_on": "yesterday"},
        {"ended_at": "now"},
        {"program_id": UNKNOWN},
        {"assessor_id": UNKNOWN},
    ],
    ids=str,
)
def test_the_database_refuses(world, abe, wrong):
    today = clock.today()
    places = {"assessor": abe.id, "yesterday": today - timedelta(days=1), "now": clock.now()}
    values = {
        "id": uuid4(),
        "assessor_id": abe.id,
        "appointed_by_id": world.hr.id,
        "starts_on": today,
        "ends_on": today,
        "qualification": "training",
        "qualified_by": "Course",
        "created_at": clock.now(),
        **{name: places.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()},
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Appointment).values(values))


class TestSelfVerification:
    """Refused on every path, whatever roles somebody holds."""

    @pytest.mark.parametrize("role", list(Role))
    def test_by_the_action_and_by_the_page(self, world, visit, role):
        sam = world.person("Sam Several", role, Role.SUPERVISOR, Role.EMPLOYEE)
        with pytest.raises(NotAllowed, match="Nobody verifies themselves"):
            world.verification(person=sam, by=sam)
        path = f"/people/{sam.id}/verifications/new"
        assert visit(sam).get(path, 403).says("Nobody verifies themselves.")
        visit(sam).post(path, {"items": ["ADV-T01"]}, 403)
        visit(sam).post(f"/people/{sam.id}/verifications/sentences", {"items": ["ADV-T01"]}, 403)

    def test_in_a_batch_of_rows_the_database_refuses_all(self, world):
        values = {
            "assessor_id": world.dana.id,
            "assessor_qualified_by": "CRSS",
            "method": Method.TEST,
            "event": "Quiz",
            "observed_on": clock.today(),
            "occasion": "initial",
            "evidence": "Nine of ten.",
        }
        rows = [{"id": uuid4(), "person_id": one.id, **values} for one in (world.ana, world.dana)]
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(insert(Verification), rows)
        assert db.session.execute(select(Verification)).scalars().all() == []


OPEN_TO_ASSESSORS = {
    "verifications.index",
    "verifications.new",
    "verifications.sentences",
    "verifications.show",
    # Everyone's.
    "frameworks.show",
    # Leads to the sheet.
    "people.show",
    # Hangs on every wall.
    "settings.picture",
    # Proves to anyone that a copy is genuine, and says no more of it than stands on the copy.
    "verify.show",
}


def is_open_to_assessors(row):
    # The sheet is a document too: /reports/verification.
    return row.endpoint in OPEN_TO_ASSESSORS or "{link}" in row.path or row.path.startswith("/reports/verification/")


NOT_OPEN = [row for row in ROWS if "{" in row.path and not is_open_to_assessors(row)]


# One scene for all that is done to the same records: what is refused changes nothing.
@pytest.mark.parametrize("rows", [pytest.param(rows, id=key) for key, rows in by_records(NOT_OPEN).items()])
def test_an_appointed_assessor_reaches_nothing_else_of_a_person(rows, world, abe, visit):
    scene = Scene(world)
    world.appoint(abe, scene.owner)
    review = scene[rows[0].state] if rows[0].state != "-" else ""
    visitor = visit(abe)
    token, reached = visitor._token(), []
    for row in rows:
        path = row.path.replace("{review}", review).format_map(scene)
        data = {"csrf_token": token, "reason": "x"} if row.method == "POST" else None
        wanted = {403, 404, 409} if row.endpoint == "verifications.withdraw" else {403, 404}
        answer = visitor.raw(row.method, path, data=data)
        if answer.status_code not in wanted:
            reached.append((row.method, row.endpoint, answer.status_code))
    assert reached == []


class TestReading:
    def test_the_sheet_and_the_name(self, world, abe, visit):
        world.require("ADV-T01")
        made = world.verification("ADV-T03")
        world.appoint(abe, world.ana)
        visitor = visit(abe)
        assert visitor.get("/").says("Ana Ruiz")
        page = visitor.follow(visitor.get(f"/people/{world.ana.id}", 302))
        assert page.says("What the job requires")
        assert not page.says("Peer specialist")
        visitor.get(f"/verifications/{made.id}")

    def test_the_list_of_people_keeps_their_details(self, world, visit):
        upper = world.person("Ruth Abara", Role.SUPERVISOR)
        world.appoint(upper, world.ana)
        page = visit(upper).get("/people/")
        assert not page.says("Ana Ruiz")

    def test_a_goal_is_not_named_to_them(self, world, abe, visit):
        from tests.verifications.test_actions import read_goal, shown

        goal = read_goal(world, world.goal("ADV-T01", statement="I want to lead."))
        made = world.verification(shown=shown(world, "ADV-T01", level=3, goal=goal))
        world.appoint(abe, world.ana)
        for path in (f"/people/{world.ana.id}/verifications", f"/verifications/{made.id}"):
            page = visit(abe).get(path)
            assert page.says("Shown at level 3; next step agreed")
            assert not page.says("I want to lead.")
            assert visit(world.ana).get(path).says("I want to lead.")

    def test_a_former_supervisor_who_is_appointed_reads_nothing_later_by_it(self, world):
        former = world.person("Fay Former", Role.SUPERVISOR)
        today = clock.today()
        world.assign(world.ana, former, starts_on=today - timedelta(days=480), ends_on=today - timedelta(days=401))
        until = known.sees_until(former, world.ana.id)
        world.appoint(former, world.ana)
        assert until is not None
        assert known.sees_until(former, world.ana.id) == until

    def test_their_opening_is_in_the_trail(self, world, abe, visit):
        world.appoint(abe, world.ana)
        visit(abe).get(f"/people/{world.ana.id}/verifications")
        assert visit(world.ana).get(f"/people/{world.ana.id}/trail").says("Abe Assessor")

    def test_somebody_appointed_for_another_reads_nothing(self, world, abe, visit):
        world.appoint(abe, world.person("Luis Ortega"))
        visit(abe).get(f"/people/{world.ana.id}/verifications", 404)
        visit(abe).get(f"/people/{world.ana.id}", 404)


class TestPages:
    def form(self, abe, **more):
        today = clock.today()
        return {
            "key": str(uuid4()),
            "assessor": str(abe.id),
            "program": "",
            "people": [],
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=30)).isoformat(),
            "qualification": "training",
            "qualified_by": "Assessor course",
            **more,
        }

    def test_hr_appoints_and_ends(self, world, abe, visit):
        hr, sent = visit(world.hr), self.form(abe, people=[str(world.ana.id)])
        page = hr.follow(hr.post("/assessors/new", sent))
        assert page.says("Abe Assessor is appointed.")
        assert page.says("Training: Assessor course. Appointed by Priya Nair")
        hr.post("/assessors/new", sent)
        (made,) = appointments.list_appointments()
        page = hr.follow(hr.post(f"/assessors/{made.id}/end"))
        assert page.says("The appointment has ended.")
        hr.post(f"/assessors/{made.id}/end", status=409)
        hr.post(f"/assessors/{UNKNOWN}/end", status=404)

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"people": []}, "Choose at least one person or a program."),
            ({"people": "self"}, "Nobody verifies themselves: leave the assessor out of the people."),
            ({"assessor": ""}, "Choose who may verify."),
            ({"assessor": str(UNKNOWN)}, None),
            ({"program": str(UNKNOWN)}, None),
            ({"ends_on": ""}, "Choose the last day."),
            ({"ends_on": "2020-01-01"}, "Choose today or a later day."),
            ({"starts_on": "2999-01-01"}, "The last day cannot come before the first."),
            ({"qualification": ""}, "Choose what qualifies the assessor."),
            ({"qualified_by": " "}, "Name the credential, experience or training of the assessor."),
        ],
        ids=str,
    )
    def test_bad_input_is_answered_and_nothing_is_saved(self, world, abe, visit, more, message):
        named = {"people": [str(world.ana.id)], **more}
        if named["people"] == "self":
            named["people"] = [str(abe.id)]
        page = visit(world.hr).post("/assessors/new", self.form(abe, **named), 422)
        assert page.errors()
        assert message is None or message in page.errors()
        assert appointments.list_appointments() == []

    def test_the_form_begins_with_what_the_appointment_says(self, world, abe, visit):
        world.appoint(abe, world.ana)
        page = visit(abe).get(f"/people/{world.ana.id}/verifications/new")
        assert page.value("qualification") == "training"
        assert page.value("qualified_by") == "Assessor course 2025"

    def test_the_verification_says_by_whom_and_for_how_long_appointed(self, world, abe, visit):
        made = world.appoint(abe, world.ana)
        verified = world.verification(by=abe)
        page = visit(world.ana).get(f"/verifications/{verified.id}")
        assert page.says(f"by Priya Nair, from {made.starts_on:%B %-d, %Y}")

    @pytest.mark.parametrize(("method", "path"), [("POST", "/assessors/"), ("DELETE", "/assessors/new")])
    def test_wrong_methods_are_answered_405(self, world, visit, method, path):
        assert visit(world.hr).raw(method, path).status_code == 405
