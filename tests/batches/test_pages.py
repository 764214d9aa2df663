import pytest

from tracker.batches.models import Form, Whom
from tracker.batches.orders import Order
from tracker.database import db
from tracker.jobs.models import Job
from tracker.people.models import Role
from tracker.reports.models import Audience, ReportKind

FIELDS = ("key", "kind", "whom", "cycle", "program", "audience", "form")


def given(page):
    """What the form holds when it is opened."""
    return {name: page.value(name) or "" for name in FIELDS} | {"kind": "competency"}


@pytest.fixture
def hr(world, visit):
    return visit(world.hr)


def test_three_clicks_from_home(world, hr, cycle, work, renderer):
    (address,) = hr.get("/").tree.xpath("//a[contains(., 'Print reports of many people')]/@href")
    form = given(hr.get(address))
    assert (form["whom"], form["cycle"]) == (Whom.CYCLE, str(cycle.id))
    job = db.session.execute(db.select(Job)).scalar_one_or_none()
    assert job is None
    page = hr.follow(hr.post(address, form))
    job = db.session.execute(db.select(Job)).scalar_one()
    assert "Waiting for its turn" in page.words()
    work(job)
    (file,) = hr.get(f"/jobs/{job.id}").tree.xpath("//a[contains(., 'Open what was made')]/@href")
    answer = hr.raw("GET", file)
    assert answer.data.startswith(b"PK")
    assert answer.mimetype == "application/zip"
    answer.close()


def test_sent_twice_it_is_asked_once(world, hr, cycle):
    form = given(hr.get(f"/batches/new?cycle={cycle.id}"))
    first, second = (hr.post("/batches/new", form).location for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        ("program", "Choose a program."),
        ("people", "Choose the people."),
        ("cycle", "Choose a review cycle."),
    ],
)
def test_whom_needs_a_choice_and_what_was_chosen_stays(world, hr, whom, sentence):
    chosen = {"kind": "competency", "whom": whom, "audience": "outside", "form": "pdf", "cycle": "", "program": ""}
    page = hr.post("/batches/new", chosen, status=422)
    assert sentence in page.words()
    assert page.value("form") == "pdf"
    assert db.session.execute(db.select(Job)).first() is None


def test_people_by_name_are_asked_for_as_chosen(world, hr):
    chosen = {"kind": "competency", "whom": "people", "audience": "outside", "form": "pdf", "people": str(world.ana.id)}
    chosen |= {"cycle": "", "program": ""}
    hr.post("/batches/new", chosen)
    job = db.session.execute(db.select(Job)).scalar_one()
    order = Order.read(job.arguments)
    assert (order.kind, order.audience, order.form) == (ReportKind.COMPETENCY, Audience.OUTSIDE, Form.PDF)
    assert order.chosen == (world.ana.id,)


def test_others_are_not_offered_it(world, visit):
    visit(world.dana).get("/batches/new", status=403)
    assert "Print reports" not in visit(world.person("Alan Marsh", Role.ADMINISTRATOR)).get("/").words()
