from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.access.reading import READS, Phase
from tracker.assessments.models import Side
from tracker.months import actions as months
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
        ("ended", "Review ended.", "Log supervision"),
    ],
)
def test_the_likeliest_act_has_the_one_button(state, said, button, world, visit):
    getattr(world, state)()
    page = visit(world.dana).get("/team")
    assert said in rows(page)["Ana Ruiz"]
    buttons = [one.text_content() for one in page.tree.xpath("//li//a[contains(@class, 'usa-button')]")]
    assert buttons == [button]


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


def names(page):
    return list(rows(page))


def at_team(world, name, **more):
    person = world.person(name, **more)
    world.assign(person, world.dana)
    return person


def counts(page):
    chips = page.tree.xpath("//nav[@aria-label='Which people']//li")
    words = [one.text_content().strip().split(" ", 1) for one in chips]
    return {name: int(count) for count, name in words}


class TestFinding:
    def test_by_a_part_of_the_name(self, world, visit):
        for name in ("Ada Long", "Bea Short"):
            at_team(world, name)
        dana = visit(world.dana)
        assert names(dana.get("/team?q=lONG")) == ["Ada Long"]
        page = dana.get("/team?q=nobody%20here")
        assert names(page) == []
        assert page.says("Nobody fits this. Choose 'Everyone', or try a part of the name.")
        assert page.value("q") == "nobody here"

    def test_the_filters_say_how_many_they_hold(self, world, visit):
        today = clock.today()
        seen, alone, asks = (at_team(world, name) for name in ("Ann Seen", "Bo Alone", "Cy Asks"))
        world.entry(seen, held_on=today - timedelta(days=30))
        world.entry(asks, held_on=today - timedelta(days=31))
        world.request(by=asks)
        world.ended(seen)
        world.review(alone, due_on=today + timedelta(days=31))
        assert world.person("Dee Due", hired_on=today - timedelta(days=334))
        world.assign(world.person("Dee Due"), world.dana)
        dana = visit(world.dana)
        page = dana.get("/team")
        assert counts(page) == {"Everyone": 4, "Waiting for me": 2, "No supervision lately": 3, "Review due": 1}
        assert names(dana.get("/team?show=review-due")) == ["Cy Asks"]
        assert names(dana.get("/team?show=waiting")) == ["Bo Alone", "Cy Asks"]
        assert names(dana.get("/team?show=not-lately")) == ["Bo Alone", "Cy Asks", "Dee Due"]
        assert names(dana.get("/team?show=nonsense")) == ["Ann Seen", "Bo Alone", "Cy Asks", "Dee Due"]

    @pytest.mark.parametrize(("days", "is_due"), [(334, False), (335, True)])
    def test_a_first_review_is_due_within_a_year_of_the_first_day(self, world, visit, days, is_due):
        at_team(world, "Nia New", hired_on=clock.today() - timedelta(days=days))
        assert names(visit(world.dana).get("/team?show=review-due")) == (["Nia New"] if is_due else [])

    @pytest.mark.parametrize(("days", "is_due"), [(30, True), (31, False)])
    def test_an_open_review_is_due_near_its_day(self, world, visit, days, is_due):
        person = at_team(world, "Nia New")
        world.review(person, due_on=clock.today() + timedelta(days=days))
        assert names(visit(world.dana).get("/team?show=review-due")) == (["Nia New"] if is_due else [])

    def test_the_order_is_chosen(self, world, visit):
        today = clock.today()
        first, second, third = (at_team(world, name) for name in ("Ann One", "Bo Two", "Cy Three"))
        world.entry(first, held_on=today - timedelta(days=2))
        world.entry(second, held_on=today - timedelta(days=9))
        for days, person in ((1, second), (3, third)):
            with clock.standing_at(clock.now() - timedelta(days=days)):
                world.request(by=person)
        dana = visit(world.dana)
        assert names(dana.get("/team?sort=supervision")) == ["Cy Three", "Bo Two", "Ann One"]
        assert names(dana.get("/team?sort=wait")) == ["Cy Three", "Bo Two", "Ann One"]
        assert names(dana.get("/team?sort=name")) == ["Ann One", "Bo Two", "Cy Three"]
        assert dana.get("/team?sort=wait").value("sort") == "wait"


class TestWaiting:
    def test_five_at_most_wait_on_top_the_longest_wait_first(self, world, visit):
        for number in range(6):
            person = at_team(world, f"Member {number}")
            with clock.standing_at(clock.now() - timedelta(days=number)):
                world.request(by=person)
        page = visit(world.dana).get("/team")
        waiting = page.tree.xpath("//section[h2='Waiting for you']//a/text()")
        assert waiting == [f"Member {number} asks: notice my work" for number in (5, 4, 3, 2, 1)]

    def test_a_goal_and_other_words_for_one_wait_too(self, world, visit):
        world.goal(by=world.ana, agreed=False)
        world.wording(world.goal())
        page = visit(world.dana).get("/team")
        assert set(page.tree.xpath("//section[h2='Waiting for you']//a/text()")) == {
            "Agree to a goal",
            "Agree to other words for a goal",
        }

    def test_the_button_leads_to_what_is_overdue_then_to_what_is_missing(self, world, visit):
        assert world.ana

        def button():
            (found,) = visit(world.dana).get("/team").tree.xpath("//li//a[contains(@class, 'usa-button')]")
            return found.text_content(), found.get("href")

        assert button() == ("Log supervision", f"/log/new?person={world.ana.id}")
        world.entry(world.ana)
        assert button() == ("Write an observation", f"/people/{world.ana.id}/observations/new")
        with clock.standing_at(clock.now() - timedelta(days=200)):
            world.require("ADV-T01", days=90)
        assert button() == ("See ADV-T01 and verify it", f"/people/{world.ana.id}/verifications/new?item=ADV-T01")

    def test_more_holds_rating_while_ratings_are_made(self, world, visit):
        review = world.review()
        more = "//details[summary='More for Ana Ruiz']//a"
        page = visit(world.dana).get("/team")
        assert [a.text_content() for a in page.tree.xpath(more)] == [
            "Log supervision",
            "Observation",
            "Verify",
            "Goal",
            "Rate",
        ]
        assert f"/assessments/{review.id}" in page.tree.xpath(more + "/@href")


def test_a_row_says_what_counts_this_month_beside_what_was_agreed(world, visit, time_machine):
    time_machine.move_to(datetime(2026, 11, 20, 18, tzinfo=UTC), tick=False)
    for day, minutes in ((2, 50), (9, 10), (16, 60)):
        world.entry(held_on=date(2026, 11, day), minutes=minutes)
    world.entry(held_on=date(2026, 10, 31), minutes=60)
    dana = visit(world.dana)
    assert dana.get("/team").says("Hours of supervision this month: 1.75.")
    agreed = world.agreement()
    said = f"Agreed: {agreed.minutes} minutes at least every {agreed.every_days} days."
    assert dana.get("/team").says(f"Hours of supervision this month: 1.75. {said}")


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


def test_how_far_the_last_month_is_signed_stands_below_the_team(world, visit):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    assert "/months/sign" not in visit(world.dana).get("/team").links()
    key = world.month(luis)
    world.month()
    said = f"Sign {key.month_on:%B %Y}:"
    page = visit(world.dana).get("/team")
    assert page.says(f"{said} 0 of 2")
    assert "/months/sign" in page.links()
    world.sign_month(key, world.dana)
    assert visit(world.dana).get("/team").says(f"{said} 1 of 2")
    copy = world.sign_month(key, luis)
    assert visit(world.dana).get("/team").says(f"{said} 1 of 2")
    months.ask_to_reopen(copy, reason="A meeting is missing.", by=luis)
    months.reopen(copy, by=world.hr)
    assert visit(world.dana).get("/team").says(f"{said} 0 of 2")
