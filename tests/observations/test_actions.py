from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.observations import actions, queries
from tracker.observations.models import Observation, ObservationItem
from tracker.people.models import AssignmentKind, Role


def events(record_id):
    statement = select(TrailLine.event).where(TrailLine.record_id == record_id).order_by(TrailLine.id)
    return list(db.session.execute(statement).scalars())


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_an_observation_keeps_what_was_seen_and_says_so_in_the_trail(world):
    made = world.observation("ADV-T01", "PRO-K02", "ADV-T01", share=False)
    assert {item.competency_id for item in made.items} == set(world.ids("ADV-T01", "PRO-K02"))
    assert (made.person_id, made.observer_id, made.shared_at) == (world.ana.id, world.dana.id, None)
    assert events(made.id) == ["observation.drafted"]


def test_sharing_is_an_act_with_a_time_and_happens_once(world):
    made = world.observation(share=False)
    actions.share(made, by=world.dana)
    shared_at = made.shared_at
    assert shared_at is not None
    with pytest.raises(Stale, match="shared already"):
        actions.share(made, by=world.dana)
    assert made.shared_at == shared_at
    assert events(made.id) == ["observation.drafted", "observation.shared"]


def test_only_the_writer_shares_a_draft(world):
    backup = world.person("Joel Brandt", Role.SUPERVISOR)
    world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=30))
    made = world.observation(share=False)
    with pytest.raises(Stale):
        actions.share(made, by=backup)
    assert made.shared_at is None


@pytest.mark.parametrize("kind", list(AssignmentKind))
def test_every_kind_of_supervisor_may_observe(world, kind):
    person, writer = world.person("Luis Ortega"), world.person("Joel Brandt", Role.SUPERVISOR)
    world.assign(person, writer, kind, ends_on=clock.today() + timedelta(days=30))
    assert world.observation(person=person, by=writer).observer_id == writer.id


def test_nobody_observes_themselves(world):
    with pytest.raises(Refusal, match="cannot observe yourself"):
        world.observation(person=world.dana, by=world.dana)


def test_who_does_not_supervise_today_cannot_observe(world):
    former = world.person("Joel Brandt", Role.SUPERVISOR)
    today = clock.today()
    world.assign(
        world.ana, former, AssignmentKind.SECOND, today - timedelta(days=90), ends_on=today - timedelta(days=1)
    )
    for writer in (former, world.hr, world.person("Marcus Bell")):
        with pytest.raises(Refusal, match="Only a supervisor of Ana Ruiz"):
            world.observation(by=writer)
    assert count(Observation) == 0


@pytest.mark.parametrize(
    ("seen", "feedback"), [(1, None), (0, -1), (-5, -6)], ids=["future", "feedback before today", "feedback before"]
)
def test_days_that_cannot_be_are_refused(world, seen, feedback):
    today = clock.today()
    days = {
        "observed_on": today + timedelta(days=seen),
        "feedback_on": None if feedback is None else today + timedelta(days=feedback),
    }
    with pytest.raises(Refusal, match="Check the days"):
        world.observation(**days)


def test_an_observation_is_about_something(world):
    with pytest.raises(Refusal, match="at least one task"):
        world.observation("ADV-T01", items=[])


def test_a_draft_is_deleted_after_seven_days_and_a_shared_one_is_kept(world):
    now = clock.now()
    with clock.standing_at(now - timedelta(days=7)):
        draft, shared = world.observation(share=False), world.observation()
    with clock.standing_at(now - timedelta(days=7) + timedelta(seconds=1)):
        younger = world.observation(share=False)
    assert actions.delete_old_drafts() == 1
    assert set(db.session.execute(select(Observation.id)).scalars()) == {shared.id, younger.id}
    assert set(db.session.execute(select(ObservationItem.observation_id)).scalars()) == {shared.id, younger.id}
    assert draft.deleted_on == clock.today()


def test_writing_an_observation_deletes_drafts_whose_time_is_over(world):
    with clock.standing_at(clock.now() - timedelta(days=8)):
        world.observation(share=False)
    kept = world.observation(share=False)
    assert list(db.session.execute(select(Observation.id)).scalars()) == [kept.id]


def test_a_draft_whose_time_is_over_cannot_be_shared_even_before_it_is_swept(world):
    now = clock.now()
    with clock.standing_at(now - timedelta(days=7)):
        draft = world.observation(share=False)
    with pytest.raises(Stale, match="deleted after seven days"):
        actions.share(draft, by=world.dana)


def test_a_draft_whose_time_is_over_is_listed_to_nobody_even_before_it_is_swept(world):
    with clock.standing_at(clock.now() - timedelta(days=7)):
        world.observation(share=False)
    assert queries.list_draft_days(world.ana) == []
    assert queries.list_visible(world.ana.id, world.dana) == []


def test_a_failing_trail_leaves_nothing_written_or_shared(world, break_trail):
    draft = world.observation(share=False)

    break_trail()
    for act in (lambda: world.observation(share=False), lambda: actions.share(draft, by=world.dana)):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    assert count(Observation) == 1
    assert db.session.execute(select(Observation.id).where(Observation.shared_at.is_not(None))).all() == []


def test_the_key_given_is_the_record_made(world):
    key = uuid4()
    assert world.observation(key=key).id == key
