"""Pictures of the ten main pages of the demo at three widths: ``bin/screenshots FOLDER [--language es]``."""

from __future__ import annotations

import argparse
import logging
import tempfile
from pathlib import Path

from tests.support import databases
from tests.support.browser import WIDTHS, Seat
from tests.support.demo import enter, list_main_pages, open_chromium, serve_demo


class Sitter(Seat):
    """Someone whose pages are not checked, only drawn."""

    def look(self) -> None:
        """Nothing: ``test_pages_of_each_role`` looks."""


def main() -> None:
    """Draw every page, named ``page-width.png``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en", help="the language asked for: en, es")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only what fits a screen")
    given = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    given.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        serve_demo(databases.make("sqlite", Path(data), "demo"), install=True) as employer,
        open_chromium() as browser,
    ):
        seats: dict[str, Sitter] = {}
        for page in list_main_pages(employer):
            if page.sign_in_name not in seats:
                seat = seats[page.sign_in_name] = Sitter(browser.new_context(reduced_motion="reduce"), employer)
                enter(seat, page.sign_in_name)
                seat.page.set_extra_http_headers({"Accept-Language": given.language})
            seat = seats[page.sign_in_name]
            for width in WIDTHS.values():
                seat.page.set_viewport_size({"width": width, "height": 720 if width > 320 else 640})
                seat.go(page.path)
                seat.page.screenshot(path=given.folder / f"{page.name}-{width}.png", full_page=given.whole)
    print(f"Pictures are in {given.folder}.")  # noqa: T201


if __name__ == "__main__":
    main()
