from datetime import timedelta

import pytest
from sqlalchemy import select

from tracker import clock
from tracker.audit import actions as audit
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people import actions, queries
from tracker.people.models import AssignmentKind, Employment, Person, Role, SupervisionAssignment


def day(offset=0):
    return clock.today() + timedelta(days=offset)


def lines(event, about):
    found = select(TrailLine).where(TrailLine.event == event, TrailLine.about_id == about.id).order_by(TrailLine.id)
    return db.session.execute(found).scalars().all()


def add(by, **more):
    values = {"sign_in_name": "new.person", "name": "New Person", "roles": [Role.EMPLOYEE], "job_title": "Peer"}
    return actions.add_person(**{**values, **more}, by=by)


def edit(person, by, **more):
    values = {
        "sign_in_name": person.sign_in_name,
        "name": person.name,
        "email": person.email,
        "legal_name": person.legal_name,
        "job_title": person.job_title,
        "program": "",
        "employment": person.employment,
        "hired_on": person.hired_on,
        "left_on": person.left_on,
    }
    return actions.edit_person(person, **{**values, **more}, by=by)


class TestAdding:
    def test_a_person_comes_with_account_roles_and_program(self, world):
        added = add(world.hr, email=" New@Example.ORG ", program="Crisis line", roles=[Role.EMPLOYEE, Role.SUPERVISOR])
        assert (added.sign_in_name, added.email) == ("new.person", "new@example.org")
        assert queries.roles_of(added) == {Role.EMPLOYEE, Role.SUPERVISOR}
        assert lines("person.added", added)[0].actor_id == world.hr.id
        assert [line.fields for line in lines("role.given", added)] == [["employee"], ["supervisor"]]

    def test_a_program_of_the_same_name_is_used_again(self, world):
        first = add(world.hr, program="Crisis line")
        second = add(world.hr, sign_in_name="other", program="crisis LINE")
        assert first.program_id == second.program_id

    @pytest.mark.parametrize("name", ["", "two words", "tab\there"])
    def test_a_sign_in_name_has_no_spaces(self, name, world):
        with pytest.raises(Refusal, match="without spaces"):
            add(world.hr, sign_in_name=name)

    @pytest.mark.parametrize(
        "more", [{"sign_in_name": "Ann.One"}, {"sign_in_name": "ann@example.org"}, {"email": "ANN@example.org"}]
    )
    def test_names_and_addresses_share_one_door_and_stand_once(self, more, world):
        world.person("Ann One", email="ann@example.org")
        with pytest.raises(Refusal, match="is taken"):
            add(world.hr, **more)

    @pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATOR])
    def test_hr_adds_nobody_with_a_role_they_may_not_give(self, role, world):
        with pytest.raises(Refusal, match="Ask an administrator"):
            add(world.hr, roles=[role])


class TestEditing:
    def test_only_what_changed_is_named_in_the_trail(self, world):
        changed = edit(world.ana, world.hr, job_title="Lead", email="Ana@example.org")
        assert sorted(changed) == ["email", "job_title"]
        assert lines("person.changed", world.ana)[0].fields == ["email", "job_title"]
        assert "Lead" not in str(lines("person.changed", world.ana)[0].fields)

    def test_saving_the_same_again_leaves_no_line(self, world):
        assert edit(world.ana, world.hr) == []
        assert not lines("person.changed", world.ana)

    @pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATOR])
    def test_hr_keeps_no_account_with_more_rights(self, role, world, visit):
        powerful = world.person("Holly Holder", role)
        with pytest.raises(NotAllowed, match="Only an administrator keeps the account of Holly Holder"):
            edit(powerful, world.hr, left_on=day(-1))
        visit(world.hr).get(f"/people/{powerful.id}/edit", 403)
        page = visit(world.hr).get(f"/people/{powerful.id}")
        assert page.says("Only an administrator keeps the account of Holly Holder.")
        assert f"/people/{powerful.id}/edit" not in page.links()
        visit(world.admin).get(f"/people/{powerful.id}/edit")

    def test_nobody_edits_themselves(self, world):
        with pytest.raises(Refusal, match="own record"):
            edit(world.hr, world.hr, job_title="Director")

    def test_the_last_day_comes_after_the_first(self, world):
        with pytest.raises(Refusal, match="before the first"):
            edit(world.ana, world.hr, hired_on=day(), left_on=day(-1))

    def test_a_name_somebody_else_has_is_refused(self, world):
        with pytest.raises(Refusal, match="is taken"):
            edit(world.ana, world.hr, sign_in_name=world.dana.sign_in_name)


class TestRoles:
    def test_a_role_is_given_once_and_taken_with_its_dates_kept(self, world):
        actions.give_role(world.ana, Role.SUPERVISOR, by=world.hr)
        actions.give_role(world.ana, Role.SUPERVISOR, by=world.hr)
        assert len(lines("role.given", world.ana)) == 2  # employee, when she was added; supervisor once
        actions.take_role(world.ana, Role.SUPERVISOR, by=world.hr)
        actions.take_role(world.ana, Role.SUPERVISOR, by=world.hr)
        assert queries.roles_of(world.ana) == {Role.EMPLOYEE}
        assert [line.fields for line in lines("role.taken", world.ana)] == [["supervisor"]]

    @pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATOR])
    def test_hr_neither_gives_nor_takes_hr_and_administrator(self, role, world):
        holder = world.person("Holly Holder", role)
        for act in (actions.give_role, actions.take_role):
            with pytest.raises(Refusal, match="Ask an administrator"):
                act(holder, role, by=world.hr)
        assert role in queries.roles_of(holder)

    @pytest.mark.parametrize("role", Role)
    def test_nobody_changes_their_own(self, role, world):
        for act in (actions.give_role, actions.take_role):
            with pytest.raises(Refusal, match="own record"):
                act(world.admin, role, by=world.admin)


class TestAssigning:
    def assign(self, world, *, supervisor=None, kind=AssignmentKind.PRIMARY, person=None, starts=0, ends=None):
        return actions.assign(
            person or world.person("Mia Member"),
            supervisor or world.dana,
            kind=kind,
            starts_on=day(starts),
            ends_on=None if ends is None else day(ends),
            by=world.hr,
        )

    @pytest.mark.parametrize("kind", AssignmentKind)
    def test_every_kind_can_be_made_and_is_named_in_the_trail(self, kind, world):
        made = self.assign(world, kind=kind, ends=30)
        assert made.made_by_id == world.hr.id
        assert lines("assignment.made", world.person("Mia Member"))[0].fields == [kind.value]

    @pytest.mark.parametrize(
        ("how", "sentence"),
        [
            ({"ends": -1}, "last day cannot come before"),
            ({"kind": AssignmentKind.BACKUP}, "backup supervisor needs a last day"),
        ],
    )
    def test_dates_run_forward_and_a_backup_ends(self, how, sentence, world):
        with pytest.raises(Refusal, match=sentence):
            self.assign(world, **how)

    def test_nobody_supervises_themselves(self, world):
        with pytest.raises(Refusal, match="supervises themselves"):
            self.assign(world, person=world.dana)

    def test_nobody_assigns_themselves(self, world):
        both = world.person("Hana Both", Role.HR, Role.SUPERVISOR)
        with pytest.raises(NotAllowed, match="Nobody assigns themselves"):
            actions.assign(world.ana, both, kind=AssignmentKind.BACKUP, starts_on=day(-400), ends_on=day(9), by=both)

    def test_hr_does_not_assign_their_own_supervisor(self, world):
        with pytest.raises(Refusal, match="own record"):
            self.assign(world, person=world.hr)

    def test_a_supervisor_holds_the_role(self, world):
        with pytest.raises(Refusal, match="does not hold the supervisor role"):
            self.assign(world, supervisor=world.person("Ned Noone"))

    def test_a_supervisor_still_works_here(self, world):
        world.dana.left_on = day(-1)
        with pytest.raises(Refusal, match="does not hold the supervisor role"):
            self.assign(world)

    def test_a_circle_is_refused_also_through_others(self, world):
        middle, top = world.person("Max Middle", Role.SUPERVISOR), world.person("Tara Top", Role.SUPERVISOR)
        world.assign(world.dana, middle)
        world.assign(middle, top)
        with pytest.raises(Refusal, match="circle"):
            self.assign(world, person=top, supervisor=world.dana, kind=AssignmentKind.SECOND)

    @pytest.mark.parametrize(("starts", "ends"), [(0, None), (-30, 0), (10, 12), (30, None)])
    def test_one_primary_at_a_time(self, starts, ends, world):
        self.assign(world, ends=30)
        with pytest.raises(Refusal, match="one primary at a time"):
            self.assign(world, supervisor=world.person("Sue Second", Role.SUPERVISOR), starts=starts, ends=ends)

    @pytest.mark.parametrize(("starts", "ends"), [(31, None), (-30, -1)])
    def test_a_primary_may_follow_or_come_before_another(self, starts, ends, world):
        self.assign(world, ends=30)
        assert self.assign(world, supervisor=world.person("Sue Second", Role.SUPERVISOR), starts=starts, ends=ends)


class TestEndingAnAssignment:
    def test_it_gets_its_last_day_and_stays_in_the_history(self, world):
        made = world.assign(world.person("Mia Member"), world.dana)
        actions.end_assignment(made, ends_on=day(), by=world.hr)
        assert db.session.get(SupervisionAssignment, made.id).ends_on == day()
        assert lines("assignment.ended", world.person("Mia Member"))[0].record_id == made.id

    def test_not_before_it_began(self, world):
        made = world.assign(world.person("Mia Member"), world.dana, starts_on=day(-5))
        with pytest.raises(Refusal, match="cannot come before the first"):
            actions.end_assignment(made, ends_on=day(-6), by=world.hr)

    def test_not_twice(self, world):
        made = world.assign(world.person("Mia Member"), world.dana, ends_on=day(-1))
        with pytest.raises(Stale, match="has ended already"):
            actions.end_assignment(made, ends_on=day(), by=world.hr)

    def test_not_on_ones_own_record(self, world):
        made = world.assign(world.hr, world.dana)
        with pytest.raises(Refusal, match="own record"):
            actions.end_assignment(made, ends_on=day(), by=world.hr)

    def test_not_into_the_time_of_the_next_primary(self, world):
        member, successor = world.person("Mia Member"), world.person("Sue Second", Role.SUPERVISOR)
        made = world.assign(member, world.dana, ends_on=day(30))
        world.assign(member, successor, starts_on=day(31))
        with pytest.raises(Refusal, match="one primary at a time"):
            actions.end_assignment(made, ends_on=day(60), by=world.hr)


class TestGrants:
    @pytest.fixture
    def auditor(self, world):
        return world.person("Ada Auditor", Role.AUDITOR)

    def grant(self, world, auditor, people=None, **more):
        values = {"kinds": ["competency"], "ends_on": day(30), "reason": "Yearly audit"}
        named = [world.ana] if people is None else people
        return actions.grant_auditor(auditor, named, **{**values, **more}, by=world.hr)

    def test_everyone_named_finds_the_grant_and_its_end_in_their_trail(self, world, auditor):
        made = self.grant(world, auditor, [world.ana, world.dana])
        actions.end_grant(made, by=world.hr)
        for person in (world.ana, world.dana):
            assert lines("grant.made", person)[0].fields == ["competency"]
            assert lines("grant.ended", person)[0].record_id == made.id
        assert made.ends_on == day(-1)

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"people": []}, "at least one person"),
            ({"kinds": []}, "one kind of report"),
            ({"ends_on": clock.today() - timedelta(days=2)}, "today or later"),
        ],
    )
    def test_it_names_people_kinds_and_a_coming_end(self, more, sentence, world, auditor):
        with pytest.raises(Refusal, match=sentence):
            self.grant(world, auditor, **more)

    def test_only_to_an_auditor(self, world):
        with pytest.raises(Refusal, match="does not hold the auditor role"):
            self.grant(world, world.dana)

    def test_hr_grants_neither_to_themselves_nor_their_own_record(self, world, auditor):
        for receiver, named in ((world.hr, world.ana), (auditor, world.hr)):
            with pytest.raises(Refusal, match="own record"):
                self.grant(world, receiver, [named])

    def test_nobody_ends_a_grant_that_names_them(self, world, auditor):
        made = self.grant(world, auditor, [world.ana])
        for named in (auditor, world.ana):
            with pytest.raises(NotAllowed, match="own record"):
                actions.end_grant(made, by=named)

    def test_an_ended_grant_keeps_its_last_day(self, world, auditor):
        made = self.grant(world, auditor)
        made.ends_on = day(-100)
        db.session.flush()
        with pytest.raises(Stale, match="has ended already"):
            actions.end_grant(made, by=world.hr)
        assert made.ends_on == day(-100)


def test_a_failing_line_in_the_trail_leaves_nothing_changed(world, monkeypatch):
    hr = world.hr

    def fail(*_, **__):
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError, match="the trail"):
        add(hr)
    db.session.rollback()
    assert queries.find_by_sign_in("new.person") is None
    with pytest.raises(OSError, match="the trail"):
        edit(hr, world.admin, name="Somebody Else", employment=Employment.INTERN)
    db.session.rollback()
    assert db.session.get(Person, hr.id).name == "Priya Nair"


def test_a_demo_needs_an_empty_database(world):
    assert world.ana
    with pytest.raises(Refusal, match="has people in it"):
        actions.mark_as_demo("Invented")
