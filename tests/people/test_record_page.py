from datetime import timedelta

import pytest

from tests.access.scene import Scene
from tests.access.table import PEOPLE
from tracker import clock
from tracker.consultations import queries as consultations
from tracker.goals import queries as goals
from tracker.observations import queries as observations
from tracker.people import actions, supervision
from tracker.people.models import Role
from tracker.verifications import queries as verifications

READERS = [name for name in PEOPLE if name not in ("nobody", "colleague", "other", "left")]


@pytest.fixture
def scene(world):
    return Scene(world)


def leads(page, scene):
    """The last word of each address about Ana that her page links to."""
    mine = f"/people/{scene.owner.id}/"
    return {link.removeprefix(mine) for link in page.links() if link.startswith(mine)}


@pytest.mark.parametrize("state", ["rating", "ended"])
@pytest.mark.parametrize("name", READERS)
def test_every_link_of_a_record_can_be_followed_by_whoever_sees_it(name, state, scene, visit):
    assert scene[state]
    reader = visit(getattr(scene, name))
    page = reader.get(f"/people/{scene.owner.id}")
    for link in {link for link in page.links() if str(scene.owner.id) in link or "/reviews/" in link}:
        assert reader.raw("GET", link).status_code in (200, 302), link


WORK = {"verifications", "observations", "examples", "goals", "log"}
LOG = {"hours", "months", "from-paper"}
LINKS = {
    "owner": WORK | LOG | {"trail", "training", "employment", "record-requests/new"},
    "primary": WORK | LOG | {"training", "employment"},
    "second": WORK,
    "clinical": WORK,
    "former": WORK,
    "upline": set(),
    "hr": WORK
    | LOG
    | {"trail", "edit", "roles", "assignments/new", "away", "credentials/new", "removals/new", "training"}
    | {"employment", "record-requests/new"},
    "admin": {"trail", "edit", "roles"},
    "auditor": {"trail"},
}


@pytest.mark.parametrize("name", LINKS)
def test_each_reader_finds_what_is_theirs(name, scene, visit):
    assert leads(visit(getattr(scene, name)).get(f"/people/{scene.owner.id}"), scene) == LINKS[name]


@pytest.mark.parametrize(
    ("name", "finds"), [("second", False), ("upline", False), ("former", False), ("auditor", True)]
)
def test_the_competency_report_is_offered_to_those_who_may_read_it(name, finds, scene, visit):
    assert scene.ended
    page = visit(getattr(scene, name)).get(f"/people/{scene.owner.id}")
    assert (f"/reports/competency/{scene.owner.id}" in page.links()) is finds


def test_a_former_supervisor_finds_the_report_of_what_they_signed(scene, visit):
    assert scene.ended
    (assignment,) = supervision.list_assignments_between(scene.primary.id, scene.owner.id)
    actions.end_assignment(assignment, ends_on=clock.today() - timedelta(days=1), by=scene.hr)
    visitor = visit(scene.primary)
    assert f"/reports/competency/{scene.owner.id}" in visitor.get(f"/people/{scene.owner.id}").links()
    visitor.get(f"/reports/competency/{scene.owner.id}")


def test_the_supervisor_s_supervisor_sees_dates_and_no_state(scene, visit):
    assert scene.talking
    page = visit(scene.upline).get(f"/people/{scene.owner.id}")
    assert page.says("Annual: started")
    assert not page.says("In conversation")


def test_credentials_and_assignments_are_for_those_who_open_the_file(scene, visit, world):
    world.credential(scene.owner)
    for name in ("owner", "primary", "backup", "hr"):
        assert visit(getattr(scene, name)).get(f"/people/{scene.owner.id}").says("CRSS 12345"), name
    for name in ("second", "clinical", "former", "upline", "admin", "auditor"):
        assert not visit(getattr(scene, name)).get(f"/people/{scene.owner.id}").says("CRSS 12345"), name


def test_nobody_in_hr_is_offered_their_right_over_themselves(world, visit):
    rhea = world.person("Rhea Both", Role.HR, Role.EMPLOYEE)
    page = visit(rhea).get(f"/people/{rhea.id}")
    assert not [link for link in page.links() if link.endswith(("/edit", "/roles", "/assignments/new"))]
    assert not page.says("Start a review")
    assert not page.says("Make a one-time sign-in link")


def test_the_record_says_where_the_review_stands_and_who_must_act(world, visit):
    world.review()
    for reader in (world.ana, world.dana, world.hr):
        state = visit(reader).get(f"/people/{world.ana.id}").words("//p[@class='state']")
        assert state.startswith("0 of 89 answered. Waiting for Ana Ruiz since")
        assert "Waiting for Dana Whitfield since" in state


@pytest.mark.parametrize("name", ["owner", "primary", "second", "former", "hr"])
def test_the_number_beside_a_link_is_what_the_reader_finds_behind_it(name, scene, visit):
    scene.world.observation(share=False)
    scene.world.goal(agreed=False)
    reader = getattr(scene, name)
    page = visit(reader).get(f"/people/{scene.owner.id}")
    for link, room in (
        ("Verified competencies", verifications),
        ("Observations", observations),
        ("Goals", goals),
        ("Supervision and consultation log", consultations),
    ):
        found = len(room.list_visible(scene.owner.id, reader))
        assert page.says(f"{link} ({found})"), link
