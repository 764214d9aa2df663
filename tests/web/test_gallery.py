"""The page of components shows every macro there is, in a demo only."""

import re

import pytest
from sqlalchemy import update

from tracker.database import db
from tracker.folders import find_folder
from tracker.people.models import Installation

MACROS = re.compile(r"{%-? *macro ([a-z]\w*)\(")


@pytest.fixture
def demo(world):
    db.session.execute(update(Installation).values(is_demo=True, demo_employer_name="Invented"))
    db.session.commit()


def test_every_component_stands_on_the_page(world, visit, demo):
    page = visit(world.ana).get("/components")
    shown = {name for one in page.tree.xpath("//@data-component") for name in one.split()}
    files = sorted((find_folder("templates") / "components").glob("*.html"))
    assert shown == {name for file in files for name in MACROS.findall(file.read_text(encoding="utf-8"))}
    parts = page.tree.xpath("//section[@data-component]")
    empty = [one.get("data-component") for one in parts if len(one.xpath("./*")) < 2]
    assert empty == []


def test_outside_of_a_demo_there_is_no_such_page(world, visit):
    visit(world.admin).get("/components", 404)


def test_errors_of_samples_lead_to_their_fields(world, visit, demo):
    page = visit(world.ana).get("/components")
    assert page.errors() == ["Write one line.", "Choose a day.", "Choose one."]
    ids = set(page.tree.xpath("//@id"))
    assert {address[1:] for address in page.tree.xpath("//*[@id='errors']//a/@href")} <= ids
