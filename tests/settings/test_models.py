import pytest
from sqlalchemy.exc import DatabaseError

from tracker.database import db
from tracker.settings.models import Employer, Wording


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"id": 2}, "one_row"),
        ({"reminders_from": 9}, "hours_paired"),
        ({"reminders_from": 9, "reminders_until": 9}, "hours_forward"),
        ({"reminders_from": -1, "reminders_until": 9}, "hours_forward"),
        ({"reminders_from": 9, "reminders_until": 25}, "hours_forward"),
        ({"most_people": 0}, "most_people_possible"),
        ({"logo_sha256": "0" * 64}, "(?i)foreign key"),
    ],
    ids=str,
)
def test_the_database_refuses_settings_that_cannot_be(world, values, name):
    db.session.add(Employer(**{"id": 1, **values}))
    with pytest.raises(DatabaseError, match=name):
        db.session.flush()
    db.session.rollback()


def wording(world, **more):
    return Wording(
        **{"kind": "consent", "language": "en", "number": 1, "text": "x", "written_by_id": world.hr.id, **more}
    )


def test_a_version_has_a_number_of_its_own(world):
    db.session.add(wording(world))
    db.session.flush()
    for more, name in (({}, "(?i)unique"), ({"number": 0}, "number_counted")):
        with pytest.raises(DatabaseError, match=name), db.session.begin_nested():
            db.session.add(wording(world, **more))


@pytest.mark.parametrize("verb", ["UPDATE wording SET text = 'y'", "DELETE FROM wording"])
def test_a_wording_never_changes(world, verb):
    db.session.add(wording(world))
    db.session.flush()
    with pytest.raises(DatabaseError, match="a wording never changes"), db.session.begin_nested():
        db.session.execute(db.text(verb))
