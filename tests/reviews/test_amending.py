"""Amendments: asked by a signer, opened by HR as a copy, corrected by each side, signed again. The signed one stays."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.reviews.record import at, everything, lines, outcome, state_of, talk
from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments.actions import Given
from tracker.assessments.models import NOT_MY_ROLE, Basis, Rating, RoleReason, Side
from tracker.audit.actions import as_operator
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people import actions as people
from tracker.people import supervision
from tracker.people.models import AssignmentKind, Role
from tracker.reports import queries as reports
from tracker.reviews import amending, conversing, queries, queries_amending, standings
from tracker.reviews.models import Review, State
from tracker.reviews.models_amending import RatingCorrection, ReviewAmendment
from tracker.signatures import queries as signed

FEW = {"ADV-T01": "4", "PRO-T01": "2"}


@pytest.fixture
def ended(world):
    """A small signed review with one level agreed."""
    review = world.review()
    for side in Side:
        world.rate(review, side, FEW, default="")
        world.send(review, side)
    item = world.outline.by_code["ADV-T01"]
    conversing.propose(world.side(review, Side.EMPLOYEE), item, 4, by=world.ana)
    conversing.confirm(world.side(review, Side.SUPERVISOR), item, 4, by=world.dana)
    conversing.comment(world.side(review, Side.EMPLOYEE), item, "A good year.", by=world.ana)
    world.goal()
    world.finish(review)
    world.sign(review, Side.SUPERVISOR)
    world.sign(review, Side.EMPLOYEE)
    return review


def reading(review, reader):
    return queries.get_reading(review.id, reader, lock=True)


def correct(world, review, side, answer, *, code="ADV-T01", comment="", **more):
    reader = world.ana if side is Side.EMPLOYEE else world.dana
    more.setdefault("basis", Basis.SAW if side is Side.SUPERVISOR else None)
    item = world.outline.by_code[code]
    changed = amending.correct(reading(review, reader), item, Given(answer, comment, **more), by=reader)
    db.session.commit()
    return changed


def sign_again(world, review):
    world.finish(review)
    world.sign(review, Side.EMPLOYEE)
    world.sign(review, Side.SUPERVISOR)


def events(name):
    found = db.session.execute(select(TrailLine).where(TrailLine.event == name)).scalars()
    return [(line.actor_id, line.about_id) for line in found]


def test_an_amendment_is_a_copy_in_conversation_and_the_signed_one_is_untouched(world, ended):
    before = everything(ended)
    copy = world.amendment(ended)
    assert everything(ended) == before
    assert state_of(copy) is State.IN_CONVERSATION
    both = {side: world.side(copy, side).assessment.sent_at(side) for side in Side}
    first = db.session.get_one(Review, ended.id)
    assert both == {side: world.reading(first, world.ana).assessment.sent_at(side) for side in Side}
    answers = db.session.execute(select(Rating).where(Rating.assessment_id == copy.id)).scalars().all()
    assert len(answers) == 4
    assert outcome(copy, "ADV-T01").agreed_level == 4
    assert [said.text for said in queries.list_comments(copy)] == ["A good year."]
    assert queries.find_conversation(copy).details == queries.find_conversation(ended).details
    assert events("amendment.asked") == [(world.ana.id, world.ana.id)]
    assert events("amendment.begun") == [(world.hr.id, world.ana.id)]
    assert [(line.from_state, line.to_state) for line in lines(copy) if line.to_state] == [(None, "in_conversation")]


def test_an_open_review_of_a_focus_set_is_signed_again_as_what_it_was(world, ended):
    few = {"ADV-T01": "4", "PRO-T01": "2", "MEN-T01": "3"}
    review = world.review(is_open_rating=True, focus=list(few), who_reads="The quality committee, in counts.")
    world.rate(review, Side.EMPLOYEE, few, default="")
    world.send(review, Side.EMPLOYEE)
    world.open_ratings(review)
    world.rate(review, Side.SUPERVISOR, few, default="")
    world.send(review, Side.SUPERVISOR)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    copy = world.amendment(review)
    world.finish(copy)
    frozen, again = (signed.read_snapshot(queries.get_snapshot(one)) for one in (review, copy))
    assert again["rating"] == frozen["rating"]
    assert (again["rating"]["is_open"], len(again["rating"]["not_rated_again"]["codes"])) == (True, 86)
    assert again["ratings"] == frozen["ratings"]


def test_same_as_last_time_is_copied_and_ends_with_a_correction(world, ended):
    review = world.review()
    for side in Side:
        reading = world.side(review, side)
        item = world.outline.by_code["ADV-T01"]
        section = next(one for one in world.outline.sections if item in one.items)
        rating.mark_rest_same_as_last(reading.own, section, {item.id: 4}, basis=Basis.SAW, by=reading.reader)
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    copy = world.amendment(review)
    rows = {
        row.side: row for row in db.session.execute(select(Rating).where(Rating.assessment_id == copy.id)).scalars()
    }
    assert [row.same_as_last for row in rows.values()] == [True, True]
    correct(world, copy, Side.EMPLOYEE, "3")
    assert not rows[Side.EMPLOYEE].same_as_last
    assert rows[Side.SUPERVISOR].same_as_last


@pytest.mark.parametrize("side", Side)
def test_each_side_corrects_its_own_row_and_what_was_agreed_is_open_again(world, ended, side):
    before = everything(ended)
    copy = world.amendment(ended)
    assert correct(world, copy, side, "2", comment="I looked again.")
    row = db.session.get_one(Rating, (copy.id, side, world.outline.by_code["ADV-T01"].id))
    assert (row.answer, row.comment) == ("2", "I looked again.")
    assert world.side(copy, side).assessment.is_sent(side)
    (kept,) = queries_amending.list_corrections(copy.id)
    assert (kept.side, kept.answer, kept.comment) == (side, "4", "")
    settled = outcome(copy, "ADV-T01")
    assert (settled.proposed_level, settled.agreed_at, settled.differs_at) == (None, None, None)
    assert everything(ended) == before
    (line,) = lines(copy, "review.rating_corrected")
    assert line.fields == ["ADV-T01"]


def test_an_item_nobody_rated_can_be_rated_and_the_same_again_changes_nothing(world, ended):
    copy = world.amendment(ended)
    assert correct(world, copy, Side.EMPLOYEE, "3", code="MEN-T01")
    assert queries_amending.list_corrections(copy.id)[0].answer is None
    assert not correct(world, copy, Side.EMPLOYEE, "3", code="MEN-T01")
    assert correct(world, copy, Side.EMPLOYEE, NOT_MY_ROLE, code="MEN-T01", role_reason=RoleReason.NOT_OFFERED)
    assert [one.answer for one in queries_amending.list_corrections(copy.id)] == [None, "3"]


@pytest.mark.parametrize(
    ("side", "answer", "more"),
    [
        (Side.EMPLOYEE, "7", {}),
        (Side.EMPLOYEE, "not-observed", {}),
        (Side.EMPLOYEE, NOT_MY_ROLE, {}),
        (Side.SUPERVISOR, "3", {"basis": None}),
        (Side.SUPERVISOR, "in-person", {}),
    ],
)
def test_a_correction_is_held_to_the_rules_of_rating(world, ended, side, answer, more):
    copy = world.amendment(ended)
    before = everything(copy)
    with pytest.raises(Refusal):
        correct(world, copy, side, answer, **more)
    db.session.rollback()
    assert everything(copy) == before


def test_outside_an_amendment_no_rating_changes(world):
    review = world.both_sent()
    with pytest.raises(Refusal, match="only in an amendment"):
        correct(world, review, Side.EMPLOYEE, "2")


def test_the_successor_corrects_nothing_of_the_former_supervisor(world, ended):
    copy = world.amendment(ended)
    (standing,) = supervision.list_assignments_of(world.ana)
    standing.ends_on = clock.today() - timedelta(days=1)
    sam = world.person("Sam Successor", Role.SUPERVISOR)
    world.assign(world.ana, sam, starts_on=clock.today())
    with pytest.raises(Refusal, match="Dana Whitfield made the supervisor's ratings"):
        amending.correct(reading(copy, sam), world.outline.by_code["ADV-T01"], Given("2", basis=Basis.SAW), by=sam)
    # They never took part in the amendment, so the former supervisor reads the copy they signed and nothing later.
    assert [one.review.id for one in queries.list_readable(world.ana, world.dana)] == [ended.id]


def test_the_new_snapshot_names_the_earlier_hash_and_what_changed_old_beside_new(world, ended):
    observation = world.observation("PRO-T01", observed_on=clock.today())
    copy = world.amendment(ended)
    correct(world, copy, Side.SUPERVISOR, "3", comment="Saw more.")
    before = everything(ended)
    sign_again(world, copy)
    assert everything(ended) == before
    snapshot, first = queries.get_snapshot(copy), queries.get_snapshot(ended)
    content = signed.read_snapshot(snapshot)
    amends = content["amends"]
    assert amends["sha256"] == first.sha256
    assert (amends["asked_by"], amends["opened_by"], amends["reason"]) == (
        "Ana Ruiz",
        "Priya Nair",
        "A figure is wrong.",
    )
    found = [(one["code"], one["side"], one["field"], one["old"], one["new"]) for one in amends["changes"]]
    assert found == [
        ("ADV-T01", "supervisor", "answer", "4", "3"),
        ("ADV-T01", "supervisor", "comment", None, "Saw more."),
        ("ADV-T01", "", "outcome", "agreed 4", None),
    ]
    # A free text is hashed there too, so that it can be removed.
    assert b"Saw more." not in snapshot.content
    assert signed.is_intact(snapshot)
    # What came between is no part of what was agreed then.
    assert str(observation.id) not in json.dumps(content)
    assert content["goals"] == signed.read_snapshot(first)["goals"]


def test_reports_show_the_newest_signed_copy_first_and_the_earlier_says_it_was_amended(world, ended, visit):
    visit(world.ana).post(f"/statements/review/{ended.id}/new", {"text": "My side of it."})
    copy = world.amendment(ended)
    assert reports.find_asked(world.ana, world.hr, None).reading.review.id == ended.id
    correct(world, copy, Side.EMPLOYEE, "3")
    sign_again(world, copy)
    assert reports.find_asked(world.ana, world.hr, None).reading.review.id == copy.id
    newest = visit(world.hr).get(f"/reports/competency/{world.ana.id}")
    assert newest.says("An amendment, asked for by Ana Ruiz, opened by Priya Nair")
    assert newest.says("ADV-T01, Employee, rating:")
    # The statement on the earlier copy travels with the newer one.
    assert newest.says("My side of it.")
    old = visit(world.hr).get(f"/reports/competency/{world.ana.id}?review={ended.id}")
    assert old.says("by Ana Ruiz and Dana Whitfield: a newer signed copy exists")
    assert f"/reports/competency/{world.ana.id}?review={copy.id}" in old.links()
    for review, other, words in (
        (ended, copy, "by Ana Ruiz and Dana Whitfield."),
        (copy, ended, "An amendment, opened"),
    ):
        page = visit(world.ana).get(at(review))
        assert page.says(words)
        assert at(other) in page.links()
    assert page.says("What the amendment changed")
    assert standings.count_by_state()[State.ENDED] == 1


def test_an_amendment_of_an_older_review_does_not_come_before_a_newer_review(world, ended):
    newer = world.ended()
    copy = world.amendment(ended)
    sign_again(world, copy)
    assert [one.review.id for one in queries.list_readable(world.ana, world.hr)] == [newer.id, copy.id, ended.id]
    assert reports.find_asked(world.ana, world.hr, None).reading.review.id == newer.id


def test_only_a_signer_asks_and_only_of_what_was_signed(world, ended):
    backup = world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, backup, AssignmentKind.SECOND)
    world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=clock.today())
    with pytest.raises(NotAllowed, match="Only those who signed"):
        world.ask_amendment(ended, by=backup)
    with pytest.raises(Refusal, match="what should be amended"):
        world.ask_amendment(ended, reason="")
    world.ask_amendment(ended, by=world.dana)
    with pytest.raises(Stale, match="waits for HR"):
        world.ask_amendment(ended)


def test_what_has_not_ended_is_not_amended(world):
    with pytest.raises(Stale, match="has ended and stands"):
        world.ask_amendment(world.awaiting())


def test_nothing_is_amended_for_former_staff(world, ended):
    world.ask_amendment(ended)
    world.ana.left_on = clock.today() - timedelta(days=1)
    with pytest.raises(Refusal, match="no longer works here"):
        amending.open_amendment(reading(ended, world.hr), by=world.hr)


def test_one_open_review_at_a_time(world, ended):
    world.ask_amendment(ended)
    world.review()
    with pytest.raises(Refusal, match="has not ended"):
        amending.open_amendment(reading(ended, world.hr), by=world.hr)


def test_the_newest_copy_is_the_one_to_amend_again(world, ended):
    copy = world.amendment(ended)
    sign_again(world, copy)
    with pytest.raises(Stale, match="newest copy"):
        world.ask_amendment(ended)
    third = world.amendment(copy)
    assert queries_amending.list_earlier(third.id) == [copy.id, ended.id]


def test_hr_turns_down_with_a_reason_and_it_may_be_asked_again(world, ended, visit):
    world.ask_amendment(ended)
    hr = visit(world.hr)
    assert hr.get("/").says("asked for an amendment. Open it, or turn it down.")
    assert hr.post(at(ended, "amendment", "decide"), {"turn_down": "1"}, status=422).says("Say in a sentence why")
    page = hr.follow(hr.post(at(ended, "amendment", "decide"), {"turn_down": "1", "reason": "A statement says it."}))
    assert page.says("Turned down, with your reason.")
    assert visit(world.ana).get(at(ended)).says("A statement says it.")
    assert events("amendment.turned_down") == [(world.hr.id, world.ana.id)]
    world.ask_amendment(ended)


def test_nobody_opens_an_amendment_of_their_own_review(world, ended):
    with as_operator():
        people.give_role(world.ana, Role.HR, by=None)
    world.ask_amendment(ended)
    with pytest.raises(NotAllowed, match="own record"):
        amending.open_amendment(reading(ended, world.ana), by=world.ana)


def test_an_open_amendment_is_given_up_by_hr_and_the_signed_review_stands(world, ended, visit):
    copy = world.amendment(ended)
    before = everything(ended), everything(copy)
    hr = visit(world.hr)
    assert hr.get(at(copy)).says("Give up this amendment")
    page = hr.follow(hr.post(f"/void/review/{copy.id}", {"reason": "Both think it is fine as it is."}))
    assert page.says("Both think it is fine as it is.")
    assert (everything(ended), everything(copy)) == before
    assert visit(world.ana).get(at(ended)).says("Both think it is fine as it is.")
    assert queries.find_open_review(world.ana.id) is None
    visit(world.ana).post(talk(copy, "ADV-T01", "differ"), status=409)
    visit(world.ana).get(talk(copy, "ADV-T01"))
    world.amendment(ended)


def test_the_pages_of_an_amendment_from_asking_to_signing(world, ended, visit):
    ana, hr, dana = visit(world.ana), visit(world.hr), visit(world.dana)
    assert at(ended, "amendment") in ana.get(at(ended)).links()
    assert ana.get(at(ended, "amendment")).says("The signed copy stays as it is")
    assert ana.post(at(ended, "amendment"), {"reason": ""}, status=422).says("what should be amended")
    ana.post(at(ended, "amendment"), {"reason": "The level of ADV-T01."})
    assert hr.get(at(ended, "amendment", "decide")).says("The level of ADV-T01.")
    hr.post(at(ended, "amendment", "decide"), {})
    copy = db.session.get_one(Review, queries_amending.find_ties(ended.id).amended_by.review_id)
    assert dana.get("/").says("Hold the conversation with Ana Ruiz")
    assert dana.get(talk(copy)).says("This is an amendment.")
    assert talk(copy, "ADV-T01", "correct") in ana.get(talk(copy, "ADV-T01")).links()
    form = dana.get(talk(copy, "ADV-T01", "correct"))
    assert form.says("It reads now: Steady.")
    assert form.says("Growing: Does this, not yet every time")
    assert dana.post(talk(copy, "ADV-T01", "correct"), {"answer": "3", "basis": ""}, status=422).says(
        "Say what this rating rests on."
    )
    dana.post(talk(copy, "ADV-T01", "correct"), {"answer": "3", "basis": "saw", "comment": "Saw more."})
    assert ana.get(talk(copy, "ADV-T01")).says("it read: Steady")
    assert ana.get(talk(copy)).says("Corrected so far: ADV-T01")
    world.finish(copy)
    page = ana.get(at(copy, "sign"))
    assert page.says("What the amendment changes")
    assert page.says("ADV-T01, Supervisor, rating: Steady → Growing")


def test_hr_reads_state_and_dates_of_an_open_amendment_and_no_rating(world, ended, visit):
    copy = world.amendment(ended)
    page = visit(world.hr).get(at(copy))
    assert page.says("In conversation")
    assert not page.says("A figure is wrong.")
    visit(world.hr).get(talk(copy), status=403)


@pytest.mark.parametrize("wrong", ["no reason", "opened by nobody", "closed by nobody", "no closing words", "itself"])
def test_the_database_refuses_an_amendment_that_cannot_be(world, ended, wrong):
    now = clock.now()
    values = {
        "no reason": {"reason": ""},
        "opened by nobody": {"opened_at": now},
        "closed by nobody": {"closed_at": now},
        "no closing words": {"closed_at": now, "closed_by_id": world.hr.id},
        "itself": {"review_id": ended.id, "opened_at": now, "opened_by_id": world.hr.id},
    }[wrong]
    refuses(ReviewAmendment(**{"amends_id": ended.id, "asked_by_id": world.ana.id, "reason": "Why.", **values}))


def test_the_database_keeps_one_amendment_of_a_review_at_a_time(world, ended):
    world.ask_amendment(ended)
    refuses(ReviewAmendment(amends_id=ended.id, asked_by_id=world.ana.id, reason="Why."))


def refuses(row):
    db.session.add(row)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_failing_line_in_the_trail_leaves_nothing_changed(world, ended, monkeypatch):
    copy = world.amendment(ended)
    before = everything(copy)

    def broken(*_, **__):
        raise RuntimeError("no line, no change")

    monkeypatch.setattr(amending.audit, "record", broken)
    with pytest.raises(RuntimeError):
        correct(world, copy, Side.EMPLOYEE, "2")
    db.session.rollback()
    assert everything(copy) == before
    assert db.session.execute(select(RatingCorrection)).first() is None
