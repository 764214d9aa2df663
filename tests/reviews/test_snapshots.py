"""What is frozen when signatures are asked for: the whole review, in one shape, whose hash anyone can recompute."""

import hashlib
import json
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reviews.record import at, everything
from tracker import clock
from tracker.assessments.actions import Given, save
from tracker.assessments.models import Basis, RoleReason, Side
from tracker.database import db
from tracker.people import supervision
from tracker.reviews import actions, conversing, snapshots
from tracker.reviews.queries import get_snapshot
from tracker.signatures.actions import Words, canonical, freeze
from tracker.signatures.models import SnapshotText
from tracker.signatures.queries import is_intact, read_snapshot
from tracker.verifications import actions as verifications

FREE = ("Shown beside me.", "My own comment.", "Growth.", "Pay.", "A good talk.", "More notice of changes.")
DIGEST = re.compile("[0-9a-f]{64}")


@pytest.fixture
def rated(world):
    """In conversation, with every kind of thing that is frozen."""
    review = world.review()
    given = {
        Side.EMPLOYEE: {
            "ADV-T01": Given("4", "My own comment.", wants_training=True),
            "ADV-T02": Given("not-my-role", role_reason=RoleReason.NOT_OFFERED),
        },
        Side.SUPERVISOR: {"ADV-T01": Given("3", "Shown beside me.", basis=Basis.SAW), "ADV-T02": Given("not-observed")},
    }
    for side, answers in given.items():
        reading = world.side(review, side)
        for code, answer in answers.items():
            save(reading.own, world.outline.by_code[code], answer, by=reading.reader)
        world.send(review, side)
    return review


def gather(world, review):
    reading = world.side(review, Side.SUPERVISOR)
    return snapshots.gather(reading, world.dana, employer="Example Employer", language="en")


def frozen(world, review):
    world.finish(review)
    return read_snapshot(get_snapshot(review))


def sha256sum(content):
    said = subprocess.run([shutil.which("sha256sum")], input=content, capture_output=True, check=True).stdout
    return said.split()[0].decode()


def test_the_hash_is_recomputed_from_the_bytes_that_anyone_may_take_along(world, rated, visit):
    world.finish(rated)
    snapshot = get_snapshot(rated)
    taken = visit(world.ana).raw("GET", at(rated, "signed-content"))
    assert f'filename="review-{rated.id}.json"' in taken.headers["Content-Disposition"]
    assert taken.data == snapshot.content
    assert hashlib.sha256(taken.data).hexdigest() == sha256sum(taken.data) == snapshot.sha256
    assert visit(world.ana).get(at(rated, "sign")).says(snapshot.sha256)


def test_the_bytes_are_json_with_sorted_keys_no_spaces_and_utf8_as_it_is(world, rated):
    world.describe(rated)
    reading = world.side(rated, Side.SUPERVISOR)
    actions.finish(reading, employer="Ålesund „Nord“ 🙂", language="es", by=world.dana)
    content = get_snapshot(rated).content
    document = json.loads(content)
    assert canonical(document) == content
    assert "Ålesund „Nord“ 🙂".encode() in content
    assert (document["format"], document["language"]) == ("crss-tracker review 3", "es")


def test_every_statement_of_the_89_stands_in_it_verbatim_and_in_source_order(world, rated):
    world.finish(rated)
    sections = json.loads(get_snapshot(rated).content)["framework"]["sections"]
    items = [item for section in sections for item in section["items"]]
    assert [(item["code"], item["statement"]) for item in items] == [
        (item.code, item.statement) for item in world.outline.items
    ]
    assert len({item["code"] for item in items}) == 89
    assert {section["label"] for section in sections} == {
        "Tasks (Performance Domains)",
        "Areas of Knowledge (Core Functions)",
    }
    assert set(json.loads(get_snapshot(rated).content)["ratings"]) == {item["code"] for item in items}


def test_both_ratings_stand_beside_each_other_with_what_they_rest_on(world, rated):
    found = frozen(world, rated)["ratings"]
    empty = {
        "reason": None,
        "basis": None,
        "in_bulk": False,
        "same_as_last": False,
        "wants_training": False,
        "comment": None,
    }
    assert found["ADV-T01"] == {
        "employee": {**empty, "answer": "4", "wants_training": True, "comment": "My own comment."},
        "supervisor": {**empty, "answer": "3", "basis": "saw", "comment": "Shown beside me."},
        "outcome": None,
    }
    assert found["ADV-T02"]["employee"] == {**empty, "answer": "not-my-role", "reason": "not_offered"}
    assert found["ADV-T02"]["supervisor"] == {**empty, "answer": "not-observed"}
    assert found["ADV-T03"] == {"employee": None, "supervisor": None, "outcome": None}


def test_what_was_proposed_agreed_and_seen_differently_is_frozen(world, rated):
    items = world.outline.by_code
    dana, ana = world.side(rated, Side.SUPERVISOR), world.side(rated, Side.EMPLOYEE)
    conversing.propose(dana, items["ADV-T01"], 3, by=world.dana)
    conversing.propose(ana, items["ADV-T01"], 3, by=world.ana)
    conversing.propose(ana, items["ADV-T03"], 5, by=world.ana)
    conversing.see_differently(ana, items["ADV-T02"], by=world.ana)
    found = {code: rating["outcome"] for code, rating in frozen(world, rated)["ratings"].items() if rating["outcome"]}
    assert found == {
        "ADV-T01": {
            "proposed": 3,
            "proposed_by": "supervisor",
            "agreed": 3,
            "seen_differently": False,
            "in_bulk": False,
        },
        "ADV-T02": {"proposed": None, "proposed_by": None, "agreed": None, "seen_differently": True, "in_bulk": False},
        "ADV-T03": {
            "proposed": 5,
            "proposed_by": "employee",
            "agreed": None,
            "seen_differently": False,
            "in_bulk": False,
        },
    }


def test_purpose_people_scale_and_conversation_are_frozen(world, rated):
    world.credential()
    conversing.comment(world.side(rated, Side.EMPLOYEE), world.outline.by_code["ADV-T01"], "Said aloud.", by=world.ana)
    found = frozen(world, rated)
    assert (found["review"]["used_for"], found["review"]["not_used_for"]) == ("Growth.", "Pay.")
    assert (found["employee"]["name"], found["supervisor"]["name"]) == ("Ana Ruiz", "Dana Whitfield")
    assert found["employee"]["credential"] == {"kind": "CRSS", "number": "12345", "expires_on": "2027-01-01"}
    assert [level["label"] for level in found["scale"]["levels"]] == [
        "New to me",
        "Learning",
        "Growing",
        "Steady",
        "Can guide others",
    ]
    talk = found["conversation"]
    assert (talk["held_on"], talk["minutes"], talk["form"]) == (clock.today().isoformat(), 60, "in_person")
    assert (talk["support_wanted"], talk["notes"]) == ("More notice of changes.", "A good talk.")
    (comment,) = talk["comments"]
    assert (comment["code"], comment["by"], comment["text"]) == ("ADV-T01", "Ana Ruiz", "Said aloud.")


def test_goals_observations_and_verifications_of_the_time_are_frozen(world, rated):
    goal, verification, seen = world.goal("ADV-T01"), world.verification("ADV-T02"), world.observation("ADV-T03")
    world.observation(share=False)
    world.observation(observed_on=rated.period_from - timedelta(days=1))
    withdrawn = world.verification("ADV-T03")
    verifications.withdraw(withdrawn, reason="The wrong day.", by=world.dana)
    found = frozen(world, rated)
    assert [(one["id"], one["items"]) for one in found["goals"]] == [(str(goal.id), ["ADV-T01"])]
    assert [step["owner"] for step in found["goals"][0]["steps"]] == ["employee", "supervisor"]
    assert [(one["id"], one["items"]) for one in found["observations"]] == [(str(seen.id), ["ADV-T03"])]
    assert [one["id"] for one in found["verifications"]] == [str(verification.id)]
    assert [item["code"] for item in found["verifications"][0]["items"]] == ["ADV-T02"]


def test_no_free_text_stands_in_the_document_itself(world, rated):
    world.goal(statement="I want to lead.")
    world.finish(rated)
    content = get_snapshot(rated).content.decode()
    annex = db.session.execute(select(SnapshotText)).scalars().all()
    assert {*FREE, "I want to lead."} <= {row.text for row in annex}
    document = json.loads(content)
    for words in (*FREE, "I want to lead."):
        assert json.dumps(words, ensure_ascii=False) not in content
    assert DIGEST.fullmatch(document["review"]["used_for"]["salted_sha256"])
    assert content.count('"salted_sha256"') == len(annex)


def test_what_a_page_gathers_twice_is_the_same(world, rated):
    world.describe(rated)
    world.goal("ADV-T02", "ADV-T01")
    world.observation("PRO-T01", "ADV-T01")
    world.verification("ADV-T02", "ADV-T01")
    first = canonical(gather(world, rated))
    db.session.commit()
    db.session.expire_all()
    assert canonical(gather(world, rated)) == first


@pytest.mark.parametrize("change", ["name", "job title", "legal name", "rating of another review"])
def test_nothing_that_happens_later_changes_what_was_frozen(world, rated, change):
    world.finish(rated)
    snapshot = get_snapshot(rated)
    before, read = everything(rated), read_snapshot(snapshot)
    if change == "name":
        world.ana.name = "Ana Lopez"
    if change == "legal name":
        world.dana.legal_name = "Danielle Whitfield"
    if change == "job title":
        world.ana.job_title = "Team lead"
    if change == "rating of another review":
        for side in Side:
            world.sign(rated, side)
        before = everything(rated)
        other = world.review()
        world.rate(other, Side.EMPLOYEE, {"ADV-T01": "1"}, default="")
    db.session.commit()
    db.session.expire_all()
    snapshot = get_snapshot(rated)
    assert (everything(rated), read_snapshot(snapshot)) == (before, read)
    assert read["employee"]["name"] == "Ana Ruiz"
    assert is_intact(snapshot)


def test_signing_leaves_the_frozen_content_as_it_was(world, rated):
    world.finish(rated)
    snapshot = get_snapshot(rated)
    before = (snapshot.content, read_snapshot(snapshot))
    for side in Side:
        world.sign(rated, side)
    db.session.expire_all()
    snapshot = get_snapshot(rated)
    assert (snapshot.content, read_snapshot(snapshot)) == before


def test_content_frozen_again_after_a_return_is_another_with_what_was_changed(world, rated):
    world.finish(rated)
    first = get_snapshot(rated)
    reading = world.side(rated, Side.EMPLOYEE)
    actions.return_to_conversation(reading, reason="One more level.", by=world.ana)
    conversing.propose(world.side(rated, Side.EMPLOYEE), world.outline.by_code["ADV-T01"], 5, by=world.ana)
    again = frozen(world, rated)
    assert again["ratings"]["ADV-T01"]["outcome"]["proposed"] == 5
    assert get_snapshot(rated).sha256 != first.sha256
    assert read_snapshot(first)["ratings"]["ADV-T01"]["outcome"] is None


def test_unanswered_texts_are_none_and_given_ones_are_marked_for_the_annex(world, rated):
    content = gather(world, rated)
    assert content["proud_of"] is None
    assert content["conversation"]["notes"] is None
    assert isinstance(content["review"]["used_for"], Words)


def test_a_name_in_any_letters_is_frozen_as_it_is(world, rated):
    world.ana.name = 'Zoë "Z" O’Hara-李 <b>\u2028'
    db.session.commit()
    assert frozen(world, rated)["employee"]["name"] == 'Zoë "Z" O’Hara-李 <b>\u2028'
    assert is_intact(get_snapshot(rated))


def test_gathering_takes_the_same_queries_for_one_rating_and_for_89_and_for_one_goal_and_for_three(
    world, count_queries
):
    other = world.person("Bea Becker")
    world.assign(other, world.dana)
    for person, times in ((world.ana, 1), (other, 3)):
        for _ in range(times):
            world.goal("ADV-T01", person=person)
            world.observation("ADV-T01", person=person)
            world.verification("ADV-T01", person=person)
    db.session.expire_all()
    few, many = world.review(), world.review(other)
    for review, default in ((few, ""), (many, "3")):
        for side in Side:
            world.rate(review, side, {"ADV-T01": "4"}, default)
            world.send(review, side)
    totals = []
    for review in (few, many):
        reading = world.side(review, Side.SUPERVISOR)
        supervision.current_supervisors([reading.person.id], clock.today())
        with count_queries as seen:
            snapshots.gather(reading, world.dana, employer="Example Employer", language="en")
        totals.append(seen.total)
    assert totals[0] == totals[1]


def test_freezing_and_reading_take_the_same_queries_for_one_text_and_for_89(world, count_queries):
    about, totals = world.ana.id, []
    for texts in (1, 89):
        content = {f"comment {number}": Words(f"Words {number}") for number in range(texts)}
        with count_queries as seen:
            made = freeze(content, subject_kind="review", subject_id=about, about_id=about)
            assert len(read_snapshot(made)) == texts
            assert is_intact(made)
        totals.append(seen.total)
    assert totals[0] == totals[1]
