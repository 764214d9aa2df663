"""Records made in error: struck through, out of every count and list, still readable, and nothing signed changes."""

from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.reviews.record import at, everything, in_state, talk
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.consultations import actions as logging
from tracker.consultations import queries as consultations
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.observations import actions as observing
from tracker.observations import queries as observations
from tracker.people.models import AssignmentKind, Role
from tracker.reports import queries as reports
from tracker.reviews import amending, queries, standings
from tracker.reviews.models import State
from tracker.signatures import queries as signed
from tracker.voiding.models import Voiding, VoidKind
from tracker.voiding.queries import find_voiding

WHY = "It was meant for another person."


def events(name):
    found = db.session.execute(select(TrailLine).where(TrailLine.event == name)).scalars()
    return [(line.actor_id, line.record_id, line.about_id) for line in found]


def void_review(world, review):
    amending.void(queries.get_reading(review.id, world.hr, lock=True), reason=WHY, by=world.hr)
    db.session.commit()


# Observations


def test_a_void_observation_is_struck_through_and_stands_beside_nothing(world, visit):
    seen = world.observation("ADV-T01")
    review = world.review()
    assert visit(world.dana).get(f"/assessments/{review.id}/adv-tasks").says("Listened for a long while.")
    dana = visit(world.dana)
    assert f"/void/observation/{seen.id}" in dana.get(f"/observations/{seen.id}").links()
    assert dana.post(f"/void/observation/{seen.id}", {"reason": ""}, status=422).says("Say in a sentence why")
    page = dana.follow(dana.post(f"/void/observation/{seen.id}", {"reason": WHY}))
    assert page.says("by Dana Whitfield.")
    assert page.says(WHY)
    assert not dana.get(f"/assessments/{review.id}/adv-tasks").says("Listened for a long while.")
    assert observations.list_counting(world.ana.id, world.ana) == []
    assert observations.find_latest_strength(world.ana) is None
    for reader in (world.ana, world.hr):
        page = visit(reader).get(f"/observations/{seen.id}")
        assert page.says(WHY)
        assert page.tree.xpath("//div[contains(@class, 'void')]//p[contains(., 'Listened for a long while.')]")
        assert visit(reader).get(f"/people/{world.ana.id}/observations").says("Void")
    assert events("observation.voided") == [(world.dana.id, seen.id, world.ana.id)]


def test_hr_makes_a_shared_observation_void_and_nobody_else_does(world):
    seen = world.observation()
    backup = world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=clock.today())
    for other in (world.ana, backup, world.admin):
        with pytest.raises(NotAllowed, match="Whoever wrote this observation, or HR"):
            observing.void(seen, reason=WHY, by=other)
    with pytest.raises(Refusal, match="Say in a sentence why"):
        observing.void(seen, reason="", by=world.hr)
    observing.void(seen, reason=WHY, by=world.hr)
    with pytest.raises(Stale, match="void already"):
        observing.void(seen, reason=WHY, by=world.dana)


def test_a_draft_is_left_to_go_by_itself(world):
    with pytest.raises(Refusal, match="deleted after seven days"):
        observing.void(world.observation(share=False), reason=WHY, by=world.dana)


def test_an_observation_in_a_signed_review_leaves_the_report_and_not_the_signed_content(world, visit):
    seen = world.observation(strength="A very particular strength.")
    review = world.ended()
    before = everything(review)
    page = f"/reports/competency/{world.ana.id}"
    assert visit(world.hr).get(page).says("A very particular strength.")
    observing.void(seen, reason=WHY, by=world.dana)
    db.session.commit()
    shown = visit(world.hr).get(page)
    assert not shown.says("A very particular strength.")
    assert shown.says("shared in error")
    assert everything(review) == before
    assert signed.is_intact(queries.get_snapshot(review))


# Log entries


def test_a_void_entry_counts_nowhere_and_waits_for_nobody(world, visit):
    entry = world.entry()
    seen = consultations.get_visible(entry.id, world.dana)
    logging.void(entry, seen.parts, reason=WHY, by=world.dana)
    db.session.commit()
    today = clock.today()
    assert not consultations.counted_by_domain(world.ana.id, since=today, until=today)
    assert consultations.last_supervision([world.ana.id]) == {}
    assert not consultations.list_unconfirmed(world.ana)
    assert consultations.find_last_of(world.dana) is None
    with pytest.raises(Stale, match="void"):
        logging.confirm(entry, comment="", by=world.ana)
    page = visit(world.ana).get(f"/log/{entry.id}")
    assert page.says(WHY)
    assert page.says("Looked at workload.")
    assert visit(world.ana).get(f"/people/{world.ana.id}/log").says("Void")
    assert not visit(world.ana).get("/").says("Confirm 1 supervision entry")
    assert events("log_entry.voided") == [(world.dana.id, entry.id, world.ana.id)]


def test_of_a_group_one_persons_part_is_void_and_the_others_stand(world, visit):
    cal = world.person("Cal Clark")
    world.assign(cal, world.dana)
    entry = world.entry(world.ana, cal)
    part = next(one for one in consultations.get_visible(entry.id, world.dana).parts if one.person_id == cal.id)
    dana = visit(world.dana)
    assert dana.get(f"/void/attendance/{part.id}").says("for all of them")
    dana.post(f"/void/attendance/{part.id}", {"reason": WHY})
    today = clock.today()
    minutes = {
        person.name: sum(consultations.counted_by_domain(person.id, since=today, until=today).values())
        for person in (world.ana, cal)
    }
    assert minutes == {"Ana Ruiz": 60, "Cal Clark": 0}
    seen = consultations.get_visible(entry.id, world.ana)
    assert (seen.others, seen.is_group) == (0, False)
    assert not visit(world.ana).get(f"/log/{entry.id}").says(WHY)
    assert visit(cal).get(f"/log/{entry.id}").says(WHY)
    dana.post(f"/void/attendance/{part.id}", {"reason": WHY}, status=409)
    other = next(one for one in seen.parts if one.person_id == world.ana.id)
    dana.post(f"/void/attendance/{other.id}", {"reason": WHY, "for_everyone": "y"})
    assert not consultations.counted_by_domain(world.ana.id, since=today, until=today)


def test_only_the_writer_or_hr_makes_an_entry_void(world):
    entry = world.entry()
    parts = consultations.get_visible(entry.id, world.dana).parts
    for other in (world.ana, world.admin):
        with pytest.raises(NotAllowed, match="Whoever wrote this entry, or HR"):
            logging.void(entry, parts, reason=WHY, by=other)
    logging.void(entry, parts, reason=WHY, by=world.hr)
    with pytest.raises(Stale, match="void already"):
        logging.void(entry, parts, reason=WHY, by=world.hr)


# Reviews


@pytest.mark.parametrize("state", State)
def test_a_void_review_is_out_of_lists_and_counts_and_nothing_in_it_changes(world, visit, state):
    review = in_state(world, state)
    before = everything(review)
    read = {reader.id: queries.get_reading(review.id, reader).parts for reader in (world.ana, world.dana, world.hr)}
    void_review(world, review)
    assert everything(review) == before
    for reader in (world.ana, world.dana, world.hr):
        assert queries.get_reading(review.id, reader).parts == read[reader.id]
        assert visit(reader).get(at(review)).says(WHY)
    assert standings.list_standings([world.ana])[0].review is None
    assert standings.count_by_state().get(state, 0) == 0
    assert standings.list_needing_hr() == []
    assert queries.find_open_review(world.ana.id) is None
    assert queries.find_last_conversation_day(world.ana.id) is None
    assert queries.list_counting(world.ana, world.hr) == []
    for reader in (world.ana, world.dana):
        assert not visit(reader).get("/").tree.xpath("//article")
    assert reports.find_asked(world.ana, world.hr, None) is None
    assert events("review.voided") == [(world.hr.id, review.id, world.ana.id)]
    world.review()


WRITES = [
    (State.RATING, "/assessments/{}/answers/ADV-T01", {"answer-ADV-T01": "3", "revision-ADV-T01": "0"}),
    (State.RATING, "/reviews/{}/send", {"knows_of_unanswered": "y"}),
    (State.IN_CONVERSATION, "/reviews/{}/conversation", {"present": "Both", "form": ""}),
    (State.IN_CONVERSATION, "/reviews/{}/conversation/ADV-T01/differ", {}),
    (State.AWAITING_SIGNATURES, "/reviews/{}/return", {"reason": "Look again."}),
    (State.AWAITING_SIGNATURES, "/reviews/{}/sign", {}),
    (State.ENDED, "/reviews/{}/amendment", {"reason": "Look again."}),
]


@pytest.mark.parametrize(("state", "path", "form"), WRITES, ids=lambda one: str(one)[:50])
def test_nothing_more_is_written_in_a_void_review(world, visit, state, path, form):
    review = in_state(world, state)
    void_review(world, review)
    before = everything(review)
    for reader in (world.ana, world.dana):
        visit(reader).post(path.format(review.id), form, status=409)
    assert everything(review) == before


def test_what_was_readable_is_still_read(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "4"}, default="")
    void_review(world, review)
    ana = visit(world.ana)
    assert ana.get(f"/assessments/{review.id}").says("This review is void")
    assert ana.get(f"/assessments/{review.id}/adv-tasks").says("This review is void")
    other = world.both_sent()
    void_review(world, other)
    assert ana.get(talk(other)).says(WHY)


def test_only_hr_makes_a_review_void_and_never_their_own(world):
    review = world.ended()
    for other in (world.ana, world.dana):
        with pytest.raises(NotAllowed, match="HR alone"):
            amending.void(queries.get_reading(review.id, other), reason=WHY, by=other)


def test_a_void_review_has_no_report_and_no_auditor(world, visit):
    review = world.ended()
    void_review(world, review)
    visit(world.hr).get(f"/reports/competency/{world.ana.id}?review={review.id}", status=409)
    assert find_voiding(review.id).by.name == "Priya Nair"
    page = visit(world.hr).get(f"/people/{world.ana.id}")
    assert page.says("Void")


@pytest.mark.parametrize("twice", [False, True])
def test_the_database_refuses_a_voiding_without_a_reason_or_a_second_one(world, twice):
    values = {"record_id": uuid4(), "record_kind": VoidKind.REVIEW, "about_id": world.ana.id, "by_id": world.hr.id}
    if twice:
        db.session.execute(insert(Voiding).values(**values, reason=WHY))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Voiding).values(**values, reason=WHY if twice else ""))
    db.session.rollback()


@pytest.mark.parametrize("statement", ["UPDATE voiding SET reason = 'x'", "DELETE FROM voiding"])
def test_the_database_keeps_what_is_void_void(world, statement):
    observing.void(world.observation(), reason=WHY, by=world.dana)
    db.session.commit()
    with pytest.raises(Exception, match="stays void"):
        db.session.execute(text(statement))
    db.session.rollback()
    (row,) = db.session.execute(select(Voiding)).scalars()
    assert row.record_kind is VoidKind.OBSERVATION


def test_lists_take_the_same_queries_for_one_void_record_and_for_five(world, visit, count_queries):
    ana, totals = visit(world.ana), []
    for more in (1, 4):
        for _ in range(more):
            observing.void(world.observation(), reason=WHY, by=world.dana)
            entry = world.entry()
            logging.void(entry, consultations.get_visible(entry.id, world.dana).parts, reason=WHY, by=world.dana)
            void_review(world, world.review())
        db.session.commit()
        paths = [f"/people/{world.ana.id}{end}" for end in ("", "/observations", "/log")]
        for path in paths:
            ana.get(path)
        with count_queries as seen:
            for path in paths:
                ana.get(path)
        totals.append(seen.total)
    assert totals[0] == totals[1]
