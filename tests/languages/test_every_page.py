"""Every page of the table of who reaches what, in Spanish, as people who get in: it says nothing in English."""

from copy import copy

import pytest

from tests.access.scene import Scene
from tests.access.test_who_reaches_what import ROWS
from tests.support.english import find_english
from tracker.database import db

READERS = ("owner", "primary", "hr", "admin", "auditor", "nobody")
NO_PAGES = ("static", "health.", "files.")
FILES = (".pdf", ".json", ".csv", ".xlsx")
PAGES = [
    row
    for row in ROWS
    if row.method == "GET" and not row.endpoint.startswith(NO_PAGES) and not row.path.endswith(FILES)
]
STATES = sorted({row.state for row in PAGES})


@pytest.mark.parametrize("state", STATES)
def test_no_page_says_anything_in_english(state, world, visit, request):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the words of a page are the same on every database")
    scene = Scene(world)
    review = scene[state] if state != "-" else ""
    for name in READERS[:-1]:
        getattr(scene, name).language = "es"
    db.session.commit()
    found, seen = {}, 0
    for number, row in enumerate(row for row in PAGES if row.state == state):
        # What one row needs would stand in the way of another's: it is undone.
        undo = db.engines[None].begin_nested()
        path = row.path.replace("{review}", review).format_map(copy(scene))
        readers = [name for name in READERS if row.signs[name] == "+"]
        # One of those who get in, another for each row; everybody with --all-journeys.
        for name in (
            readers if request.config.getoption("--all-journeys") else readers[number % len(readers or [0]) :][:1]
        ):
            answer = visit(getattr(scene, name, None)).raw("GET", path, headers={"Accept-Language": "es"})
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert '<html lang="es">' in answer.text
                found[f"{path} as {name}"] = find_english(answer.text)
                seen += 1
        db.session.rollback()
        undo.rollback()
    assert seen
    assert {where: words for where, words in found.items() if words} == {}
