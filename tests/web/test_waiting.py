"""What waits in a browser: the key that locks it, who may send it, and what a script is answered."""

import gzip
from base64 import b64decode
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.consultations.test_pages import form
from tracker.consultations.models import LogEntry
from tracker.database import db
from tracker.sign_in import waiting_keys

MOST = 30_000  # bytes of script, gzipped, on any page


def asked(visitor):
    return visitor.raw("GET", "/account/waiting-key").json


@pytest.fixture
def dana(world, visit):
    return visit(world.dana)


def headers(visitor, keeper):
    return {"HX-Request": "true", "X-CSRFToken": visitor._token(), "X-Kept-By": keeper}


def test_each_person_has_a_key_of_their_own_that_stays(world, visit, dana):
    given = asked(dana)
    assert given == asked(visit(world.dana))
    assert len(b64decode(given["key"])) == 32
    other = asked(visit(world.ana))
    assert {given["key"], given["keeper"]}.isdisjoint(other.values())


def test_another_secret_gives_other_keys_and_the_name_says_nothing(world):
    names = {waiting_keys.name_keeper(world.ana.id, secret=secret) for secret in ("one", "two")}
    assert len(names) == 2
    assert world.ana.id.hex not in names
    assert len({waiting_keys.key_of(world.ana.id, secret=secret) for secret in ("one", "two")}) == 2


def test_pages_name_the_keeper_and_never_the_key(dana):
    page, given = dana.get("/help"), asked(dana)
    assert page.tree.xpath("//*[@id='waiting']/@data-keeper") == [given["keeper"]]
    assert given["key"] not in page.text


def test_what_someone_else_kept_is_not_sent(world, visit, dana):
    sent = form(world.ana)
    page = dana.post("/log/new", sent, 401, headers=headers(dana, asked(visit(world.ana))["keeper"]))
    assert page.says("You are signed out")
    assert db.session.scalars(select(LogEntry)).all() == []


def test_a_form_that_was_saved_says_where_it_leads_and_when(world, dana):
    sent = form(world.ana)
    for _time in range(2):
        answer = dana.raw("POST", "/log/new", data=sent, headers=headers(dana, asked(dana)["keeper"]))
        entry = db.session.scalars(select(LogEntry)).one()
        assert (answer.status_code, answer.json["to"]) == (200, f"/log/{entry.id}")
        assert answer.json["said"].startswith("All saved ")
        assert "Location" not in answer.headers
    assert dana.get(f"/log/{entry.id}").says("Saved. Each attendee is asked to confirm it.")


def test_a_form_with_something_wrong_is_answered_with_its_page(world, dana):
    wrong = {**form(world.ana), "minutes": ""}
    page = dana.post("/log/new", wrong, 422, headers=headers(dana, asked(dana)["keeper"]))
    assert page.errors()


def test_a_broken_name_of_a_keeper_is_nobody_s(dana):
    dana.post("/log/new", {"key": str(uuid4())}, 401, headers=headers(dana, "nonsense"))


def test_no_page_loads_more_than_thirty_kilobytes_of_script(app, dana):
    folder = Path(app.static_folder)
    for address in ("/", "/log/new"):
        loaded = [one.split("?")[0].removeprefix("/static/") for one in dana.get(address).tree.xpath("//script/@src")]
        assert sum(len(gzip.compress((folder / name).read_bytes())) for name in loaded) <= MOST, loaded
