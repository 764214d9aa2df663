"""A test client that is someone, sends real tokens, and looks at every page it gets."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.pages import Page, faults
from tracker import clock
from tracker.database import db
from tracker.people.models import Person
from tracker.sign_in import actions as sign_in

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# Pages on which something of someone's record is read: each says who can see it.
_ONE = "[0-9a-f]{8}-[0-9a-f-]{27}"
OF_A_RECORD = re.compile(
    rf"/people/{_ONE}(/(goals|log|hours|verifications|observations|months(/{_ONE}/[0-9-]+)?))?"
    rf"|/(goals|log|observations|verifications)/{_ONE}"
    rf"|/reviews/{_ONE}(/(send|sign|decline|conversation(/[A-Z]{{3}}-[TK][0-9]+)?))?"
    r"|/months/sign|/"
)
Form = Mapping[str, Any] | Sequence[tuple[str, str]]


class Visitor:
    """Someone with a browser. Each request runs in a fresh context, so nobody is taken for anybody else."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.token = ""
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        """Begin a session without the cost of a password."""
        token = sign_in.start_session(person)
        db.session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie["seen"] = int(clock.now().timestamp())
        self.token = ""

    def get(self, path: str, status: int = 200, **more: Any) -> Page:
        """Fetch a page and check it."""
        return self._page(self._send("GET", path, more), status, path)

    def post(self, path: str, form: Form | None = None, status: int = 302, **more: Any) -> Page:
        """Send a form with a valid token; the usual answer is a redirect."""
        pairs = _pairs(form or {})
        if not any(name == "csrf_token" for name, _ in pairs):
            pairs.append(("csrf_token", self._token()))
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        return self._page(self._send("POST", path, {"data": data, **more}), status, path)

    def tap(self, path: str, form: Form | None = None, status: int = 200) -> Page:
        """Send a form as htmx does; the answer is a fragment."""
        return self.post(path, form, status, headers={"HX-Request": "true", "X-CSRFToken": self._token()})

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        assert page.location, "this answer leads nowhere"
        return self.get(page.location)

    def raw(self, method: str, path: str, **more: Any) -> TestResponse:
        """An answer as it is."""
        return self._send(method, path, more)

    def _token(self) -> str:
        if not self.token:
            found = TOKEN.search(self._send("GET", "/help", {"follow_redirects": True}).text)
            assert found, "no page with a form"
            self.token = found[1]
        return self.token

    def _send(self, method: str, path: str, more: dict[str, Any]) -> TestResponse:
        db.session.commit()
        answer: TestResponse = contextvars.Context().run(self.client.open, path, method=method, **more)
        db.session.expire_all()
        return answer

    def _page(self, answer: TestResponse, status: int, path: str) -> Page:
        is_html = answer.content_type.startswith("text/html")
        text = answer.text if is_html else ""
        if answer.status_code != status:
            said = Page(answer.status_code, text, None).words("//body")[:600] if text.strip() else answer.location
            raise AssertionError(f"{path} answered {answer.status_code}, not {status}: {said}")
        if is_html and "<html" in text and answer.status_code not in (301, 302, 303, 308):
            found = faults(text)
            assert not found, f"{path}: {found}"
            says_who = 'class="who-sees"' in text or answer.status_code != 200
            assert says_who or not OF_A_RECORD.fullmatch(path.split("?", maxsplit=1)[0]), (
                f"{path} does not say who can see it"
            )
        return Page(answer.status_code, text, answer.location)


def _pairs(form: Form) -> list[tuple[str, str]]:
    items = form.items() if isinstance(form, Mapping) else form
    pairs: list[tuple[str, str]] = []
    for name, value in items:
        values = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(str(name), "" if one is None else str(one)) for one in values]
    return pairs
