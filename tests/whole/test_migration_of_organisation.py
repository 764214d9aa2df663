"""The migration to the tally, in a database with rows: what ended is counted, dates away become days away."""

from datetime import timedelta
from uuid import uuid4

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.organisation.test_tally import end, review_in
from tests.support.world import World
from tracker import clock
from tracker.command_line.keeping import set_up
from tracker.cycles.models import Cycle
from tracker.database import db
from tracker.folders import find_folder
from tracker.organisation import queries
from tracker.people import absences
from tracker.people.models import Absence, Person
from tracker.people.noting_absences import note_absence

MIGRATIONS = str(find_folder("migrations"))
AWAY = text(
    "INSERT INTO review_cycle_away (cycle_id, person_id, away_from, away_until, noted_by_id) "
    "VALUES (:cycle, :person, :first, :last, :by)"
)


def test_what_ended_before_is_counted_and_days_away_are_the_person_s(operator):
    today, week = clock.today(), timedelta(days=7)
    with operator.app.app_context():
        world = World()
        cycle = world.opened_cycle(world.ana, world.reviewed("Bea Becker"))
        end(world, review_in(cycle, world.ana))
        note_absence(world.ana, starts_on=today, ends_on=today + week, key=uuid4(), by=world.hr)
        db.session.commit()
        ids = cycle.id, world.ana.id, world.reviewed("Bea Becker").id, world.hr.id
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0025")
        assert not inspect(db.engine).has_table("organisation_tally")
        as_stored = [one.hex if db.engine.dialect.name == "sqlite" else one for one in ids]
        for person in as_stored[1:3]:
            row = {"cycle": as_stored[0], "person": person, "by": as_stored[3]}
            db.session.execute(
                AWAY, {**row, "first": (today + week).isoformat(), "last": (today + week * 2).isoformat()}
            )
        db.session.commit()
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert not inspect(db.engine).has_table("review_cycle_away")
        # What meets days noted already is left out; the other's became hers.
        assert [one.ends_on for one in absences.list_absences(db.session.get_one(Person, ids[1]))] == [today + week]
        (moved,) = absences.list_absences(db.session.get_one(Person, ids[2]))
        assert (moved.starts_on, moved.ends_on, moved.noted_by_id) == (today + week, today + week * 2, ids[3])
        assert isinstance(db.session.get_one(Absence, moved.id).created_at, type(clock.now()))
        db.session.remove()
        assert not queries.is_current()
        db.session.remove()
        set_up()
        assert queries.check().is_well
        assert queries.look(db.session.get_one(Cycle, ids[0])).people == 1
        db.session.remove()
