from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.cycles import queries
from tracker.cycles.models import Cycle, CycleReview, ExtensionReason
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.people.models import Person
from tracker.people.noting_absences import note_absence


def form(**more):
    today = clock.today()
    values = {
        "key": str(uuid4()),
        "name": "Annual 2027",
        "kind": "annual",
        "framework": str(frameworks.find_version("crss").id),
        "used_for": "Growth and next steps.",
        "not_used_for": "Pay or discipline.",
        "ratings": "independent",
        "rated": "all",
        "period_from": (today - timedelta(days=365)).isoformat(),
        "opens_on": today.isoformat(),
        "due_on": (today + timedelta(days=30)).isoformat(),
        "closes_on": (today + timedelta(days=45)).isoformat(),
        "program": "",
        "job_title": "",
    }
    return {**values, **more}


def cycles():
    return db.session.execute(select(Cycle)).scalars().all()


def test_hr_plans_looks_opens_and_sees_where_everyone_stands(world, visit):
    ana = world.ana
    hr = visit(world.hr)
    sent = form(chosen=[str(ana.id)], focus=["ADV-T01"], rated="chosen", ratings="open")
    page = hr.follow(hr.post("/cycles/new", sent))
    assert page.says("Planned. Look at who takes part, then open the cycle.")
    assert page.says("Open the cycle: start 1 review")
    hr.post("/cycles/new", sent)
    (cycle,) = cycles()
    assert (cycle.is_open_rating, cycle.focus) == (True, ["ADV-T01"])
    page = hr.follow(hr.post(f"/cycles/{cycle.id}/open"))
    assert page.says("Open. 1 review was started.")
    assert page.says("1 both rating")
    assert page.says("Dana Whitfield, since")
    assert hr.get("/cycles/").says("Annual 2027")
    assert visit(ana).get("/").says("Rate your own work")


def test_a_plan_is_changed_until_it_is_opened(world, visit):
    cycle = world.cycle(world.ana, focus=["ADV-T01"], job_title="Peer specialist")
    hr, path = visit(world.hr), f"/cycles/{cycle.id}/edit"
    page = hr.get(path)
    assert (page.value("name"), page.value("focus"), page.value("job_title")) == (
        cycle.name,
        "ADV-T01",
        "Peer specialist",
    )
    hr.post(path, form(name="Another name"))
    changed = queries.get_cycle(cycle.id)
    assert (changed.name, changed.focus, list(changed.chosen)) == ("Another name", [], [])
    hr.post(f"/cycles/{cycle.id}/open")
    assert hr.post(path, form(), status=409).says("This cycle has been opened already.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("kind", "appraisal"),
        ("framework", ""),
        ("used_for", ""),
        ("not_used_for", ""),
        ("ratings", ""),
        ("rated", ""),
        ("rated", "chosen"),
        ("focus", "ADV-T01"),
        ("opens_on", "1999-01-01"),
        ("due_on", "1999-01-01"),
        ("closes_on", "1999-01-01"),
        ("hired_within", "0"),
        ("chosen", "nobody"),
        ("focus", "XXX-T01"),
    ],
)
def test_what_cannot_be_planned_is_said_and_what_was_typed_stays(world, visit, field, value):
    page = visit(world.hr).post("/cycles/new", form(who_reads="Words I typed", **{field: value}), status=422)
    assert page.errors()
    assert page.value("who_reads") == "Words I typed"
    assert not cycles()


def test_the_counts_are_filters(world, visit):
    cycle = world.opened_cycle(world.ana, world.reviewed("Bea Becker"))
    review = next(one.review for one in queries.list_members(cycle) if one.standing.person.name == "Ana Ruiz")
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    hr = visit(world.hr)
    page = hr.get(f"/cycles/{cycle.id}?step=one_sent")
    assert [name.strip() for name in page.tree.xpath("//tbody//th//text()") if name.strip()] == ["Ana Ruiz"]
    assert hr.get(f"/cycles/{cycle.id}?step=ended").says("Nobody stands here now.")
    assert hr.get(f"/cycles/{cycle.id}?step=nonsense").says("Bea Becker")


def test_only_hr_can_fix_is_listed_with_what_to_do(world, visit):
    bea, alone = world.reviewed("Bea Becker"), world.person("Alex Alone")
    cycle = world.opened_cycle(world.ana, bea, alone)
    bea.left_on = clock.today() - timedelta(days=1)
    world.dana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    page = visit(world.hr).get(f"/cycles/{cycle.id}")
    assert page.says("Only you can fix")
    assert page.says("Assign a supervisor to Ana Ruiz")
    assert page.says("Bea Becker : no longer works here.") or page.says("Bea Becker: no longer works here.")
    assert page.says("Assign a supervisor to Alex Alone")


def test_extending_and_dates_away(world, visit):
    cycle = world.opened_cycle()
    hr, base = visit(world.hr), f"/cycles/{cycle.id}/people/{world.ana.id}"
    later = (cycle.due_on + timedelta(days=5)).isoformat()
    assert hr.post(f"{base}/extend", {"due_on": later}, status=422).errors()
    assert hr.follow(hr.post(f"{base}/extend", {"due_on": later, "reason": "training"})).says("is due later now")
    today = clock.today()
    note_absence(world.ana, starts_on=today, ends_on=None, key=uuid4(), by=world.hr)
    db.session.commit()
    page = hr.get(f"/cycles/{cycle.id}")
    assert page.says("until further notice")
    assert page.says("Extend for Ana Ruiz")
    stranger = world.person("Sid Stranger")
    hr.get(f"/cycles/{cycle.id}/people/{stranger.id}/extend", status=404)


def test_no_reason_for_more_time_speaks_of_health():
    assert not {"health", "sick", "medical", "leave"} & {reason.value for reason in ExtensionReason}


@pytest.mark.parametrize("planned", [True, False])
def test_the_page_takes_the_same_queries_for_10_and_for_1000_people(world, visit, count_queries, planned):
    hr, totals = visit(world.hr), []
    for size in (10, 990):
        make_crowd(size, world.dana, world.hr)
        cycle = world.cycle(world.ana, chosen=list(db.session.execute(select(Person.id)).scalars()))
        if not planned:
            cycle.opened_at, cycle.opened_by_id = clock.now(), world.hr.id
            taken = select(CycleReview.review_id)
            free = db.session.execute(select(Assessment.id).where(Assessment.id.not_in(taken))).scalars()
            db.session.execute(insert(CycleReview), [{"review_id": one, "cycle_id": cycle.id} for one in free])
            db.session.commit()
        hr.get(f"/cycles/{cycle.id}")
        with count_queries as seen:
            hr.get(f"/cycles/{cycle.id}")
        totals.append(seen.total)
    assert totals[0] == totals[1]
