"""Who reads which part of a review in which state: one table, one test per cell.

The table is the product's promise to its users ("Who reads what"); the page at ``/help/who-sees-what``
is drawn from it.
"""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """What the reader is to the person a record is about. One reader may be several."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    SECOND = "second"
    ASSESSOR = "assessor"
    FORMER_SUPERVISOR = "former_supervisor"
    UPLINE = "upline"
    HR = "hr"
    AUDITOR = "auditor"
    FORMER_STAFF = "former_staff"


class Phase(StrEnum):
    """How far a review is, as far as reading is concerned."""

    RATING = "rating"
    ONE_SENT = "one_sent"
    OPENED = "opened"
    TALKING = "talking"
    ENDED = "ended"


class Part(StrEnum):
    """A part of a review that can be read on its own."""

    DATES = "dates"
    STATE = "state"
    EMPLOYEE_PROGRESS = "employee_progress"
    SUPERVISOR_PROGRESS = "supervisor_progress"
    OWN_ROW = "own_row"
    EMPLOYEE_ROW = "employee_row"
    BOTH_ROWS = "both_rows"
    WHOLE = "whole"


_NOTHING: frozenset[Part] = frozenset()
_DATES = frozenset({Part.DATES})
_STATE = _DATES | {Part.STATE}
_PROGRESS = _STATE | {Part.EMPLOYEE_PROGRESS, Part.SUPERVISOR_PROGRESS}
_OWN = _STATE | {Part.OWN_ROW}
_BOTH = _STATE | {Part.OWN_ROW, Part.BOTH_ROWS}
_WHOLE = _BOTH | {Part.WHOLE}

# Former supervisors and auditors: what they signed, or were granted, is a narrower choice of
# records that the queries make; the cells here say what they read of a record they may open.
READS: dict[Relation, dict[Phase, frozenset[Part]]] = {
    Relation.SELF: {
        Phase.RATING: _OWN | {Part.EMPLOYEE_PROGRESS},
        Phase.ONE_SENT: _OWN | {Part.EMPLOYEE_PROGRESS},
        Phase.OPENED: _OWN | {Part.EMPLOYEE_PROGRESS},
        Phase.TALKING: _BOTH,
        Phase.ENDED: _WHOLE,
    },
    Relation.SUPERVISOR: {
        Phase.RATING: _OWN | {Part.EMPLOYEE_PROGRESS, Part.SUPERVISOR_PROGRESS},
        Phase.ONE_SENT: _OWN | {Part.EMPLOYEE_PROGRESS, Part.SUPERVISOR_PROGRESS},
        Phase.OPENED: _OWN | {Part.EMPLOYEE_PROGRESS, Part.SUPERVISOR_PROGRESS, Part.EMPLOYEE_ROW},
        Phase.TALKING: _BOTH,
        Phase.ENDED: _WHOLE,
    },
    Relation.SECOND: dict.fromkeys(Phase, _NOTHING),
    # An appointed assessor reads a name and the verification sheet.
    Relation.ASSESSOR: dict.fromkeys(Phase, _NOTHING),
    Relation.FORMER_SUPERVISOR: {
        Phase.RATING: _NOTHING,
        Phase.ONE_SENT: _NOTHING,
        Phase.OPENED: _NOTHING,
        Phase.TALKING: _NOTHING,
        Phase.ENDED: _WHOLE,
    },
    Relation.UPLINE: {
        Phase.RATING: _NOTHING,
        Phase.ONE_SENT: _DATES,
        Phase.OPENED: _DATES,
        Phase.TALKING: _DATES,
        Phase.ENDED: _DATES,
    },
    Relation.HR: {
        Phase.RATING: _PROGRESS,
        Phase.ONE_SENT: _PROGRESS,
        Phase.OPENED: _PROGRESS,
        Phase.TALKING: _STATE,
        Phase.ENDED: _WHOLE,
    },
    Relation.AUDITOR: {
        Phase.RATING: _NOTHING,
        Phase.ONE_SENT: _NOTHING,
        Phase.OPENED: _NOTHING,
        Phase.TALKING: _NOTHING,
        Phase.ENDED: _WHOLE,
    },
    Relation.FORMER_STAFF: {
        Phase.RATING: _NOTHING,
        Phase.ONE_SENT: _NOTHING,
        Phase.OPENED: _NOTHING,
        Phase.TALKING: _NOTHING,
        Phase.ENDED: _WHOLE,
    },
}


def readable(relations: frozenset[Relation], phase: Phase) -> frozenset[Part]:
    """Everything someone with ``relations`` to the person may read of a review in ``phase``."""
    return frozenset().union(*(READS[relation][phase] for relation in relations))
