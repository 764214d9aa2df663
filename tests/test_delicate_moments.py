"""The words of ten delicate moments, as they were agreed on; the pages say them as they stand here.

Names and levels come as places. Three stand a little otherwise: in a locked month it is HR who can reopen, whoever
that is by then; the ratings being made, the consent and the notices before rating stand in sentences of their own;
a reminder counts its tasks.
"""

import pytest

from tracker import catalogue

MOMENTS = {
    "first visit": (
        "Before you start: who sees what",
        "This review is used for: %(purpose)s",
        "It is not used for: %(not_used)s",
        (
            "While you rate, only you can read your answers. %(supervisor)s and HR can see how many you have answered. "
            "After you both send your ratings, you both see both. HR reads it once it has ended, signed or not. "
            "Colleagues never do. It becomes part of your employee record, so the law may require your "
            "employer to show "
            "it. You can see who opened it."
        ),
        "Please do this in paid time; stop whenever you like. Every answer is saved.",
        "See the full list",
    ),
    "wellness items": (
        (
            "This is about a skill at work. Rate the skill; do not describe your health, your recovery or "
            "any treatment. "
            "You may also choose 'I would rather talk about this in person.' That counts as an answer. No reason is "
            "needed."
        ),
    ),
    "independent ratings": (
        (
            "You each rate first. Then you compare. %(name)s cannot see your answers, and you cannot see theirs, until "
            "both are sent. Neither view replaces the other, and no score is made from the two."
        ),
    ),
    "a difference": (
        (
            "You see this one differently. You chose %(mine)s. %(name)s chose %(theirs)s. This is common: each of you "
            "knows a different part of the work. What did you each see? When? What would help? You can "
            "agree on a level, "
            "or keep both views."
        ),
    ),
    "disagree and sign": (
        "Signing says you have read this. It does not have to say you agree.",
        "Tell us what you see differently; your words stay with this record each time it is shown or printed.",
        (
            "By typing my name and confirming it is me, I sign this record. I have read it. I do not agree with all of "
            "it, and my comment is attached."
        ),
    ),
    "decline": (
        (
            "You may choose not to sign. The record will say that it was offered to you on %(day)s and that "
            "you chose not "
            "to sign. You can still read it, add a statement, take a copy, or still sign later."
        ),
        "Write when and how it was offered. Do not guess why.",
    ),
    "possible identifier": (
        "This may point to a person you support. Please look at: %(marks)s.",
        (
            "Take out names, initials, dates, addresses and numbers. You can write 'an individual'. Nothing "
            "is lost; your "
            "text is still here."
        ),
        "Fix my text",
        "We keep the choice you made, not a copy of the marked words. This check cannot catch everything.",
    ),
    "a reminder": (
        "Something is waiting for you",
        "One task was due on %(day)s and is waiting for you.",
        "It takes about %(minutes)d minutes, and you can stop and come back.",
        "Please do it in paid time.",
        "Need more time? Ask on that page; please do not give health reasons.",
        "You get at most one mail a day. Change reminders:",
    ),
    "locked month": (
        (
            "%(month)s is signed and locked, so the hours stay as you both signed them. Missed a meeting? Add a late "
            "entry: it keeps its real date and shows today as the day it was written. Found a mistake? HR "
            "can reopen the "
            "month with a written reason. The signed copy is kept."
        ),
    ),
    "practice": (
        "PRACTICE.",
        (
            "Try anything. Only you can see this. It is not counted, not reported, and never becomes your real review. "
            "You can delete it at any time."
        ),
        "Delete this practice",
        "Go to my real review",
    ),
}


@pytest.fixture(scope="module")
def said():
    forms = [one.id if isinstance(one.id, tuple) else (one.id,) for one in catalogue.collect()]
    return "\n".join(form for each in forms for form in each)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_delicate_moment_is_said_in_the_words_that_were_agreed_on(said, moment):
    assert [words for words in MOMENTS[moment] if words not in said] == []
