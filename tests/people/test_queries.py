from datetime import timedelta

import pytest

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.access.reading import Relation
from tracker.database import db
from tracker.people import actions, listing, queries, supervision
from tracker.people.listing import Narrowed
from tracker.people.models import AssignmentKind, Role


def names(reader, **more):
    return [person.name for person in listing.list_visible(reader, Narrowed(**more), limit=100)]


def day(offset=0):
    return clock.today() + timedelta(days=offset)


class TestVisibility:
    @pytest.fixture(autouse=True)
    def people(self, world):
        world.assign(world.dana, world.person("Uma Upline", Role.SUPERVISOR))
        world.assign(world.ana, world.person("Sam Second", Role.SUPERVISOR), AssignmentKind.SECOND)
        former = world.person("Fay Former", Role.SUPERVISOR)
        world.assign(world.ana, former, starts_on=day(-480), ends_on=day(-401))
        coming = world.person("Cora Coming", Role.SUPERVISOR)
        world.assign(world.ana, coming, AssignmentKind.SECOND, starts_on=day(5))

    @pytest.mark.parametrize("name", ["Dana Whitfield", "Sam Second", "Uma Upline", "Fay Former"])
    def test_supervisors_now_before_and_above_know_of_ana(self, name, world):
        assert "Ana Ruiz" in names(world.person(name))

    @pytest.mark.parametrize("name", ["Cora Coming", "Cal Colleague"])
    def test_a_coming_supervisor_and_a_colleague_do_not(self, name, world):
        assert "Ana Ruiz" not in names(world.person(name))

    def test_an_employee_knows_of_themselves(self, world):
        assert names(world.ana) == ["Ana Ruiz"]
        assert listing.count_visible(world.ana) == 1

    def test_hr_and_administrators_know_of_everyone(self, world):
        assert world.admin
        assert len(names(world.hr)) == len(names(world.admin)) == queries.count_people() > 3
        assert listing.count_visible(world.hr) == queries.count_people()

    def test_being_above_ends_with_the_assignment_below(self, world):
        (assignment,) = supervision.list_assignments_between(world.dana.id, world.ana.id)
        actions.end_assignment(assignment, ends_on=day(-1), by=world.hr)
        assert queries.relations(world.person("Uma Upline"), world.ana.id) == frozenset()
        assert queries.relations(world.dana, world.ana.id) == {Relation.FORMER_SUPERVISOR}

    def test_a_supervisor_who_was_one_before_is_not_former_while_it_lasts(self, world):
        former = world.person("Fay Former")
        world.assign(world.ana, former, AssignmentKind.SECOND)
        assert queries.relations(former, world.ana.id) == {Relation.SECOND, Relation.FORMER_SUPERVISOR}
        world.assign(world.ana, former, AssignmentKind.BACKUP, ends_on=day(3))
        assert queries.relations(former, world.ana.id) == {Relation.SECOND, Relation.SUPERVISOR}


class TestSearch:
    @pytest.mark.parametrize("search", ["ruiz", "RUIZ ana", "ana.r", "  an  "])
    def test_every_word_occurs_in_name_or_sign_in_name(self, search, world):
        assert world.ana
        assert "Ana Ruiz" in names(world.hr, search=search)

    @pytest.mark.parametrize("search", ["%", "_", "ruiz dana", "\\"])
    def test_signs_of_the_database_are_only_letters(self, search, world):
        assert world.ana
        assert names(world.hr, search=search) == []
        assert listing.count_visible(world.hr, Narrowed(search=search)) == 0

    def test_the_page_finds_nobody_and_says_so(self, world, visit):
        assert visit(world.hr).get("/people/?q=nobody").says("Nobody fits this search.")


class TestSupervisorsNow:
    """Work waits for people who can do it."""

    def test_the_primary_comes_before_the_backup(self, world):
        backup = world.person("Bo Backup", Role.SUPERVISOR)
        world.assign(world.ana, backup, AssignmentKind.BACKUP, starts_on=day(-480), ends_on=day(3))
        found = supervision.current_supervisors([world.ana.id], day())
        assert [one.supervisor.name for one in found[world.ana.id]] == ["Dana Whitfield", "Bo Backup"]

    def test_second_supervisors_do_not_rate(self, world):
        second = world.person("Sam Second", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        assert queries.is_supervisor_of(second, world.ana.id, rating=False)
        assert not queries.is_supervisor_of(second, world.ana.id, rating=True)

    def test_one_who_has_left_is_no_supervisor_any_more(self, world):
        assert supervision.find_rating_supervisor(world.ana.id, day()).id == world.dana.id
        world.dana.left_on = day(-1)
        db.session.commit()
        assert supervision.find_rating_supervisor(world.ana.id, day()) is None
        assert not queries.is_supervisor_of(world.dana, world.ana.id, rating=True)

    def test_one_without_the_role_is_no_supervisor_any_more(self, world):
        assert world.ana
        actions.take_role(world.dana, Role.SUPERVISOR, by=world.hr)
        db.session.commit()
        assert supervision.find_rating_supervisor(world.ana.id, day()) is None
        assert not queries.is_supervisor_of(world.dana, world.ana.id, rating=True)

    def test_the_team_is_who_is_assigned_and_works_here(self, world):
        gone = world.person("Gus Gone")
        world.assign(gone, world.dana)
        assert [one.name for one in queries.list_team(world.dana)] == ["Gus Gone"]
        assert world.ana
        gone.left_on = day(-1)
        db.session.commit()
        assert [one.name for one in queries.list_team(world.dana)] == ["Ana Ruiz"]


@pytest.mark.parametrize("path", ["/people/", "/people/?page=4", "/reviews/", "/reviews/?page=4"])
def test_a_list_of_200_takes_as_many_queries_as_a_list_of_one(path, world, visit, count_queries):
    hr = visit(world.hr)
    totals = []
    for size in (1, 199):
        make_crowd(size, world.dana, world.hr)
        with count_queries as seen:
            page = hr.get(path)
        totals.append(seen.total)
    assert page.text.count("Crowd") >= 49
    assert totals[0] == totals[1]
