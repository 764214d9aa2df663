"""The conversation: what was said about an item, how the talk was held, finishing it and coming back to it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.reviews.record import at, everything, lines, outcome, state_of, talk
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.reviews.models import ConversationComment, ConversationForm, State
from tracker.reviews.queries import find_conversation, get_snapshot
from tracker.signatures.queries import read_snapshot


@pytest.fixture
def review(world):
    return world.both_sent()


@pytest.fixture
def ana(world, visit):
    return visit(world.ana)


@pytest.fixture
def dana(world, visit):
    return visit(world.dana)


def details(**more):
    values = {
        "held_on": clock.today().isoformat(),
        "minutes": "60",
        "form": "video",
        "present": "Ana Ruiz, Dana Whitfield",
        "support_wanted": "More notice.",
        "notes": "A good talk.",
    }
    return {**values, **more}


def said(review):
    rows = db.session.query(ConversationComment).filter_by(review_id=review.id)
    return [(row.author_id, row.text) for row in rows.order_by(ConversationComment.created_at)]


def test_comments_are_added_by_either_side_and_read_by_both(world, review, ana, dana):
    page = dana.follow(dana.post(talk(review, "ADV-T01"), {"text": "I saw the Monday group."}))
    assert page.says("I saw the Monday group.")
    ana.post(talk(review, "ADV-T01"), {"text": "And Tuesday's."})
    assert said(review) == [(world.dana.id, "I saw the Monday group."), (world.ana.id, "And Tuesday's.")]
    assert ana.get(talk(review, "ADV-T01")).says("I saw the Monday group.")
    assert not ana.get(talk(review, "ADV-T02")).says("I saw the Monday group.")
    assert [line.fields for line in lines(review, "review.commented")] == [["ADV-T01"], ["ADV-T01"]]


def test_the_same_comment_sent_twice_stands_once(review, dana):
    form = {"text": "Once.", "key": str(uuid4())}
    for _ in range(2):
        dana.post(talk(review, "ADV-T01"), form)
    assert len(said(review)) == 1


@pytest.mark.parametrize(("text", "error"), [("", "Write what was said."), ("x" * 4001, "Shorten this to 4000")])
def test_a_comment_needs_words_and_not_too_many(review, dana, text, error):
    page = dana.post(talk(review, "ADV-T01"), {"text": text}, status=422)
    assert page.errors()[0].startswith(error)
    assert page.value("text") == text
    assert said(review) == []


def test_a_comment_does_not_change_the_rating_or_its_comment(review, dana):
    before = everything(review)[1]
    dana.post(talk(review, "ADV-T01"), {"text": "Words."})
    assert everything(review)[1] == before


@pytest.mark.parametrize("side", list(Side))
def test_either_side_writes_down_the_talk(world, review, visit, side):
    person = visit(world.ana if side is Side.EMPLOYEE else world.dana)
    page = person.follow(person.post(talk(review), details()))
    assert page.says("Saved.")
    kept = find_conversation(review)
    assert (kept.held_on, kept.minutes, kept.form) == (clock.today(), 60, ConversationForm.VIDEO)
    assert (kept.present, kept.support_wanted, kept.notes) == (
        "Ana Ruiz, Dana Whitfield",
        "More notice.",
        "A good talk.",
    )
    assert page.value("notes") == "A good talk."


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("minutes", "0", "Write the minutes as a number from 1 to 600."),
        ("minutes", "601", "Write the minutes as a number from 1 to 600."),
        ("minutes", "-5", "Write the minutes as a number from 1 to 600."),
        ("minutes", "an hour", "Write a whole number, in digits."),
        ("minutes", "9" * 30, "Write the minutes as a number from 1 to 600."),
        ("held_on", "tomorrow", "Choose today or an earlier day"),
        ("held_on", "soon", "Write a day as month, day and year"),
        ("form", "letter", None),
        ("present", "x" * 301, "Shorten this to 300 characters or fewer."),
        ("notes", "x" * 4001, "Shorten this to 4000 characters or fewer."),
    ],
)
def test_details_that_cannot_be_are_refused_and_what_was_typed_is_kept(review, dana, field, value, error):
    if value == "tomorrow":
        value = (clock.today() + timedelta(days=1)).isoformat()
    before = everything(review)
    page = dana.post(talk(review), details(**{field: value}), status=422)
    assert error is None or page.errors()[0].startswith(error)
    assert page.value("support_wanted") == "More notice."
    assert everything(review) == before


def test_details_may_be_filled_in_bit_by_bit(review, dana):
    dana.post(talk(review), details(held_on="", minutes="", form="", present="", notes="Begun."))
    dana.post(talk(review), details(minutes="", notes="Begun and ended."))
    kept = find_conversation(review)
    assert (kept.minutes, kept.notes) == (None, "Begun and ended.")


def test_a_page_from_before_the_other_wrote_does_not_overwrite(review, ana, dana):
    older = dana.get(talk(review)).value("revision")
    ana.post(talk(review), details(support_wanted="More notice of changes."))
    before = everything(review)
    page = dana.post(talk(review), details(support_wanted="", notes="Her words", revision=older), status=409)
    assert page.says("The other side has changed the notes meanwhile.")
    assert page.says("Her words")
    assert everything(review) == before
    newer = dana.get(talk(review))
    assert newer.value("support_wanted") == "More notice of changes."
    dana.post(talk(review), details(notes="Her words", revision=newer.value("revision")))
    assert find_conversation(review).notes == "Her words"


def test_the_same_details_sent_twice_change_nothing(review, dana):
    form = details(revision=dana.get(talk(review)).value("revision"))
    for _ in range(2):
        dana.post(talk(review), form)
    assert len(lines(review, "review.conversation_described")) == 1


@pytest.mark.parametrize("missing", ["held_on", "minutes", "form", "present"])
def test_finishing_needs_day_minutes_form_and_who_was_present(review, dana, missing):
    before = everything(review)
    page = dana.post(talk(review), details(finish="1", **{missing: ""}), status=409)
    assert page.says("Write down the day of the conversation, the minutes, how you met and who was present.")
    assert page.says("A good talk.")
    assert everything(review) == before


def test_finishing_locks_the_content_and_asks_for_signatures(review, dana):
    page = dana.follow(dana.post(talk(review), details(finish="1")))
    assert page.says("The conversation is finished. Its content is locked; now you both sign.")
    assert state_of(review) is State.AWAITING_SIGNATURES
    frozen = read_snapshot(get_snapshot(review))["conversation"]
    assert (frozen["minutes"], frozen["form"], frozen["notes"]) == (60, "video", "A good talk.")
    for name in ("Ana Ruiz", "Dana Whitfield"):
        assert page.says(f"Waiting for {name} since")


def test_finishing_needs_no_agreement(review, dana):
    dana.post(talk(review), details(finish="1"))
    assert outcome(review, "ADV-T01") is None
    assert state_of(review) is State.AWAITING_SIGNATURES


@pytest.mark.parametrize("who", ["ana", "dana"])
def test_either_side_returns_to_the_conversation_with_a_reason(world, visit, who):
    review = world.awaiting()
    person = visit(getattr(world, who))
    page = person.follow(person.post(at(review, "return"), {"reason": "The date is wrong."}))
    assert page.says("Back in conversation.")
    assert state_of(review) is State.IN_CONVERSATION
    person.post(talk(review, "ADV-T01", "propose"), {"level": "4"})


@pytest.mark.parametrize(("reason", "error"), [("", "Say in a sentence why"), ("x" * 1001, "Shorten this to 1000")])
def test_returning_needs_a_reason(world, dana, reason, error):
    review = world.awaiting()
    before = everything(review)
    page = dana.post(at(review, "return"), {"reason": reason}, status=422)
    assert page.errors()[0].startswith(error)
    assert page.value("reason") == reason
    assert everything(review) == before


@pytest.mark.parametrize("who", ["hr", "admin"])
def test_nobody_else_returns_a_review(world, visit, who):
    review = world.awaiting()
    visit(getattr(world, who)).post(at(review, "return"), {"reason": "Because."}, status=403)
    assert state_of(review) is State.AWAITING_SIGNATURES


def test_a_finished_conversation_is_read_and_not_written(world, ana):
    review = world.awaiting()
    page = ana.get(talk(review))
    assert page.says("The conversation is finished; its content is locked.")
    assert page.says("A good talk.")
    assert page.words("//dt[.='How you met']/following-sibling::dd") == "In person"
    assert not page.tree.xpath("//main//button")
    assert not ana.get(talk(review, "ADV-T01")).tree.xpath("//main//button")
