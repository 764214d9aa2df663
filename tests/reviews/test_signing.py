"""Signing: what is signed stands above the signature, each side signs once, the second signature ends the review."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reviews.record import at, everything, lines, state_of, talk
from tests.signatures.signing import NAMES, SIDES, WORDS, form, sign, signatures
from tests.support.world import PASSWORD
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.reviews.models import Review, State
from tracker.reviews.queries import get_snapshot
from tracker.sign_in.actions import make_link
from tracker.signatures.models import Capacity, Consent, Meaning, Signature

NOT_SIGNING = "This review is not waiting for signatures now. Open it to see where it stands."


@pytest.fixture
def review(world):
    for person in (world.ana, world.dana):
        world.with_password(person)
    return world.awaiting()


@pytest.fixture
def people(world, review, visit):
    return {"ana": visit(world.ana), "dana": visit(world.dana)}


def review_row(review):
    return db.session.get_one(Review, review.id, populate_existing=True)


@pytest.mark.parametrize("who", list(NAMES))
def test_what_is_signed_stands_above_the_signature(people, review, who):
    page = people[who].get(at(review, "sign"))
    assert page.says("Read and sign: Ana Ruiz")
    above = page.words("//form[.//input[@name='typed_name']]/preceding-sibling::*")
    for part in (
        "What the review is used for: Growth. Not used for: Pay.",
        "Both ratings of 89 items, with comments; 0 levels agreed, 0 seen differently",
        "60 minutes, with Ana Ruiz, Dana Whitfield",
        "0 goals, 0 observations, 0 verifications",
        get_snapshot(review).sha256,
    ):
        assert part in above
    assert talk(review) in page.links()
    assert at(review, "signed-content") in page.links()
    assert page.value("seen_sha256") == get_snapshot(review).sha256


@pytest.mark.parametrize("who", list(NAMES))
def test_the_words_above_the_button_are_those_that_are_signed(people, review, who):
    page = people[who].get(at(review, "sign"))
    sign(people, review, who)
    kept = db.session.execute(select(Signature.intent)).scalars().all()
    assert kept == ["By typing my name and confirming it is me, I sign this record. I have read it and I agree."]
    assert page.says(kept[0])


def test_the_exact_bytes_can_be_taken_along_before_signing(people, review):
    answer = people["ana"].raw("GET", at(review, "signed-content"))
    assert answer.data == get_snapshot(review).content
    assert answer.content_type == "application/json"
    assert lines(review, "review.exported")


@pytest.mark.parametrize("order", [("ana", "dana"), ("dana", "ana")], ids="-".join)
def test_the_review_ends_with_the_second_signature_in_either_order(people, review, order):
    first, second = order
    page = people[first].follow(sign(people, review, first))
    assert page.says("Signed. It now waits for the other signature.")
    assert page.says("You have signed. It waits for the other side.")
    assert page.says(f"Waiting for {NAMES[second]} since")
    assert state_of(review) is State.AWAITING_SIGNATURES
    page = people[second].follow(sign(people, review, second))
    assert page.says("Signed. The review has ended.")
    assert state_of(review) is State.ENDED
    assert (review_row(review).ending, review_row(review).ended_at is None) == ("signed", False)
    assert [capacity for capacity, _meaning, _comment in signatures(review)] == [SIDES[one] for one in order]
    for name in NAMES.values():
        assert page.says(name)


def test_the_trail_says_that_signing_ended_the_review(world, people, review):
    sign(people, review, "dana")
    sign(people, review, "ana")
    (line,) = lines(review, "review.ended")
    assert (line.actor_id, line.from_state, line.to_state) == (world.ana.id, "awaiting_signatures", "ended")
    given = select(TrailLine).where(TrailLine.event == "signature.given").order_by(TrailLine.id)
    found = [(line.actor_id, line.about_id, line.fields) for line in db.session.execute(given).scalars()]
    assert found == [(world.dana.id, world.ana.id, ["supervisor"]), (world.ana.id, world.ana.id, ["employee"])]


def test_the_employee_signs_without_agreeing_and_their_words_stay(people, review):
    assert people["ana"].get(at(review, "sign")).says("It does not have to say you agree.")
    page = people["ana"].follow(sign(people, review, "ana", meaning="disagree", comment=WORDS))
    assert page.says(WORDS)
    assert signatures(review) == [(Capacity.EMPLOYEE, Meaning.DISAGREE, WORDS)]
    assert people["dana"].get(at(review)).says(WORDS)
    sign(people, review, "dana")
    assert state_of(review) is State.ENDED


def test_the_supervisor_is_not_offered_to_disagree(people, review):
    assert not people["dana"].get(at(review, "sign")).tree.xpath("//input[@value='disagree']")
    before = everything(review)
    page = sign(people, review, "dana", 422, meaning="disagree", comment=WORDS)
    assert page.errors()
    assert everything(review) == before


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"meaning": ""}, "Choose what your signature says."),
        ({"meaning": "received"}, None),
        ({"meaning": "disagree", "comment": "  "}, "Tell us what you see differently"),
        ({"typed_name": ""}, "Type your name as it stands in your record."),
        ({"password": ""}, "Write your password."),
        ({"password": "not my password at all"}, "This is not your password. Nothing was signed; write it again."),
        ({"password": PASSWORD.upper()}, "This is not your password. Nothing was signed; write it again."),
        ({"comment": "x" * 4001}, "Shorten this to 4000"),
        ({"typed_name": "x" * 201}, "Shorten this to 200"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_missing_or_wrong_signs_nothing_and_what_was_typed_is_kept(people, review, wrong, error):
    before = everything(review)
    given = {"meaning": "disagree", "comment": WORDS, **wrong}
    page = sign(people, review, "ana", 422, **given)
    assert error is None or page.errors()[0].startswith(error)
    assert page.value("comment") == given["comment"].strip()
    assert page.value("typed_name") == given.get("typed_name", NAMES["ana"])
    assert page.value("seen_sha256") == get_snapshot(review).sha256
    assert not page.value("password")
    assert "not my password at all" not in page.text
    assert everything(review) == before
    assert rows_of_consent() == []


def rows_of_consent():
    return db.session.execute(select(Consent.person_id)).scalars().all()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"typed_name": "Ana Lopez"}, "Type your name as it stands in your record: Ana Ruiz."),
        ({"consents": None}, "Say that you agree to sign on screen. Until then nothing is signed."),
        ({"seen_sha256": ""}, "The content changed while you were reading. Nothing was signed."),
        ({"seen_sha256": "0" * 64}, "The content changed while you were reading. Nothing was signed."),
    ],
    ids=["name", "consent", "nothing seen", "something else seen"],
)
def test_a_rule_that_says_no_signs_nothing_and_shows_what_was_typed(people, review, wrong, sentence):
    before = everything(review)
    values = {"meaning": "disagree", "comment": WORDS, **wrong}
    values = form(people["ana"].get(at(review, "sign")), "ana", **values)
    sent = {name: value for name, value in values.items() if value is not None}
    page = people["ana"].post(at(review, "sign"), sent, 409)
    assert page.says(sentence)
    assert page.says(WORDS)
    assert PASSWORD not in page.text
    assert everything(review) == before
    assert rows_of_consent() == []


def test_accents_and_capitals_in_the_typed_name_are_forgiven_and_kept_as_typed(world, people, review):
    world.ana.legal_name = "Ana María Ruíz"
    db.session.commit()
    assert people["ana"].get(at(review, "sign")).says("As it stands in your record: Ana María Ruíz")
    sign(people, review, "ana", typed_name="ana maria ruiz")
    assert db.session.execute(select(Signature.typed_name)).scalars().all() == ["ana maria ruiz"]


def test_somebody_elses_password_proves_nothing(world, people, review):
    world.with_password(world.dana, "entirely different other words")
    sign(people, review, "ana", 422, password="entirely different other words")
    assert signatures(review) == []


def test_consent_is_asked_for_once(world, people, review):
    assert people["ana"].get(at(review, "sign")).says("I agree to sign on screen.")
    sign(people, review, "ana")
    assert rows_of_consent() == [world.ana.id]
    people["dana"].post(at(review, "return"), {"reason": "The date is wrong."})
    world.finish(review)
    page = people["ana"].get(at(review, "sign"))
    assert not page.says("I agree to sign on screen.")
    sent = form(page, "ana")
    del sent["consents"]
    people["ana"].post(at(review, "sign"), sent)
    assert rows_of_consent() == [world.ana.id]


@pytest.mark.parametrize("who", list(NAMES))
def test_content_that_changed_since_the_page_was_opened_is_not_signed(world, people, review, who):
    older = form(people[who].get(at(review, "sign")), who, comment=WORDS, meaning="agree")
    other = next(one for one in NAMES if one != who)
    people[other].post(at(review, "return"), {"reason": "The minutes are wrong."})
    page = people[who].post(at(review, "sign"), older, 409)
    assert page.says(NOT_SIGNING)
    assert page.says(WORDS)
    world.finish(review)
    before = everything(review)
    page = people[who].post(at(review, "sign"), older, 409)
    assert page.says("The content changed while you were reading. Nothing was signed. Read it again, then sign.")
    assert page.says(WORDS)
    assert everything(review) == before
    sign(people, review, who)


@pytest.mark.parametrize("who", list(NAMES))
def test_a_signature_sent_twice_is_given_once(people, review, who):
    sent = form(people[who].get(at(review, "sign")), who)
    people[who].post(at(review, "sign"), sent)
    before = everything(review)
    page = people[who].post(at(review, "sign"), sent, 409)
    assert page.says("This is signed already. Nothing was signed twice.")
    assert everything(review) == before
    assert len(signatures(review)) == 1


def test_the_last_signature_sent_twice_is_given_once(people, review):
    sign(people, review, "dana")
    sent = form(people["ana"].get(at(review, "sign")), "ana")
    people["ana"].post(at(review, "sign"), sent)
    before = everything(review)
    page = people["ana"].post(at(review, "sign"), sent, 409)
    assert page.says("This is signed already. Nothing was signed twice.")
    assert sent["seen_sha256"] not in page.words()
    assert everything(review) == before


@pytest.mark.parametrize(("signed_by", "returned_by"), [("ana", "ana"), ("ana", "dana"), ("dana", "ana")])
def test_returning_voids_the_first_signature_with_the_reason_and_keeps_it(
    world, people, review, signed_by, returned_by
):
    sign(people, review, signed_by)
    page = people[returned_by].follow(people[returned_by].post(at(review, "return"), {"reason": "The date is wrong."}))
    assert page.says("Back in conversation. The signature already given is void and kept.")
    (kept,) = db.session.execute(select(Signature)).scalars()
    assert (kept.voided_by_id, kept.void_reason) == (getattr(world, returned_by).id, "The date is wrong.")
    assert review_row(review).snapshot_id is None
    assert people["ana"].get(at(review)).says("The date is wrong.")
    (line,) = lines(review, "review.returned")
    assert (line.from_state, line.to_state) == ("awaiting_signatures", "in_conversation")
    world.finish(review)
    assert not people["dana"].get(at(review)).says("You have signed.")
    for who in NAMES:
        sign(people, review, who)
    assert state_of(review) is State.ENDED
    assert len(signatures(review_row(review))) == 2


def writes(review):
    return {
        "sign": (at(review, "sign"), {"meaning": "agree"}),
        "return": (at(review, "return"), {"reason": "Once more."}),
        "describe": (talk(review), {"notes": "Other notes."}),
        "finish": (talk(review), {"finish": "1"}),
        "comment": (talk(review, "ADV-T01"), {"text": "Other words."}),
        **{act: (talk(review, "ADV-T01", act), {"level": "5"}) for act in ("propose", "confirm", "differ", "talk")},
        "alike": (talk(review, "alike"), {}),
        "send": (at(review, "send"), {"knows_of_unanswered": "y"}),
        "take back": (at(review, "take-back"), {}),
        "answer": (f"/assessments/{review.id}/answers/ADV-T01", {"answer-ADV-T01": "5", "revision-ADV-T01": "9"}),
        "page": (f"/assessments/{review.id}/adv-tasks", {"answer-ADV-T01": "5", "revision-ADV-T01": "9"}),
        "rest": (f"/assessments/{review.id}/adv-tasks/rest", {"answer-ADV-T02": "5", "revision-ADV-T02": "9"}),
    }


def test_after_the_end_every_write_is_refused_and_nothing_changes(people, review):
    for who in NAMES:
        sign(people, review, who)
    before = everything(review)
    for who, person in people.items():
        for act, (path, sent) in writes(review).items():
            assert person.post(path, sent, 409).says("That could not be done"), (who, act)
    assert everything(review) == before


def test_while_signatures_are_awaited_nothing_but_signing_and_returning_is_taken(people, review):
    before = everything(review)
    for person in people.values():
        for act, (path, sent) in writes(review).items():
            if act not in ("sign", "return"):
                person.post(path, sent, 409)
    assert everything(review) == before


@pytest.mark.parametrize("state", [State.RATING, State.IN_CONVERSATION, State.ENDED])
def test_there_is_nothing_to_sign_in_another_state(world, visit, state):
    made = {State.RATING: world.review, State.IN_CONVERSATION: world.both_sent, State.ENDED: world.ended}[state]()
    said = "This is signed already. Nothing was signed twice." if state is State.ENDED else NOT_SIGNING
    dana = visit(world.dana)
    assert dana.get(at(made, "sign"), 409).says(said)
    assert dana.post(at(made, "sign"), {}, 409).says(said)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_signature_is_given_and_never_changed_or_deleted(people, review, method):
    headers = {"X-CSRFToken": people["ana"]._token()}
    assert people["ana"].raw(method, at(review, "sign"), headers=headers).status_code == 405


def test_hr_sees_that_it_is_signed_and_not_what_the_signature_says_before_the_end(world, people, review, visit):
    sign(people, review, "ana", meaning="disagree", comment=WORDS)
    hr = visit(world.hr)
    assert hr.get(at(review)).says("Ana Ruiz, Employee")
    assert WORDS not in hr.get(at(review)).text
    sign(people, review, "dana")
    assert hr.get(at(review)).says(WORDS)


def test_guesses_at_the_password_are_counted_and_what_was_typed_is_still_shown(people, review):
    before = everything(review)
    for _ in range(5):
        sign(people, review, "ana", 422, password="not my password at all")
    page = sign(people, review, "ana", 429, meaning="disagree", comment=WORDS)
    assert page.says("Too many attempts. Nothing was changed. Wait 15 minutes, then try again.")
    assert page.says(WORDS)
    assert PASSWORD not in page.text
    assert everything(review) == before


@pytest.mark.parametrize("made", [True, False])
def test_a_sign_in_link_made_within_seven_days_stands_on_the_face_of_the_signature(world, people, review, made):
    if made:
        make_link(world.ana, by=world.hr, valid_for=timedelta(hours=1))
        db.session.commit()
    page = people["ana"].follow(sign(people, review, "ana"))
    assert page.says("A sign-in link was made for this account within seven days before signing.") is made
    assert sign(people, review, "dana")
    assert people["dana"].get(at(review)).words().count("A sign-in link was made for this account") == made


@pytest.mark.parametrize("who", list(NAMES))
def test_whoever_has_signed_is_told_so_instead_of_asked_again(people, review, who):
    sign(people, review, who)
    page = people[who].follow(people[who].get(at(review, "sign"), 302))
    assert page.says("You have signed this. Nothing more is asked of you here.")


@pytest.mark.parametrize("days", [0, 40])
@pytest.mark.parametrize("who", list(NAMES))
def test_the_button_to_sign_is_there_on_the_due_day_and_after_it(who, days, people, review):
    review_row(review).due_on = clock.today() - timedelta(days=days)
    db.session.commit()
    assert at(review, "sign") in people[who].get("/").links()
    page = people[who].get(at(review, "sign"))
    buttons = [one.text_content().strip() for one in page.tree.xpath("//main//button[@type='submit']")]
    assert "Sign" in buttons
    sign(people, review, who)
    ((capacity, _meaning, _comment),) = signatures(review)
    assert capacity.value == SIDES[who].value
