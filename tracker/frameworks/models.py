"""Frameworks of competencies and scales of levels, as published versions that never change."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.database import Base, choice


class Kind(StrEnum):
    """What a competency is, in the source's own division."""

    TASK = "task"
    KNOWLEDGE = "knowledge"


class Wording(StrEnum):
    """Which set of the scale's sentences fits a competency.

    DUTY items are those where "not yet every time" would be an admission; WELLNESS marks wellness
    and story items, where nobody is asked about their health.
    """

    TASK = "task"
    KNOWLEDGE = "knowledge"
    DUTY = "duty"
    WELLNESS = "wellness"


class FrameworkVersion(Base):
    """One published version of a list of competencies. An edit makes a new version."""

    __tablename__ = "framework_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    source_url: Mapped[str] = mapped_column(String(400))
    attribution: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSON)
    suitable_methods: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(default=clock.now)


class Domain(Base):
    """A performance domain. A framework may have any number of them."""

    __tablename__ = "domain"
    __table_args__ = (UniqueConstraint("version_id", "code"), UniqueConstraint("version_id", "position"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("framework_version.id"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    exam_items: Mapped[int | None]


class Competency(Base):
    """One task or area of knowledge. Its code identifies it, never its text: some statements occur twice."""

    __tablename__ = "competency"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        UniqueConstraint("domain_id", "kind", "position"),
        CheckConstraint("length(statement) > 0", name="statement_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("framework_version.id"))
    domain_id: Mapped[UUID] = mapped_column(ForeignKey("domain.id"))
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    wording: Mapped[Wording] = mapped_column(choice(Wording, "wording"))
    position: Mapped[int]
    statement: Mapped[str] = mapped_column(Text)
    exam_items: Mapped[int | None]


class ScaleVersion(Base):
    """One published version of a scale."""

    __tablename__ = "scale_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(default=clock.now)


class ScaleLevel(Base):
    """A level: its number, its label, and a sentence for each wording in the first and third person."""

    __tablename__ = "scale_level"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 9", name="value_range"),)

    scale_id: Mapped[UUID] = mapped_column(ForeignKey("scale_version.id"), primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    sentences: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
