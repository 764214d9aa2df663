"""Measures the heat map of the organization views in one run and prints ratios.

    .venv/bin/python -m benchmarks.organisation [--people 1000] [--people 10000] [--database sqlite|postgresql]

For each number of people it fills a database of its own: 20 programs, three cycles, 89 items rated by both sides,
and makes the tally as ``tracker tally rebuild`` does. One page of the heat map (a domain, both ratings, every program)
stands against the SQL floor: the same aggregate over the tally, as one hand-written statement through the driver.
The figures are what is read, with small groups taken out; the words are the sentences of all cells beside; the whole
page is the answer to a request. All stand against themselves with the fewest people too. PostgreSQL needs
TRACKER_TEST_POSTGRES.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert, text

from tests.support import databases
from tests.support.databases import Database
from tracker import clock, create_app
from tracker.assessments.models import Assessment
from tracker.command_line.keeping import set_up
from tracker.cycles import queries as cycles
from tracker.cycles.models import Cycle, CycleReview
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.organisation import actions, presenters, queries
from tracker.organisation.presenters import View
from tracker.organisation.queries import Figures
from tracker.people.models import Employment, Person, Program, Role, RoleGrant
from tracker.reviews.models import Ending, Rated, Review, ReviewKind, State
from tracker.sign_in.actions import start_session
from tracker.signatures.models import Snapshot

PROGRAMS, CYCLES, ROUNDS, WARM_UP = 20, 3, 60, 10
RATINGS = """
INSERT INTO rating (assessment_id, side, competency_id, answer, comment, wants_training, in_bulk, revision,
                    updated_at, same_as_last)
SELECT a.id, s.side, c.id, CAST(1 + abs({dice}) % 5 AS VARCHAR(20)), '', abs({dice}) % 7 = 0, {no}, 1,
       CURRENT_TIMESTAMP, {no}
FROM assessment a CROSS JOIN competency c CROSS JOIN (SELECT 'employee' AS side UNION ALL SELECT 'supervisor') s
WHERE c.version_id = a.framework_version_id
"""


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds, for one number of people."""

    people: int
    figures: float
    words: float
    floor: float
    page: float
    rebuild_seconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", action="append", type=int)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = parser.parse_args()
    fewest: Measured | None = None
    for people in sorted(chosen.people or [1000]):
        with tempfile.TemporaryDirectory() as folder:
            found = measure(databases.make(chosen.database, Path(folder), f"organisation{people}"), people)
        fewest = fewest or found
        print(
            f"people={people} figures_ms={found.figures:.2f} sql_floor_ms={found.floor:.2f} "
            f"ratio={found.figures / found.floor:.2f} (goal 1.5) with_words_ms={found.words:.2f} "
            f"page_ms={found.page:.1f} rebuild_seconds={found.rebuild_seconds:.1f}"
        )
        print(
            f"  to {fewest.people} people: figures={found.figures / fewest.figures:.2f} "
            f"page={found.page / fewest.page:.2f} (goal 1.5)"
        )


def measure(database: Database, people: int) -> Measured:
    """Fill a database and take the medians."""
    app = create_app(
        {
            "TRACKER_DATABASE_URL": database.url,
            "TRACKER_DATA_DIR": str(database.folder),
            "TRACKER_SECRET_KEY": "only-for-benchmarks-only-for-benchmarks",
        }
    )
    with app.app_context():
        set_up()
        cycle_id, reader = fill(people)
        begun = time.perf_counter()
        actions.rebuild(by=db.session.merge(reader))
        db.session.commit()
        rebuild_seconds = time.perf_counter() - begun
        db.session.execute(text("ANALYZE"))
        token = start_session(db.session.get_one(Person, reader.id))
        db.session.commit()
        db.session.remove()
        outline = frameworks.current_outline()
        items = [item for item in outline.items_of_domain(next(iter(outline.domains))) if not item.is_wellness]
        figures = _median(lambda: read(cycle_id, items))
        words = _median(lambda: say(cycle_id, items))
        floor = _median(_floor(cycle_id, items, frameworks.get_newest_scale().id))
        db.session.remove()
    page = _median(_page(app, cycle_id, token))
    with app.app_context():
        db.engine.dispose()
    databases.drop(database)
    return Measured(people, figures, words, floor, page, rebuild_seconds)


def _median(do: Callable[[], object]) -> float:
    took = []
    for turn in range(ROUNDS + WARM_UP):
        begun = time.perf_counter()
        do()
        if turn >= WARM_UP:
            took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


def read(cycle_id: UUID, items: list[Item]) -> Figures:
    """The figures of the page, small groups taken out."""
    cycle = db.session.get_one(Cycle, cycle_id)
    names = presenters.names_for(View.RATINGS, frameworks.scale(cycle.scale_id))
    figures = queries.read(queries.look(cycle), items, names)
    db.session.commit()
    return figures


def say(cycle_id: UUID, items: list[Item]) -> object:
    """The figures in words and shades: all of the page but the drawing of it."""
    scale = frameworks.scale(db.session.get_one(Cycle, cycle_id).scale_id)
    return presenters.lay_out(read(cycle_id, items), items, View.RATINGS, scale)


def _floor(cycle_id: UUID, items: list[Item], scale_id: UUID) -> Callable[[], object]:
    """The same aggregate, hand-written, through the driver."""
    names = ["rated", *presenters.names_for(View.RATINGS, frameworks.scale(scale_id))]
    on_sqlite = db.engine.dialect.name == "sqlite"
    mark = "?" if on_sqlite else "%s"
    columns = ", ".join(f"coalesce(sum(CASE WHEN t.what = '{name}' THEN t.number END), 0)" for name in names)
    statement = (
        f"SELECT t.group_id, t.competency_id, {columns} FROM organisation_tally t "
        f"WHERE t.group_id IN (SELECT id FROM organisation_group WHERE cycle_id = {mark}) "
        f"AND t.what IN ({', '.join([mark] * len(names))}) "
        f"AND t.competency_id IN ({', '.join([mark] * len(items))}) GROUP BY t.group_id, t.competency_id"
    )
    ids: list[Any] = [cycle_id, *names, *(item.id for item in items)]
    values = [one.hex if on_sqlite and isinstance(one, UUID) else one for one in ids]
    cursor = db.engine.raw_connection().cursor()

    def ask() -> object:
        cursor.execute(statement, values)
        return cursor.fetchall()

    return ask


def _page(app: Flask, cycle_id: UUID, token: str) -> Callable[[], object]:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
        session["seen"] = int(clock.now().timestamp())

    def ask() -> object:
        answer = client.get(f"/organisation/{cycle_id}")
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")
        return answer.data

    return ask


def fill(people: int) -> tuple[UUID, Person]:
    """People in programs, each with an ended review in three cycles. The newest cycle, and someone in HR."""
    today, now = clock.today(), clock.now()
    reader = Person(sign_in_name="hr", name="Someone in HR", employment=Employment.PAID)
    programs = [Program(id=uuid4(), name=f"Program {number:02}") for number in range(PROGRAMS)]
    db.session.add_all([reader, *programs])
    db.session.flush()
    snapshot = Snapshot(
        id=uuid4(), subject_kind="review", subject_id=uuid4(), about_id=reader.id, content=b"{}", sha256="0" * 64
    )
    db.session.add(snapshot)
    db.session.add(RoleGrant(person_id=reader.id, role=Role.HR))
    ids = [uuid4() for _ in range(people)]
    known = {"employment": Employment.PAID, "job_title": "Peer specialist"}
    db.session.execute(
        insert(Person),
        [
            {"id": one, "sign_in_name": f"p{at}", "name": f"P {at}", "program_id": programs[at % PROGRAMS].id, **known}
            for at, one in enumerate(ids)
        ],
    )
    version, scale = frameworks.find_version(frameworks.USUAL), frameworks.get_newest_scale()
    if version is None:
        raise LookupError("load the competencies first")
    begun = {"framework_version_id": version.id, "scale_id": scale.id}
    days = {"period_from": today - timedelta(days=365), "due_on": today}
    said = {"kind": ReviewKind.ANNUAL, "used_for": "Growth.", "not_used_for": "Pay."}
    ended = {"state": State.ENDED, "ending": Ending.DECLINED, "ended_at": now, "snapshot_id": snapshot.id}
    for number in range(CYCLES):
        cycle = Cycle(
            id=uuid4(),
            name=f"Cycle {number}",
            rated=Rated.ALL,
            opens_on=today,
            closes_on=today,
            made_by_id=reader.id,
            opened_at=now,
            opened_by_id=reader.id,
            focus=[],
            **{**said, **days, **begun},
        )
        db.session.add(cycle)
        db.session.flush()
        reviews = [uuid4() for _ in ids]
        pairs = list(zip(reviews, ids, strict=True))
        db.session.execute(insert(Assessment), [{"id": one, "person_id": person, **begun} for one, person in pairs])
        db.session.execute(
            insert(Review), [{"id": one, "opened_by_id": reader.id, **said, **days, **ended} for one in reviews]
        )
        db.session.execute(insert(CycleReview), [{"review_id": one, "cycle_id": cycle.id} for one in reviews])
    on_sqlite = db.engine.dialect.name == "sqlite"
    dice, no = ("random()", "0") if on_sqlite else ("floor(random() * 1000000)::int", "false")
    db.session.execute(text(RATINGS.format(dice=dice, no=no)))
    db.session.commit()
    return cycles.list_cycles()[0].id, reader


if __name__ == "__main__":
    main()
