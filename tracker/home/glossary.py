"""What the product's words mean: states, answers and terms, in plain sentences."""

from __future__ import annotations

from typing import Final

from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED
from tracker.language import LazyString, _l
from tracker.reviews.models import State
from tracker.words import ANSWERS, ANSWERS_OF_OTHERS, NOT_ANSWERED

STATES: Final[dict[State, LazyString]] = {
    State.RATING: _l("Each side rates in its own time. Nobody else can read an answer until both have sent theirs."),
    State.IN_CONVERSATION: _l(
        "Both see both ratings and talk about them. Levels can be agreed, goals are made. The supervisor then finishes."
    ),
    State.AWAITING_SIGNATURES: _l(
        "Nothing in it changes any more. The employee has ten working days to read it, and both sign."
    ),
    State.ENDED: _l("It was signed by both, or it says how it ended without that. A statement can still be added."),
    State.CLOSED: _l("The cycle was closed before it was done. It was not signed and counts nowhere."),
}

OTHER_ANSWERS: Final[tuple[tuple[LazyString, LazyString], ...]] = (
    (ANSWERS[NOT_MY_ROLE], _l("You do not do this in your job. It is an answer, and it is never counted as zero.")),
    (
        ANSWERS_OF_OTHERS[NOT_OBSERVED],
        _l("The supervisor has not seen this. It says nothing about how well it is done."),
    ),
    (ANSWERS[IN_PERSON], _l("Only on items on wellness and one's own story. No reason is needed.")),
    (NOT_ANSWERED, _l("Nothing was chosen. It is counted nowhere.")),
)

TERMS: Final[tuple[tuple[LazyString, LazyString], ...]] = (
    (_l("Agreed"), _l("a level that one of you named and the other confirmed.")),
    (_l("Amendment"), _l("a signed review opened again, with a reason. The signed copy stays as it is.")),
    (_l("Area of knowledge"), _l("something to know and explain; the other kind of item is a task.")),
    (_l("Backup supervisor"), _l("stands in for the supervisor, with an end date.")),
    (_l("Brief contact"), _l("a meeting too short to count. It is listed all the same.")),
    (_l("Competency"), _l("one task or one area of knowledge on the list.")),
    (_l("Confirm"), _l("to say that an entry about you is right. Confirming is not signing.")),
    (_l("Domain"), _l("one of the large parts of the list, such as Mentoring.")),
    (_l("Focus set"), _l("the items rated this time; the others stand from the last review.")),
    (_l("Independent ratings"), _l("you each rate first, then you compare.")),
    (_l("Individual"), _l("a person you support. Their names, initials and dates do not belong here.")),
    (_l("Late entry"), _l("a meeting written down after its month was signed. It keeps its real date.")),
    (
        _l("Open ratings"),
        _l("the supervisor may open the employee's ratings once they are sent, before sending their own."),
    ),
    (_l("Practice"), _l("a rating to try things out. Only you see it, and it is never counted.")),
    (_l("Purpose"), _l("what a review is used for, and what it is not used for.")),
    (_l("Statement"), _l("your own words on a part of your record. They are shown and printed with it.")),
    (_l("Supervision"), _l("planned time with your supervisor about your work.")),
    (_l("Trail"), _l("who did or opened what, and when. It cannot be changed.")),
    (_l("Verified"), _l("a named assessor saw it shown, and wrote how and when.")),
    (_l("Void"), _l("made in error: struck through, still readable, counted nowhere.")),
)
