from datetime import timedelta

import pytest
from sqlalchemy import select

from tracker import clock
from tracker.assessments.models import Side
from tracker.consultations import actions as consultations
from tracker.database import db
from tracker.language import say_date
from tracker.mail.models import Mail
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Role
from tracker.reviews import conversing
from tracker.reviews.models import State

FEW = {"ADV-T01": "4"}


def tasks(page):
    """What waits for the reader: title and button, in order."""
    cards = page.tree.xpath("//article")
    return [(card.xpath("h3")[0].text_content(), card.xpath(".//a")[-1].text_content()) for card in cards]


def lines(page, heading):
    """The lines below a heading."""
    found = page.tree.xpath(
        f"//section[h2[text()='{heading}']]//li | //section[h3[text()='{heading}']]/h3/following::ul[1]/li"
    )
    return [" ".join(line.text_content().split()) for line in found]


def rated(world, *sent):
    review = world.review()
    for side in Side:
        world.rate(review, side, FEW, default="")
    for side in sent:
        world.send(review, side)
    return review


GO_ON = "Continue: Advocacy, Tasks (Performance Domains)"
RATE_OWN, RATE_ANA = ("Rate your own work", GO_ON), ("Rate the work of Ana Ruiz", "Rate")
TALK = ("Hold the conversation with Ana Ruiz", "Open the conversation")
TALK_OWN = ("Talk about your review", "Open the conversation")
CONFIRM_OWN = ("Confirm 2 levels that Dana Whitfield proposed", "Open the conversation")
CONFIRM_ANA = ("Confirm 1 level that Ana Ruiz proposed", "Open the conversation")
SIGN_OWN, SIGN_ANA = ("Read and sign your review", "Read and sign"), ("Sign the review of Ana Ruiz", "Read and sign")


def begun(world):
    return rated(world)


def employee_sent(world):
    return rated(world, Side.EMPLOYEE)


def supervisor_sent(world):
    return rated(world, Side.SUPERVISOR)


def talking(world):
    return rated(world, *Side)


def proposed(world, side, *codes):
    review = talking(world)
    for code in codes:
        reading = world.side(review, side)
        conversing.propose(reading, world.outline.by_code[code], 4, by=reading.reader)
    db.session.commit()
    return review


def dana_proposed(world):
    return proposed(world, Side.SUPERVISOR, "ADV-T01", "ADV-T02")


def ana_proposed(world):
    return proposed(world, Side.EMPLOYEE, "ADV-T01")


def awaiting(world):
    review = talking(world)
    world.finish(review)
    return review


def employee_signed(world):
    review = awaiting(world)
    world.sign(review, Side.EMPLOYEE)
    return review


def supervisor_signed(world):
    review = awaiting(world)
    world.sign(review, Side.SUPERVISOR)
    return review


def ended(world):
    review = employee_signed(world)
    world.sign(review, Side.SUPERVISOR)
    return review


COMPLETE = ("Complete the log entry with Ana Ruiz", "Complete")
WAITING = [
    (begun, [RATE_OWN], [RATE_ANA], {"Dana Whitfield"}),
    (employee_sent, [], [RATE_ANA], {"Dana Whitfield"}),
    (supervisor_sent, [RATE_OWN], [], set()),
    (talking, [TALK_OWN], [TALK], {"Dana Whitfield"}),
    (dana_proposed, [CONFIRM_OWN], [TALK], {"Dana Whitfield"}),
    (ana_proposed, [TALK_OWN], [TALK, CONFIRM_ANA], {"Dana Whitfield"}),
    (awaiting, [SIGN_OWN], [SIGN_ANA, COMPLETE], {"Dana Whitfield"}),
    (employee_signed, [], [SIGN_ANA, COMPLETE], {"Dana Whitfield"}),
    (supervisor_signed, [SIGN_OWN], [COMPLETE], set()),
    (ended, [], [COMPLETE], set()),
]


@pytest.mark.parametrize("case", WAITING, ids=lambda case: case[0].__name__)
def test_what_waits_for_whom_in_each_state(case, world, visit):
    make, of_ana, of_dana, elsewhere = case
    make(world)
    home = visit(world.ana).get("/")
    assert tasks(home) == of_ana
    assert {line.split(": ")[1].split(",")[0] for line in lines(home, "Waiting for others")} == elsewhere
    assert tasks(visit(world.dana).get("/")) == of_dana
    for nobody in (world.hr, world.admin, world.person("Cal Colleague")):
        assert tasks(visit(nobody).get("/")) == []


@pytest.mark.parametrize(
    ("make", "path"),
    [(begun, "/assessments/{}/next"), (awaiting, "/reviews/{}/sign"), (talking, "/reviews/{}/conversation")],
)
def test_what_waits_leads_to_where_it_is_done(make, path, world, visit):
    address = path.format(make(world).id)
    for person in (world.ana, world.dana):
        visitor = visit(person)
        assert address in visitor.get("/").links()
        assert visitor.raw("GET", address, follow_redirects=True).status_code == 200


def test_a_new_review_is_started_and_its_due_day_shown(world, visit):
    review = world.review()
    home = visit(world.ana).get("/")
    assert tasks(home) == [("Rate your own work", "Start")]
    assert home.says("0 of 89 answered. Stop whenever you like.")
    assert f"/assessments/{review.id}" in home.links()
    world.rate(review, Side.EMPLOYEE, FEW, default="")
    assert visit(world.ana).get("/").says("1 of 89 answered.")


def test_ones_own_review_and_the_team_never_mix(world, visit):
    world.assign(world.dana, world.person("Uma Upline", Role.SUPERVISOR))
    world.review(world.dana)
    world.review()
    assert {title for title, _ in tasks(visit(world.dana).get("/"))} == {
        "Rate your own work",
        "Rate the work of Ana Ruiz",
    }
    home = visit(world.dana).get("/")
    for heading, title in (("Next for you", "Rate your own work"), ("Next for your team", "Rate the work of Ana Ruiz")):
        piled = home.tree.xpath(f"//section[h2[.='{heading}']]//article/h3")
        assert [one.text_content() for one in piled] == [title]
    team = visit(world.dana).get("/team")
    assert [name.text_content() for name in team.tree.xpath("//li//h2")] == ["Ana Ruiz"]
    own = team.words("//section[h2[.='My own review']]")
    assert "0 of 89 answered. Waiting for Dana Whitfield since" in own
    assert "Start" in own


def test_a_team_s_urgent_request_brings_its_list_to_the_top(world, visit):
    world.assign(world.dana, world.person("Uma Upline", Role.SUPERVISOR))
    world.review(world.dana)
    world.supervision_request(is_urgent=True)
    home = visit(world.dana).get("/")
    assert [title for title, _button in tasks(home)] == ["Ana Ruiz needs supervision", "Rate your own work"]


def test_a_task_says_about_how_long_it_takes_and_home_who_can_see_it(world, visit):
    review = world.review()
    assert visit(world.ana).get("/").says("About 35 minutes. Due")
    items = world.outline.items[:34]
    world.rate(review, Side.EMPLOYEE, {item.code: "3" for item in items}, default="")
    home = visit(world.ana).get("/")
    assert home.says("About 20 minutes. Due")
    assert home.says("Who can see this: you alone.")


def test_the_next_supervision_comes_from_what_was_agreed_and_hours_stand_in_words(world, visit):
    assert not visit(world.ana).get("/").says("supervision this month")
    held_on = clock.today()
    world.entry(held_on=held_on, minutes=60)
    world.agreement(every_days=14)
    home = visit(world.ana).get("/")
    assert home.says(f"Next supervision: by {say_date(held_on + timedelta(days=14))}, as you agreed.")
    assert home.says("Hours of supervision this month: 1.")


def test_the_earliest_due_day_stands_on_top_and_five_are_shown(world, visit):
    for number in range(7):
        member = world.person(f"Member {number}")
        world.assign(member, world.dana)
        world.review(member, due_on=clock.today() + timedelta(days=20 - number))
    home = visit(world.dana).get("/")
    assert [title for title, _ in tasks(home)] == [f"Rate the work of Member {number}" for number in (6, 5, 4, 3, 2)]
    assert home.says("And 2 more.")
    rest = home.tree.xpath("//details[summary[contains(., 'And 2 more.')]]//a")
    assert [link.text_content() for link in rest] == ["Rate the work of Member 1", "Rate the work of Member 0"]


def test_an_urgent_request_stands_above_what_is_overdue_and_is_never_folded(world, visit):
    for number in range(6):
        member = world.person(f"Member {number}")
        world.assign(member, world.dana)
        world.review(member).due_on = clock.today() - timedelta(days=1 + number)
        world.supervision_request(member, is_urgent=True)
    home = visit(world.dana).get("/")
    assert [title for title, _ in tasks(home)] == [f"Member {number} needs supervision" for number in range(6)]
    team = visit(world.dana).get("/team")
    waiting = team.tree.xpath("//section[h2[text()='Waiting for you']]//li")
    assert [one.xpath("a")[0].text_content() for one in waiting] == [f"Member {n} needs supervision" for n in range(6)]
    assert all("urgent" in one.text_content() for one in waiting)
    row = team.tree.xpath("//li[contains(@class, 'person')][h2[.='Member 0']]")[0]
    assert row.xpath(".//a[contains(@class, 'usa-button')]/@href") == waiting[0].xpath("a/@href")


def test_a_request_that_can_wait_stands_on_my_team_too(world, visit):
    world.supervision_request()
    team = visit(world.dana).get("/team")
    assert lines(team, "Waiting for you")[0].startswith("Ana Ruiz needs supervision since")
    assert not team.says("urgent")


def test_entries_to_confirm_are_one_task(world, visit):
    entry = world.entry(world.ana)
    home = visit(world.ana).get("/")
    assert tasks(home) == [("Confirm 1 supervision entry", "Look and confirm")]
    assert f"/log/{entry.id}" in home.links()
    world.entry(world.ana)
    home = visit(world.ana).get("/")
    assert tasks(home) == [("Confirm 2 supervision entries", "Look and confirm")]
    assert f"/people/{world.ana.id}/log" in home.links()
    consultations.confirm(entry, comment="", by=world.ana)
    db.session.commit()
    assert tasks(visit(world.ana).get("/"))[0][0] == "Confirm 1 supervision entry"


@pytest.mark.parametrize(("by", "waits_for"), [("dana", "ana"), ("ana", "dana")])
def test_a_proposed_goal_waits_for_the_other_side(by, waits_for, world, visit):
    assert world.ana
    world.goal(by=getattr(world, by), agreed=False)
    assert tasks(visit(getattr(world, waits_for)).get("/")) == [("Agree to a goal", "Look at the goal")]
    assert tasks(visit(getattr(world, by)).get("/")) == []


def test_the_latest_strength_greets_and_goals_stand_with_their_next_step(world, visit):
    world.observation(strength="Kept calm in a storm.")
    world.observation(strength="Not shared yet.", share=False)
    world.goal(statement="I want to lead the group.")
    home = visit(world.ana).get("/")
    assert home.says("Kept calm in a storm.")
    assert not home.says("Not shared yet.")
    assert home.says("I want to lead the group.")
    assert home.says("Next step, by")
    assert not visit(world.dana).get("/").says("Kept calm in a storm.")


class TestHr:
    def needing(self, world, visit):
        return lines(visit(world.hr).get("/"), "Only you can fix")

    def test_counts_stand_for_each_state(self, world, visit):
        talking(world)
        counts = visit(world.hr).get("/").words("//ul[@class='counts']")
        assert counts == "0 Rating 1 In conversation 0 Awaiting signatures 0 Ended"

    def test_nothing_to_fix_while_both_sides_can_act(self, world, visit):
        world.review()
        assert self.needing(world, visit) == []

    def test_nobody_is_assigned(self, world, visit):
        world.review(world.person("Solo Worker"))
        assert self.needing(world, visit) == [
            "Solo Worker: nobody can make the supervisor's ratings. Assign a supervisor."
        ]
        page = visit(world.hr).get("/")
        assert page.says("What waits for HR stands below.")
        assert not page.says("Nothing waits for you now.")

    @pytest.mark.parametrize("how", ["assignment ended", "supervisor left", "role taken"])
    def test_somebody_is_gone(self, how, world, visit):
        world.review()
        yesterday = clock.today() - timedelta(days=1)
        if how == "assignment ended":
            (assignment,) = people.supervision.list_assignments_of(world.ana)
            people.end_assignment(assignment, ends_on=yesterday, by=world.hr)
        elif how == "role taken":
            people.take_role(world.dana, Role.SUPERVISOR, by=world.hr)
        else:
            world.dana.left_on = yesterday
        db.session.commit()
        assert [line.split(":")[0] for line in self.needing(world, visit)] == ["Ana Ruiz"]

    def test_that_the_employee_left_is_hrs_to_settle_on_the_review(self, world, visit):
        world.review()
        world.ana.left_on = clock.today() - timedelta(days=1)
        db.session.commit()
        assert self.needing(world, visit) == [
            "Ana Ruiz: no longer works here and has not sent ratings. Make the review void, or change the last day."
        ]

    def test_a_backup_can_act(self, world, visit):
        world.review()
        world.assign(
            world.ana,
            world.person("Bo Backup", Role.SUPERVISOR),
            AssignmentKind.BACKUP,
            ends_on=clock.today() + timedelta(days=9),
        )
        world.dana.left_on = clock.today() - timedelta(days=1)
        db.session.commit()
        assert self.needing(world, visit) == []
        assert visit(world.hr).get("/reviews/").says("Bo Backup, since")

    def test_an_ended_review_needs_nobody(self, world, visit):
        assert ended(world).state is State.ENDED
        world.dana.left_on = clock.today() - timedelta(days=1)
        db.session.commit()
        assert self.needing(world, visit) == []

    def test_only_hr_sees_any_of_it(self, world, visit):
        world.review(world.person("Solo Worker"))
        for person in (world.ana, world.dana, world.admin):
            page = visit(person).get("/")
            assert not page.says("Only you can fix")
            assert not page.says("Solo Worker")


@pytest.mark.parametrize("role", Role)
def test_home_says_what_each_role_can_do(role, world, visit):
    page = visit(world.person("Rob Role", role)).get("/")
    assert len(page.tree.xpath("//section[h2='What you can do here']//dt")) == 1
    assert page.says("Nothing waits for you now.")


def test_former_staff_find_their_record_and_no_work(world, visit):
    begun(world)
    world.entry(world.ana)
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    home = visit(world.ana).get("/")
    assert tasks(home) == []
    assert "/people/me" in home.links()


@pytest.mark.parametrize("path", ["/", "/team", "/help", "/help/who-sees-what"])
def test_these_pages_take_no_form(path, world, visit):
    visitor = visit(world.dana)
    assert visitor.raw("POST", path, headers={"X-CSRFToken": visitor._token()}).status_code == 405


def test_training_of_who_has_no_supervisor_waits_for_hr(world, visit):
    alone = world.person("Luis Ortega", Role.EMPLOYEE)
    gone = world.person("Mei Tanaka", Role.EMPLOYEE)
    for person in (world.ana, alone, gone, world.hr):
        world.training(person, by=person)
    gone.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    page = visit(world.hr).get("/")
    assert page.says("Confirm 1 training of Luis Ortega")
    assert f"/people/{alone.id}/training" in page.links()
    for other in ("Ana Ruiz", "Mei Tanaka", world.hr.name):
        assert not page.says(f"training of {other}")
    assert visit(world.dana).get("/").says("Confirm 1 training of Ana Ruiz")


def test_whoever_the_review_waits_for_is_reminded_once_a_week(world, visit, time_machine):
    world.dana.email = "dana@example.org"
    db.session.commit()
    visit(world.ana).post("/remind", status=409)
    review = world.review()
    world.rate(review, Side.EMPLOYEE, default="")
    world.send(review, Side.EMPLOYEE)
    ana = visit(world.ana)
    assert ana.get("/").says("Remind Dana Whitfield")
    page = ana.follow(ana.post("/remind"))
    assert page.says("Dana Whitfield gets a mail that something waits. It names nobody and nothing.")
    assert page.says(f"reminded on {say_date(clock.today())}")
    assert not page.says("Remind Dana Whitfield")
    ana.post("/remind", status=409)
    mails = db.session.execute(select(Mail.person_id, Mail.text)).all()
    assert [person_id for person_id, _text in mails] == [world.dana.id]
    assert "Ana" not in mails[0][1]
    time_machine.move_to(clock.now() + timedelta(days=8))
    assert visit(world.ana).get("/").says("Remind Dana Whitfield")


def test_who_has_no_address_finds_it_at_home(world, visit):
    review, ana = world.review(), visit(world.ana)
    world.rate(review, Side.EMPLOYEE, default="")
    world.send(review, Side.EMPLOYEE)
    assert ana.follow(ana.post("/remind")).says("No mail goes out now. Dana Whitfield finds it on their home page.")
    assert db.session.execute(select(Mail)).first() is None
