from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.observations import queries
from tracker.observations.models import Observation
from tracker.people.models import AssignmentKind, Role, SupervisionAssignment

LEADS = (Role.SUPERVISOR, Role.EMPLOYEE)
SHARED = {"second", "former", "primary"}


def form(**more):
    values = {
        "key": str(uuid4()),
        "items": ["ADV-T01", "PRO-K02"],
        "observed_on": clock.today().isoformat(),
        "strength": "Waited for their own words.",
        "seen": "A planning meeting.",
        "next_step": "Try it alone.",
        "setting": "office",
        "method": "in_person",
        "presence": "nobody_present",
        "feedback_on": "",
    }
    return {**values, **more}


def saved():
    return db.session.execute(select(Observation)).scalars().all()


def new(person):
    return f"/people/{person.id}/observations/new"


def test_a_supervisor_writes_a_draft_and_shares_it_later(world, visit):
    dana, ana = visit(world.dana), visit(world.ana)
    page = dana.follow(dana.post(new(world.ana), form()))
    assert page.says("A draft. Ana Ruiz sees only that it exists.")
    assert page.says("Saved as a draft.")
    (draft,) = saved()
    ana.get(f"/observations/{draft.id}", 404)
    page = dana.follow(dana.post(f"/observations/{draft.id}/share"))
    assert page.says("Shared with Ana Ruiz.")
    assert ana.get(f"/observations/{draft.id}").says("Waited for their own words.")
    dana.post(f"/observations/{draft.id}/share", status=409)


def test_the_employee_sees_of_a_draft_only_since_when_it_exists(world, visit):
    with clock.standing_at(clock.now() - timedelta(days=2)):
        draft = world.observation(share=False)
        since = clock.today()
    page = visit(world.ana).get(f"/people/{world.ana.id}/observations")
    assert page.says(f"Dana Whitfield: draft since {since:%B %-d, %Y}.")
    assert not page.says(draft.strength)
    assert str(draft.id) not in page.text
    for reader in (world.dana, world.hr):
        assert not visit(reader).get(f"/people/{world.ana.id}/observations").says("draft since")


def test_one_tap_writes_and_shares(world, visit):
    dana = visit(world.dana)
    page = dana.follow(dana.post(new(world.ana), form(share="")))
    assert page.says("Shared with Ana Ruiz.")
    assert saved()[0].shared_at is not None


@pytest.mark.parametrize("share", [{}, {"share": ""}], ids=["draft", "shared"])
def test_the_form_sent_twice_makes_one_observation(world, visit, share):
    dana, sent = visit(world.dana), form(**share)
    first, second = (dana.post(new(world.ana), sent) for _ in range(2))
    assert first.location == second.location
    assert len(saved()) == 1


def test_a_draft_sent_again_by_the_share_button_is_shared_as_the_page_says(world, visit):
    dana, sent = visit(world.dana), form()
    dana.post(new(world.ana), sent)
    page = dana.follow(dana.post(new(world.ana), {**sent, "share": ""}))
    assert page.says("Shared with Ana Ruiz.")
    (made,) = saved()
    assert made.shared_at is not None


def test_a_shared_one_sent_again_as_a_draft_does_not_claim_to_be_one(world, visit):
    dana, sent = visit(world.dana), form(share="")
    dana.post(new(world.ana), sent)
    del sent["share"]
    page = dana.follow(dana.post(new(world.ana), sent))
    assert not page.says("Saved as a draft.")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("items", [], "Choose at least one task or area of knowledge."),
        ("items", ["ADV-T99"], None),
        ("strength", "  ", "Name one thing that went well."),
        ("seen", "", "Describe what you saw or heard, in a sentence or two."),
        ("seen", "x" * 4001, "Shorten this to 4000 characters or fewer."),
        ("setting", "moon", None),
        ("method", "", "Choose how you saw it."),
        ("presence", "", "Say whether an individual was present and agreed."),
        ("observed_on", "", "Choose the day you saw it."),
        ("observed_on", "tomorrow", "Write a day as month, day and year, such as 11/22/2026."),
        ("observed_on", "2999-01-01", "Choose today or an earlier day: this cannot have happened yet."),
        ("feedback_on", "2020-01-01", "Feedback cannot come before the day it was seen."),
        ("feedback_on", "2999-01-01", "Choose today or an earlier day: this cannot have happened yet."),
    ],
)
def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(world, visit, field, value, message):
    page = visit(world.dana).post(new(world.ana), form(**{field: value}), 422)
    assert page.errors()
    assert message is None or message in page.errors()
    assert saved() == []
    assert field == "next_step" or page.value("next_step") == "Try it alone."
    if field != "items":
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01", "PRO-K02"]


def test_a_page_opened_from_an_item_has_it_chosen(world, visit):
    page = visit(world.dana).get(f"{new(world.ana)}?item=MEN-T03&item=nonsense")
    assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["MEN-T03"]


def test_what_the_rules_refuse_comes_back_to_copy(world, visit):
    upper = world.person("Ruth Abara", *LEADS)
    world.assign(world.dana, upper)
    page = visit(upper).post(new(world.ana), form(), 403)
    assert page.says("Only a supervisor of Ana Ruiz can write an observation.")
    assert page.says("Waited for their own words.")
    assert saved() == []


def test_nobody_observes_themselves_on_any_page(world, visit):
    world.assign(world.dana, world.person("Ruth Abara", *LEADS))
    page = visit(world.dana).post(new(world.dana), form(), 403)
    assert page.says("You cannot observe yourself.")
    assert saved() == []


def test_an_employee_writes_no_observations(world, visit):
    visit(world.ana).get(new(world.ana), 403)


@pytest.mark.parametrize(
    ("method", "ending"), [("GET", "/share"), ("POST", ""), ("DELETE", "")], ids=["share", "show", "delete"]
)
def test_wrong_methods_are_answered_405(world, visit, method, ending):
    draft = world.observation(share=False)
    assert visit(world.dana).raw(method, f"/observations/{draft.id}{ending}").status_code == 405


@pytest.fixture
def written(world):
    """By name of the reader: what they wrote about Ana, and whether it is shared."""
    today = clock.today()
    second, former, other = (world.person(name, *LEADS) for name in ("Joel Brandt", "Mei Tanaka", "Uma Lee"))
    world.assign(world.ana, second, AssignmentKind.SECOND)
    world.assign(world.ana, former, AssignmentKind.SECOND, today - timedelta(days=90))
    world.assign(world.person("Luis Ortega"), other)
    notes = {
        "second": world.observation(by=second),
        "second draft": world.observation(by=second, share=False),
        "former": world.observation(by=former),
        "former draft": world.observation(by=former, share=False),
        "primary": world.observation(),
        "primary draft": world.observation(share=False),
    }
    end(former, today - timedelta(days=1))
    return {"second": second, "former": former, "other": other}, notes


def end(supervisor, day):
    found = db.session.execute(
        select(SupervisionAssignment).where(SupervisionAssignment.supervisor_id == supervisor.id)
    ).scalar_one()
    found.ends_on = day
    db.session.commit()


@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        ("ana", SHARED),
        ("dana", SHARED | {"primary draft"}),
        ("second", {"second", "second draft"}),
        ("former", {"former", "former draft"}),
        ("hr", SHARED),
        ("other", set()),
        ("admin", set()),
    ],
)
def test_who_reads_which_observation(world, visit, written, reader, reads):
    people, notes = written
    person = people.get(reader) or getattr(world, reader)
    assert {one.id for one in queries.list_visible(world.ana.id, person)} == {notes[name].id for name in reads}
    visitor = visit(person)
    for name, note in notes.items():
        refused = 403 if reader == "admin" else 404
        visitor.get(f"/observations/{note.id}", 200 if name in reads else refused)


def test_a_draft_is_not_the_supervisors_colleagues_to_share(world, visit, written):
    _people, notes = written
    visit(world.dana).post(f"/observations/{notes['second draft'].id}/share", status=404)
    visit(world.dana).post(f"/observations/{notes['second'].id}/share", status=404)


def test_shared_observations_stand_folded_beside_the_item_at_rating_time(world, visit):
    review = world.review()
    world.observation("ADV-T01", strength="Opened the room.", seen="Group agreement read.")
    world.observation("ADV-T01", strength="Secret for now.", share=False)
    for person in (world.ana, world.dana):
        page = visit(person).get(f"/assessments/{review.id}/adv-tasks")
        here = "//fieldset[@data-code='ADV-T01']//details[contains(summary, '1 observation')]"
        assert "Opened the room. Group agreement read." in page.words(here)
        assert not page.tree.xpath("//fieldset[@data-code='ADV-T02']//details[contains(summary, 'observation')]")
        assert not page.says("Secret for now.")


def test_opening_anothers_observation_leaves_one_line_an_hour(world, visit):
    made = world.observation()
    for _ in range(2):
        visit(world.hr).get(f"/observations/{made.id}")
    visit(world.ana).get(f"/observations/{made.id}")
    lines = select(func.count()).where(TrailLine.record_id == made.id, TrailLine.event == "observation.opened")
    assert db.session.execute(lines).scalar_one() == 1


def test_the_latest_strength_greets_the_employee_at_home(world, visit):
    world.observation(strength="Stayed calm.")
    world.observation(strength="Not yet.", share=False)
    page = visit(world.ana).get("/")
    assert page.says("Stayed calm.")
    assert not page.says("Not yet.")
