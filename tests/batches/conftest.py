"""People whose review has ended in a cycle or not, and a renderer that need not lay anything out."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.jobs.conftest import work
from tests.support.documents import small_pdf
from tracker.assessments.models import Side
from tracker.batches import actions, working
from tracker.batches.models import Form, Whom
from tracker.batches.orders import Order
from tracker.cycles import actions as cycles
from tracker.cycles import queries as known
from tracker.database import db
from tracker.reports.models import Audience, Paper, ReportKind

__all__ = ["work"]


class Renderer:
    """Stands in for the rendering processes: keeps what it was given, and breaks over a name as ``breaks`` says."""

    def __init__(self):
        self.given, self.breaks = [], {}

    def render(self, html, identifier):
        self.given.append(html)
        for name, error in list(self.breaks.items()):
            if name in html:
                raise error
        return small_pdf(identifier)


@pytest.fixture
def renderer(monkeypatch):
    made = Renderer()
    monkeypatch.setattr(working, "printer", lambda: made)
    return made


@pytest.fixture
def cycle(world):
    """Ana's review of it has ended, Luis's has not."""
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    cycle = world.cycle(world.ana, luis)
    cycles.open_cycle(known.get_cycle(cycle.id, lock=True), by=world.hr)
    db.session.commit()
    end(world, cycle, world.ana)
    return SimpleNamespace(id=cycle.id, luis=luis, ana=world.ana)


def end(world, cycle, person):
    """Someone's review of a cycle, to its end."""
    review = known.get_member(known.get_cycle(cycle.id), person.id).review
    for side in Side:
        world.rate(review, side, {"ADV-T01": "4"}, default="")
        world.send(review, side)
    world.finish(review)
    for side in (Side.SUPERVISOR, Side.EMPLOYEE):
        world.sign(review, side)
    return review


@pytest.fixture
def order(cycle):
    def order(**more):
        values = {
            "kind": ReportKind.COMPETENCY,
            "whom": Whom.CYCLE,
            "chosen": (cycle.id,),
            "audience": Audience.PERSONNEL_FILE,
            "form": Form.ZIP,
            "paper": Paper.LETTER,
        }
        return Order(**{**values, **more})

    return order


@pytest.fixture
def ask(world, order):
    def ask(by=None, **more):
        job = actions.ask(order(**more), key=uuid4(), by=by or world.hr)
        db.session.commit()
        return job

    return ask


@pytest.fixture
def office(world, visit, cycle, ask, work, renderer):  # noqa: PLR0917
    """Everything that a test of batches needs."""
    return SimpleNamespace(world=world, visit=visit, cycle=cycle, ask=ask, work=work, renderer=renderer)
