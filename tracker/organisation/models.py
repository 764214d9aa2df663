"""The tally: how many reviews of a cycle gave each answer, by program, kept current as reviews end."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base


class CycleGroup(Base):
    """The people of one program whose review in one cycle counts; without a program: those who have none."""

    __tablename__ = "organisation_group"
    __table_args__ = (
        UniqueConstraint("cycle_id", "program_id"),
        CheckConstraint("people >= 0", name="people_counted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("review_cycle.id"), index=True)
    program_id: Mapped[UUID | None] = mapped_column(ForeignKey("program.id"))
    people: Mapped[int] = mapped_column(default=0)


def group_id_of(cycle_id: UUID, program_id: UUID | None) -> UUID:
    """The identifier of a group: always the same, so that two reviews that end at one moment make one group."""
    return uuid5(cycle_id, str(program_id or ""))


class CountedReview(Base):
    """That a review of a cycle is in the tally, in which group, and which copy of it: the newest signed one.

    The group is that of the program someone worked in when the review ended. It stays when they move: else two
    looks at the same cycle, before and after a move, would differ by the answers of that one person.
    """

    __tablename__ = "organisation_counted"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    counted_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), unique=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("organisation_group.id"), index=True)


class TallyCell(Base):
    """How many reviews of a group say ``what`` of an item, such as "self:4"; ``tracker.organisation.kinds`` names all.

    Holds no row for wellness and story items: they are in no organization view.
    """

    __tablename__ = "organisation_tally"
    __table_args__ = (CheckConstraint("number >= 0", name="number_counted"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("organisation_group.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(24), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    number: Mapped[int]
