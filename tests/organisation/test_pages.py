"""The organization views: counts in words, sheets, and the people behind, for HR."""

import csv
import io
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from tests.organisation.test_tally import rate
from tests.people.crowd import make_crowd
from tracker.assessments import actions as rating
from tracker.assessments.actions import Given
from tracker.assessments.models import Assessment, Rating, Side
from tracker.audit.models import TrailLine
from tracker.cycles import queries as cycles
from tracker.cycles.models import CycleReview
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.organisation import actions, presenters, queries
from tracker.organisation.kinds import Fact
from tracker.people.models import Person, Program
from tracker.reviews.models import Ending, Review, State

DANGEROUS = "=cmd|'/c calc'!A1"


def crowd(world, program, size, *, own="4", other="3", cycle=None):
    """A cycle in which so many people of a program have an ended review, made by the shortest way."""
    made = cycle or world.cycle()
    if made.opened_at is None:
        made.opened_at, made.opened_by_id = made.created_at, world.hr.id
    known = set(db.session.execute(select(Assessment.id)).scalars())
    make_crowd(size, world.dana, world.hr)
    new = [one for one in db.session.execute(select(Assessment.id)).scalars() if one not in known]
    people = db.session.execute(
        select(Person).join(Assessment, Assessment.person_id == Person.id).where(Assessment.id.in_(new))
    )
    for person in people.scalars():
        person.program_id = program.id if program else None
    item = frameworks.current_outline().by_code["ADV-T01"].id
    answers = [(Side.EMPLOYEE, own), (Side.SUPERVISOR, other)]
    rows = [
        {"assessment_id": one, "side": side, "competency_id": item, "answer": answer, "wants_training": answer == "2"}
        for one in new
        for side, answer in answers
    ]
    db.session.execute(insert(Rating), rows)
    db.session.execute(insert(CycleReview), [{"review_id": one, "cycle_id": made.id} for one in new])
    ended = {
        "state": State.ENDED,
        "ending": Ending.DECLINED,
        "ended_at": made.created_at,
        "snapshot_id": snapshot(world),
    }
    db.session.execute(Review.__table__.update().where(Review.id.in_(new)).values(**ended))
    db.session.commit()
    actions.rebuild(by=world.hr)
    db.session.commit()
    return cycles.get_cycle(made.id)


def snapshot(world):
    """The frozen content of some review: what is looked at here are counts alone."""
    return db.session.execute(select(Review.snapshot_id).where(Review.snapshot_id.is_not(None))).scalars().first() or (
        world.awaiting(world.reviewed("Sample")).snapshot_id
    )


def program(name):
    made = Program(name=name)
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def cycle(world):
    """Six people in each of two programs, and one in a third."""
    made = crowd(world, program("North"), 6)
    crowd(world, program(DANGEROUS), 6, own="2", other="5", cycle=made)
    return crowd(world, program("Small"), 1, own="1", other="1", cycle=made)


def table(page):
    """The rows of the page's table as lists of words."""
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.tree.xpath("//tbody/tr")]


def test_counts_per_level_by_program_in_words_and_shade(world, visit, cycle):
    world_cycle = crowd(world, program("West"), 7, own="5", other="5", cycle=cycle)
    page = visit(world.hr).get(f"/organisation/{world_cycle.id}")
    assert page.tree.xpath("//table/caption")
    heads = [head.text_content() for head in page.tree.xpath("//thead//th[@scope='col']")]
    # Small has one person; with it the next smallest is hidden, by size and then by name.
    assert heads == ["Competency", "Everyone", "North", "West"]
    first = table(page)[0]
    assert first[0].startswith("ADV-T01")
    assert first[1].startswith("Self: 7 Can guide others, 6 Steady, 6 Learning, 1 New to me")
    assert first[2].startswith("Self: 6 SteadySupervisor: 6 Growing")
    shades = [cell.get("class") for cell in page.tree.xpath("//tbody/tr[1]/td[2]/span")]
    assert shades == ["heat__line heat__line--4", "heat__line heat__line--0"]
    assert page.says("2 programs are counted with everyone and not shown on their own.")
    assert "Crowd" not in page.words("//main")


@pytest.mark.parametrize(
    ("view", "said"),
    [("agreed", "Agreed: no level"), ("verified", "Verified: 0 of 13"), ("training", "Wants training: 6 of 13")],
)
def test_each_view_has_its_own_words(world, visit, cycle, view, said):
    page = visit(world.hr).get(f"/organisation/{cycle.id}?show={view}&domain=ADV")
    assert table(page)[0][1] == said
    assert table(page)[1][1] == (said if view == "verified" else "rated by nobody")
    assert visit(world.hr).get(f"/organisation/{cycle.id}?show=nonsense&domain=nonsense").says("Both ratings")


def test_wellness_items_are_nowhere(world, visit, cycle):
    for domain in ("PRO", "MEN"):
        page = visit(world.hr).get(f"/organisation/{cycle.id}?domain={domain}")
        assert "PRO-T04" not in page.words("//table")
        assert "MEN-T01" not in page.words("//table")
    visit(world.hr).get(f"/organisation/{cycle.id}/people?item=PRO-T04&program=none", status=404)


def test_fewer_than_five_say_nothing_on_any_page(world, visit):
    cycle, other = crowd(world, program("North"), 4), crowd(world, None, 4)
    hr = visit(world.hr)
    for path in ("", "/differences", "/training", f"/change/{other.id}"):
        page = hr.get(f"/organisation/{cycle.id}{path}")
        assert page.says("Fewer than five reviews have ended, so no levels are shown.")
        assert not page.tree.xpath("//table")
    for path in ("levels", "differences", "training", f"change/{other.id}"):
        assert len(sheet(hr, f"/organisation/{cycle.id}/{path}.csv")) == 1


def sheet(hr, path):
    return list(csv.reader(io.StringIO(hr.raw("GET", path).data.decode("utf-8-sig"))))


def test_the_people_behind_are_named_in_order_and_can_see_it(world, visit):
    north = program("North")
    cycle = crowd(world, north, 6)
    hr = visit(world.hr)
    path = f"/organisation/{cycle.id}/people?item=ADV-T01&program={north.id}"
    page = hr.get(path)
    assert [row[:3] for row in table(page)] == [[f"Crowd 00{at}", "Steady", "Growing"] for at in range(6)]
    lines = select(func.count(), func.count(TrailLine.about_id.distinct())).where(
        TrailLine.event == "review.opened", TrailLine.actor_id == world.hr.id
    )
    assert db.session.execute(lines).one() == (6, 6)
    hr.get(path)
    assert db.session.execute(lines).one() == (6, 6)
    for wrong in (
        "item=ADV-T01",
        f"item=NO-T01&program={north.id}",
        "item=ADV-T01&program=none",
        f"program={north.id}",
    ):
        hr.get(f"/organisation/{cycle.id}/people?{wrong}", status=404)
    # Nobody rated this one, so nobody stands behind it.
    hr.get(f"/organisation/{cycle.id}/people?item=ADV-T02&program={north.id}", status=404)


def test_a_hidden_program_cannot_be_opened(world, visit, cycle):
    hr = visit(world.hr)
    hidden = db.session.execute(select(Program.id).where(Program.name == "Small")).scalar()
    hr.get(f"/organisation/{cycle.id}/people?item=ADV-T01&program={hidden}", status=404)
    hr.get(f"/organisation/{cycle.id}/differences?program={hidden}", status=404)
    hr.get(f"/organisation/{cycle.id}/training.csv?program={hidden}", status=404)


def test_where_the_ratings_differ_comes_first(world, visit, cycle):
    page = visit(world.hr).get(f"/organisation/{cycle.id}/differences")
    ((code, apart, employee, supervisor, far, only_one),) = table(page)
    assert code.startswith("ADV-T01")
    assert (apart, employee, supervisor, far, only_one) == ("12 of 13", "6", "6", "6", "0")


def test_most_wanted_training_comes_first_and_by_program(world, visit, cycle):
    hr = visit(world.hr)
    ((_code, wanted, who),) = table(hr.get(f"/organisation/{cycle.id}/training"))
    assert (wanted, who) == ("6 of 13", "choose a program")
    north = db.session.execute(select(Program.id).where(Program.name == "North")).scalar()
    page = hr.get(f"/organisation/{cycle.id}/training?program={north}")
    assert page.says("Nobody has asked for training in what may be shown here.")


def test_two_cycles_side_by_side(world, visit):
    north = program("North")
    before, now = crowd(world, north, 6, own="2"), crowd(world, north, 5, own="4")
    hr = visit(world.hr)
    assert hr.get(f"/organisation/{now.id}/change").says(before.name)
    page = hr.get(f"/organisation/{now.id}/change/{before.id}")
    assert table(page)[0][2] == f"{now.name}: 5 Steady{before.name}: 6 Learning"
    assert table(page)[1][2] == "rated by nobody"
    rows = sheet(hr, f"/organisation/{now.id}/change/{before.id}.csv")
    found = dict(zip(rows[0], rows[2], strict=True))
    assert (found["group"], found[f"{now.name}: self:4"], found[f"{before.name}: self:2"]) == ("North", "5", "6")
    hr.get(f"/organisation/{now.id}/change/{now.id}", status=404)


def test_a_sheet_holds_what_is_shown_and_no_formula(world, visit, cycle):
    crowd(world, program("West"), 2, cycle=cycle)
    rows = sheet(visit(world.hr), f"/organisation/{cycle.id}/levels.csv")
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert {row["group"] for row in found} == {"Everyone", "North"}
    mine = next(row for row in found if (row["code"], row["group"]) == ("ADV-T01", "Everyone"))
    assert (mine["self:2"], mine["supervisor:5"], mine["people"], mine["wants"]) == ("6", "6", "15", "6")
    assert "PRO-T04" not in {row["code"] for row in found}
    lines = select(func.count()).where(TrailLine.event == "organisation.exported", TrailLine.record_id == cycle.id)
    assert db.session.execute(lines).scalar() == 1


def test_a_program_s_name_is_never_a_formula(world, visit):
    cycle = crowd(world, program(DANGEROUS), 6)
    hr = visit(world.hr)
    assert {row[3] for row in sheet(hr, f"/organisation/{cycle.id}/levels.csv")} == {
        "group",
        "Everyone",
        f"'{DANGEROUS}",
    }
    with zipfile.ZipFile(io.BytesIO(hr.raw("GET", f"/organisation/{cycle.id}/levels.xlsx").data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b"calc" in book.read("xl/sharedStrings.xml")


def test_an_item_that_too_few_rated_says_so_in_that_program(world, visit):
    north, south, west = program("North"), program("South"), program("West")
    cycle = crowd(world, north, 6)
    for each, size in ((south, 7), (west, 8)):
        crowd(world, each, size, cycle=cycle)
    review = db.session.execute(
        select(Assessment.id).join(Person, Person.id == Assessment.person_id).where(Person.program_id == north.id)
    ).scalars()
    item = frameworks.current_outline().by_code["ADV-T02"].id
    rows = [{"assessment_id": one, "side": Side.EMPLOYEE, "competency_id": item, "answer": "2"} for one in review]
    everyone = list(rows[:1])
    others = select(Assessment.id).join(Person, Person.id == Assessment.person_id)
    for each in (south, west):
        ids = db.session.execute(others.where(Person.program_id == each.id)).scalars()
        everyone += [{**rows[0], "assessment_id": one, "answer": "3"} for one in ids]
    db.session.execute(insert(Rating), everyone)
    actions.rebuild(by=world.hr)
    db.session.commit()
    row = table(visit(world.hr).get(f"/organisation/{cycle.id}"))[1]
    assert row[1].startswith("Self: 15 Growing, 1 Learning")
    # One in North, so South goes with it: what is left without West is eight answers of two programs.
    assert (row[2], row[3]) == ("too few to show", "too few to show")
    assert row[4].startswith("Self: 8 Growing")


def test_a_planned_cycle_has_no_figures_and_the_list_leaves_it_out(world, visit, cycle):
    world.cycle(name="Next year")
    page = visit(world.hr).get("/organisation/")
    assert page.says(cycle.name)
    assert not page.says("Next year")
    assert visit(world.hr).get("/reviews/").says("Competencies by program")


def test_the_page_takes_the_same_queries_for_few_and_for_many(world, visit, count_queries):
    hr, totals = visit(world.hr), []
    for sizes in ((6,), (7, 30, 9)):
        cycle = crowd(world, program(str(uuid4())), 6)
        for size in sizes:
            crowd(world, program(str(uuid4())), size, cycle=cycle)
        for path in ("", "/differences", "/training"):
            hr.get(f"/organisation/{cycle.id}{path}")
            with count_queries as seen:
                hr.get(f"/organisation/{cycle.id}{path}")
            totals.append(seen.total)
    assert totals[:3] == totals[3:]


def test_the_sums_of_the_document_are_those_of_what_may_be_shown(world, cycle):
    outline = frameworks.current_outline()
    sight = queries.look(cycle)
    figures = queries.read(sight, outline.items, [Fact.WANTS_TRAINING.value])
    assert figures.sum(outline.items, None)[Fact.WANTS_TRAINING] == 6
    assert figures.sum(outline.items, "Small") == {}


@pytest.mark.parametrize(("part", "whole", "shade"), [(0, 0, 0), (0, 9, 0), (1, 9, 1), (4, 9, 2), (7, 9, 3), (9, 9, 4)])
def test_five_shades_from_none_to_all(part, whole, shade):
    assert presenters.shade_of(part, whole) == shade


def test_reviews_ended_in_the_product_itself_stand_behind_it(world, visit):
    people = [world.reviewed(f"Employee {letter}") for letter in "ABCDE"]
    cycle = world.opened_cycle(*people)
    for member in cycles.list_members(cycle):
        own = world.side(member.review, Side.EMPLOYEE).own
        rating.save(own, own.outline.by_code["ADV-K01"], Given(None, "", True), by=member.standing.person)
        rate(world, member.review)
        world.finish(member.review)
        for side in Side:
            world.sign(member.review, side)
    page = visit(world.hr).get(f"/organisation/{cycle.id}/people?item=ADV-K01&program=none")
    assert [row[4] for row in table(page)] == ["Yes"] * 5
