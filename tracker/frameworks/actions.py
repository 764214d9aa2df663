"""Loading the shipped frameworks and the scale. Loading twice changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal
from tracker.frameworks import queries
from tracker.frameworks.models import (
    Competency,
    Domain,
    FrameworkVersion,
    Kind,
    ScaleLevel,
    ScaleVersion,
    Wording,
)
from tracker.language import _
from tracker.people.models import Person

# Identifiers follow from code and version, so that the same framework has the same ones everywhere.
_NAMES = uuid5(NAMESPACE_URL, "urn:crss-competency-tracker")
FRAMEWORK_FILES = ("crss.json", "crss-mcs.json")
SCALE_FILE = "scale.json"


def load_shipped(folder: Path, *, by: Person | None) -> list[str]:
    """Publish the frameworks and the scale that come with the product; return the codes that were new."""
    loaded = [name for name in FRAMEWORK_FILES if publish_framework(_read(folder / name), by=by)]
    if publish_scale(_read(folder / SCALE_FILE), by=by):
        loaded.append(SCALE_FILE)
    return [name.removesuffix(".json") for name in loaded]


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def identifier(*parts: str) -> UUID:
    """The identifier of a thing named by code and version."""
    return uuid5(_NAMES, "/".join(parts))


def publish_framework(data: dict[str, Any], *, by: Person | None) -> bool:
    """Publish one framework version; False when exactly this version stands already.

    :raises Refusal: when the version stands with other content: a published version never changes.
    """
    code, version = data["code"], data["version"]
    standing = queries.find_version(code, version)
    if standing is not None:
        if queries.content_of(standing) != _shape(data):
            raise _published_already(code, version)
        return False
    row = FrameworkVersion(
        id=identifier(code, version),
        code=code,
        version=version,
        title=data["title"],
        publisher=data["publisher"],
        source_url=data["source_url"],
        attribution=data["attribution"],
        labels=data["labels"],
        suitable_methods=data["suitable_methods"],
    )
    db.session.add(row)
    db.session.flush()
    for position, domain in enumerate(data["domains"], start=1):
        _add_domain(row, domain, position)
    audit.record("framework.published", by=by, kind="framework", record_id=row.id, about_id=None)
    return True


def _add_domain(version: FrameworkVersion, data: dict[str, Any], position: int) -> None:
    domain = Domain(
        id=identifier(version.code, version.version, data["code"]),
        version_id=version.id,
        code=data["code"],
        title=data["title"],
        position=position,
        exam_items=data.get("exam_items"),
    )
    db.session.add(domain)
    db.session.flush()
    for place, item in enumerate(data["items"], start=1):
        db.session.add(
            Competency(
                id=identifier(version.code, version.version, item["code"]),
                version_id=version.id,
                domain_id=domain.id,
                code=item["code"],
                kind=Kind(item["kind"]),
                wording=Wording(item["wording"]),
                position=place,
                statement=item["statement"],
                exam_items=item.get("exam_items"),
            )
        )
    db.session.flush()


def _shape(data: dict[str, Any]) -> dict[str, Any]:
    """A framework file with the figures that may be left out."""
    domains = [
        {"exam_items": None, **domain, "items": [{"exam_items": None, **item} for item in domain["items"]]}
        for domain in data["domains"]
    ]
    return {**data, "domains": domains}


def _published_already(code: str, version: str) -> Refusal:
    return Refusal(
        _(
            "Version %(version)s of %(code)s is published with other content. Give the new content a new version.",
            version=version,
            code=code,
        )
    )


def publish_scale(data: dict[str, Any], *, by: Person | None) -> bool:
    """Publish one scale version; False when exactly this version stands already.

    :raises Refusal: when the version stands with other content.
    """
    scale_id = identifier("scale", data["code"], data["version"])
    standing = db.session.get(ScaleVersion, scale_id)
    if standing is not None:
        if queries.content_of_scale(standing) != data:
            raise _published_already(data["code"], data["version"])
        return False
    db.session.add(ScaleVersion(id=scale_id, code=data["code"], version=data["version"], title=data["title"]))
    db.session.flush()
    for level in data["levels"]:
        db.session.add(
            ScaleLevel(scale_id=scale_id, value=level["value"], label=level["label"], sentences=level["sentences"])
        )
    audit.record("framework.published", by=by, kind="framework", record_id=scale_id, about_id=None)
    return True
