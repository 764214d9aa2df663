"""Nobody uses an HR or administrator right on their own record: the one rule, with the one sentence that says so."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from tracker.errors import NotAllowed
from tracker.language import _l

NOT_ON_ONES_OWN: Final = _l("Nobody uses an HR or administrator right on their own record. Ask a colleague.")


def refuse_own(person_id: UUID, by_id: UUID | None) -> None:
    """Refuse whoever would use such a right on their own record.

    :param by_id: who acts; None for the operator's own commands, which have no record.
    :raises NotAllowed: on one's own record.
    """
    if person_id == by_id:
        raise NotAllowed(str(NOT_ON_ONES_OWN))
