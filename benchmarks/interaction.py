"""Counts taps and keys for the main job of each role, and what each main page loads, in Chromium.

    .venv/bin/python -m benchmarks.interaction

A tap, a key that answers or moves on, and a text typed into one field count as one each. Bytes are those that came over
the line, heads included, compressed as the product itself sends them. Goals stand beside the figures; it ends with 1
where one is missed.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator

from benchmarks.run import ROOT
from tests.conftest import make_app
from tests.support import databases
from tests.support.browser import Employer
from tests.support.demo import enter, list_main_pages, open_chromium, serve_demo
from tests.support.screenshots import Sitter
from tracker.database import db

FIRST_PAGE, FIRST_REQUESTS, LATER_PAGE = 250_000, 8, 30_000


class Hands:
    """Someone whose every tap, key and typed field counts."""

    def __init__(self, seat: Sitter) -> None:
        self.seat, self.page = seat, seat.page
        self.count = 0

    def tap(self, target: Locator) -> None:
        target.first.click()
        self.count += 1
        self.seat.settle()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1

    def link(self, words: str) -> None:
        self.tap(self.page.get_by_role("link", name=words))

    def button(self, words: str) -> None:
        self.tap(self.page.get_by_role("button", name=words))

    def choose(self, words: str) -> None:
        self.tap(self.page.locator("label", has_text=words))

    def type(self, name: str, text: str) -> None:
        self.page.locator(f"[name='{name}']:not([type=hidden])").first.fill(text)
        self.count += 1


def rate_everything(hands: Hands) -> int:
    """89 answers, from home to the page on which they are sent. Gives back the number of pages."""
    hands.link("Start")
    hands.link("Start")
    hands.count = 0
    pages = answered = 0
    while hands.page.locator("fieldset.item").count():
        codes = hands.page.locator("fieldset.item").evaluate_all("all => all.map(one => one.dataset.code)")
        hands.tap(hands.page.locator(f"label[for='{codes[0]}-4']"))
        for code in codes[1:]:
            hands.page.locator(f"[id='{code}-1']").focus()  # where a key goes on by itself
            hands.press("4")
        answered += len(codes)
        pages += 1
        hands.page.wait_for_function("() => document.querySelector('#save-status').textContent.includes('All saved')")
        last = hands.page.get_by_role("button", name="Next section").count() == 0
        hands.button("Done: to the overview" if last else "Next section")
        if last:
            break
    if answered != 89:
        raise SystemExit(f"{answered} of 89 items were met")
    return pages


def log_supervision(hands: Hands) -> None:
    """From home to a saved entry about one person."""
    hands.link("My team")
    hands.tap(hands.page.locator("a[href^='/log/new']"))
    if not hands.page.get_by_label("Ana Ruiz").first.is_checked():
        hands.choose("Ana Ruiz")
    hands.choose("Supervision")
    hands.choose("In person")
    hands.type("summary", "We planned the spring group.")
    hands.button("Save")


def print_everyone(hands: Hands) -> None:
    """From home to the file of everyone's reports being made."""
    hands.link("Print reports of many people")
    hands.button("Make the file")
    if "/jobs/" not in hands.page.url:
        raise SystemExit("the file of everyone's reports was not asked for")


@dataclass
class Loaded:
    """What one opening of a page fetched."""

    requests: int = 0
    sent: int = 0
    names: list[str] = field(default_factory=list)


def measure(browser: Browser, employer: Employer, sign_in_name: str, path: str) -> dict[str, Loaded]:
    """Open a page with an empty cache, then again."""
    seat = Sitter(browser.new_context(viewport={"width": 320, "height": 640}), employer)
    enter(seat, sign_in_name)
    seat.page.goto("about:blank")  # what the page before still fetches is not this one's
    line = seat.page.context.new_cdp_session(seat.page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    found = {}
    for name in ("cold", "warm"):
        loaded, seen = Loaded(), {}
        listen(line, employer, loaded, seen)
        seat.page.goto(employer.address + path, wait_until="networkidle")
        found[name] = Loaded(loaded.requests, loaded.sent, list(loaded.names))
        loaded.names.append("over")
    seat.page.context.close()
    return found


def listen(line: Any, employer: Employer, loaded: Loaded, seen: dict[str, dict[str, Any]]) -> None:
    """Add up what comes over the line, until it is over; what the cache gives is not counted."""

    def received(event: dict[str, Any]) -> None:
        seen[event["requestId"]] = event["response"]

    def finished(event: dict[str, Any]) -> None:
        response = seen.pop(event["requestId"], None)
        if response is None or response.get("fromDiskCache") or not response["url"].startswith(employer.address):
            return
        if "over" in loaded.names or not event["encodedDataLength"]:
            return
        path = response["url"].removeprefix(employer.address).split("?")[0]
        loaded.requests += 1
        loaded.sent += int(event["encodedDataLength"])
        loaded.names.append(path)

    line.on("Network.responseReceived", received)
    line.on("Network.loadingFinished", finished)


def count_taps(browser: Browser, folder: Path) -> list[tuple[str, int, int]]:
    """Each job: its name, what was counted, and the most it may be."""
    app = make_app(databases.make("sqlite", folder, "taps"))
    app.test_cli_runner().invoke(args=["init"])
    with serving_people(app) as employer:
        counted = []
        jobs: list[tuple[str, str, Callable[[Hands], int | None], int]] = [
            ("Ana rates 89 items", "ana.ruiz", rate_everything, 89),
            ("Dana logs supervision", "dana.whitfield", log_supervision, 8),
            ("HR has everyone's reports printed", "priya.nair", print_everyone, 3),
        ]
        for name, who, job, most in jobs:
            seat = Sitter(browser.new_context(viewport={"width": 320, "height": 640}), employer)
            seat.sign_in(who)
            hands = Hands(seat)
            pages = job(hands) or 0
            counted.append((name, hands.count, most + pages))
        return counted


def serving_people(app: Any) -> Any:
    """The few people of the tests, with a review to rate."""
    import threading
    from contextlib import contextmanager

    from werkzeug.serving import make_server

    @contextmanager
    def serving() -> Any:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        employer = Employer(app, f"http://127.0.0.1:{server.server_port}")
        employer.people()
        with app.app_context():
            employer.world().review()
            db.session.commit()
            db.session.remove()
        try:
            yield employer
        finally:
            server.shutdown()
            thread.join()

    return serving()


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    missed = []
    with tempfile.TemporaryDirectory() as data, open_chromium() as browser:
        folder = Path(data)
        taps = count_taps(browser, folder)
        print("taps, keys and typed fields")
        for name, count, most in taps:
            print(f"  {name:36} {count:4}   at most {most}")
            missed += [name] if count > most else []
        weights = {}
        with serve_demo(databases.make("sqlite", folder, "demo"), install=True) as employer:
            print(f"bytes and requests{'':12}cold{'':12}warm")
            for page in list_main_pages(employer):
                found = measure(browser, employer, page.sign_in_name, page.path)
                weights[page.name] = {name: vars(one) for name, one in found.items()}
                cold, warm = found["cold"], found["warm"]
                print(f"  {page.name:18} {cold.sent:9,} in {cold.requests:2} {warm.sent:9,} in {warm.requests:2}")
                if cold.sent > FIRST_PAGE or cold.requests > FIRST_REQUESTS or warm.sent > LATER_PAGE:
                    missed.append(page.name)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "interaction.json").write_text(json.dumps({"taps": taps, "pages": weights}, indent=2) + "\n")
    if missed:
        sys.exit(f"Beyond the goal: {', '.join(missed)}")


if __name__ == "__main__":
    main()
