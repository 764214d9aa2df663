"""The table of transitions as a page for people: ``bin/states`` writes it to ``docs/states.md``."""

from __future__ import annotations

from collections import defaultdict

from tracker.reviews.models import State
from tracker.reviews.transitions import TRANSITIONS, Act, Transition

HEAD = """# The states of a review

Written by `bin/states` from `tracker/reviews/transitions.py`, the one table that says who may move a review, from
where to where. A test holds that this page is what the table says. What a state lets each person read stands in
`tracker/access/reading.py`; the random walks of `bin/walks` check both against what is promised to users.
"""


def draw() -> str:
    """A state diagram in Mermaid, and a table of every act: who, from, to, and what it needs besides."""
    lines = [HEAD, "```mermaid", "stateDiagram-v2", "    [*] --> rating", *_arrows(), "```", "", *_rows()]
    return "\n".join(lines) + "\n"


def _words(act: Act | State) -> str:
    return act.value.replace("_", " ")


def _arrows() -> list[str]:
    acts: dict[tuple[State, State], list[str]] = defaultdict(list)
    for transition in TRANSITIONS.values():
        for before, after in _moves(transition):
            if before is not after:
                acts[before, after].append(_words(transition.act))
    return [f"    {before} --> {after}: {', '.join(names)}" for (before, after), names in acts.items()]


def _rows() -> list[str]:
    head = ["| act | who | from -> to | what else it needs |", "| --- | --- | --- | --- |"]
    return head + [
        f"| {_words(one.act)} | {', '.join(sorted(one.actors))} | "
        f"{', '.join(f'{_words(before)} -> {_words(after)}' for before, after in _moves(one))} | {one.needs} |"
        for one in TRANSITIONS.values()
    ]


def _moves(transition: Transition) -> list[tuple[State, State]]:
    order = list(State)
    return sorted(transition.moves, key=lambda move: (order.index(move[0]), order.index(move[1])))
