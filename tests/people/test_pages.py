from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.database import db
from tracker.people import actions, queries, supervision
from tracker.people.models import AuditorGrant, Person, Role, SupervisionAssignment


def day(offset=0):
    return (clock.today() + timedelta(days=offset)).isoformat()


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def new_person(**more):
    form = {"key": uuid4(), "name": "Nina New", "sign_in_name": "nina.new", "job_title": "Peer", "employment": "paid"}
    return {**form, "roles": ["employee"], **more}


def details(**more):
    form = {"name": "Ana Ruiz", "sign_in_name": "ana.ruiz", "job_title": "Peer specialist", "employment": "paid"}
    return {**form, **more}


class TestAdding:
    def test_hr_adds_a_person_and_is_led_to_the_record(self, world, visit):
        hr = visit(world.hr)
        answer = hr.post("/people/new", new_person(email="nina@example.org", program="Crisis line", hired_on=day()))
        page = hr.follow(answer)
        assert page.says("Nina New is added. Make a sign-in link so that they can get in.")
        assert page.says("nina@example.org")

    def test_sent_twice_it_makes_one(self, world, visit):
        hr, form = visit(world.hr), new_person()
        assert hr.post("/people/new", form).location == hr.post("/people/new", form).location
        assert queries.find_by_sign_in("nina.new").name == "Nina New"

    @pytest.mark.parametrize(
        ("wrong", "instruction"),
        [
            ({"name": " "}, "Write the name this person goes by."),
            ({"name": "N" * 121}, "Shorten this to 120 characters or fewer."),
            ({"sign_in_name": "two words"}, "Write a sign-in name without spaces, such as ana.ruiz."),
            ({"email": "nina at home"}, "Write an address such as ana@example.org, or none."),
            ({"job_title": ""}, "Write the job title."),
            ({"employment": "contractor"}, "Not a valid choice."),
            ({"hired_on": "soon"}, "Write a day as month, day and year, such as 11/22/2026."),
            ({"roles": []}, "Choose at least one role."),
        ],
    )
    def test_bad_input_is_answered_with_an_instruction_and_kept(self, wrong, instruction, world, visit):
        before = count(Person)
        page = visit(world.hr).post("/people/new", new_person(legal_name="Antonina New", **wrong), 422)
        assert any(instruction in error for error in page.errors()), page.errors()
        assert page.value("legal_name") == "Antonina New"
        assert count(Person) == before + 1  # the one in HR who asked

    def test_a_role_hr_may_not_give_is_no_choice(self, world, visit):
        visit(world.hr).post("/people/new", new_person(roles=["administrator"]), 422)
        assert queries.find_by_sign_in("nina.new") is None

    def test_a_name_that_is_taken_is_a_409_with_what_was_typed(self, world, visit):
        page = visit(world.hr).post("/people/new", new_person(sign_in_name=world.ana.sign_in_name), 409)
        assert page.says("'ana.ruiz' is taken.")
        assert "Nina New" in page.text


class TestEditing:
    def test_the_form_shows_what_is_known(self, world, visit):
        person = world.person("Paul Program", program="Crisis line", email="paul@example.org")
        page = visit(world.hr).get(f"/people/{person.id}/edit")
        assert (page.value("program"), page.value("email")) == ("Crisis line", "paul@example.org")
        assert page.value("hired_on") == person.hired_on.isoformat()

    def test_a_change_is_saved(self, world, visit):
        visit(world.hr).post(f"/people/{world.ana.id}/edit", details(job_title="Team lead", program="Crisis line"))
        page = visit(world.hr).get(f"/people/{world.ana.id}")
        assert page.says("Team lead")
        assert page.says("Crisis line")

    def test_a_last_day_before_the_first_is_refused_and_kept(self, world, visit):
        wrong = details(hired_on=day(), left_on=day(-1))
        page = visit(world.hr).post(f"/people/{world.ana.id}/edit", wrong, 422)
        assert page.errors() == ["The last day of work cannot come before the first."]
        assert page.value("left_on") == day(-1)
        assert world.ana.left_on is None

    def test_nobody_edits_themselves(self, world, visit):
        form = details(name="Priya Nair", sign_in_name="priya.nair", job_title="Director")
        visit(world.hr).post(f"/people/{world.hr.id}/edit", form, 409)
        assert world.hr.job_title == "Peer specialist"

    def test_after_the_last_day_one_reads_for_a_year_and_then_nothing(self, world, visit, time_machine):
        review = world.ended()
        visit(world.hr).post(f"/people/{world.ana.id}/edit", details(left_on=day()))
        today = clock.now()
        ana = visit(world.ana)
        ana.get(f"/people/{world.ana.id}/goals")  # the last day is a day of work
        time_machine.move_to(today + timedelta(days=1), tick=False)
        ana = visit(world.ana)
        ana.get(f"/reviews/{review.id}")
        ana.post(f"/statements/review/{review.id}/new", {"text": "My own words."})
        ana.get(f"/people/{world.ana.id}/goals", 403)
        ana.post(f"/people/{world.ana.id}/goals/new", status=403)
        ana.get("/team", 403)
        time_machine.move_to(today + timedelta(days=365), tick=False)
        visit(world.ana).get(f"/reviews/{review.id}")
        time_machine.move_to(today + timedelta(days=366), tick=False)
        gone = visit(world.ana).get(f"/reviews/{review.id}", 302)
        assert gone.location.startswith("/sign-in")


class TestRoles:
    def test_hr_gives_and_takes_what_is_theirs_and_leaves_the_rest(self, world, visit):
        person = world.person("Rita Roles", Role.EMPLOYEE, Role.ADMINISTRATOR)
        hr = visit(world.hr)
        assert hr.get(f"/people/{person.id}/roles").says("Also holds Administrator")
        hr.post(f"/people/{person.id}/roles", {"roles": ["supervisor", "auditor"]})
        assert queries.roles_of(person) == {Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR}

    def test_hr_cannot_smuggle_in_a_role(self, world, visit):
        visit(world.hr).post(f"/people/{world.ana.id}/roles", {"roles": ["employee", "hr"]}, 422)
        assert queries.roles_of(world.ana) == {Role.EMPLOYEE}

    def test_nobody_changes_their_own(self, world, visit):
        visit(world.admin).post(f"/people/{world.admin.id}/roles", {"roles": ["administrator", "hr"]}, 409)
        assert queries.roles_of(world.admin) == {Role.ADMINISTRATOR}


class TestAssigning:
    def form(self, world, **more):
        form = {"key": uuid4(), "supervisor": world.dana.id, "kind": "primary", "starts_on": day(), "ends_on": ""}
        return {**form, **more}

    def test_hr_assigns_and_ends(self, world, visit):
        member, hr = world.person("Mia Member"), visit(world.hr)
        form = self.form(world)
        for _ in range(2):  # sent twice, made once
            hr.post(f"/people/{member.id}/assignments/new", form)
        (made,) = supervision.list_assignments_of(member)
        page = hr.get(f"/people/{member.id}")
        assert page.says("Primary supervisor: Dana Whitfield")
        hr.get(f"/assignments/{made.id}/end")
        hr.post(f"/assignments/{made.id}/end", {"ends_on": day()})
        assert db.session.get(SupervisionAssignment, made.id).ends_on == clock.today()

    @pytest.mark.parametrize(
        ("wrong", "instruction"),
        [
            ({"supervisor": ""}, "Choose a supervisor."),
            ({"supervisor": "00000000-0000-0000-0000-000000000000"}, "Not a valid choice."),
            ({"kind": "friend"}, "Not a valid choice."),
            ({"starts_on": ""}, "Choose the first day."),
            ({"kind": "backup"}, "A backup supervisor needs a last day."),
            ({"ends_on": "2000-01-01"}, "The last day cannot come before the first."),
        ],
    )
    def test_bad_input_assigns_nobody(self, wrong, instruction, world, visit):
        member = world.person("Mia Member")
        page = visit(world.hr).post(f"/people/{member.id}/assignments/new", self.form(world, **wrong), 422)
        assert any(instruction in error for error in page.errors()), page.errors()
        assert not supervision.list_assignments_of(member)

    def test_a_second_primary_is_a_409(self, world, visit):
        page = visit(world.hr).post(f"/people/{world.ana.id}/assignments/new", self.form(world), 409)
        assert page.says("End that assignment first: one primary at a time.")

    def test_the_person_is_no_choice_for_themselves(self, world, visit):
        page = visit(world.hr).get(f"/people/{world.dana.id}/assignments/new")
        assert str(world.dana.id) not in page.tree.xpath("//select[@name='supervisor']/option/@value")

    def test_an_ended_assignment_cannot_be_ended_again(self, world, visit):
        made = world.assign(world.person("Mia Member"), world.dana, ends_on=clock.today() - timedelta(days=1))
        visit(world.hr).post(f"/assignments/{made.id}/end", {"ends_on": day()}, 409)
        visit(world.hr).post(f"/assignments/{made.id}/end", {"ends_on": ""}, 422)
        visit(world.hr).get(f"/assignments/{uuid4()}/end", 404)


class TestGrants:
    def form(self, world, **more):
        form = {"key": uuid4(), "people": [world.ana.id], "kinds": ["competency"], "ends_on": day(30)}
        return {**form, "reason": "Yearly audit", **more}

    @pytest.fixture
    def auditor(self, world):
        return world.person("Ada Auditor", Role.AUDITOR)

    def test_hr_grants_the_auditor_reads_hr_ends_it(self, world, visit, auditor):
        world.ended()
        hr, form = visit(world.hr), self.form(world)
        for _ in range(2):
            hr.post(f"/people/{auditor.id}/grants/new", form)
        assert count(AuditorGrant) == 1
        assert hr.get(f"/people/{auditor.id}").says("Yearly audit: 1 person")
        reader = visit(auditor)
        assert reader.get("/").says("Ana Ruiz")
        reader.get(f"/reports/competency/{world.ana.id}")
        grant = db.session.scalars(select(AuditorGrant)).one()
        hr.post(f"/grants/{grant.id}/end")
        reader.get(f"/reports/competency/{world.ana.id}", 404)
        hr.post(f"/grants/{grant.id}/end", status=409)

    @pytest.mark.parametrize(
        ("wrong", "instruction"),
        [
            ({"people": []}, "Choose at least one person."),
            ({"kinds": []}, "Choose at least one kind of report."),
            ({"ends_on": "2000-01-01"}, "Choose today or a later day."),
            ({"reason": ""}, "Say in a sentence what the audit is."),
        ],
    )
    def test_bad_input_grants_nothing(self, wrong, instruction, world, visit, auditor):
        page = visit(world.hr).post(f"/people/{auditor.id}/grants/new", self.form(world, **wrong), 422)
        assert instruction in page.errors()
        assert not count(AuditorGrant)

    def test_only_an_auditor_is_granted_anything(self, world, visit):
        visit(world.hr).post(f"/people/{world.dana.id}/grants/new", self.form(world), 409)
        assert not count(AuditorGrant)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/people/"), ("GET", "/people/{}/link"), ("DELETE", "/people/{}"), ("PUT", "/people/{}/edit")],
)
def test_the_wrong_method_is_a_405_that_names_the_right_ones(method, path, world, visit):
    visitor = visit(world.hr)
    headers = {"X-CSRFToken": visitor._token()}
    answer = visitor.raw(method, path.format(world.ana.id), headers=headers)
    assert answer.status_code == 405
    assert answer.headers["Allow"]


def test_people_who_left_are_marked_in_the_list(world, visit):
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert visit(world.hr).get("/people/?q=ruiz").says("Former staff")


def test_a_page_is_not_shown_when_its_line_in_the_trail_cannot_be_written(world, visit, monkeypatch):
    def fail(*_, **__):
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(actions.audit, "record_opening", fail)
    with pytest.raises(OSError, match="the trail"):
        visit(world.hr).get(f"/people/{world.ana.id}")


def test_a_failing_line_leaves_a_form_unsaved(world, visit, monkeypatch):
    hr = visit(world.hr)
    hr.get("/people/new")
    hr._token()

    def fail(*_, **__):
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(actions.audit, "record", fail)
    with pytest.raises(OSError, match="the trail"):
        hr.post("/people/new", new_person())
    db.session.rollback()
    assert queries.find_by_sign_in("nina.new") is None
