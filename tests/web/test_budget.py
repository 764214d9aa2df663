"""How much a page may load: at most 30 kB of style and 30 kB of scripts, as transferred."""

import gzip
import re

import pytest

from tracker.folders import find_folder

MOST = 30_000
STATIC = find_folder("templates").parent / "tracker" / "static"
SCRIPTS = re.compile(r"<script[^>]* src=[^>]*>")


def transferred(name):
    path = STATIC / name
    if not path.exists():
        pytest.skip("no front-end files: bin/setup builds them")
    return len(gzip.compress(path.read_bytes(), 6))


def test_the_style_sheet_is_light():
    assert transferred("vendor/tracker.css") <= MOST


def test_the_scripts_are_one_light_file_on_every_page():
    templates = find_folder("templates").rglob("*.html")
    named = [tag for path in templates for tag in SCRIPTS.findall(path.read_text(encoding="utf-8"))]
    assert named == ["""<script src="{{ static('vendor/tracker.js') }}" defer>"""]
    assert transferred("vendor/tracker.js") <= MOST


def test_every_script_there_is_stands_in_that_file():
    transferred("vendor/tracker.js")
    whole = (STATIC / "vendor/tracker.js").read_text(encoding="utf-8")
    sources = sorted((STATIC.parent.parent / "assets" / "scripts").glob("*.js"))
    assert len(sources) >= 6
    for source in sources:
        code = [line for line in source.read_text(encoding="utf-8").splitlines() if not re.match(r"\s*//", line)]
        assert "\n".join(code).strip() in whole, f"{source.name} is not in it as it is now: run bin/setup"


def test_no_page_loads_from_elsewhere(world, visit):
    page = visit(world.ana).get("/")
    loaded = page.tree.xpath("//script/@src | //link/@href | //img/@src")
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
