"""Each role walks wherever its links lead, one page of each kind, in one of the looks by a seed; or in every one.

A look is a width, the colors and the language. ``TRACKER_TEST_SEED`` names another seed than the usual one;
``bin/axe-grid`` asks for every look of every page (``TRACKER_TEST_GRID=all``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest

from tests.support import databases
from tests.support.browser import WIDTHS, Employer, Seat
from tests.support.databases import Database
from tests.support.demo import enter, serve_demo
from tracker.language import list_languages

# What pages look like has nothing to do with where records are kept, and axe takes its time.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")

SEED = os.environ.get("TRACKER_TEST_SEED") or "1"
WHOLE_GRID = os.environ.get("TRACKER_TEST_GRID") == "all"
# What the reader's machine asks for; "forced" is high contrast in the reader's own colors.
COLORS: dict[str, dict[str, Any]] = {
    "usual": {"forced_colors": "none", "reduced_motion": "no-preference"},
    "forced": {"forced_colors": "active", "reduced_motion": "reduce"},
}


class Look(NamedTuple):
    """How a page is looked at."""

    width: int
    colors: str
    language: str


# What a link hands over as a file, which no browser shows as a page.
ENDINGS_OF_FILES = (".pdf", ".csv", ".xlsx", ".json", ".zip")
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
# The same for everyone, and long: the first looks at it for all.
ONCE = frozenset({"components.index"})
EVERYONES = frozenset({"home.index", "home.help_page", "frameworks.index", "frameworks.show", "sign_in.account"}) | {
    *("home.glossary_page", "home.tour"),
}
RECORD = frozenset({"people.show", "audit.about", "observations.index", "goals.index", "consultations.index"})
# What each must reach by links alone; the walk looks at whatever else they lead to as well.
PLACES = {
    "ana.ruiz": RECORD
    | {"home.who_sees_what", "assessments.show", "assessments.rate", "reviews.show", "verifications.index"}
    | {"agreements.sign", "agreements.show"}
    | ONCE,
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
    with serve_demo(made, found_well) as served:
        yield served
    databases.drop(made)


class Walker(Seat):
    """Someone who opens one page of each kind that the links lead to."""

    def __init__(self, seat: Seat, name: str) -> None:
        super().__init__(seat.page.context, seat.employer)
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.kinds = seat.employer.app.url_map.bind("")
        self.dice = Random(f"{SEED} {name}")  # noqa: S311
        self.seen: set[str] = set() if name == next(iter(PLACES)) else set(ONCE)
        with seat.employer.app.app_context():
            self.looks = [Look(*each) for each in product(WIDTHS.values(), COLORS, list_languages())]

    def walk(self) -> None:
        """Breadth first, so that the shortest way to a kind of page is the one taken."""
        waiting = ["/"]
        while waiting:
            path = waiting.pop(0)
            kind = self.kinds.match(urlsplit(path).path)[0]
            if kind in self.seen or kind in FILES or urlsplit(path).path.endswith(ENDINGS_OF_FILES):
                continue
            self.seen.add(kind)
            for look in self.looks if WHOLE_GRID else [self.dice.choice(self.looks)]:
                self.see(path, look)
            self.page.set_viewport_size({"width": 320, "height": 900})
            fits = self.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
            assert fits, f"{self.page.url} scrolls sideways at 320 px"
            waiting += self.paths()

    def see(self, path: str, look: Look) -> None:
        """Look at a page in one way."""
        self.page.set_viewport_size({"width": look.width, "height": 900})
        self.page.emulate_media(**COLORS[look.colors])
        self.page.set_extra_http_headers({"Accept-Language": look.language})
        try:
            self.go(path)
        except AssertionError as fault:
            raise AssertionError(f"seed {SEED}, {look}: {fault}") from fault

    def paths(self) -> list[str]:
        """Where the links of this page lead within the product."""
        links = self.page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        parts = [urlsplit(urljoin(self.page.url, link)) for link in links]
        home = urlsplit(self.employer.address).netloc
        return [f"{one.path}?{one.query}".rstrip("?") for one in parts if one.netloc == home]


@pytest.mark.parametrize("sign_in_name", list(PLACES))
def test_every_page_one_comes_to_is_well(sign_in_name: str, sit_down) -> None:
    walker = Walker(sit_down(), sign_in_name)
    enter(walker, sign_in_name)
    walker.walk()
    assert (EVERYONES | PLACES[sign_in_name]) - walker.seen == set()


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_ways_in_are_well_at_every_width(screen: str, sit_down) -> None:
    seat = sit_down(screen)
    seat.go("/sign-in")
    seat.press("Sign in")
    assert seat.page.locator("#errors").is_visible()
    seat.go("/sign-in/link/nothing-behind-it")
