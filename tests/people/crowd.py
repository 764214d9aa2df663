"""Many people at once, each with a role, a supervisor and a review, for lists that must not grow slow."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert, text

from tracker import clock
from tracker.assessments.models import Assessment
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.people.models import AssignmentKind, Employment, Person, Program, Role, RoleGrant, SupervisionAssignment
from tracker.reviews.models import Review, ReviewKind


def make_crowd(size, supervisor, hr):
    """People named "Crowd 000" and on, all supervised by one person, every one of them rating."""
    today, now = clock.today(), clock.now()
    program = Program(name=f"Program {uuid4()}")
    db.session.add(program)
    db.session.flush()
    people = [
        {
            "id": uuid4(),
            "sign_in_name": f"crowd.{uuid4()}",
            "name": f"Crowd {number:03}",
            "job_title": "Peer specialist",
            "employment": Employment.PAID,
            "program_id": program.id,
        }
        for number in range(size)
    ]
    start = today - timedelta(days=10)
    review = {"kind": ReviewKind.ANNUAL, "used_for": "Growth.", "not_used_for": "Pay.", "opened_by_id": hr.id}
    version, scale = frameworks.find_version("crss"), frameworks.get_newest_scale()
    assigned = {"supervisor_id": supervisor.id, "kind": AssignmentKind.PRIMARY, "starts_on": start}
    ids = [person["id"] for person in people]
    reviews = [uuid4() for _ in ids]
    db.session.execute(insert(Person), people)
    db.session.execute(insert(RoleGrant), [{"person_id": one, "role": Role.EMPLOYEE} for one in ids])
    db.session.execute(insert(SupervisionAssignment), [{"person_id": one, **assigned} for one in ids])
    db.session.execute(
        insert(Assessment),
        [
            {"id": key, "person_id": one, "framework_version_id": version.id, "scale_id": scale.id}
            for key, one in zip(reviews, ids, strict=True)
        ],
    )
    db.session.execute(
        insert(Review),
        [{"id": key, "period_from": start, "due_on": today, "opened_at": now, **review} for key in reviews],
    )
    know_sizes()
    db.session.commit()


def know_sizes():
    """Let PostgreSQL count what was put in at once, as it does by itself in time: else it plans for a handful."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
