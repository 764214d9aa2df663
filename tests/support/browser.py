"""A real Chromium and a real server for journeys written as given, when, then."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from werkzeug.serving import make_server

from tests.support.databases import Database
from tests.support.world import PASSWORD, World
from tracker import clock
from tracker.database import db
from tracker.people.models import Person

CHROMIUM = os.environ.get("TRACKER_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
WIDTHS = {"phone": 320, "tablet": 768, "desk": 1280}
# Rules about focus and landmarks hold for whole pages; ours are all whole pages, so nothing is left out.
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What is well need not be described node by node: that takes longer than looking.
    "resultTypes": ["violations"],
}

# The look, and every element with its attributes and whether it has words, but for what differs by person.
SHAPE = """() => innerWidth + "/" + matchMedia("(forced-colors: active)").matches +
  [...document.querySelectorAll("*")].map((one) => one.tagName + (one.textContent.trim() ? "+" : "") +
  [...one.attributes].filter(({ name }) => !/^(value|href|action|nonce|content|src|(data|hx)-.*)$/.test(name))
    .map(({ name, value }) => name + "=" + value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*")).join(" ")).join("\\n")"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, without its own sandbox: it may run as root on a machine for tests."""
    if not CHROMIUM or not Path(CHROMIUM).exists():
        pytest.skip("no chromium: install it, or set TRACKER_CHROMIUM to its path")
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-sync", *quiet.split()],
    }


class Employer:
    """A running product with a few people in it who have a password."""

    def __init__(self, app: Flask, address: str, found_well: Path | None = None) -> None:
        self.app = app
        self.address = address
        # One file for each shape of page that axe found nothing on, for all processes of the run; None looks again.
        self.found_well = found_well
        self.ids: dict[str, str] = {}

    def people(self) -> None:
        """Ana and her supervisor Dana, HR and an administrator."""
        with self.app.app_context():
            world = World()
            for name, person in (("ana", world.ana), ("dana", world.dana), ("hr", world.hr), ("admin", world.admin)):
                world.with_password(person)
                self.ids[name] = str(person.id)

    def world(self) -> World:
        """The same people, to make their records; inside an app context."""
        return World(self.person(name) for name in self.ids)

    def person(self, name: str) -> Person:
        """One of them; inside an app context."""
        return db.session.get_one(Person, UUID(self.ids[name]))


@pytest.fixture(scope="session")
def found_well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "found-well"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def employer(fresh_database: Database, found_well: Path) -> Iterator[Employer]:
    """The product, served by a thread of its own on a database of its own."""
    from tests.conftest import make_app

    app = make_app(fresh_database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Employer(app, f"http://127.0.0.1:{server.server_port}", found_well)
    made.people()
    yield made
    server.shutdown()
    thread.join()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Seat:
    """Someone at a browser of their own; every page they pass is checked by axe."""

    def __init__(self, context: BrowserContext, employer: Employer) -> None:
        self.page: Page = context.new_page()
        self.employer = employer
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(self.employer.address + path)
        self.look()

    def look(self) -> None:
        """Check the present page: axe finds nothing, no script failed, nothing is wider than the screen."""
        # A page of the same shape at the same width need not be gone through again: that is what takes long.
        known, shape = self.employer.found_well, self.page.evaluate(SHAPE)
        mark = known / sha256(shape.encode()).hexdigest() if known else None
        if mark is None or not mark.exists():
            found = Axe().run(self.page, options=AXE_OPTIONS).response["violations"]
            said = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
            assert not said, f"{self.page.url}: {said}"
            if mark:
                mark.touch()
        assert not self.problems, self.problems
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow} px wider than the screen"

    def sign_in(self, sign_in_name: str) -> None:
        """Sign in with the password of the tests."""
        self.go("/sign-in")
        self.page.get_by_label("Email address or sign-in name").fill(sign_in_name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def press(self, name: str) -> None:
        """Press a button by its words, then check where it led."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.arrive()

    def arrive(self) -> None:
        """Wait until what was pressed has led somewhere, then check the page there."""
        self.settle()
        self.look()

    def settle(self) -> None:
        """Wait until what was pressed has led somewhere."""
        # A form that can wait in the browser is sent by a script, and stands still until the page changes.
        expect(self.page.locator("form[inert]")).to_have_count(0, timeout=15_000)
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """Follow a link by its words, then check where it led."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()

    def choose(self, code: str, answer: str) -> None:
        """Tap a level and wait until it is saved."""
        tile = self.page.locator(f"label[for='{code}-{answer}']")
        with self.page.expect_response(lambda response: f"/answers/{code}" in response.url) as answered:
            tile.click()
        assert answered.value.ok, answered.value.status
        expect(self.status).to_contain_text("All saved")

    @property
    def status(self) -> Locator:
        """The line that says what is saved."""
        return self.page.locator("#save-status")

    def fill(self, **fields: str) -> None:
        """Fill fields by name; a select is chosen, everything else typed."""
        for name, value in fields.items():
            field = self.page.locator(f"[name='{name}']:not([type=hidden])").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def yesterday_at_ten(self) -> None:
        """Say when a meeting was: what begins now may cross midnight, where nothing overlaps."""
        day = (clock.today() - timedelta(days=1)).isoformat()
        for name, value in (("held_on", day), ("starts", "10:00")):
            self.page.locator(f"[name='{name}']").evaluate("(one, value) => { one.value = value; }", value)

    def tick(self, label: str) -> None:
        """Tap the label of a radio or checkbox; the control itself lies off the screen."""
        self.page.locator("label", has_text=label).first.click()


@pytest.fixture
def sit_down(browser: Browser, employer: Employer) -> Iterator[Any]:
    """Give someone a browser of their own: ``sit_down("phone")``, ``sit_down("desk", scripts=False)``."""
    contexts: list[BrowserContext] = []

    def sit(screen: str = "desk", *, scripts: bool = True) -> Seat:
        context = browser.new_context(
            viewport={"width": WIDTHS[screen], "height": 900}, java_script_enabled=scripts, accept_downloads=True
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Seat(context, employer)

    yield sit
    for context in contexts:
        context.close()
