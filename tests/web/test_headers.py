import re
from hashlib import sha256
from uuid import uuid4

import pytest

from tracker.folders import find_folder

POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    **dict.fromkeys(("script-src", "style-src", "img-src", "font-src", "connect-src"), "'self'"),
    **dict.fromkeys(("form-action", "manifest-src"), "'self'"),
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def answers(world, visit):
    """One answer of each kind: page, fragment, error, redirect, JSON, file, empty."""
    ana, nobody = visit(world.ana), visit()
    token = {"X-CSRFToken": ana._token()}
    return {
        "page": ana.raw("GET", "/"),
        "sign-in": nobody.raw("GET", "/sign-in"),
        "redirect": nobody.raw("GET", "/account"),
        "401 fragment": nobody.raw("GET", "/account", headers={"HX-Request": "true"}),
        "400": ana.raw("POST", "/sign-out"),
        "403": ana.raw("GET", "/reviews/"),
        "404": ana.raw("GET", f"/people/{uuid4()}"),
        "405": ana.raw("DELETE", "/account", headers=token),
        "422": ana.raw("POST", "/account/password", headers=token),
        "nothing": ana.raw("GET", "/account/stay"),
        "json": nobody.raw("GET", "/healthz"),
    }


def test_every_answer_carries_the_headers(answers):
    for what, answer in answers.items():
        for name, value in FIXED.items():
            assert answer.headers[name] == value, what
        for power in ("camera", "microphone", "geolocation", "payment"):
            assert f"{power}=()" in answer.headers["Permissions-Policy"], what


def test_the_content_policy_lets_nothing_inline_and_nothing_from_elsewhere(answers):
    for what, answer in answers.items():
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy == POLICY, what


def test_nothing_personal_is_kept_in_caches(answers):
    for what, answer in answers.items():
        assert answer.headers["Cache-Control"] == "no-store", what
        assert "HX-Request" in answer.headers["Vary"], what


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/static/img/icon.svg?v=1", "public, max-age=31536000, immutable"),
        ("/static/img/icon.svg", "no-cache"),
    ],
)
def test_files_of_the_product_may_be_kept_when_their_address_changes_with_them(path, caching, visit):
    answer = visit().raw("GET", path)
    assert answer.headers["Cache-Control"] == caching
    assert answer.headers["Content-Security-Policy"]
    answer.close()


def test_our_files_are_the_same_whoever_asks(world, visit):
    answer = visit(world.ana).raw("GET", "/static/img/icon.svg?v=1")
    answer.close()
    assert "Cookie" not in answer.vary
    assert "Set-Cookie" not in answer.headers


def test_pages_name_their_files_by_content(visit):
    page = visit().get("/sign-in")
    files = [str(one) for one in page.tree.xpath("//script/@src | //link/@href")]
    assert files
    assert all("?v=" in file for file in files)


def test_the_style_sheet_names_its_files_by_content():
    vendor = find_folder("templates").parent / "tracker" / "static" / "vendor"
    if not vendor.exists():
        pytest.skip("no front-end files: bin/setup builds them")
    files = re.findall(r'url\("([^"]+)"\)', (vendor / "tracker.css").read_text(encoding="utf-8"))
    assert {file.split("/")[0] for file in files} == {"fonts", "img"}
    for file in files:
        name, version = file.split("?v=")
        assert sha256((vendor / name).read_bytes()).hexdigest().startswith(version)
