"""Measures the pages of HR's desk and a supervisor's team with few people and with many, against the page floor.

    .venv/bin/python -m benchmarks.desk [--people 1000] [--people 10000] [--database sqlite|postgresql]

Each number of people has a database of its own: teams of sixty, twenty programs, an open cycle in which everyone has
a review (of every six: three rating, one with one side sent, one in conversation, one ended), five people without a
supervisor and five away. Every page is asked of ``tracker serve`` with two workers.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert, text

from benchmarks.load import Ask, Measured, measure
from benchmarks.run import SECRET, always, page, serving
from tests.support import databases
from tests.support.databases import Database
from tracker import clock, create_app
from tracker.assessments.models import Assessment
from tracker.command_line.keeping import set_up
from tracker.cycles.models import Cycle, CycleReview
from tracker.database import db
from tracker.demo import cast
from tracker.frameworks import queries as frameworks
from tracker.people.models import (
    Absence,
    AssignmentKind,
    Employment,
    Person,
    Program,
    Role,
    RoleGrant,
    SupervisionAssignment,
)
from tracker.reviews.models import Conversation, Ending, Rated, Review, ReviewKind, State
from tracker.sign_in.actions import hash_password, set_password, start_session
from tracker.signatures.models import Snapshot

TEAM, PROGRAMS, ALONE, AWAY = 60, 20, 5, 5
PAGES = {
    "home of HR": ("hr", "/"),
    "list of people": ("hr", "/people/"),
    "search of people": ("hr", "/people/?q=person+0001"),
    "review progress": ("hr", "/reviews/"),
    "page of a cycle": ("hr", "/cycles/{cycle}"),
    "team of 60": ("s0", "/team"),
    "survey desk": ("hr", "/survey/"),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", action="append", type=int)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = parser.parse_args()
    fewest: dict[str, Measured] = {}
    for people in sorted(chosen.people or [1000, 10_000]):
        with tempfile.TemporaryDirectory() as folder:
            found = measure_with(databases.make(chosen.database, Path(folder), f"desk{people}"), people)
        fewest = fewest or found
        floor = found["page floor"]
        print(f"\n{chosen.database}, {people} people: page floor {floor.median:.1f} ms")
        for name, one in found.items():
            print(
                f"{name:20} {one.median:8.1f} ms  p95 {one.p95:8.1f}  {one.per_second:6.0f} a second"
                f"  {one.size:7} bytes  ratio {one.median / floor.median:6.1f}"
                f"  to the fewest {one.median / fewest[name].median:5.2f}"
            )


def measure_with(database: Database, people: int) -> dict[str, Measured]:
    """Fill a database, serve it, and ask for each page."""
    settings = {
        "TRACKER_DATABASE_URL": database.url,
        "TRACKER_DATA_DIR": str(database.folder),
        "TRACKER_SECRET_KEY": SECRET,
    }
    environment = {**os.environ, **settings}
    try:
        app = create_app(settings)
        with app.app_context():
            stage = fill(people)
            db.session.remove()
            db.engine.dispose()
        (database.folder / "stage.json").write_text(json.dumps(stage))
        with serving("tracker", environment) as product, serving("floors", environment) as floors:
            found = {"page floor": measure(floors, always(Ask("GET", f"/page?token={stage['token_hash']}")))}
            for name, (who, path) in PAGES.items():
                found[name] = measure(product, page(product, who, path.format(**stage)))
        return found
    finally:
        databases.drop(database)


def fill(people: int) -> dict[str, str]:
    """So many people with supervisors, roles and a review each; what the pages need to know."""
    set_up()
    hr = Person(sign_in_name="hr", name="Someone in HR", employment=Employment.PAID)
    heads = [
        Person(sign_in_name=f"s{at}", name=f"Supervisor {at}", employment=Employment.PAID)
        for at in range(-(-people // TEAM))
    ]
    programs = [Program(id=uuid4(), name=f"Program {number:02}") for number in range(PROGRAMS)]
    db.session.add_all([hr, *heads, *programs])
    db.session.flush()
    db.session.add(RoleGrant(person_id=hr.id, role=Role.HR))
    db.session.add_all(RoleGrant(person_id=one.id, role=Role.SUPERVISOR) for one in heads)
    hashed = hash_password(cast.PASSWORD)
    for one in (hr, heads[0]):
        set_password(one, hashed, by=one)
    ids = _fill_people(people, heads, programs)
    cycle = _fill_cycle(ids, heads, hr)
    token = start_session(hr)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    from tracker.sign_in.queries import hash_token

    return {"token_hash": hash_token(token), "cycle": str(cycle)}


def _fill_people(people: int, heads: list[Person], programs: list[Program]) -> list[UUID]:
    today, ids = clock.today(), [uuid4() for _ in range(people)]
    known = {"employment": Employment.PAID, "job_title": "Peer specialist", "hired_on": today - timedelta(days=900)}
    db.session.execute(
        insert(Person),
        [
            {
                "id": one,
                "sign_in_name": f"p{at}",
                "email": f"p{at}@example.org",
                "name": f"Person {at:05}",
                "program_id": programs[at % PROGRAMS].id,
                **known,
            }
            for at, one in enumerate(ids)
        ],
    )
    db.session.execute(insert(RoleGrant), [{"person_id": one, "role": Role.EMPLOYEE} for one in ids])
    kind = {"kind": AssignmentKind.PRIMARY, "starts_on": today - timedelta(days=400)}
    db.session.execute(
        insert(SupervisionAssignment),
        [{"person_id": one, "supervisor_id": heads[at // TEAM].id, **kind} for at, one in enumerate(ids[:-ALONE])],
    )
    noted = {"noted_by_id": heads[0].id, "starts_on": today, "ends_on": today + timedelta(days=3)}
    db.session.execute(insert(Absence), [{"person_id": one, **noted} for one in ids[-ALONE - AWAY : -ALONE]])
    return ids


def _fill_cycle(ids: list[UUID], heads: list[Person], hr: Person) -> UUID:
    today, now = clock.today(), clock.now()
    version, scale = frameworks.find_version(frameworks.USUAL), frameworks.get_newest_scale()
    if version is None:
        raise LookupError("load the competencies first")
    snapshot = Snapshot(
        id=uuid4(), subject_kind="review", subject_id=uuid4(), about_id=hr.id, content=b"{}", sha256="0" * 64
    )
    begun = {"framework_version_id": version.id, "scale_id": scale.id}
    said = {"kind": ReviewKind.ANNUAL, "used_for": "Growth.", "not_used_for": "Pay."}
    days = {"period_from": today - timedelta(days=365), "due_on": today + timedelta(days=20)}
    cycle = Cycle(
        id=uuid4(),
        name="Annual reviews",
        rated=Rated.ALL,
        opens_on=today,
        closes_on=today + timedelta(days=30),
        made_by_id=hr.id,
        opened_at=now,
        opened_by_id=hr.id,
        focus=[],
        **{**said, **days, **begun},
    )
    db.session.add_all([snapshot, cycle])
    db.session.flush()
    states = (State.RATING, State.RATING, State.RATING, State.RATING, State.IN_CONVERSATION, State.ENDED)
    assessments, reviews, talks = [], [], []
    for at, person in enumerate(ids):
        key, step, head = uuid4(), at % len(states), heads[at // TEAM].id
        sent = now if step >= 3 else None
        both = now if step > 3 else None
        row = {"id": key, "person_id": person, "supervisor_id": head, **begun}
        assessments.append({**row, "employee_sent_at": sent, "supervisor_sent_at": both})
        ended = states[step] is State.ENDED
        ending = {"ending": Ending.DECLINED, "ended_at": now, "snapshot_id": snapshot.id}
        nothing = dict.fromkeys(ending)
        row = {"id": key, "state": states[step], "opened_by_id": hr.id, **said, **days}
        reviews.append({**row, **(ending if ended else nothing)})
        if states[step] is not State.RATING:
            talks.append({"review_id": key, "held_on": today})
    db.session.execute(insert(Assessment), assessments)
    db.session.execute(insert(Review), reviews)
    db.session.execute(insert(Conversation), talks)
    db.session.execute(insert(CycleReview), [{"review_id": one["id"], "cycle_id": cycle.id} for one in reviews])
    return cycle.id


if __name__ == "__main__":
    main()
