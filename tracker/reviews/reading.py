"""A review as one reader may see it, and what that reader may do to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort

from tracker.access.reading import Part, Relation
from tracker.assessments import queries as ratings
from tracker.assessments.models import Assessment, Side
from tracker.assessments.queries import OwnSide
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline, Scale
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews import transitions
from tracker.reviews.models import Review
from tracker.reviews.transitions import Act, Actor
from tracker.voiding.models import Voiding


@dataclass(frozen=True)
class Reading:
    """A review as one reader may see it.

    ``side`` is the side on which the reader takes part, or None for HR, an auditor and others.
    """

    review: Review
    reader: Person
    relations: frozenset[Relation]
    parts: frozenset[Part]
    void: Voiding | None = None

    @property
    def assessment(self) -> Assessment:
        """The ratings of the review."""
        return self.review.assessment

    @property
    def person(self) -> Person:
        """Whose review it is."""
        return self.review.assessment.person

    @property
    def outline(self) -> Outline:
        """What is rated: the framework version it began with, or its focus set."""
        return ratings.outline_of(self.assessment)

    @property
    def scale(self) -> Scale:
        """The scale version it began with."""
        return frameworks.scale(self.assessment.scale_id)

    @property
    def side(self) -> Side | None:
        """The side on which the reader takes part."""
        if Relation.SELF in self.relations:
            return Side.EMPLOYEE
        return Side.SUPERVISOR if Relation.SUPERVISOR in self.relations else None

    @property
    def own(self) -> OwnSide:
        """The reader's own side; only for those who take part."""
        return OwnSide(self.assessment, self.side or abort(404))

    @property
    def is_between_the_sides(self) -> bool:
        """Whether the reader is one of the two sides: the talk itself, and "in person", are theirs alone."""
        return self.side is not None or Relation.FORMER_STAFF in self.relations

    @property
    def ends_with_signing(self) -> bool:
        """Whether the reader keeps what they signed and sees no later change: a former supervisor."""
        goes_on = {Relation.SUPERVISOR, Relation.HR, Relation.AUDITOR}
        return Relation.FORMER_SUPERVISOR in self.relations and not self.relations & goes_on

    @property
    def signing_side(self) -> Side | None:
        """The side the reader signs for: former staff still sign for themselves."""
        return Side.EMPLOYEE if Relation.FORMER_STAFF in self.relations else self.side

    def acting_side(self, act: Act, *, side: Side | None = None) -> Side:
        """The side on which the reader acts, when the table of transitions allows it.

        :param side: another than the reader's own, for signing after one's time.
        :raises Refusal: in another state, when it is void, or for a side that may not do this.
        """
        self.refuse_void()
        transition = transitions.check(act, self.review.state)
        acting = side or self.side
        if acting is None or not transition.is_for(acting):
            raise Refusal(str(transition.reserved))
        return acting

    def check_hr(self, act: Act) -> None:
        """Let only HR go on, in a state that the table of transitions names for this.

        :raises Stale: in another state, or when it is void.
        :raises NotAllowed: for anyone else, and for HR on their own record.
        """
        self.refuse_void()
        transition = transitions.check(act, self.review.state)
        if Relation.HR not in self.relations or not transition.is_for(Actor.HR):
            raise NotAllowed(str(transition.reserved))

    def refuse_void(self) -> None:
        """Nothing more is written in a void review.

        :raises Stale: when it is void.
        """
        if self.void is not None:
            raise Stale(_("This review is void: nothing more is written in it."))

    def may(self, act: Act) -> bool:
        """Whether the reader's side may do this now: for showing a button."""
        return self.void is None and transitions.may(act, self.side, self.review.state)

    @property
    def is_dates_only(self) -> bool:
        """Whether the reader sees that there is a review, and its dates."""
        return self.parts == {Part.DATES}

    @property
    def is_whole(self) -> bool:
        """Whether the reader may see everything of it."""
        return self.reads(Part.WHOLE)

    def reads(self, part: Part) -> bool:
        """Whether the reader may see a part."""
        return part in self.parts
