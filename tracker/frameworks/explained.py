"""Help that stands beside an item: what it can look like at work, and what the item itself names.

The ten guiding principles: SAMHSA, "Working Definition of Recovery" (2012), listed by the Illinois Department of
Human Services (dhs.state.il.us, item 28128). The stages of change: J. Prochaska and C. DiClemente, as in SAMHSA,
TIP 35, "Enhancing Motivation for Change" (2019). The lines are our own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.frameworks.looks_like import LOOKS_LIKE, SAME_AS
from tracker.language import LazyString, _l

FRAMEWORK: Final = "crss"
OLDER: Final = "crss-mcs"


@dataclass(frozen=True)
class Topic:
    """Something that items name and do not explain: its parts with a line each, and where they were read."""

    slug: str
    title: LazyString
    lines: tuple[tuple[LazyString, LazyString], ...]
    source: LazyString
    codes: frozenset[str]


PRINCIPLES: Final = Topic(
    "principles",
    _l("The ten guiding principles of recovery"),
    (
        (_l("Hope"), _l("Recovery starts with the belief that life can get better.")),
        (_l("Person-driven"), _l("People set their own goals and choose their own way.")),
        (_l("Many pathways"), _l("Each person's road is their own; there is no single right one.")),
        (_l("Holistic"), _l("It takes in a whole life: mind, body, spirit, home, work and friends.")),
        (_l("Peer support"), _l("People who have been there help each other.")),
        (_l("Relational"), _l("It grows with people who believe in you and stay.")),
        (_l("Culture"), _l("Values, customs and beliefs shape the way and must be met with care.")),
        (_l("Trauma-informed"), _l("Services keep people safe, build trust and offer choice.")),
        (_l("Strengths and responsibilities"), _l("People, families and towns each have strengths and a part to do.")),
        (_l("Respect"), _l("People are met with respect, and rights are kept.")),
    ),
    _l("SAMHSA, Working Definition of Recovery (2012), at dhs.state.il.us item 28128. In our own words."),
    frozenset({"PRO-K01", "REC-K01"}),
)
STAGES: Final = Topic(
    "stages",
    _l("The stages of change"),
    (
        (_l("Not thinking about it yet"), _l("The published name is precontemplation: change is no topic so far.")),
        (_l("Thinking about it"), _l("Contemplation: there are reasons for it and against it.")),
        (_l("Getting ready"), _l("Preparation: a plan is made and small steps are tried.")),
        (_l("Doing it"), _l("Action: something is done in a new way.")),
        (_l("Keeping it up"), _l("Maintenance: the new way has become usual. People may go back and forth.")),
    ),
    _l("J. Prochaska and C. DiClemente, as in SAMHSA, TIP 35 (2019). In our own words."),
    frozenset({"REC-T07", "REC-T08", "REC-K04"}),
)
TOPICS: Final = (PRINCIPLES, STAGES)


@dataclass(frozen=True)
class Explained:
    """What helps with one item: an example, or None, and what it names."""

    example: LazyString | None
    topic: Topic | None


def explain(framework: str, code: str) -> Explained:
    """The help for an item of a framework; an employer's own framework has none."""
    if framework == OLDER:
        return Explained(LOOKS_LIKE.get(SAME_AS.get(code, "")), None)
    if framework != FRAMEWORK:
        return Explained(None, None)
    return Explained(LOOKS_LIKE.get(code), next((topic for topic in TOPICS if code in topic.codes), None))
