import re
from typing import NamedTuple

import pytest

from tests.access.scene import Scene
from tests.access.table import FORMS, PEOPLE, TABLE
from tracker.database import db
from tracker.reports import papers
from tracker.reports import views as reports
from tracker.web import health

SIGNS = {401: "1", 403: "3", 404: "4", 409: "9"}


class Row(NamedTuple):
    method: str
    endpoint: str
    state: str
    path: str
    signs: dict[str, str]


def read_table() -> list[Row]:
    rows = []
    for line in TABLE.strip().splitlines():
        if line and not line.startswith("#"):
            method, endpoint, state, path, *signs = line.split()
            rows.append(Row(method, endpoint, state, path, dict(zip(PEOPLE, "".join(signs), strict=True))))
    return rows


ROWS = read_table()


@pytest.fixture
def scene(world, monkeypatch):
    # The rows ask who gets a document, not how it is drawn.
    monkeypatch.setattr(reports, "press", lambda *_: b"%PDF-1.7")
    monkeypatch.setattr(papers, "press", lambda *_, **__: b"%PDF-1.7")
    monkeypatch.setattr(health, "check_pdf", lambda: "")
    return Scene(world)


def test_the_table_has_every_endpoint_and_method_and_no_other(app):
    known = {
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert known == {(row.method, row.endpoint) for row in ROWS}


def by_records(rows):
    """Rows whose paths name the same records, by these; a path that names none may be about who is signed in."""
    groups = {}
    for row in rows:
        named = " ".join(re.findall("{([a-z_]+)}", row.path))
        groups.setdefault(f"{row.state} {named}" if named else f"{row.method}-{row.endpoint}", []).append(row)
    return groups


# Scenes take longer to make than to walk through: one for all that is done to the same records.
@pytest.mark.parametrize("rows", [pytest.param(rows, id=key) for key, rows in by_records(ROWS).items()])
def test_who_reaches(rows, scene, visit, app):
    review = scene[rows[0].state] if rows[0].state != "-" else ""
    paths = [row.path.replace("{review}", review).format_map(scene) for row in rows]
    visitors = {name: visit(getattr(scene, name, None)) for name in PEOPLE}
    needs_tokens = any(row.method == "POST" for row in rows)
    tokens = {name: visitor._token() for name, visitor in visitors.items()} if needs_tokens else {}
    wrong = []
    for row, path in zip(rows, paths, strict=True):
        assert app.url_map.bind("localhost").match(path, row.method)[0] == row.endpoint
        for name, visitor in visitors.items():
            # Each knocks at the same state: what one of them did is undone before the next one comes.
            db.session.commit()
            undo = db.engines[None].begin_nested()
            data = {**FORMS.get(row.endpoint, {}), "csrf_token": tokens[name]} if row.method == "POST" else None
            answer = visitor.raw(row.method, path, data=data)
            found = sign(answer, row, name)
            answer.close()
            db.session.rollback()
            undo.rollback()
            if found != row.signs[name]:
                wrong.append(f"{row.method} {row.endpoint}: {name} {found}, not {row.signs[name]}")
    assert wrong == []


def sign(answer, row, name) -> str:
    asked_to_sign_in = (answer.location or "").split("?")[0] == "/sign-in"
    if asked_to_sign_in and not (row.endpoint == "sign_in.leave" and name != "nobody"):
        return "1"
    assert answer.status_code < 500, answer.text
    return SIGNS.get(answer.status_code, "+")
