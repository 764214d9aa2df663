"""When the supervisor changes in the middle of any state: the work moves, what was sent or signed keeps its name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.reviews.record import at, everything, in_state, lines, talk
from tracker import clock
from tracker.assessments.models import Assessment, Rating, Side
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people import actions as people
from tracker.people import supervision
from tracker.people.models import AssignmentKind, Role
from tracker.people.noting_absences import note_absence
from tracker.reports import signing_sheet
from tracker.reviews import actions, handing_over, on_paper, queries, standings
from tracker.reviews.models import State
from tracker.reviews.models_amending import ConversationHolder
from tracker.reviews.on_paper import Signer
from tracker.sign_in.actions import Proof
from tracker.signatures import queries as signed
from tracker.signatures.models import Meaning


@pytest.fixture
def sam(world):
    """Who supervises next; not assigned yet."""
    return world.person("Sam Successor", Role.SUPERVISOR)


def dana_goes(world):
    """Dana's assignment ended yesterday."""
    (standing,) = [one for one in supervision.list_assignments_of(world.ana) if one.supervisor_id == world.dana.id]
    people.end_assignment(standing, ends_on=clock.today() - timedelta(days=1), by=world.hr)
    db.session.commit()


def sam_comes(world, sam):
    world.assign(world.ana, sam, starts_on=clock.today())


def taking_part(review, reader):
    return queries.get_taking_part(review.id, reader, lock=True)


def rows(review, side):
    return db.session.execute(select(Rating).where(Rating.assessment_id == review.id, Rating.side == side)).all()


def begun(world):
    review = world.review()
    for side in Side:
        world.rate(review, side, {"ADV-T01": "4"}, default="")
    return review


def test_when_hr_ends_the_assignment_unsent_ratings_are_discarded_and_the_page_says_so_before(world, visit):
    review = begun(world)
    (assignment,) = supervision.list_assignments_of(world.ana)
    hr = visit(world.hr)
    path = f"/assignments/{assignment.id}/end"
    page = hr.get(path)
    assert page.says("Dana Whitfield has begun ratings and not sent them. They are discarded")
    assert page.says("Dana Whitfield can still share it until then")
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    page = hr.follow(hr.post(path, {"ends_on": yesterday}))
    assert page.says("Ratings that were not sent are discarded.")
    assert rows(review, Side.SUPERVISOR) == []
    assert len(rows(review, Side.EMPLOYEE)) == 1
    assert db.session.get_one(Assessment, review.id).supervisor_id is None
    (line,) = lines(review, "assessment.handed_over")
    assert (line.actor_id, line.about_id) == (world.hr.id, world.ana.id)


def test_until_the_last_day_is_over_nothing_is_discarded(world, visit):
    review = begun(world)
    (assignment,) = supervision.list_assignments_of(world.ana)
    visit(world.hr).post(f"/assignments/{assignment.id}/end", {"ends_on": clock.today().isoformat()})
    assert len(rows(review, Side.SUPERVISOR)) == 1
    visit(world.dana).get(f"/assessments/{review.id}")


def test_a_draft_of_an_observation_can_still_be_shared_by_whoever_supervises_no_more(world, visit):
    draft = world.observation(share=False)
    assert not visit(world.dana).get("/").says("Share your observation")
    dana_goes(world)
    assert visit(world.dana).get("/").says("Share your observation of Ana Ruiz, or let it go")
    visit(world.dana).post(f"/observations/{draft.id}/share")
    assert not visit(world.dana).get("/").says("Share your observation")
    assert visit(world.ana).get(f"/observations/{draft.id}").says("Listened for a long while.")


@pytest.mark.parametrize("sent", [(), (Side.EMPLOYEE,)])
def test_the_successor_takes_over_and_rates_anew(world, sam, visit, sent):
    review = begun(world)
    for side in sent:
        world.send(review, side)
    dana_goes(world)
    sam_comes(world, sam)
    successor = visit(sam)
    assert successor.get("/").says("Take over the ratings of Ana Ruiz")
    successor.get(f"/assessments/{review.id}", status=409)
    assert successor.get(at(review)).says("Dana Whitfield began the supervisor's ratings and has not sent them.")
    successor.post(at(review, "take-over"))
    assert rows(review, Side.SUPERVISOR) == []
    assert db.session.get_one(Assessment, review.id, populate_existing=True).supervisor_id == sam.id
    successor.get(f"/assessments/{review.id}")
    successor.post(at(review, "take-over"), status=409)
    assert [line.actor_id for line in lines(review, "assessment.taken_over")] == [sam.id]


def test_primary_and_backup_take_over_from_each_other(world, visit):
    review = begun(world)
    backup = world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=5))
    handing_over.take_over(taking_part(review, backup), by=backup)
    db.session.commit()
    visit(world.dana).get(f"/assessments/{review.id}", status=409)
    handing_over.take_over(taking_part(review, world.dana), by=world.dana)
    with pytest.raises(Stale, match="Nobody else has begun"):
        handing_over.take_over(taking_part(review, world.dana), by=world.dana)
    with pytest.raises(NotAllowed):
        handing_over.take_over(taking_part(review, world.ana), by=world.ana)


def test_what_was_sent_stays_under_its_name(world, sam):
    review = begun(world)
    world.send(review, Side.SUPERVISOR)
    dana_goes(world)
    sam_comes(world, sam)
    before = everything(review)
    assert not handing_over.discard_left_behind(world.ana, by=world.hr)
    with pytest.raises(Refusal, match="stay, under that name"):
        handing_over.take_over(taking_part(review, sam), by=sam)
    assert everything(review) == before


def test_in_conversation_the_successor_finishes_and_signs_that_they_received_it(world, sam):
    review = world.both_sent()
    world.describe(review)
    dana_goes(world)
    sam_comes(world, sam)
    assert standings.find_acting_supervisor(queries.get_reading(review.id, sam).review).id == sam.id
    actions.finish(taking_part(review, sam), employer="Example Employer", language="en", by=sam)
    assert actions.meanings_for(taking_part(review, sam)) == [Meaning.RECEIVED]


def test_or_holds_the_conversation_again_and_signs_as_someone_who_was_there(world, sam, visit):
    review = world.both_sent()
    world.describe(review)
    with pytest.raises(Refusal, match="Dana Whitfield holds"):
        handing_over.hold_again(taking_part(review, world.dana), by=world.dana)
    dana_goes(world)
    sam_comes(world, sam)
    successor = visit(sam)
    assert successor.get(at(review)).says("Or hold it again")
    successor.post(talk(review, "hold"))
    talked = queries.find_conversation(review)
    assert (talked.held_on, talked.minutes, talked.present, talked.notes) == (None, None, "", "A good talk.")
    successor.post(talk(review, "hold"), status=409)
    form = {"held_on": clock.today().isoformat(), "minutes": "30", "form": "phone", "present": "Ana, Sam"}
    successor.post(talk(review), {**form, "finish": "1"})
    reading = taking_part(review, sam)
    assert actions.meanings_for(reading) == [Meaning.AGREE]
    assert on_paper.list_signers(reading.review)[1] == Signer(Side.SUPERVISOR, sam, (Meaning.AGREE,))
    place = signing_sheet.gather(reading).places[1]
    assert (place.name, place.sentences) == ("Sam Successor", (on_paper.sentence(Meaning.AGREE, ""),))
    content = signed.read_snapshot(queries.get_snapshot(reading.review))
    assert content["conversation"]["held_by"] == "Sam Successor"
    assert content["supervisor"]["name"] == "Dana Whitfield"
    proof = Proof(sam.id, "password", clock.now())
    actions.sign(reading, world.signing(reading), proof=proof, by=sam)
    assert [line.actor_id for line in lines(review, "review.conversation_taken")] == [sam.id]


def test_on_paper_signs_who_signs_on_screen_the_backup_while_the_author_is_away(world, sam):
    review = world.awaiting()
    world.assign(world.ana, sam, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=9))
    assert on_paper.list_signers(taking_part(review, sam).review)[1].person.id == world.dana.id
    note_absence(world.dana, starts_on=clock.today(), ends_on=None, key=uuid4(), by=world.hr)
    assert actions.meanings_for(taking_part(review, sam)) == [Meaning.RECEIVED]
    assert on_paper.list_signers(taking_part(review, sam).review)[1] == Signer(
        Side.SUPERVISOR, sam, (Meaning.RECEIVED,)
    )


def test_while_signatures_are_awaited_the_successor_receives_and_old_signatures_stay(world, sam):
    review = world.awaiting()
    world.sign(review, Side.EMPLOYEE)
    dana_goes(world)
    sam_comes(world, sam)
    before = everything(review)
    handing_over.discard_left_behind(world.ana, by=world.hr)
    assert everything(review) == before
    assert actions.meanings_for(taking_part(review, sam)) == [Meaning.RECEIVED]


WAITS = {
    State.RATING: "nobody can make the supervisor's ratings. Assign a supervisor.",
    State.IN_CONVERSATION: "nobody can finish the conversation. Assign a supervisor.",
    State.AWAITING_SIGNATURES: "nobody can sign for the supervisor. Assign a supervisor.",
}


@pytest.mark.parametrize("state", WAITS)
@pytest.mark.parametrize("how", ["ended", "left", "role"])
def test_nothing_is_left_without_someone_who_must_act(world, sam, visit, state, how):
    review = in_state(world, state)
    if how == "ended":
        dana_goes(world)
    elif how == "left":
        world.dana.left_on = clock.today() - timedelta(days=1)
    else:
        people.take_role(world.dana, Role.SUPERVISOR, by=world.hr)
    db.session.commit()
    assert visit(world.hr).get("/").says(WAITS[state])
    before = everything(review)
    if how != "ended":
        dana_goes(world)
    sam_comes(world, sam)
    assert not visit(world.hr).get("/").says(WAITS[state])
    assert visit(sam).get("/").tree.xpath("//article//a/@href")
    assert everything(review) == before


@pytest.mark.parametrize("state", [State.RATING, State.AWAITING_SIGNATURES])
def test_hr_is_told_when_the_employee_has_left(world, visit, state):
    in_state(world, state)
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert visit(world.hr).get("/").says("no longer works here")


def test_the_page_says_what_will_happen_in_each_state(world):
    for state, words in (
        (State.RATING, "is being rated"),
        (State.IN_CONVERSATION, "holds the conversation again"),
        (State.AWAITING_SIGNATURES, "received it from Dana Whitfield"),
    ):
        person = world.person(f"Person {state}")
        world.assign(person, world.dana)
        make = {State.RATING: world.review, State.IN_CONVERSATION: world.both_sent}.get(state, world.awaiting)
        make(person)
        plan = handing_over.plan_for(person, world.dana)
        assert words in plan.sentences[0]
        assert not plan.discards
    assert len(handing_over.plan_for(world.ana, world.dana).sentences) == 2


def test_nobody_holds_a_conversation_in_their_own_place(world):
    review = world.both_sent()
    db.session.add(ConversationHolder(review_id=review.id, holder_id=world.dana.id, former_id=world.dana.id))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
