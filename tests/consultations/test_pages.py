from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker import clock
from tracker.consultations.models import GENERAL, Attendance, EntryKind, LogEntry
from tracker.database import db
from tracker.people.models import AssignmentKind, Role


def form(*attendees, **more):
    values = {
        "key": str(uuid4()),
        "attendees": [str(attendee.id) for attendee in attendees],
        "held_on": (clock.today() - timedelta(days=1)).isoformat(),
        "starts": "10:30",
        "minutes": "60",
        "kind": "supervision",
        "mode": "in_person",
        "topics": ["ethics", "workload"],
        "summary": "Looked at workload.",
        "strength": "Asked early.",
        "is_non_clinical": "y",
    }
    return {**values, **more}


def saved():
    parts = selectinload(LogEntry.attendances), selectinload(LogEntry.splits)
    return db.session.execute(select(LogEntry).options(*parts)).scalars().all()


def split(entry):
    return {part.domain: part.minutes for part in entry.splits}


@pytest.fixture
def luis(world):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    return luis


def test_the_quick_entry_begins_with_now_and_the_person_asked_for(world, visit):
    page = visit(world.dana).get(f"/log/new?person={world.ana.id}")
    assert page.tree.xpath("//input[@name='attendees'][@checked]/@value") == [str(world.ana.id)]
    assert (page.value("held_on"), page.value("minutes")) == (clock.today().isoformat(), "60")


def test_the_next_entry_begins_with_what_was_chosen_last(world, visit, luis):
    dana = visit(world.dana)
    dana.post("/log/new", form(world.ana, luis, minutes="45", kind="consultation", mode="phone"))
    page = dana.get("/log/new")
    assert set(page.tree.xpath("//input[@name='attendees'][@checked]/@value")) == {str(world.ana.id), str(luis.id)}
    assert (page.value("minutes"), page.value("kind"), page.value("mode")) == ("45", "consultation", "phone")


def test_minutes_left_to_no_domain_are_general(world, visit):
    dana = visit(world.dana)
    page = dana.follow(dana.post("/log/new", form(world.ana)))
    (entry,) = saved()
    assert split(entry) == {GENERAL: 60}
    assert page.says("General: 60")
    assert page.says("Saved. Each attendee is asked to confirm it.")
    assert entry.is_non_clinical


def test_minutes_are_split_over_domains(world, visit):
    visit(world.dana).post("/log/new", form(world.ana, split_ADV="20", split_REC="5", split_="35"))
    assert split(saved()[0]) == {"ADV": 20, "REC": 5, GENERAL: 35}


def test_the_writers_credential_is_kept_as_it_was_that_day(world, visit):
    world.credential(world.dana, number="777")
    visit(world.dana).post("/log/new", form(world.ana))
    assert saved()[0].supervisor_credential == "CRSS 777"


def test_the_form_sent_twice_makes_one_entry(world, visit, luis):
    dana, sent = visit(world.dana), form(world.ana, luis)
    first, second = (dana.post("/log/new", sent) for _ in range(2))
    assert first.location == second.location
    assert len(saved()) == 1


def test_someone_named_twice_attended_once(world, visit):
    visit(world.dana).post("/log/new", form(world.ana, world.ana))
    assert len(saved()[0].attendances) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("attendees", [], "Choose who attended."),
        ("minutes", "0", "Write the minutes as a number from 1 to 600."),
        ("minutes", "900", "Write the minutes as a number from 1 to 600."),
        ("minutes", "", "Write the minutes as a number from 1 to 600."),
        ("minutes", "an hour", "Write a whole number, in digits."),
        ("split_ADV", "20", "The domains add up to 20 minutes, the meeting took 60. Change one of them."),
        ("split_ADV", "-1", "Write the minutes as a number from 0 to 600."),
        ("held_on", "2999-01-01", "Choose today or an earlier day: this cannot have happened yet."),
        ("held_on", "", "Choose the day you met."),
        ("kind", "", "Choose a kind."),
        ("kind", "group", None),
        ("mode", "", "Choose how you met."),
        ("topics", ["gossip"], None),
        ("summary", " ", "Write a sentence on what you talked about."),
        ("strength", "x" * 201, "Shorten this to 200 characters or fewer."),
        ("starts", "half past", None),
    ],
)
def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(world, visit, field, value, message):
    sent = form(world.ana, **{field: value})
    page = visit(world.dana).post("/log/new", sent, 422)
    assert page.errors()
    assert message is None or message in page.errors()
    assert saved() == []
    if field != "summary":
        assert page.value("summary") == "Looked at workload."
    if field in ("minutes", "split_ADV", "strength"):
        assert page.value(field) == value
    if field != "attendees":
        assert page.tree.xpath("//input[@name='attendees'][@checked]/@value") == [str(world.ana.id)]


def test_only_people_of_the_team_can_be_chosen(world, visit):
    stranger = world.person("Marcus Bell")
    world.ana  # noqa: B018 - Dana has a team
    visit(world.dana).post("/log/new", form(stranger), 422)
    assert saved() == []


def test_a_day_before_the_assignment_is_refused_with_what_was_typed(world, visit):
    early = (clock.today() - timedelta(days=401)).isoformat()
    page = visit(world.dana).post("/log/new", form(world.ana, held_on=early), 409)
    assert page.says("On that day you did not supervise Ana Ruiz. Check the day, or ask HR.")
    assert page.says("Looked at workload.")
    assert saved() == []


def test_who_has_nobody_assigned_is_told_who_must_act(world, visit):
    page = visit(world.person("Mei Tanaka", Role.SUPERVISOR)).get("/log/new")
    assert page.says("Nobody is assigned to you now. HR assigns people to supervisors.")
    assert not page.tree.xpath("//main//form")


def test_an_employee_writes_no_entries(world, visit):
    visit(world.ana).get("/log/new", 403)


def test_an_attendee_confirms_with_one_tap(world, visit):
    entry = world.entry()
    ana, address = visit(world.ana), f"/log/{entry.id}"
    assert ana.get(address).says("not confirmed by the employee")
    page = ana.follow(ana.post(f"{address}/confirm"))
    assert page.says("Confirmed.")
    assert not page.tree.xpath("//form[contains(@action, '/confirm')]")
    page = ana.post(f"{address}/confirm", {"comment": "Once more."}, 409)
    assert page.says("You have confirmed this entry already.")
    assert page.says("Once more.")


def test_a_confirmation_may_carry_a_comment(world, visit):
    entry = world.entry()
    visit(world.ana).post(f"/log/{entry.id}/confirm", {"comment": "It was an hour and a half."})
    assert visit(world.dana).get(f"/log/{entry.id}").says("It was an hour and a half.")


def test_a_comment_too_long_comes_back_and_confirms_nothing(world, visit):
    entry = world.entry()
    page = visit(world.ana).post(f"/log/{entry.id}/confirm", {"comment": "x" * 4001}, 422)
    assert page.value("comment") == "x" * 4001
    assert "Shorten this to 4000 characters or fewer." in page.errors()
    assert db.session.execute(select(Attendance.confirmed_at)).scalars().all() == [None]


def test_each_attendee_of_a_group_sees_their_own_part_and_no_other_name(world, visit, luis):
    entry = world.entry(world.ana, luis, world.person("Sofia Petrov")) if assigned(world) else None
    visit(luis).post(f"/log/{entry.id}/confirm", {"comment": "Only for me."})
    page = visit(world.ana).get(f"/log/{entry.id}")
    assert page.says("Ana Ruiz with 2 others")
    for words in ("Luis", "Sofia", "Only for me."):
        assert not page.says(words)
    own = visit(luis).get(f"/log/{entry.id}")
    assert own.says("Only for me.")
    assert own.says("Luis Ortega with 2 others")


def assigned(world):
    return world.assign(world.person("Sofia Petrov"), world.dana)


def test_the_writer_sees_every_name_and_part(world, visit, luis):
    entry = world.entry(world.ana, luis)
    visit(luis).post(f"/log/{entry.id}/confirm", {"comment": "Mine."})
    page = visit(world.dana).get(f"/log/{entry.id}")
    assert page.says("Ana Ruiz, Luis Ortega") or page.says("Luis Ortega, Ana Ruiz")
    assert page.says("Mine.")
    assert not page.says("other")


def test_hr_reads_one_persons_part_at_a_time(world, visit, luis):
    entry = world.entry(world.ana, luis)
    hr = visit(world.hr)
    for person, other in ((world.ana, luis), (luis, world.ana)):
        assert not hr.get(f"/people/{person.id}/log").says(other.name)
        page = hr.get(f"/log/{entry.id}?person={person.id}")
        assert page.says(f"{person.name} with 1 other")
        assert not page.says(other.name)


def test_another_supervisor_of_one_attendee_reads_that_part_alone(world, visit, luis):
    backup = world.person("Joel Brandt", Role.SUPERVISOR)
    world.assign(luis, backup, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=9))
    entry = world.entry(world.ana, luis)
    page = visit(backup).get(f"/log/{entry.id}?person={world.ana.id}")
    assert page.says("Luis Ortega with 1 other")
    assert not page.says("Ana Ruiz")


@pytest.mark.parametrize("kind", [AssignmentKind.SECOND, AssignmentKind.CLINICAL_OVERSIGHT])
def test_a_second_supervisor_reads_what_they_wrote(world, visit, kind):
    second = world.person("Mei Tanaka", Role.SUPERVISOR)
    world.assign(world.ana, second, kind)
    theirs, other = world.entry(by=second), world.entry(held_on=clock.today() - timedelta(days=1))
    visitor = visit(second)
    links = visitor.get(f"/people/{world.ana.id}/log").links()
    assert any(str(theirs.id) in link for link in links)
    assert not any(str(other.id) in link for link in links)
    visitor.get(f"/log/{theirs.id}")
    visitor.get(f"/log/{other.id}", 404)


def test_a_former_supervisor_reads_what_they_wrote(world, visit):
    former, today = world.person("Joel Brandt", Role.SUPERVISOR), clock.today()
    world.assign(world.ana, former, AssignmentKind.SECOND, today - timedelta(days=9), today - timedelta(days=2))
    theirs, other = world.entry(by=former, held_on=today - timedelta(days=2)), world.entry()
    visit(former).get(f"/log/{theirs.id}")
    visit(former).get(f"/log/{other.id}", 404)


def test_colleagues_and_administrators_read_no_entries(world, visit):
    entry = world.entry()
    visit(world.person("Marcus Bell")).get(f"/log/{entry.id}", 404)
    visit(world.person("Marcus Bell")).post(f"/log/{entry.id}/confirm", status=404)
    visit(world.admin).get(f"/log/{entry.id}", 403)


def test_a_brief_contact_is_listed_and_said_not_to_count(world, visit):
    world.entry(minutes=14)
    page = visit(world.ana).get(f"/people/{world.ana.id}/log")
    assert page.says("A brief contact, not counted.")


def test_training_is_listed_with_no_minutes_counted(world, visit):
    entry = world.entry(kind=EntryKind.TRAINING)
    assert visit(world.ana).get(f"/log/{entry.id}").says("Counted toward hours0 minutes")


@pytest.mark.parametrize("address", ["/log/{}", "/people/{}/log"])
def test_nothing_is_found_where_nothing_is(world, visit, address):
    visit(world.dana).get(address.format(uuid4()), 404)


@pytest.mark.parametrize(("method", "ending"), [("GET", "/confirm"), ("POST", ""), ("DELETE", "")])
def test_wrong_methods_are_answered_405(world, visit, method, ending):
    entry = world.entry()
    assert visit(world.ana).raw(method, f"/log/{entry.id}{ending}").status_code == 405
