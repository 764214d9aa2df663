"""The survey desk: whose files, as of when, by the same rules as the document on one file."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Role
from tracker.reports.file_content import FileState, Wanted
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.survey import queries, samples
from tracker.survey.samples import Draw, Sample
from tracker.words import label

TODAY = clock.today


def names(page):
    return [one.text_content() for one in page.tree.xpath("//section[starts-with(@id, 'file-')]/h3")]


def states(person, day=None):
    (found,) = queries.survey([person.id], day or TODAY())
    return {line.wanted: line.state for line in found.lines}


def test_it_says_what_the_document_on_one_file_says(world, app, staff):
    world.whole_background()
    world.entry()
    world.ended()
    world.credential()
    document = get_document("file")
    for person in staff:
        with app.test_request_context():
            subject = document.find(person.id, world.hr, {})
            one = document.gather(subject, Audience.PERSONNEL_FILE)
        (found,) = queries.survey([person.id], TODAY())
        assert found.lines == one.lines
    assert states(world.ana)[Wanted.REVIEW] is FileState.COMPLETE
    assert states(staff[1])[Wanted.REVIEW] is FileState.MISSING


def test_each_open_line_says_who_can_mend_it_and_leads_there(world, visit, staff):
    page = visit(world.hr).get("/survey/")
    assert names(page) == ["Ana Ruiz", "Dana Whitfield", "Luis Ortega", "Rosa Lima"]
    assert page.says("Dana Whitfield can hold the conversation and sign; HR starts the review.")
    mine = {link for link in page.links() if str(staff[1].id) in link}
    assert mine >= {
        f"/reports/file/{staff[1].id}",
        f"/people/{staff[1].id}/employment",
        f"/people/{staff[1].id}/credentials/new",
        f"/people/{staff[1].id}/job-descriptions/new",
        f"/reviews/start/{staff[1].id}",
    }
    # Of Dana nobody is the supervisor.
    assert f"/people/{world.dana.id}/assignments/new" in page.links()
    for link in mine:
        assert visit(world.hr).raw("GET", link).status_code == 200, link


def test_many_files_say_at_a_glance_what_lacks_and_few_show_who_can_mend_it(world, visit, staff):
    hr = visit(world.hr)
    many = hr.get("/survey/")
    (ana,) = many.tree.xpath(f"//section[@id='file-{world.ana.id}']")
    first, *_rest = [" ".join(line.text_content().split()) for line in ana.xpath("./ul/li")]
    assert first.startswith("Missing ")
    assert "A review within the last 12 months" in first
    assert not many.tree.xpath("//section/details[@open]")
    few = hr.get("/survey/?whom=typed&names=Ana+Ruiz")
    assert len(few.tree.xpath("//section/details[@open]")) == 1


def test_as_of_a_day_it_shows_what_had_happened_by_then(world, visit, staff):
    world.training(by=world.dana, starts_on=TODAY() - timedelta(days=3), ends_on=TODAY() - timedelta(days=3))
    world.job_description(given_on=TODAY() - timedelta(days=10), received=False)
    world.entry(held_on=TODAY() - timedelta(days=5))
    assert states(world.ana)[Wanted.TRAINING] is FileState.WEAK
    before = states(world.ana, TODAY() - timedelta(days=4))
    assert before[Wanted.TRAINING] is FileState.MISSING
    assert before[Wanted.DESCRIPTION] is FileState.WEAK
    assert states(world.ana, TODAY() - timedelta(days=6))[Wanted.SUPERVISION] is FileState.MISSING
    assert states(world.ana, TODAY() - timedelta(days=11))[Wanted.DESCRIPTION] is FileState.MISSING
    page = visit(world.hr).get(f"/survey/?day={TODAY() - timedelta(days=4)}")
    assert page.says("It shows how each file stood at the end of that day")


def test_only_those_who_worked_here_on_the_day_are_in_it(world, visit, staff):
    staff[2].left_on = TODAY() - timedelta(days=2)
    late = world.person("Nora New", hired_on=TODAY() - timedelta(days=1))
    db.session.commit()
    assert "Rosa Lima" not in names(visit(world.hr).get("/survey/"))
    then = names(visit(world.hr).get(f"/survey/?day={TODAY() - timedelta(days=3)}"))
    assert "Rosa Lima" in then
    assert late.name not in then


class TestSamples:
    def test_the_same_number_draws_the_same_people_and_another_one_others(self, world, staff):
        make_crowd(40, world.dana, world.hr)

        def drawn(seed):
            return samples.draw(Sample(TODAY(), Draw.RANDOM, size=10, seed=seed), world.hr)

        assert drawn("4711") == drawn("4711")
        assert len(drawn("4711").ids) == 10
        assert drawn("4711").ids != drawn("4712").ids
        assert drawn("4711").population == 44

    def test_a_drawing_shows_its_number_in_the_address(self, world, visit, staff):
        hr = visit(world.hr)
        answer = hr.get("/survey/?whom=random&size=2&seed=", 302)
        (seed,) = parse_qs(urlsplit(answer.location).query)["seed"]
        page = hr.get(answer.location)
        assert page.says(f"Drawn with the number {seed} from 4 people.")
        assert len(names(page)) == 2
        assert names(hr.get(answer.location)) == names(page)

    def test_people_are_typed_in_and_unknown_names_are_named(self, world, visit, staff):
        page = visit(world.hr).get("/survey/?whom=typed&names=ana+RUIZ%0Aluis.ortega%0ANobody+Known")
        assert names(page) == ["Ana Ruiz", "Luis Ortega"]
        assert page.says("Nobody here has these names: Nobody Known.")
        assert page.value("names") == "ana RUIZ\nluis.ortega\nNobody Known"

    def test_a_program_narrows_it(self, world, visit, staff):
        page = visit(world.hr).get(f"/survey/?whom=program&program={staff[1].program_id}")
        assert names(page) == ["Luis Ortega", "Rosa Lima"]

    @pytest.mark.parametrize(
        "asked",
        [
            {"day": "soon", "whom": "others", "program": "x", "size": "-3"},
            {"day": "", "size": "²", "seed": ""},
            {"size": "99999999999999999999"},
        ],
    )
    def test_what_an_address_does_not_know_is_left_out(self, asked, session):
        found = samples.read_sample(asked)
        assert (found.day, found.draw, found.program_id, found.size) == (TODAY(), Draw.EVERYONE, None, 10)
        assert re.fullmatch(r"\d{6}", found.seed)


class TestTheAuditor:
    def test_sees_those_a_grant_in_force_names_for_this_report_alone(self, world, visit, staff, auditor):
        auditor(staff[2], kinds=("competency",))
        ada = auditor(staff[0], staff[1])
        page = visit(ada).get("/survey/")
        assert names(page) == ["Ana Ruiz", "Luis Ortega"]
        assert "Make the binder" not in page.text
        assert not [
            link for link in page.links() if "/people/" in link and "/people/?" not in link and link != "/people/"
        ]
        assert names(visit(ada).get("/survey/?whom=typed&names=Rosa+Lima")) == []
        assert "Rosa" not in visit(ada).raw("GET", "/survey/sheet.csv").text

    def test_sees_nobody_once_it_is_over(self, world, visit, staff, auditor):
        ada = auditor(staff[0])
        (grant,) = people.queries.list_grants_to(ada)
        people.end_grant(grant, by=world.hr)
        db.session.commit()
        assert names(visit(ada).get("/survey/")) == []

    def test_finds_on_home_what_was_granted_and_until_when(self, world, visit, staff, auditor):
        page = visit(auditor(staff[0], kinds=("file", "log"))).get("/")
        assert "/survey/" in page.links()
        assert page.says("Survey: ")
        assert f"/people/{staff[0].id}" in page.links()


def read_csv(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_sheet_holds_every_line_and_no_formula_and_is_in_the_trail(world, visit, staff):
    world.person("=cmd|calc", hired_on=None)
    hr = visit(world.hr)
    rows = read_csv(hr.raw("GET", "/survey/sheet.csv"))
    assert len(rows) == 1 + 5 * len(Wanted)
    assert {row[1] for row in rows[1:]} >= {"Ana Ruiz", "'=cmd|calc"}
    book = hr.raw("GET", "/survey/sheet.xlsx?whom=typed&names=Ana+Ruiz")
    with zipfile.ZipFile(io.BytesIO(book.data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"Ana Ruiz" in archive.read("xl/sharedStrings.xml")
    lines = select(TrailLine.fields).where(TrailLine.event == "survey.exported").order_by(TrailLine.id)
    assert db.session.execute(lines).scalars().all() == [["csv"], ["xlsx"]]
    assert told_about(world.ana, "report.exported") == [(world.hr.id, ["file"])] * 2


def told_about(person, event):
    statement = select(TrailLine.actor_id, TrailLine.fields).where(
        TrailLine.event == event, TrailLine.about_id == person.id
    )
    return [tuple(line) for line in db.session.execute(statement)]


def test_whose_file_was_shown_finds_that_in_their_trail(world, visit, staff):
    for _time in range(2):
        visit(world.hr).get("/survey/?whom=typed&names=Ana+Ruiz")
    assert told_about(world.ana, "report.opened") == [(world.hr.id, [])]
    assert told_about(world.dana, "report.opened") == []


def test_the_sheet_says_none_of_three(world, visit, staff):
    world.require("ADV-T01", "ADV-T02", "ADV-T03")
    heads, *rows = read_csv(visit(world.hr).raw("GET", "/survey/sheet.csv?whom=typed&names=Ana+Ruiz"))
    counts = {row[8]: (row[heads.index("Done")], row[heads.index("Of")]) for row in rows}
    assert counts[str(label(Wanted.COMPETENCE))] == ("0", "3")
    assert counts[str(label(Wanted.EDUCATION))] == ("", "")


@pytest.mark.parametrize("path", ["/survey/", "/survey/?whom=random&size=50&seed=1", "/survey/sheet.csv"])
def test_the_desk_takes_as_many_queries_for_200_files_as_for_one(path, world, visit, count_queries):
    hr = visit(world.hr)
    world.require("ADV-T01")
    totals = []
    for size in (1, 150):
        make_crowd(size, world.dana, world.hr)
        with count_queries as seen:
            assert hr.raw("GET", path).status_code == 200
        totals.append(seen.total)
    assert totals[0] == totals[1]


def test_how_we_assess_is_written_from_the_settings_and_names_nobody(world, visit, staff):
    ana = visit(world.ana)
    assert ana.get("/survey/how-we-assess").says("No item is marked as required yet. HR marks them.")
    world.require("ADV-T01", "ADV-T02")
    world.require("ADV-T03", job="Peer specialist")
    page = ana.get("/survey/how-we-assess")
    assert page.says("Required of everyone: 2 required items")
    assert page.says("Peer specialist: 1 required item")
    assert "Dana" not in page.words()


def test_as_a_document_too(world, visit, pango):
    answer = visit(world.ana).raw("GET", "/survey/how-we-assess.pdf")
    assert answer.data.startswith(b"%PDF")


def test_a_supervisor_has_no_desk(world, visit):
    visit(world.person("Sam Second", Role.SUPERVISOR)).get("/survey/", 403)
