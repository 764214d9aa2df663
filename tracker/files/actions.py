"""Keeping files. What a file is is read from its bytes, never from its name."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal
from tracker.files.models import LARGEST, LONGEST_NAME, FileKind, KeptFile, MediaType
from tracker.language import _
from tracker.people.models import Person

# How a whole file of each kind begins, and what stands near its end: a scan that broke off is told at once.
_BEGINS: Final = ((MediaType.PDF, b"%PDF-"), (MediaType.PNG, b"\x89PNG\r\n\x1a\n"), (MediaType.JPEG, b"\xff\xd8\xff"))
_ENDS: Final = {MediaType.PDF: b"%%EOF", MediaType.PNG: b"IEND", MediaType.JPEG: b"\xff\xd9"}
_NEAR: Final = 2048
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def keep(content: bytes, *, name: str, kind: FileKind, record_id: UUID, about: Person, by: Person) -> KeptFile:
    """Keep a scan with a record. The caller has checked that ``by`` may add to that record.

    :param name: as the sender called it; only its last part is kept, with the ending that fits the content.
    :raises Refusal: when it is too large, or no whole PDF, PNG or JPEG file.
    """
    media_type = recognize(content)
    file = KeptFile(
        kind=kind,
        record_id=record_id,
        about_id=about.id,
        kept_by_id=by.id,
        name=_clean(name, media_type),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    audit.record("file.kept", by=by, kind="file", record_id=file.id, about_id=about.id, fields=[kind])
    return file


def recognize(content: bytes) -> MediaType:
    """What kind of file this is, by its bytes.

    :raises Refusal: for anything but a whole PDF, PNG or JPEG file of a size we keep.
    """
    if not content:
        raise Refusal(_("This file is empty. Choose the scan again."))
    if len(content) > LARGEST:
        raise Refusal(_("This file is larger than 10 MB. Scan it again in grey or with fewer dots, or split it."))
    found = next((media_type for media_type, begin in _BEGINS if content.startswith(begin)), None)
    if found is None:
        raise Refusal(_("This is no PDF, PNG or JPEG file, whatever its name says. Save the scan as one of these."))
    if _ENDS[found] not in content[-_NEAR:]:
        raise Refusal(_("This file is not whole: its end is missing. Choose or scan it again."))
    return found


def _clean(name: str, media_type: MediaType) -> str:
    stem = PurePosixPath(_UNPRINTABLE.sub("", name).replace("\\", "/")).stem.strip(" .") or "scan"
    return stem[: LONGEST_NAME - len(media_type.ending)] + media_type.ending
