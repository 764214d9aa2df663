"""The main pages in Spanish: long words break no layout, and the switch works without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.test_without_scripts import PlainSeat
from tests.support.browser import WIDTHS, Employer, Seat
from tests.support.world import PASSWORD
from tracker.database import db

# What pages look like has nothing to do with where records are kept.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")


def test_the_main_pages_fit_at_each_width(employer: Employer, sit_down: Callable[..., Seat]) -> None:
    ended, running = given_a_review_that_has_ended_and_one_to_rate(employer)
    ana, dana = sit_down("phone"), sit_down("phone")
    when_they_choose_spanish_at_the_door(ana, "ana.ruiz")
    when_they_choose_spanish_at_the_door(dana, "dana.whitfield")
    then_each_page_fits(ana, "/", f"/assessments/{running}/adv-tasks", "/account", "/help")
    then_each_page_fits(dana, "/team", f"/reviews/{ended}", f"/reports/competency/{employer.ids['ana']}")


def given_a_review_that_has_ended_and_one_to_rate(employer: Employer) -> tuple[str, str]:
    with employer.app.app_context():
        world = employer.world()
        ended = world.ended()
        running = world.reading(world.review(), world.ana).assessment.id
        db.session.commit()
        return str(ended.id), str(running)


def when_they_choose_spanish_at_the_door(seat: Seat, name: str) -> None:
    seat.go("/sign-in")
    seat.press("Español")
    seat.page.get_by_label("Dirección de correo electrónico o nombre para entrar").fill(name)
    seat.page.get_by_label("Contraseña").fill(PASSWORD)
    seat.press("Entrar")


def then_each_page_fits(seat: Seat, *paths: str) -> None:
    for path in paths:
        for width in (WIDTHS["phone"], WIDTHS["desk"]):
            seat.page.set_viewport_size({"width": width, "height": 800})
            seat.go(path)
            expect(seat.page.locator("html")).to_have_attribute("lang", "es")


def test_the_switch_and_the_choice_work_without_scripts(employer: Employer, sit_down: Callable[..., Seat]) -> None:
    ana = PlainSeat(sit_down("phone", scripts=False).page.context, employer)
    ana.sign_in("ana.ruiz")
    ana.go("/frameworks/?from=home")
    ana.page.get_by_role("button", name="Español").click()
    assert ana.page.url.endswith("/frameworks/?from=home")
    expect(ana.page.locator("html")).to_have_attribute("lang", "es")
    ana.go("/account")
    ana.page.locator("label[for=language-en]").click()
    ana.page.get_by_role("button", name="Guardar").click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Your account")
