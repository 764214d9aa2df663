"""People who work for the employer, what they may do, and who supervises whom, with dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import Base, Dated, Identified, choice

FORMER_STAFF_ACCESS = timedelta(days=365)


class Role(StrEnum):
    """What someone comes for; a person may hold several."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Employment(StrEnum):
    """How someone works here; Rule 132.55 counts volunteers and interns as personnel."""

    PAID = "paid"
    VOLUNTEER = "volunteer"
    INTERN = "intern"


class AssignmentKind(StrEnum):
    """What a supervisor is to one person."""

    PRIMARY = "primary"
    SECOND = "second"
    BACKUP = "backup"
    CLINICAL_OVERSIGHT = "clinical_oversight"


# Who may rate and sign as the supervisor; the other kinds observe and verify only.
RATING_KINDS = frozenset({AssignmentKind.PRIMARY, AssignmentKind.BACKUP})


class Installation(Base):
    """One row about this installation: whether it shows an invented employer, and that one's name."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    demo_employer_name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Program(Identified, Base):
    """A part of the organization in which people work."""

    __tablename__ = "program"

    name: Mapped[str] = mapped_column(String(120), unique=True)


class Site(Identified, Base):
    """A place where people work; a program may have several, and a site several programs."""

    __tablename__ = "site"

    name: Mapped[str] = mapped_column(String(120), unique=True)


class PersonSite(Base):
    """At which site someone works now."""

    __tablename__ = "person_site"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"), index=True)


class Person(Identified, Dated, Base):
    """Someone with an account. The record outlives their employment."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("sign_in_name = lower(sign_in_name)", name="sign_in_name_lower"),
        CheckConstraint("email IS NULL OR email = lower(email)", name="email_lower"),
        CheckConstraint("left_on IS NULL OR hired_on IS NULL OR left_on >= hired_on", name="left_after_hired"),
        # The list of people is narrowed to a job title.
        Index("ix_person_job_title", "job_title"),
    )

    sign_in_name: Mapped[str] = mapped_column(String(120), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    legal_name: Mapped[str | None] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    employment: Mapped[Employment] = mapped_column(choice(Employment, "employment"), default=Employment.PAID)
    program_id: Mapped[UUID | None] = mapped_column(ForeignKey("program.id"), index=True)
    hired_on: Mapped[date | None]
    left_on: Mapped[date | None]
    # The code of the language they chose; None for whoever has not chosen one.
    language: Mapped[str | None] = mapped_column(String(8), sort_order=1)

    program: Mapped[Program | None] = relationship(lazy="raise_on_sql")
    works_at: Mapped[Site | None] = relationship(secondary="person_site", lazy="raise_on_sql", viewonly=True)
    grants: Mapped[list[RoleGrant]] = relationship(
        lazy="raise_on_sql", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.created_at"
    )

    @property
    def signing_name(self) -> str:
        """The name one signs with: the legal name where it differs from the chosen one."""
        return self.legal_name or self.name

    def has_left(self, on: date) -> bool:
        """Whether the last day of work lies before ``on``."""
        return self.left_on is not None and self.left_on < on

    def may_enter(self, on: date) -> bool:
        """Whether the account still opens on ``on``: former staff keep theirs for a year."""
        # Subtracted from today: a last day in the year 9999 has no year after it.
        return self.left_on is None or on - FORMER_STAFF_ACCESS <= self.left_on


class Detail(StrEnum):
    """What may change of someone while they work here; what it was before is kept."""

    NAME = "name"
    LEGAL_NAME = "legal_name"
    SIGN_IN_NAME = "sign_in_name"
    EMAIL = "email"
    JOB_TITLE = "job_title"
    PROGRAM = "program"
    SITE = "site"
    EMPLOYMENT = "employment"


class FormerDetail(Identified, Dated, Base):
    """What a detail of someone was until ``created_at``, and who changed it then."""

    __tablename__ = "former_detail"
    __table_args__ = (
        CheckConstraint("length(value) > 0", name="value_given"),
        Index("ix_former_detail_person", "person_id", "created_at"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    detail: Mapped[Detail] = mapped_column(choice(Detail, "detail"))
    value: Mapped[str] = mapped_column(String(254))
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=changed_by_id)


class FormerStay(Identified, Dated, Base):
    """An earlier time of work here, of someone who left and came back."""

    __tablename__ = "former_stay"
    __table_args__ = (
        CheckConstraint("starts_on IS NULL OR ends_on >= starts_on", name="dates_forward"),
        CheckConstraint("noted_by_id <> person_id", name="not_oneself"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    employment: Mapped[Employment] = mapped_column(choice(Employment, "employment"))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date]
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class RoleGrant(Identified, Dated, Base):
    """A role given to someone, by whom and when; ended rather than deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_paired"),
        Index(
            "uq_role_grant_open",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class SupervisionAssignment(Identified, Dated, Base):
    """Who supervises whom, as what, from when to when. History is kept."""

    __tablename__ = "supervision_assignment"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_forward"),
        CheckConstraint("kind <> 'backup' OR ends_on IS NOT NULL", name="backup_ends"),
        Index(
            "uq_supervision_assignment_open_primary",
            "person_id",
            unique=True,
            sqlite_where=text("kind = 'primary' AND ends_on IS NULL"),
            postgresql_where=text("kind = 'primary' AND ends_on IS NULL"),
        ),
        Index("ix_supervision_assignment_supervisor", "supervisor_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[AssignmentKind] = mapped_column(choice(AssignmentKind, "kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)

    def covers(self, day: date) -> bool:
        """Whether the assignment is in force on ``day``; both its first and last day count."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Absence(Identified, Dated, Base):
    """When someone is away: dates, and no cause. Without a last day it lasts until further notice."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_forward"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    def covers(self, day: date) -> bool:
        """Whether the person is away on ``day``; both the first and the last day count."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class AuditorGrant(Identified, Dated, Base):
    """What an auditor may read: named people, kinds of report, until a day."""

    __tablename__ = "auditor_grant"

    auditor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    granted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kinds: Mapped[list[str]]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))

    people: Mapped[list[AuditorGrantPerson]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class AuditorGrantPerson(Base):
    """One person named in an auditor's grant."""

    __tablename__ = "auditor_grant_person"

    grant_id: Mapped[UUID] = mapped_column(ForeignKey("auditor_grant.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
