import re

import pytest
from flask import request

from tests.support.world import PASSWORD, World

BASE = "https://tracker.example.org"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "tracker.example.org",
}


@pytest.fixture
def secure(start):
    visitor = start(TRACKER_BASE_URL=BASE)
    visitor.world = World()
    visitor.world.with_password(visitor.world.hr)
    return visitor


def send(visitor, path, form, page="/sign-in", referrer=f"{BASE}/"):
    """Send a form as a browser does that keeps to the policy ``same-origin``."""
    token = TOKEN.search(visitor.raw("GET", page, base_url=BASE).text)[1]
    headers = {"Referer": referrer} if referrer else {}
    return visitor.raw("POST", path, base_url=BASE, data={**form, "csrf_token": token}, headers=headers)


def enter(visitor, referrer=f"{BASE}/sign-in"):
    return send(visitor, "/sign-in", {"email": "priya.nair", "password": PASSWORD}, referrer=referrer)


def cookie_of(answer):
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    return name, {part.strip().lower() for part in rest.split(";")[1:]}


def test_the_cookie_goes_over_https_only_to_this_host_alone(secure):
    name, attributes = cookie_of(enter(secure))
    assert name == "__Host-tracker"
    assert attributes == {"secure", "httponly", "path=/", "samesite=lax"}


def test_without_https_the_cookie_is_still_kept_from_scripts_and_other_sites(start):
    name, attributes = cookie_of(start().raw("GET", "/sign-in"))
    assert name == "tracker"
    assert attributes == {"httponly", "path=/", "samesite=lax"}


def test_browsers_are_told_to_stay_on_https_only_there(secure, start):
    assert secure.raw("GET", "/sign-in", base_url=BASE).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in start().raw("GET", "/sign-in").headers


def test_a_form_is_taken_with_the_referrer_our_policy_lets_browsers_send(secure):
    page = secure.raw("GET", "/sign-in", base_url=BASE)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert enter(secure).location == "/"


@pytest.mark.parametrize("referrer", ["", "https://evil.example/", "http://tracker.example.org/sign-in"])
def test_a_form_sent_from_elsewhere_is_refused(referrer, secure):
    assert enter(secure, referrer).status_code == 400


def test_links_are_made_for_the_address_people_type(secure):
    enter(secure)
    made = send(secure, f"/people/{secure.world.ana.id}/link", {}, page="/account")
    assert f"{BASE}/sign-in/link/" in made.text


class TestHosts:
    @pytest.mark.parametrize("base", [BASE, "http://127.0.0.1:8000", "http://localhost", f"{BASE}:8443"])
    def test_the_own_name_and_the_machine_itself_are_answered(self, base, secure):
        assert secure.raw("GET", "/healthz", base_url=base).status_code == 200

    @pytest.mark.parametrize(
        "base", ["https://evil.example", "https://tracker.example.org.evil.example", "http://10.0.0.1"]
    )
    def test_any_other_name_is_refused(self, base, secure):
        answer = secure.raw("GET", "/sign-in", base_url=base)
        assert answer.status_code == 400
        assert "evil.example" not in answer.text

    def test_any_name_is_answered_where_no_address_is_set(self, start):
        assert start().raw("GET", "/healthz", base_url="http://192.168.1.7:8000").status_code == 200


class TestTrustedProxies:
    def seen(self, visitor, headers):
        """What the product takes for the asker's address and its own."""
        seen = {}
        visitor.app.before_request(
            lambda: seen.update(address=request.remote_addr, scheme=request.scheme, host=request.host)
        )
        visitor.raw("GET", "/healthz", headers=headers)
        return seen

    def test_nobody_is_believed_unless_told_to(self, start):
        assert self.seen(start(), FORWARDED) == {"address": "127.0.0.1", "scheme": "http", "host": "localhost"}

    def test_one_proxy_is_believed_and_only_the_last_hop(self, start):
        visitor = start(TRACKER_TRUSTED_PROXIES=1)
        headers = {**FORWARDED, "X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        wanted = {"address": "203.0.113.9", "scheme": "https", "host": "tracker.example.org"}
        assert self.seen(visitor, headers) == wanted
