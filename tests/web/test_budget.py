"""How much a page may load: at most 30 kB of style and 30 kB of scripts, as transferred."""

import gzip
import re

import pytest

from tracker.folders import find_folder

MOST = 30_000
STATIC = find_folder("templates").parent / "tracker" / "static"
SCRIPTS = re.compile(r"static\('((?:js|vendor)/[^']+\.js)'\)")


def transferred(name):
    path = STATIC / name
    if not path.exists():
        pytest.skip("no front-end files: bin/setup builds them")
    return len(gzip.compress(path.read_bytes(), 6))


def test_the_style_sheet_is_light():
    assert transferred("vendor/tracker.css") <= MOST


def test_all_scripts_together_are_lighter_than_one_page_may_be():
    templates = find_folder("templates").rglob("*.html")
    named = {name for path in templates for name in SCRIPTS.findall(path.read_text(encoding="utf-8"))}
    assert {"vendor/htmx.min.js", "js/app.js", "js/rating.js"} <= named
    assert sum(transferred(name) for name in named) <= MOST


def test_no_page_loads_from_elsewhere(world, visit):
    page = visit(world.ana).get("/")
    loaded = page.tree.xpath("//script/@src | //link/@href | //img/@src")
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
