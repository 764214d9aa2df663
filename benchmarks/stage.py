"""Sets the stage in a demo database: four people rating, one conversation, one ended review, a report to print."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from tracker import clock, create_app
from tracker.assessments.models import Assessment
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.people.models import Person
from tracker.people.queries import find_by_sign_in
from tracker.people.supervision import find_rating_supervisor
from tracker.reports import content
from tracker.reports import queries as reports
from tracker.reports.actions import Stamp
from tracker.reports.models import Audience
from tracker.reports.pressing import draw
from tracker.reviews import actions, queries
from tracker.reviews.models import Review, ReviewKind, State
from tracker.sign_in.actions import start_session
from tracker.sign_in.models import RateCount, UserSession


def main() -> None:
    """Write what the benchmark needs to know beside the database."""
    app = create_app()
    with app.app_context():
        stage = _set()
        db.session.commit()
        folder = Path(app.config["TRACKER_DATA_DIR"])
        (folder / "stage.json").write_text(json.dumps(stage))
    with app.test_request_context():
        (folder / "report.html").write_text(_report(stage["ended"]))


def _set() -> dict[str, object]:
    hr, ana = find_by_sign_in("priya.nair"), find_by_sign_in("ana.ruiz")
    start_session(ana)
    db.session.add_all(
        RateCount(key=f"bench-{client}", count=0, expires_at=clock.now() + timedelta(days=1)) for client in range(4)
    )
    db.session.flush()
    talk = _person_in(State.IN_CONVERSATION)
    talk_review = queries.find_open_review(talk.id)
    return {
        "token_hash": db.session.execute(select(UserSession.token_hash).limit(1)).scalar_one(),
        "ana": str(queries.find_open_review(ana.id).id),
        "talk": str(talk_review.id),
        "talk_supervisor": find_rating_supervisor(talk.id, clock.today()).sign_in_name,
        "ended": str(_people_in(State.ENDED)[0].id),
        "raters": [_rater(person, hr) for person in _people_in(State.ENDED)[:4]],
    }


def _report(person_id: str) -> str:
    """The document of a competency report, as it goes to the printer."""
    hr = find_by_sign_in("priya.nair")
    asked = reports.find_asked(db.session.get_one(Person, UUID(person_id)), hr, None)
    what = content.gather(asked.reading, audience=Audience.PERSONNEL_FILE, is_newest=True)
    stamp = Stamp(UUID(int=0), hr.name, clock.now())
    return draw(what, stamp)


def _people_in(state: State) -> list[Person]:
    open_now = select(Assessment.person_id).join(Review, Review.id == Assessment.id).where(Review.state != State.ENDED)
    statement = (
        select(Person)
        .join(Assessment, Assessment.person_id == Person.id)
        .join(Review, Review.id == Assessment.id)
        .where(Review.state == state)
        .order_by(Person.name)
    )
    if state is State.ENDED:
        statement = statement.where(Person.id.not_in(open_now))
    return list(dict.fromkeys(db.session.execute(statement).scalars()))


def _person_in(state: State) -> Person:
    return _people_in(state)[0]


def _rater(person: Person, hr: Person) -> tuple[str, str]:
    version = frameworks.find_version("crss")
    review = actions.start(
        person,
        kind=ReviewKind.AD_HOC,
        framework=version,
        scale=frameworks.get_newest_scale(),
        used_for="Measuring.",
        not_used_for="Anything else.",
        period_from=clock.today(),
        due_on=clock.today(),
        by=hr,
    )
    return person.sign_in_name, str(review.id)


if __name__ == "__main__":
    main()
