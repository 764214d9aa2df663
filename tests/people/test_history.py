"""What details were before, coming back, the narrowed list, and slips to sign in with."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.database import db
from tracker.errors import Refusal
from tracker.people import actions, details, history, listing, queries, supervision
from tracker.people.listing import Narrowed, Works
from tracker.people.models import Detail, Employment, FormerDetail, FormerStay, Role
from tracker.people.noting_absences import note_absence
from tracker.sign_in.queries import find_usable_link


def day(offset=0):
    return clock.today() + timedelta(days=offset)


def edited(person, by, **more):
    values = {name: getattr(person, name) for name in ("sign_in_name", "name", "email", "legal_name", "job_title")}
    values |= {"program": "", "employment": person.employment, "hired_on": person.hired_on, "left_on": person.left_on}
    actions.edit_person(person, **{**values, **more}, by=by)
    db.session.commit()


class TestHistory:
    def test_what_a_name_an_address_or_a_job_was_stays(self, world, visit):
        edited(world.ana, world.hr, email="ana@example.org", site="North clinic", program="Crisis line")
        edited(
            world.ana,
            world.hr,
            name="Ana Ruiz-Vega",
            email="vega@example.org",
            site="",
            program="Outreach",
            employment=Employment.INTERN,
        )
        found = {one.detail: history.say_former(one) for one in history.list_details(world.ana)}
        assert found == {
            Detail.NAME: "Ana Ruiz",
            Detail.EMAIL: "ana@example.org",
            Detail.SITE: "North clinic",
            Detail.PROGRAM: "Crisis line",
            Detail.EMPLOYMENT: "Paid",
        }
        for reader, sees in ((world.ana, True), (world.hr, True), (world.admin, True), (world.dana, False)):
            assert visit(reader).get(f"/people/{world.ana.id}").says("Name: Ana Ruiz, until") is sees

    def test_what_did_not_change_leaves_no_line(self, world):
        edited(world.ana, world.hr, site="North clinic")
        edited(world.ana, world.hr, site="NORTH clinic")
        assert history.list_details(world.ana) == []
        assert queries.find_site(world.ana).name == "North clinic"

    def test_the_form_shows_the_site_and_keeps_it(self, world, visit):
        details.place_at_site(world.ana, "North clinic")
        db.session.commit()
        page = visit(world.hr).get(f"/people/{world.ana.id}/edit")
        assert page.value("site") == "North clinic"


class TestComingBack:
    def leave(self, world, person=None, ago=10):
        gone = person or world.ana
        gone.left_on = day(-ago)
        db.session.commit()
        return gone

    def back(self, person, by, **more):
        values = {"hired_on": day(), "employment": Employment.VOLUNTEER, "job_title": "Mentor", "program": ""}
        history.rehire(person, **{**values, "roles": [Role.EMPLOYEE], **more}, by=by)
        db.session.commit()

    def test_the_time_before_is_kept_and_the_person_works_here_again(self, world, visit):
        hired_on = world.ana.hired_on
        self.leave(world)
        hr = visit(world.hr)
        form = {"hired_on": day().isoformat(), "employment": "volunteer", "job_title": "Mentor", "roles": ["employee"]}
        page = hr.follow(hr.post(f"/people/{world.ana.id}/rehire", form))
        assert page.says("Ana Ruiz works here again.")
        (stay,) = history.list_stays([world.ana.id])[world.ana.id]
        assert (stay.starts_on, stay.ends_on, stay.job_title) == (hired_on, day(-10), "Peer specialist")
        assert (world.ana.hired_on, world.ana.left_on) == (day(), None)
        assert visit(world.ana).get(f"/people/{world.ana.id}").says("Peer specialist, Paid, from")
        hr.post(f"/people/{world.ana.id}/rehire", form, 409)

    def test_no_role_and_no_supervision_comes_back_by_itself(self, world):
        assert world.ana
        dana = self.leave(world, world.dana)
        self.back(dana, world.hr)
        assert queries.roles_of(dana) == {Role.EMPLOYEE}
        (assignment,) = supervision.list_assignments_between(dana.id, world.ana.id)
        assert assignment.ends_on == day(-10)

    def test_hr_takes_no_administrator_back(self, world, visit):
        gone = self.leave(world, world.admin)
        visit(world.hr).get(f"/people/{gone.id}/rehire", 403)

    @pytest.mark.parametrize(
        ("ago", "more"),
        [(10, {"hired_on": 10}), (0, {}), (-5, {"hired_on": -9})],
        ids=["overlap", "today", "later"],
    )
    def test_times_do_not_overlap(self, ago, more, world):
        self.leave(world, ago=ago)
        with pytest.raises(Refusal):
            self.back(world.ana, world.hr, **{name: day(-ago) for name, ago in more.items()})

    def test_nobody_takes_themselves_back(self, world):
        with pytest.raises(Refusal):
            self.back(self.leave(world, world.hr), world.hr)

    def test_bad_input_is_answered(self, world, visit):
        self.leave(world)
        page = visit(world.hr).post(f"/people/{world.ana.id}/rehire", {"hired_on": "soon", "job_title": ""}, 422)
        assert len(page.errors()) >= 3
        assert world.ana.left_on == day(-10)


class TestTheNarrowedList:
    @pytest.fixture
    def people(self, world):
        luis = world.person("Luis Ortega", program="Crisis line", employment=Employment.VOLUNTEER, job_title="Mentor")
        details.place_at_site(luis, "North clinic")
        away = world.person("Ava Away")
        note_absence(away, starts_on=day(-1), ends_on=None, key=uuid4(), by=world.hr)
        world.person("Gus Gone").left_on = day(-1)
        db.session.commit()
        return luis

    @pytest.mark.parametrize(
        ("asked", "finds"),
        [
            ("program={program}", {"Luis Ortega"}),
            ("site={site}", {"Luis Ortega"}),
            ("employment=volunteer", {"Luis Ortega"}),
            ("job=Mentor", {"Luis Ortega"}),
            ("role=hr", {"Priya Nair"}),
            ("works=away", {"Ava Away"}),
            ("works=former", {"Gus Gone"}),
            ("works=here&q=a", {"Ava Away", "Luis Ortega", "Priya Nair"}),
            ("program=x&role=king&works=maybe&q=gus", {"Gus Gone"}),
        ],
    )
    def test_each_filter_narrows_it(self, asked, finds, world, visit, people):
        address = asked.format(program=people.program_id, site=queries.find_site(people).id)
        page = visit(world.hr).get(f"/people/?{address}")
        assert {one.text_content() for one in page.tree.xpath("//th[@role='rowheader']")} == finds

    def test_the_next_page_keeps_what_was_asked(self, world, visit):
        make_crowd(60, world.dana, world.hr)
        page = visit(world.hr).get("/people/?employment=paid&works=here")
        (link,) = {one for one in page.links() if "page=2" in one}
        assert "employment=paid" in link
        assert "works=here" in link

    def test_a_narrow_list_takes_as_many_queries_for_200_as_for_one(self, world, visit, count_queries):
        hr, totals = visit(world.hr), []
        for size in (1, 199):
            make_crowd(size, world.dana, world.hr)
            with count_queries as seen:
                hr.get("/people/?employment=paid&role=employee&works=here&q=crowd")
            totals.append(seen.total)
        assert totals[0] == totals[1]

    def test_narrowing_shows_nobody_whom_one_may_not_know(self, world):
        found = listing.list_visible(world.ana, Narrowed(works=Works.HERE), limit=10)
        assert [one.name for one in found] == ["Ana Ruiz"]


class TestSlips:
    def test_a_group_gets_one_slip_each_and_each_link_works(self, world, visit):
        luis = world.person("Luis Ortega")
        hr = visit(world.hr)
        assert "Tom Lind" not in hr.get("/people/slips").words()
        page = hr.post("/people/slips", {"people": [str(world.ana.id), str(luis.id)]}, 200)
        assert page.says("Your sign-in name: ana.ruiz")
        addresses = [one.text_content() for one in page.tree.xpath("//p[@class='slip__address']")]
        owners = {find_usable_link(one.rpartition("/")[2]).person_id for one in addresses}
        assert owners == {world.ana.id, luis.id}

    def test_nobody_chosen_makes_none(self, world, visit):
        assert "Choose at least one person." in visit(world.hr).post("/people/slips", {}, 422).text

    @pytest.mark.parametrize("name", ["admin", "hr"])
    def test_for_oneself_and_for_an_account_one_does_not_keep_there_is_none(self, name, world, visit):
        page = visit(world.hr).post("/people/slips", {"people": [str(getattr(world, name).id)]}, 422)
        assert not page.tree.xpath("//p[@class='slip__address']")


class TestWhatTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "wrong",
        [
            lambda _: (FormerDetail, {"detail": Detail.NAME, "value": ""}),
            lambda w: (FormerStay, {**STAY, "noted_by_id": w.hr.id, "starts_on": day(), "ends_on": day(-1)}),
            lambda w: (FormerStay, {**STAY, "noted_by_id": w.ana.id, "ends_on": day()}),
        ],
    )
    def test_it_is_refused(self, wrong, world):
        model, row = wrong(world)
        with pytest.raises(IntegrityError):
            db.session.execute(
                insert(model), [{"id": uuid4(), "created_at": clock.now(), "person_id": world.ana.id, **row}]
            )


STAY = {"employment": Employment.PAID, "job_title": ""}


def test_an_auditor_is_granted_people_by_their_names(world, visit):
    ada = world.person("Ada Auditor", Role.AUDITOR)
    luis = world.person("Luis Ortega")
    form = {"key": uuid4(), "reason": "Survey", "kinds": ["file"], "ends_on": day(9).isoformat()}
    hr = visit(world.hr)
    page = hr.post(f"/people/{ada.id}/grants/new", {**form, "names": "luis.ortega\nNobody Known"}, 422)
    assert any("Nobody Known" in error for error in page.errors())
    hr.post(f"/people/{ada.id}/grants/new", {**form, "names": "ana RUIZ\nluis.ortega", "people": [str(world.ana.id)]})
    (grant,) = queries.list_grants_to(ada)
    assert {one.person_id for one in grant.people} == {world.ana.id, luis.id}
    assert hr.get(f"/people/{ada.id}").says("What the personnel file holds")
