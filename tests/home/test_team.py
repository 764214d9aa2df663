from datetime import timedelta

import pytest

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.access.reading import READS, Phase
from tracker.assessments.models import Side
from tracker.people.models import AssignmentKind, Role
from tracker.words import label


def rows(page):
    """Each person of the team by name, as the words of their card."""
    cards = page.tree.xpath("//li[contains(@class, 'person')]")
    return {card.xpath("h2")[0].text_content(): " ".join(card.text_content().split()) for card in cards}


def test_a_person_s_progress_supervision_and_goals_in_a_sentence_each(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "3", "ADV-T02": "4"}, default="")
    world.entry(world.ana, held_on=clock.today() - timedelta(days=9))
    world.goal()
    words = rows(visit(world.dana).get("/team"))["Ana Ruiz"]
    assert "2 of 89 answered." in words
    assert "Waiting for Ana Ruiz since" in words
    assert "Waiting for Dana Whitfield since" in words
    assert "Last supervision 9 days ago." in words
    assert "1 goal in motion." in words


def test_progress_is_a_number_and_never_an_answer(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "5"}, default="")
    page = visit(world.dana).get("/team")
    assert not page.says("Can guide others")
    world.send(review, Side.EMPLOYEE)
    assert "Ratings sent by the employee." in rows(visit(world.dana).get("/team"))["Ana Ruiz"]


@pytest.mark.parametrize(
    ("state", "said", "button"),
    [
        ("both_sent", "In conversation.", "Open the conversation"),
        ("awaiting", "Awaiting signatures.", "Read and sign"),
        ("ended", "Review ended.", None),
    ],
)
def test_the_likeliest_act_has_the_one_button(state, said, button, world, visit):
    getattr(world, state)()
    page = visit(world.dana).get("/team")
    assert said in rows(page)["Ana Ruiz"]
    buttons = [one.text_content() for one in page.tree.xpath("//li//a[contains(@class, 'usa-button')]")]
    assert buttons == ([button] if button else [])


def test_rating_goes_on_where_it_stopped(world, visit):
    review = world.review()
    for path in ("/", "/team"):
        assert f"/assessments/{review.id}" in visit(world.dana).get(path).links()
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "3"}, default="")
    for path in ("/", "/team"):
        assert f"/assessments/{review.id}/next" in visit(world.dana).get(path).links()


def test_somebody_without_a_review_is_there_too(world, visit):
    assert world.ana
    words = rows(visit(world.dana).get("/team"))["Ana Ruiz"]
    assert "No review yet." in words
    assert "No supervision logged yet." in words


def test_everyone_assigned_today_is_there_in_any_kind_and_nobody_else(world, visit):
    today = clock.today()
    kinds = {"Ann Primary": {}, "Bo Second": {"kind": AssignmentKind.SECOND}}
    times = {
        "Cy Ended": {"ends_on": today - timedelta(days=1)},
        "Di Coming": {"starts_on": today + timedelta(days=1)},
        "Ed Lastday": {"ends_on": today},
    }
    for name, how in {**kinds, **times}.items():
        world.assign(world.person(name), world.dana, **how)
    assert set(rows(visit(world.dana).get("/team"))) == {"Ann Primary", "Bo Second", "Ed Lastday"}


def test_a_second_supervisor_sees_no_review_on_the_team_page(world, visit):
    second = world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "3"}, default="")
    words = rows(visit(second).get("/team"))["Ana Ruiz"]
    assert "answered" not in words
    assert "Waiting" not in words


def test_a_second_supervisor_s_more_holds_only_what_they_may_do(world, visit):
    second = world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.CLINICAL_OVERSIGHT)
    page = visit(second).get("/team")
    links = [link for link in page.links() if str(world.ana.id) in link]
    assert f"/people/{world.ana.id}/goals/new" not in links
    assert f"/people/{world.ana.id}/verifications/new" in links
    for link in links:
        visit(second).get(link)


def test_an_empty_team_says_who_assigns(world, visit):
    assert visit(world.dana).get("/team").says("Nobody is assigned to you now. HR assigns people to supervisors.")


def test_a_team_of_200_takes_as_many_queries_as_a_team_of_one(world, visit, count_queries):
    dana, hr, totals = visit(world.dana), world.hr, []
    for size in (1, 199):
        make_crowd(size, world.dana, hr)
        for path in ("/team", "/"):
            with count_queries as seen:
                dana.get(path)
            totals.append(seen.total)
    assert totals[:2] == totals[2:]


class TestHelp:
    def test_who_sees_what_is_the_rule_itself(self, world, visit, app):
        page = visit(world.ana).get("/help/who-sees-what")
        with app.test_request_context():
            for relation, row in READS.items():
                words = page.words(f'//tr[th="{label(relation)}"]')
                for phase in Phase:
                    for part in row[phase]:
                        assert str(label(part)) in words

    def test_help_speaks_of_each_job(self, world, visit):
        page = visit(world.ana).get("/help")
        headings = [heading.text_content() for heading in page.tree.xpath("//h2")]
        assert {"Rating your own work", "For supervisors", "For HR"} <= set(headings)
