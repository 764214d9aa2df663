from __future__ import annotations

import io

import pytest

from tests.support.world import World
from tracker.database import db
from tracker.imports import actions, tables
from tracker.imports.plans import Outcome, Plan


class Desk:
    """HR with a sheet: looks at it, and has it done."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by = world.hr

    def check(self, heads: str, *rows: str) -> Plan:
        content = "\n".join([heads, *rows]).encode()
        return actions.check(tables.read(content), by=self.by)

    def do(self, heads: str, *rows: str) -> Plan:
        content = "\n".join([heads, *rows]).encode()
        plan = actions.carry_out(tables.read(content), by=self.by)
        db.session.commit()
        db.session.expire_all()
        return plan


def outcomes(plan: Plan) -> list[Outcome]:
    return [line.outcome for line in plan.lines]


def fault(plan: Plan, row: int = 2) -> tuple[str, str]:
    (line,) = [line for line in plan.lines if line.number == row]
    assert line.is_refused, line.changes
    return line.faults[0].column, line.faults[0].reason


def bring(visitor, content, name="people.csv"):
    """Bring a sheet as a page does."""
    sent = content.encode() if isinstance(content, str) else content
    data = {"csrf_token": visitor._token(), "sheet": (io.BytesIO(sent), name)}
    answer = visitor.raw("POST", "/imports/", data=data, content_type="multipart/form-data")
    return visitor._page(answer, 302, "/imports/")


def confirm(visitor, page, location, status=302):
    """Confirm what a page shows."""
    form = {name: page.value(name) for name in ("sha256", "fingerprint")}
    return visitor.post(f"{location}/confirm", form, status)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)
