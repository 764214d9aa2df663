"""Each role walks wherever its links lead, one page of each kind, at phone, tablet and desk width in turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.serving import make_server

from tests.conftest import make_app
from tests.support import databases
from tests.support.browser import WIDTHS, Employer, Seat
from tests.support.databases import Database
from tracker.database import db
from tracker.demo import cast

# What pages look like has nothing to do with where records are kept, and axe takes its time.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")

# What a link hands over as a file, which no browser shows as a page.
FILES = frozenset(
    {
        "static",
        "reports.issued",
        "reports.as_data",
        "reviews.signed_content",
        "months.copy",
        "agreements.copy",
        "files.download",
        "survey.sheet",
        "organisation.show_data",
        "organisation.change_data",
        "organisation.differences_data",
        "organisation.training_data",
    }
)
EVERYONES = frozenset({"home.index", "home.help_page", "frameworks.index", "frameworks.show", "sign_in.account"})
RECORD = frozenset({"people.show", "audit.about", "observations.index", "goals.index", "consultations.index"})
# What each must reach by links alone; the walk looks at whatever else they lead to as well.
PLACES = {
    "ana.ruiz": RECORD
    | {"home.who_sees_what", "assessments.show", "assessments.rate", "reviews.show", "verifications.index"}
    | {"agreements.sign", "agreements.show"},
    "marcus.bell": RECORD | {"reviews.show", "signing.show", "conversations.show", "statements.new"},
    "sofia.petrov": RECORD | {"reviews.show", "reports.show", "conversations.item"},
    "dana.whitfield": (RECORD - {"audit.about"})
    | {"home.team", "people.index", "assessments.rate", "conversations.show", "consultations.new", "reports.show"}
    | {"observations.new", "observations.show", "goals.show", "verifications.new", "verifications.show"},
    "priya.nair": RECORD
    | {"people.index", "people.new", "people.edit", "people.assign", "reviews.progress", "reviews.start"}
    | {"audit.index", "reports.show", "credentials.new", "people.roles"},
    "tomas.lindqvist": frozenset({"people.index", "people.show", "people.edit", "people.roles", "audit.index"}),
    "grace.hollis": frozenset({"people.index", "people.show", "reports.show"}),
}


@pytest.fixture(scope="module")
def employer(database: Database, tmp_path_factory: pytest.TempPathFactory, found_well: Path) -> Iterator[Employer]:
    """The invented employer of the demo, small, served by a thread of its own."""
    made = databases.copy_of_template(database, tmp_path_factory.mktemp("demo"))
    app = make_app(made)
    told = app.test_cli_runner().invoke(args=["demo", "--people", "6", "--years", "1"])
    assert told.exit_code == 0, told.output
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Employer(app, f"http://127.0.0.1:{server.server_port}", found_well)
    server.shutdown()
    thread.join()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(made)


class Walker(Seat):
    """Someone who opens one page of each kind that the links lead to."""

    def __init__(self, seat: Seat, start: int) -> None:
        super().__init__(seat.page.context, seat.employer)
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.kinds = seat.employer.app.url_map.bind("")
        self.turn = start
        self.seen: set[str] = set()

    def enter(self, sign_in_name: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label("Email address or sign-in name").fill(sign_in_name)
        self.page.get_by_label("Password").fill(cast.PASSWORD)
        self.press("Sign in")

    def walk(self) -> None:
        """Breadth first, so that the shortest way to a kind of page is the one taken."""
        waiting = ["/"]
        while waiting:
            path = waiting.pop(0)
            kind = self.kinds.match(urlsplit(path).path)[0]
            if kind in self.seen or kind in FILES or urlsplit(path).path.endswith(".pdf"):
                continue
            self.seen.add(kind)
            self.turn += 1
            self.make_wide(list(WIDTHS.values())[self.turn % 3])
            self.go(path)
            self.make_wide(320)
            fits = self.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
            assert fits, f"{self.page.url} scrolls sideways at 320 px"
            waiting += self.paths()

    def make_wide(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def paths(self) -> list[str]:
        """Where the links of this page lead within the product."""
        links = self.page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        parts = [urlsplit(urljoin(self.page.url, link)) for link in links]
        home = urlsplit(self.employer.address).netloc
        return [f"{one.path}?{one.query}".rstrip("?") for one in parts if one.netloc == home]


@pytest.mark.parametrize("sign_in_name", list(PLACES))
def test_every_page_one_comes_to_is_well(sign_in_name: str, sit_down) -> None:
    # Each person begins at another width, so that a page many come to is seen at each.
    walker = Walker(sit_down(), list(PLACES).index(sign_in_name))
    walker.enter(sign_in_name)
    walker.walk()
    assert (EVERYONES | PLACES[sign_in_name]) - walker.seen == set()


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_ways_in_are_well_at_every_width(screen: str, sit_down) -> None:
    seat = sit_down(screen)
    seat.go("/sign-in")
    seat.press("Sign in")
    assert seat.page.locator("#errors").is_visible()
    seat.go("/sign-in/link/nothing-behind-it")
