"""Reads of frameworks and scales. Published versions never change, so each is read once a process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Final
from uuid import UUID

from flask import abort
from sqlalchemy import func, select

from tracker.database import db
from tracker.frameworks.models import (
    Competency,
    Domain,
    FrameworkVersion,
    Kind,
    ScaleLevel,
    ScaleVersion,
    Wording,
)
from tracker.language import say_shipped

SCALE: Final = "growth"
USUAL: Final = "crss"


@dataclass(frozen=True)
class Item:
    """A competency as pages and reports need it."""

    id: UUID
    code: str
    kind: Kind
    wording: Wording
    statement: str
    domain_code: str
    exam_items: int | None
    repeats: tuple[str, ...] = ()

    @property
    def is_wellness(self) -> bool:
        """Wellness and story items may be talked about in person and are left out of organization views."""
        return self.wording is Wording.WELLNESS


@dataclass(frozen=True)
class Section:
    """One domain's tasks or one domain's areas of knowledge: a page of ratings. Or a whole domain on one page."""

    slug: str
    domain_code: str
    domain_title: str
    kind: Kind
    label: str
    items: tuple[Item, ...]
    is_whole: bool = False


@dataclass(frozen=True)
class Outline:
    """A whole framework version, in source order."""

    id: UUID
    code: str
    version: str
    title: str
    publisher: str
    source_url: str
    attribution: str
    suitable_methods: dict[str, list[str]] = field(hash=False)
    sections: tuple[Section, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item in source order."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def by_code(self) -> dict[str, Item]:
        """Items by their code."""
        return {item.code: item for item in self.items}

    @cached_property
    def by_id(self) -> dict[UUID, Item]:
        """Items by their identifier."""
        return {item.id: item for item in self.items}

    @cached_property
    def domains(self) -> dict[str, str]:
        """Domain titles by code, in order."""
        return {section.domain_code: section.domain_title for section in self.sections}

    def get_section(self, slug: str) -> Section:
        """The section with an address part such as ``adv-tasks``, or the whole domain of ``adv``; or 404."""
        pages = (*self.sections, *self.whole_domains)
        return next((section for section in pages if section.slug == slug), None) or abort(404)

    @cached_property
    def whole_domains(self) -> tuple[Section, ...]:
        """Each domain as one page, in order."""
        return tuple(self._whole(code) for code in self.domains)

    def _whole(self, code: str) -> Section:
        parts = [section for section in self.sections if section.domain_code == code]
        label = ", ".join(section.label for section in parts)
        items = tuple(self.items_of_domain(code))
        return replace(parts[0], slug=code.lower(), label=label, items=items, is_whole=True)

    def section_of(self, item: Item) -> Section:
        """The page on which an item stands."""
        return next(section for section in self.sections if item in section.items)

    def next_section(self, section: Section) -> Section | None:
        """The page after this one."""
        pages = self.whole_domains if section.is_whole else self.sections
        following = pages.index(section) + 1
        return pages[following] if following < len(pages) else None

    def items_of_domain(self, code: str) -> Iterator[Item]:
        """Tasks, then areas of knowledge, of one domain."""
        return (item for item in self.items if item.domain_code == code)


@dataclass(frozen=True)
class Level:
    """One level of a scale: as it was published, and as it is said to a reader.

    Texts of the shipped scale are said in the reader's language; what an employer worded stays as written.
    """

    value: int
    published_label: str
    published_sentences: dict[str, dict[str, str]] = field(hash=False)

    @property
    def label(self) -> str:
        """The level in a word or two, in the reader's language."""
        return say_shipped(self.published_label)

    def sentence(self, wording: Wording, *, first_person: bool) -> str:
        """What the level means for an item of this wording, in the first or third person."""
        return say_shipped(self.published_sentences[wording.value]["first" if first_person else "third"])


@dataclass(frozen=True)
class Scale:
    """A whole scale version."""

    id: UUID
    code: str
    version: str
    published_title: str
    levels: tuple[Level, ...]

    @property
    def title(self) -> str:
        """The name of the scale, in the reader's language."""
        return say_shipped(self.published_title)

    @cached_property
    def by_value(self) -> dict[int, Level]:
        """Levels by number."""
        return {level.value: level for level in self.levels}

    def label(self, value: int) -> str:
        """The label of a level."""
        return self.by_value[value].label


@lru_cache(maxsize=64)
def outline(version_id: UUID) -> Outline:
    """One framework version, from memory after the first time."""
    version = db.session.get_one(FrameworkVersion, version_id)
    domains = db.session.execute(
        select(Domain).where(Domain.version_id == version_id).order_by(Domain.position)
    ).scalars()
    competencies = (
        db.session.execute(select(Competency).where(Competency.version_id == version_id).order_by(Competency.position))
        .scalars()
        .all()
    )
    return Outline(
        id=version.id,
        code=version.code,
        version=version.version,
        title=version.title,
        publisher=version.publisher,
        source_url=version.source_url,
        attribution=version.attribution,
        suitable_methods=version.suitable_methods,
        sections=tuple(_sections(domains, competencies, version.labels)),
    )


@lru_cache(maxsize=64)
def focused(version_id: UUID, codes: tuple[str, ...]) -> Outline:
    """A framework version with only the items of these codes, in source order; all of them without codes."""
    whole = outline(version_id)
    if not codes:
        return whole
    kept = frozenset(codes)
    sections = (
        replace(section, items=tuple(_without_others(item, kept) for item in section.items if item.code in kept))
        for section in whole.sections
    )
    return replace(whole, sections=tuple(section for section in sections if section.items))


def _without_others(item: Item, kept: frozenset[str]) -> Item:
    return replace(item, repeats=tuple(code for code in item.repeats if code in kept))


def _sections(
    domains: Iterator[Domain], competencies: Sequence[Competency], labels: dict[str, str]
) -> Iterator[Section]:
    codes_of: dict[str, list[str]] = defaultdict(list)
    for competency in competencies:
        codes_of[competency.statement].append(competency.code)
    for domain in domains:
        for kind, ending in ((Kind.TASK, "tasks"), (Kind.KNOWLEDGE, "knowledge")):
            items = tuple(
                _item(competency, domain, codes_of[competency.statement])
                for competency in competencies
                if competency.domain_id == domain.id and competency.kind is kind
            )
            if items:
                slug = f"{domain.code.lower()}-{ending}"
                yield Section(slug, domain.code, domain.title, kind, labels[kind], items)


def _item(competency: Competency, domain: Domain, same_statement: list[str]) -> Item:
    return Item(
        id=competency.id,
        code=competency.code,
        kind=competency.kind,
        wording=competency.wording,
        statement=competency.statement,
        domain_code=domain.code,
        exam_items=competency.exam_items,
        repeats=tuple(code for code in same_statement if code != competency.code),
    )


def current_outline() -> Outline:
    """The framework that observations, goals and verifications name items of, or 404 before ``tracker init``."""
    version = find_version(USUAL)
    return outline(version.id) if version else abort(404)


def outline_with(competencies: Iterable[UUID]) -> Outline:
    """The framework version that holds these competencies; the current one when there are none."""
    version = select(Competency.version_id).where(Competency.id.in_(list(competencies))).limit(1)
    version_id = db.session.execute(version).scalar_one_or_none()
    return outline(version_id) if version_id else current_outline()


def find_items(competencies: Iterable[UUID]) -> dict[UUID, Item]:
    """Competencies of any version, by identifier."""
    wanted = set(competencies)
    versions = select(Competency.version_id).where(Competency.id.in_(wanted)).distinct()
    by_id: dict[UUID, Item] = {}
    for version_id in db.session.execute(versions).scalars().all():
        by_id |= outline(version_id).by_id
    return {key: by_id[key] for key in wanted if key in by_id}


@lru_cache(maxsize=16)
def scale(scale_id: UUID) -> Scale:
    """One scale version, from memory after the first time."""
    version = db.session.get_one(ScaleVersion, scale_id)
    levels = db.session.execute(
        select(ScaleLevel).where(ScaleLevel.scale_id == scale_id).order_by(ScaleLevel.value)
    ).scalars()
    return Scale(
        id=version.id,
        code=version.code,
        version=version.version,
        published_title=version.title,
        levels=tuple(Level(level.value, level.label, level.sentences) for level in levels),
    )


def content_of(version: FrameworkVersion) -> dict[str, Any]:
    """A published framework version in the shape of the files in ``seed/``."""
    names = ("code", "version", "title", "publisher", "source_url", "attribution", "labels", "suitable_methods")
    domains = select(Domain).where(Domain.version_id == version.id).order_by(Domain.position)
    items = select(Competency).where(Competency.version_id == version.id).order_by(Competency.position)
    items_of: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for item in db.session.execute(items).scalars():
        row = {name: getattr(item, name) for name in ("code", "kind", "wording", "statement", "exam_items")}
        items_of[item.domain_id].append(row)
    return {name: getattr(version, name) for name in names} | {
        "domains": [
            {"code": row.code, "title": row.title, "exam_items": row.exam_items, "items": items_of[row.id]}
            for row in db.session.execute(domains).scalars()
        ]
    }


def content_of_scale(version: ScaleVersion) -> dict[str, Any]:
    """A published scale version in the shape of its file in ``seed/``."""
    levels = select(ScaleLevel).where(ScaleLevel.scale_id == version.id).order_by(ScaleLevel.value)
    return {name: getattr(version, name) for name in ("code", "version", "title")} | {
        "levels": [
            {"value": level.value, "label": level.label, "sentences": level.sentences}
            for level in db.session.execute(levels).scalars()
        ]
    }


def find_version(code: str, version: str | None = None) -> FrameworkVersion | None:
    """A framework by code: the given version, or the one published last."""
    statement = select(FrameworkVersion).where(FrameworkVersion.code == code)
    if version is not None:
        statement = statement.where(FrameworkVersion.version == version)
    newest = statement.order_by(FrameworkVersion.published_at.desc(), FrameworkVersion.version.desc()).limit(1)
    return db.session.execute(newest).scalar_one_or_none()


def get_version(version_id: UUID) -> FrameworkVersion:
    """A published framework version, or 404."""
    return db.session.get(FrameworkVersion, version_id) or abort(404)


def get_newest_scale() -> ScaleVersion:
    """The scale new assessments begin with, or 404 before ``tracker init``."""
    return find_scale(SCALE) or abort(404)


def find_scale(code: str) -> ScaleVersion | None:
    """A scale by code, the version published last."""
    newest = (
        select(ScaleVersion)
        .where(ScaleVersion.code == code)
        .order_by(ScaleVersion.published_at.desc(), ScaleVersion.version.desc())
        .limit(1)
    )
    return db.session.execute(newest).scalar_one_or_none()


def list_versions() -> Sequence[FrameworkVersion]:
    """Every published framework version, by code, newest first."""
    statement = select(FrameworkVersion).order_by(
        FrameworkVersion.code, FrameworkVersion.published_at.desc(), FrameworkVersion.version.desc()
    )
    return db.session.execute(statement).scalars().all()


def list_codes() -> list[str]:
    """The code of every item of every version, in order."""
    return sorted({item.code for one in list_versions() for item in outline(one.id).items})


def count_items() -> dict[UUID, int]:
    """How many competencies each version holds."""
    statement = select(Competency.version_id, func.count()).group_by(Competency.version_id)
    return dict(db.session.execute(statement).all())
