"""Which language the product speaks to whom, and that a choice is kept."""

import pytest
from sqlalchemy import select

from tests.support.world import PASSWORD
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.language import NAMES, _, speaking
from tracker.people.models import Person
from tracker.sign_in import actions

SPANISH, ENGLISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.1"}, {"Accept-Language": "en-US,en"}


def spoken(page):
    (language,) = page.tree.xpath("/html/@lang")
    return language


def switch(visitor, language, **more):
    return visitor.post("/language", {"language": language, **more})


def enter(visitor, name="ana.ruiz"):
    return visitor.post("/sign-in", {"email": name, "password": PASSWORD})


def chosen_in_trail():
    lines = select(TrailLine.actor_id, TrailLine.about_id, TrailLine.fields).where(TrailLine.event == "language.chosen")
    return db.session.execute(lines).all()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("es", "es"), ("es-US,en;q=0.5", "es"), ("en-GB", "en"), ("de,fr", "en"), ("fr,es;q=0.3", "es"), ("", "en")],
)
def test_a_visitor_is_spoken_to_as_the_browser_asks(visit, asked, answered):
    assert spoken(visit().get("/sign-in", headers={"Accept-Language": asked})) == answered


def test_each_page_offers_the_other_language_by_its_own_name_in_the_same_place(world, visit):
    for visitor, path in ((visit(), "/sign-in"), (visit(world.ana), "/"), (visit(world.hr), "/people/?q=a")):
        page = visitor.get(path)
        (button,) = page.tree.xpath("//header//button[@name='language']")
        assert (button.text_content(), button.get("value"), button.get("lang")) == (NAMES["es"], "es", "es")
        (back,) = button.xpath("ancestor::form//input[@name='back']/@value")
        assert switch(visitor, "es", back=back).location == path


def test_a_visitor_who_switches_stays_with_it_and_takes_it_in(world, visit):
    world.with_password(world.ana)
    visitor = visit()
    switch(visitor, "es", back="/sign-in")
    assert visitor.get("/sign-in", headers=ENGLISH).says("Entrar")
    enter(visitor)
    assert spoken(visitor.get("/", headers=ENGLISH)) == "es"
    assert db.session.get_one(Person, world.ana.id).language == "es"
    assert chosen_in_trail() == [(world.ana.id, world.ana.id, ["language"])]


def test_ones_own_choice_goes_before_that_of_the_browser_and_of_the_door(world, visit):
    world.with_password(world.ana).language = "en"
    db.session.commit()
    visitor = visit()
    switch(visitor, "es")
    enter(visitor)
    assert spoken(visitor.get("/", headers=SPANISH)) == "en"
    assert chosen_in_trail() == []


def test_a_choice_is_kept_with_the_person_on_every_browser_and_written_down_once(world, visit):
    first = visit(world.ana)
    assert switch(first, "es", back="/account").location == "/account"
    switch(first, "es", back="/account")
    page = visit(world.ana).get("/account", headers=ENGLISH)
    assert spoken(page) == "es"
    assert page.tree.xpath("//main//input[@name='language'][@checked]/@value") == ["es"]
    assert chosen_in_trail() == [(world.ana.id, world.ana.id, ["language"])]
    assert spoken(visit(world.dana).get("/", headers=ENGLISH)) == "en"
    switch(first, "en", back="/account")
    assert spoken(first.get("/account", headers=SPANISH)) == "en"
    assert len(chosen_in_trail()) == 2


def test_the_pages_after_signing_out_go_on_in_the_language_before_but_it_is_nobodys(world, visit):
    world.with_password(world.dana)
    visitor = visit(world.ana)
    switch(visitor, "es")
    page = visitor.follow(visitor.post("/sign-out"))
    with speaking("es"):
        assert (spoken(page), page.says(_("You are signed out."))) == ("es", True)
    visitor.token = ""
    enter(visitor, "dana.whitfield")
    assert db.session.get_one(Person, world.dana.id).language is None


@pytest.mark.parametrize("language", ["", "de", "es-MX", "<b>"])
def test_a_language_the_product_does_not_speak_is_refused_and_nothing_is_saved(world, visit, language):
    visitor = visit(world.ana)
    visitor.post("/language", {"language": language}, 400)
    visit().post("/language", {"language": language}, 400)
    assert db.session.get_one(Person, world.ana.id).language is None
    with pytest.raises(Exception, match="Choose one of the languages"):
        actions.choose_language(world.ana, language, by=world.ana)


def test_the_switch_leads_nowhere_else_and_is_no_page(world, visit):
    visitor = visit(world.ana)
    assert switch(visitor, "es", back="https://example.org/").location == "/"
    visitor.get("/language", 405)


def test_a_failing_trail_leaves_the_language_as_it_was(world, visit, break_trail, app):
    visitor = visit(world.ana)
    visitor._token()
    break_trail()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        switch_answer = visitor.raw("POST", "/language", data={"language": "es", "csrf_token": visitor.token})
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert switch_answer.status_code == 500
    assert db.session.get_one(Person, world.ana.id).language is None


def test_errors_and_instructions_are_in_the_language_too(world, visit):
    visitor = visit(world.ana)
    switch(visitor, "es")
    assert visitor.get("/nowhere", 404).words("//h1") == "No pudimos encontrar esta página"
    visitor.get("/language", 405)
    error = visitor.post("/account/password", {}, 422).errors()
    assert error
    assert not any("Write" in one or "required" in one for one in error)


def test_the_page_that_asks_to_sign_in_again_is_in_the_language_of_whoever_wrote(world, visit):
    visitor = visit(world.ana)
    switch(visitor, "es")
    token = visitor._token()
    with visitor.client.session_transaction() as cookie:
        cookie["seen"] = 0
    page = visitor.post("/account/password", {"csrf_token": token}, 401)
    assert spoken(page) == "es"
