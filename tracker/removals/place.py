"""What it takes to name a column that holds free text of a person's record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from tracker.database import Base
from tracker.language import LazyString


@dataclass(frozen=True)
class Place:
    """A column that holds free text about someone.

    ``about`` tells which rows belong to a person's record; ``record`` is the record by which it is decided
    who reads the row, and ``part`` of which kind that record is.
    """

    name: str
    words: LazyString
    column: InstrumentedAttribute[str]
    about: Callable[[UUID], ColumnElement[bool]]
    part: str
    record: InstrumentedAttribute[UUID]

    @property
    def model(self) -> type[Base]:
        """The table it stands in."""
        return cast("type[Base]", self.column.class_)


def equals(column: InstrumentedAttribute[UUID]) -> Callable[[UUID], ColumnElement[bool]]:
    """The rows that name the person in this column."""
    return lambda person_id: column == person_id
