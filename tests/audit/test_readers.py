from datetime import UTC, datetime, timedelta

import pytest

from tracker.audit import actions, presenters, queries
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Role

NOON = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)
OF_RECORDS = {
    *("record", "assignment", "grant", "assessment", "review", "observation", "goal", "log_entry", "verification"),
    *("credential", "signature", "statement", "consent", "report", "trail"),
}
OF_ACCOUNTS = {"person", "role", "link", "framework"}
PRIVATE = {"session", "password", "practice"}
EVERY_KIND = OF_RECORDS | OF_ACCOUNTS | PRIVATE | {"answer"}


def plain(words):
    """With usual spaces: a time has a narrow one before PM."""
    return " ".join(words.split())


@pytest.fixture
def lines(world):
    """One line of each kind about Ana, by Dana."""
    for kind in sorted(EVERY_KIND):
        actions.record("goal.agreed", by=world.dana, kind=kind, record_id=world.ana.id, about_id=world.ana.id)
    db.session.commit()
    return world


def kinds(reader, person, **more):
    found = queries.list_about(person, reader, limit=200, **more)
    return {line.record_kind for line in found if line.event == "goal.agreed"}


class TestWhoReadsWhichLines:
    def test_each_person_those_about_their_record(self, lines):
        assert kinds(lines.ana, lines.ana) == EVERY_KIND - {"answer"}

    def test_hr_those_in_its_care_never_private_ones(self, lines):
        assert kinds(lines.hr, lines.ana) == OF_RECORDS | OF_ACCOUNTS
        assert queries.may_read_about(lines.ana, lines.hr)

    def test_the_administrator_those_about_accounts(self, lines):
        assert kinds(lines.admin, lines.ana) == OF_ACCOUNTS | {"session", "password"}
        assert queries.may_read_about(lines.ana, lines.admin)

    def test_a_supervisor_and_a_colleague_none(self, lines):
        for reader in (lines.dana, lines.person("Cal Colleague")):
            assert kinds(reader, lines.ana) == set()
            assert not queries.may_read_about(lines.ana, reader)

    def test_an_auditor_those_about_reports_of_the_people_granted(self, lines):
        auditor = lines.person("Ada Auditor", Role.AUDITOR)
        assert not queries.may_read_about(lines.ana, auditor)
        until = (datetime.now(UTC) + timedelta(days=10)).date()
        people.grant_auditor(auditor, [lines.ana], kinds=["competency"], ends_on=until, reason="Audit", by=lines.hr)
        db.session.commit()
        assert kinds(auditor, lines.ana) == {"report"}
        assert queries.may_read_about(lines.ana, auditor)
        assert not queries.may_read_about(lines.dana, auditor)

    def test_an_auditor_who_keeps_accounts_too_reads_both(self, lines):
        both = lines.person("Bo Both", Role.AUDITOR, Role.ADMINISTRATOR)
        until = (datetime.now(UTC) + timedelta(days=10)).date()
        people.grant_auditor(both, [lines.ana], kinds=["competency"], ends_on=until, reason="Audit", by=lines.hr)
        db.session.commit()
        assert kinds(both, lines.ana) == kinds(lines.admin, lines.ana) | {"report"}

    def test_saving_answers_whoever_saved_them(self, lines):
        actions.record("answer.saved", by=lines.ana, kind="answer", record_id=None, about_id=lines.ana.id)

        def saved(reader):
            return [line for line in queries.list_about(lines.ana, reader, limit=200) if line.record_kind == "answer"]

        assert [line.event for line in saved(lines.ana)] == ["answer.saved"]
        assert not saved(lines.hr)

    @pytest.mark.parametrize(
        "event",
        ["review.seen_differently", "review.level_agreed", "review.commented", "observation.drafted", "goal.proposed"],
    )
    def test_what_is_between_the_two_sides_or_not_shared_yet_hr_does_not(self, lines, event):
        actions.record(event, by=lines.dana, kind="review", record_id=None, about_id=lines.ana.id)

        def found(reader):
            return event in [line.event for line in queries.list_about(lines.ana, reader, limit=200)]

        assert found(lines.ana)
        assert not found(lines.hr)
        assert event in [line.event for line in queries.list_about(lines.ana, lines.ana, limit=1)]

    def test_hr_reads_their_own_record_as_everyone_does(self, lines):
        lines.with_password(lines.hr)
        events = [line.event for line in queries.list_about(lines.hr, lines.hr, limit=50)]
        assert "password.changed" in events

    def test_the_administrator_does_not_learn_who_opened_a_record(self, lines, visit):
        visit(lines.hr).get(f"/people/{lines.ana.id}")
        assert "person.opened" in [line.event for line in queries.list_about(lines.ana, lines.hr, limit=200)]
        assert "person.opened" not in [line.event for line in queries.list_about(lines.ana, lines.admin, limit=200)]

    def test_the_whole_trail_is_the_same_choice(self, lines):
        found = {line.record_kind for line in queries.list_all(lines.admin, limit=500) if line.event == "goal.agreed"}
        assert found == OF_ACCOUNTS | {"session", "password"}


class TestWhoOpenedMyRecord:
    def test_openings_prints_and_exports_by_others_newest_first(self, world):
        for event, by in [
            ("person.opened", world.hr),
            ("goal.agreed", world.dana),
            ("report.printed", world.hr),
            ("review.exported", world.ana),
            ("review.exported", world.dana),
        ]:
            actions.record(event, by=by, kind="record", record_id=world.ana.id, about_id=world.ana.id)
        readers = [(line.event, line.actor_id) for line in queries.list_readers(world.ana, limit=5)]
        assert readers == [
            ("review.exported", world.dana.id),
            ("report.printed", world.hr.id),
            ("person.opened", world.hr.id),
        ]

    def test_the_operator_is_named_too(self, world, visit):
        with actions.as_operator():
            actions.record("report.printed", by=None, kind="report", record_id=None, about_id=world.ana.id)
            actions.record("report.printed", by=world.hr, kind="report", record_id=None, about_id=world.ana.id)
        db.session.commit()
        page = visit(world.ana).get(f"/people/{world.ana.id}")
        assert page.says("the operator of the server printed a report")
        assert page.says("Priya Nair, by the operator printed a report")


class TestSaying:
    @pytest.fixture(autouse=True)
    def _at_noon(self, time_machine, app):
        time_machine.move_to(NOON, tick=False)
        with app.test_request_context():
            yield

    def said(self, reader, event, by, kind="goal", **more):
        values = {"record_id": by.id, "about_id": more.pop("about_id", by.id)}
        actions.record(event, by=by, kind=kind, **values, **more)
        return presenters.say(queries.list_all(reader, limit=1), reader)[0]

    def test_a_time_of_saving_is_a_date_to_others(self, world):
        assert plain(self.said(world.ana, "goal.agreed", world.ana).when) == "November 24, 2026, 12:05 PM CST"
        assert self.said(world.hr, "goal.agreed", world.ana).when == "November 24, 2026"

    @pytest.mark.parametrize("event", ["person.opened", "report.printed", "review.exported", "signature.given"])
    def test_openings_copies_and_signatures_show_their_time(self, event, world):
        line = self.said(world.hr, event, world.dana, about_id=world.ana.id)
        assert plain(line.when) == "November 24, 2026, 12:05 PM CST"

    def test_a_line_names_who_what_and_about_whom(self, world):
        line = self.said(world.hr, "goal.agreed", world.dana, about_id=world.ana.id, fields=["note"])
        assert (line.who, line.what, line.about) == ("Dana Whitfield", "agreed to a goal", "Ana Ruiz")
        assert line.details == "note"

    def test_a_change_of_state_is_in_words(self, world):
        line = self.said(world.hr, "goal.agreed", world.ana, from_state="proposed", to_state="agreed")
        assert line.details == "Proposed → Agreed"
        line = self.said(world.hr, "review.returned", world.ana, "review", from_state="ended", to_state="rating")
        assert line.details == "Ended → Rating"

    @pytest.mark.parametrize("kind", ["review", "signature"])
    def test_what_was_done_about_which_item_is_between_the_two_sides(self, kind, world):
        more = {"about_id": world.ana.id, "fields": ["ADV-T01"]}
        assert self.said(world.ana, "review.returned", world.dana, kind, **more).details == "ADV-T01"
        assert self.said(world.hr, "review.returned", world.dana, kind, **more).details == ""


class TestPages:
    def test_hr_leafs_through_the_whole_trail(self, world, visit):
        for _ in range(120):
            actions.record("goal.agreed", by=world.dana, kind="goal", record_id=None, about_id=world.ana.id)
        db.session.commit()
        hr = visit(world.hr)
        first = hr.get("/trail/")
        assert first.text.count("<tr ") == 101
        (older,) = [link for link in first.links() if link.startswith("?before=")]
        second = hr.get(f"/trail/{older}")
        assert 20 <= second.text.count("<tr ") < 101
        assert not [link for link in second.links() if link.startswith("?before=")]

    def test_opening_the_trail_of_somebody_else_is_a_line_in_it(self, world, visit):
        visit(world.hr).get(f"/people/{world.ana.id}/trail")
        page = visit(world.ana).get(f"/people/{world.ana.id}/trail")
        assert page.says("opened the trail of a record")
        visit(world.ana).get(f"/people/{world.ana.id}/trail")
        assert visit(world.ana).get(f"/people/{world.ana.id}/trail").text.count("opened the trail") == 2

    def test_ones_own_begins_with_who_opened_the_record(self, world, visit):
        ana = visit(world.ana)
        address = f"/people/{world.ana.id}/trail"
        assert ana.get(address).says("Nobody but you.")
        visit(world.hr).get(f"/people/{world.ana.id}")
        actions.record("goal.noted", by=world.dana, kind="goal", record_id=None, about_id=world.ana.id)
        db.session.commit()
        page = ana.get(address)
        assert page.words("//h1") == "Who opened my record"
        readers = page.words("//h2[.='Everything in my trail']/preceding::ul[1]")
        assert "Priya Nair opened a record" in readers
        assert "added a note" not in readers
        assert "added a note to a goal" in page.words("//h2[.='Everything in my trail']/following::table")
        others = visit(world.hr).get(address)
        assert others.words("//h1") == "Trail of Ana Ruiz"
        assert not others.says("Everything in my trail")

    def test_whoever_may_not_read_it_finds_no_way_to_it_and_leaves_no_line(self, world, visit):
        dana = visit(world.dana)
        assert f"/people/{world.ana.id}/trail" not in dana.get(f"/people/{world.ana.id}").links()
        dana.get(f"/people/{world.ana.id}/trail", 404)
        assert not visit(world.ana).get(f"/people/{world.ana.id}/trail").says("opened the trail")

    def test_a_long_trail_takes_as_many_queries_as_a_short_one(self, world, visit, count_queries):
        hr, totals = visit(world.hr), []
        for size in (1, 99):
            for number in range(size):
                someone = world.person(f"Person {size} {number % 9}")
                actions.record("goal.agreed", by=someone, kind="goal", record_id=None, about_id=someone.id)
            with count_queries as seen:
                hr.get("/trail/")
            totals.append(seen.total)
        assert totals[0] == totals[1]


@pytest.mark.parametrize("path", ["/trail/", "/people/{}/trail"])
def test_the_trail_takes_no_form(path, world, visit):
    hr = visit(world.hr)
    answer = hr.raw("POST", path.format(world.ana.id), headers={"X-CSRFToken": hr._token()})
    assert answer.status_code == 405
