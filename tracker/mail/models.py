"""Mail: to whom, about what kind of thing, and whether it has left. It never names anybody or any rating."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class MailState(StrEnum):
    """What became of a mail.

    ``KEPT``: no mail server is named. ``SENDING``: it is being handed over. ``DROPPED``: what it spoke of is no more,
    or too late. ``FAILED``: the server refused it, or did not take it for days. ``UNSURE``: it was being handed
    over when the worker or the line died, so it may have been sent or not; only a person sends it again.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    DROPPED = "dropped"
    FAILED = "failed"
    UNSURE = "unsure"


class Mail(Identified, Dated, Base):
    """One mail to one person. ``once`` names what may be written only once, such as the reminder of a day.

    ``address`` is where it went, or was last tried to; before that the person's own is taken. It is tried again
    from ``due_at`` on and never sent from ``expires_at`` on.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_paired"),
        CheckConstraint("state <> 'sending' OR claimed_at IS NOT NULL", name="claimed_when_sending"),
        Index("ix_mail_state", "state", "due_at"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"), default=MailState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(254))
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(300), default="")

    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def can_be_sent_again(self) -> bool:
        """Whether somebody may decide to send it once more."""
        return self.state in (MailState.FAILED, MailState.UNSURE)
