from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.people.crowd import make_crowd
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import Role
from tracker.web import health

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def lines(event, **wanted):
    found = db.session.execute(select(TrailLine).where(TrailLine.event == event)).scalars()
    return [line for line in found if all(getattr(line, name) == value for name, value in wanted.items())]


class TestOpenings:
    """One line per reader, record and hour; one's own record leaves none."""

    @pytest.fixture(autouse=True)
    def _at_noon(self, time_machine):
        time_machine.move_to(NOON, tick=False)

    def test_an_hour_has_one_line_for_each_reader(self, world, visit, time_machine):
        path = f"/people/{world.ana.id}"
        for minutes in (0, 5, 59, 60, 61):
            time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
            visit(world.hr).get(path)
        visit(world.dana).get(path)
        assert len(lines("person.opened", actor_id=world.hr.id)) == 2
        assert len(lines("person.opened", actor_id=world.dana.id)) == 1
        assert {line.about_id for line in lines("person.opened")} == {world.ana.id}

    def test_each_record_has_its_own_line(self, world, visit):
        for observation in (world.observation(), world.observation("PRO-T01")):
            visit(world.hr).get(f"/observations/{observation.id}")
        assert len(lines("observation.opened", actor_id=world.hr.id)) == 2

    def test_ones_own_record_leaves_none(self, world, visit):
        visit(world.ana).get(f"/people/{world.ana.id}")
        assert not lines("person.opened")

    def test_lists_and_pages_that_are_refused_leave_none(self, world, visit):
        visit(world.hr).get("/people/")
        visit(world.hr).get("/reviews/")
        visit(world.person("Sid Stranger", Role.SUPERVISOR)).get(f"/people/{world.ana.id}", 404)
        assert not lines("person.opened")

    def test_every_copy_has_a_line_of_its_own_ones_own_too(self, world, visit):
        review = world.ended()
        for person in (world.dana, world.dana, world.ana):
            visit(person).raw("GET", f"/reviews/{review.id}/signed-content")
        assert len(lines("review.exported", actor_id=world.dana.id)) == 2
        assert len(lines("review.exported", actor_id=world.ana.id)) == 1


class TestMenu:
    @pytest.mark.parametrize(
        ("roles", "places"),
        [
            ([Role.EMPLOYEE], ["Home", "My record", "Competencies"]),
            ([Role.SUPERVISOR], ["Home", "My team", "People", "Competencies"]),
            ([Role.HR], ["Home", "Review progress", "Required items", "People", "Settings", "Trail", "Competencies"]),
            ([Role.ADMINISTRATOR], ["Home", "Required items", "People", "Settings", "Trail", "Competencies"]),
            ([Role.AUDITOR], ["Home", "People", "Competencies"]),
        ],
    )
    def test_each_role_finds_what_it_may_open(self, roles, places, world, visit):
        visitor = visit(world.person("Max Menu", *roles))
        page = visitor.get("/")
        entries = page.tree.xpath("//nav//a")
        assert [entry.text_content() for entry in entries] == places
        for entry in entries:
            opened = visitor.get(entry.get("href"), 302 if entry.get("href") == "/people/me" else 200)
            assert opened.status != 200 or opened.tree.xpath("//nav//a[@aria-current='page']/@href") == [
                entry.get("href")
            ]

    def test_nobody_has_no_menu(self, visit):
        assert not visit().get("/sign-in").tree.xpath("//nav")


class TestPaging:
    @pytest.mark.parametrize("asked", ["endpoint=x", "_method=FOO", "_anchor=x&_external=1", "page=x"])
    def test_an_address_with_more_than_its_page_is_harmless(self, asked, world, visit):
        make_crowd(60, world.dana, world.hr)
        assert visit(world.hr).get(f"/people/?{asked}").says("people")

    def test_a_list_has_pages_that_keep_the_search(self, world, visit):
        make_crowd(60, world.dana, world.hr)
        hr = visit(world.hr)
        first = hr.get("/people/?q=crowd")
        assert first.says("60 people")
        (following,) = {link for link in first.links() if "page=2" in link}
        assert "q=crowd" in following
        assert hr.get(following).text.count("<tr ") == 11
        assert hr.get("/people/?q=crowd&page=99").text.count("<tr ") == 11


class TestHealth:
    """For machines: no details, no sign-in."""

    def test_alive(self, visit):
        assert visit().raw("GET", "/healthz").json == {"status": "alive"}

    def test_ready(self, visit, monkeypatch):
        monkeypatch.setattr(health, "check_pdf", lambda: "")
        answer = visit().raw("GET", "/readyz")
        assert (answer.status_code, answer.json) == (200, {"status": "ready"})

    def test_not_ready_names_what_is_missing_and_no_more(self, visit, monkeypatch):
        monkeypatch.setattr(health, "check_pdf", lambda: "cannot load library 'libpango'")
        monkeypatch.setattr(health, "newest_revision", lambda: "another")
        answer = visit().raw("GET", "/readyz")
        assert (answer.status_code, answer.json) == (503, {"status": "not ready", "failing": ["database", "pdf"]})
