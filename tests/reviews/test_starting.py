from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.reviews.record import at, lines
from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.database import db
from tracker.errors import Refusal
from tracker.frameworks import queries as frameworks
from tracker.people.models import Role
from tracker.reviews import actions
from tracker.reviews.models import Review, ReviewKind


def count():
    return db.session.execute(select(func.count()).select_from(Assessment)).scalar_one()


def form(**more):
    today = clock.today()
    values = {
        "kind": "annual",
        "framework": str(frameworks.find_version("crss").id),
        "used_for": "Growth and next steps.",
        "not_used_for": "Pay or discipline.",
        "ratings": "independent",
        "rated": "all",
        "period_from": (today - timedelta(days=365)).isoformat(),
        "due_on": (today + timedelta(days=30)).isoformat(),
    }
    return {**values, **more}


def start(person):
    return f"/reviews/start/{person.id}"


def test_hr_starts_a_review_and_it_waits_for_both_sides(world, visit):
    hr = visit(world.hr)
    page = hr.follow(hr.post(start(world.ana), form()))
    assert page.says("Review started for Ana Ruiz. It shows on their home page now.")
    (review,) = db.session.execute(select(Review)).scalars()
    assert (review.kind, review.used_for, review.opened_by_id) == (
        ReviewKind.ANNUAL,
        "Growth and next steps.",
        world.hr.id,
    )
    assert page.says("Waiting for Ana Ruiz since")
    assert page.says("Waiting for Dana Whitfield since")
    (line,) = lines(review, "review.started")
    assert (line.actor_id, line.about_id, line.to_state) == (world.hr.id, world.ana.id, "rating")
    assert str(review.id) in visit(world.ana).get("/").text


def test_the_form_begins_with_what_is_usual(world, visit):
    page = visit(world.hr).get(start(world.ana))
    assert page.value("kind") == "baseline"
    assert page.value("framework") == str(frameworks.find_version("crss").id)
    assert page.value("period_from") == world.ana.hired_on.isoformat()
    assert page.value("used_for")
    assert page.value("not_used_for")
    world.ended()
    page = visit(world.hr).get(start(world.ana))
    assert (page.value("kind"), page.value("period_from")) == ("annual", clock.today().isoformat())


def test_without_a_supervisor_the_page_warns_and_hr_is_who_must_act(world, visit):
    alone, hr = world.person("Alex Alone"), visit(world.hr)
    assert hr.get(start(alone)).says("Alex Alone has no supervisor now.")
    page = hr.follow(hr.post(start(alone), form()))
    assert page.says("Waiting for HR, who must assign a supervisor since")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("used_for", "", "Say what the review is used for."),
        ("used_for", "   ", "Say what the review is used for."),
        ("not_used_for", "", "Say what the review is not used for."),
        ("used_for", "x" * 1001, "Shorten this to 1000 characters or fewer."),
        ("period_from", "", "Choose the first day the review looks at."),
        ("period_from", "tomorrow", None),
        ("due_on", "", "Choose the day it is due."),
        ("due_on", "yesterday", None),
        ("due_on", "31/12", "Write a day as month, day and year"),
        ("kind", "appraisal", None),
        ("framework", "nothing", None),
    ],
)
def test_a_form_that_cannot_be_used_starts_nothing_and_keeps_what_was_typed(world, visit, field, value, message):
    days = {"tomorrow": 1, "yesterday": -1}
    if value in days:
        value = (clock.today() + timedelta(days=days[value])).isoformat()
    page = visit(world.hr).post(start(world.ana), form(**{field: value}), status=422)
    assert len(page.errors()) == 1
    assert message is None or page.errors()[0].startswith(message)
    kept = "not_used_for" if field == "used_for" else "used_for"
    assert page.value(kept) == form()[kept]
    assert count() == 0


def test_nobody_starts_their_own_review(world, visit):
    hr = visit(world.hr)
    page = hr.post(start(world.hr), form(), status=403)
    assert page.says("Nobody uses an HR or administrator right on their own record. Ask a colleague.")
    assert page.says("Growth and next steps.")
    assert count() == 0


def test_former_staff_have_no_new_review(world, visit):
    world.ana.left_on = clock.today() - timedelta(days=1)
    page = visit(world.hr).post(start(world.ana), form(), status=409)
    assert page.says("Ana Ruiz no longer works here, so no review can be started.")
    assert count() == 0


@pytest.mark.parametrize("make", ["review", "both_sent", "awaiting"])
def test_one_review_at_a_time(world, visit, make):
    getattr(world, make)()
    page = visit(world.hr).post(start(world.ana), form(), status=409)
    assert page.says("Ana Ruiz has a review that has not ended. Finish it first.")
    assert count() == 1


def test_after_one_has_ended_the_next_can_start(world, visit):
    world.ended()
    visit(world.hr).post(start(world.ana), form())
    assert count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"used_for": ""}, "Say what the review is used for"),
        ({"not_used_for": ""}, "and what it is not used for"),
        ({"due_on": clock.today() - timedelta(days=2)}, "due today or later"),
        ({"period_from": clock.today() + timedelta(days=1)}, "begins today or earlier"),
        ({"by": "ana"}, "Nobody uses an HR or administrator right"),
    ],
    ids=str,
)
def test_the_action_refuses_whatever_the_form_let_through(world, wrong, sentence):
    more = {name: getattr(world, value) if name == "by" else value for name, value in wrong.items()}
    with pytest.raises(Refusal, match=sentence):
        world.review(**more)
    assert count() == 0


@pytest.mark.parametrize("who", ["ana", "dana", "admin"])
def test_only_hr_starts_reviews(world, visit, who):
    visit(getattr(world, who)).post(start(world.ana), form(), status=403)
    assert count() == 0


def test_a_review_keeps_the_framework_it_began_with(world, visit):
    hr = visit(world.hr)
    hr.post(start(world.ana), form(framework=str(frameworks.find_version("crss-mcs").id)))
    (review,) = db.session.execute(select(Review)).scalars()
    assert visit(world.ana).get(at(review)).says("0 of 23 answered")


@pytest.mark.parametrize("path", ["take-back", "return", "conversation/ADV-T01/propose"])
def test_what_changes_something_is_never_a_mere_link(world, visit, path):
    review = world.review()
    assert visit(world.ana).raw("GET", at(review, path)).status_code == 405


def test_a_failing_trail_starts_nothing(world, break_trail):
    ana, hr, version = world.ana, world.hr, frameworks.find_version("crss")

    break_trail()
    with pytest.raises(RuntimeError):
        actions.start(
            ana,
            kind=ReviewKind.ANNUAL,
            framework=version,
            scale=frameworks.get_newest_scale(),
            used_for="Growth.",
            not_used_for="Pay.",
            period_from=clock.today(),
            due_on=clock.today(),
            by=hr,
        )
    db.session.rollback()
    assert count() == 0


def test_the_purpose_is_shown_wherever_the_review_is_and_frozen_with_it(world, visit):
    review = world.review(used_for="Finding strengths.", not_used_for="Setting pay.")
    for side in Side:
        world.rate(review, side)
        world.send(review, side)
    world.finish(review)
    for person in (world.ana, world.dana):
        for path in (at(review), at(review, "sign")):
            page = visit(person).get(path)
            assert page.says("Finding strengths.")
            assert page.says("Setting pay.")


def test_hr_finds_everyone_with_their_state_and_who_must_act(world, visit):
    world.both_sent()
    world.person("Nora New")
    world.review(world.person("Alex Alone"))
    page = visit(world.hr).get("/reviews/")
    rows = {
        row.xpath("string(th)").strip(): " ".join(row.text_content().split()) for row in page.tree.xpath("//tbody/tr")
    }
    assert "Annual: In conversation" in rows["Ana Ruiz"]
    assert "Dana Whitfield, since" in rows["Ana Ruiz"]
    assert "No review yet" in rows["Nora New"]
    assert "HR: start a review" in rows["Nora New"]
    assert "HR, who must assign a supervisor, since" in rows["Alex Alone"]
    assert "Priya Nair" not in rows
    found = visit(world.hr).get("/reviews/?q=alone")
    assert [row.strip() for row in found.tree.xpath("//tbody/tr/th//text()") if row.strip()] == ["Alex Alone"]


def test_the_supervisor_sees_a_review_of_their_own_as_an_employee(world, visit):
    upline = world.person("Uma Upline", Role.SUPERVISOR)
    world.assign(world.dana, upline)
    review = world.review(world.dana)
    assert visit(world.dana).get(f"/assessments/{review.id}").says("While you rate, only you can read your answers.")
