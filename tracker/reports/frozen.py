"""What a document says, as frozen data: no database, no markup."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any, ClassVar, Final

from tracker.reports.models import ReportKind
from tracker.signatures.actions import canonical

# A field that says nothing where it is empty: documents without it keep the hash they had before it was thought of.
MAY_BE_MISSING: Final = "may be missing"
# A field that was thought of after copies had been issued: such a copy says the same where all the rest is the same.
ADDED: Final = "added"


def plain(value: Any, *, with_added: bool = True) -> Any:
    """Frozen content as JSON knows it: names and lists, days and times in ISO form, choices by their code.

    :param with_added: whether with the fields that copies issued earlier could not have.
    """
    if is_dataclass(value):
        said = [one for one in fields(value) if getattr(value, one.name) or not one.metadata.get(MAY_BE_MISSING)]
        said = [one for one in said if with_added or not one.metadata.get(ADDED)]
        return {one.name: plain(getattr(value, one.name), with_added=with_added) for one in said}
    if isinstance(value, Mapping):
        return {str(name): plain(part, with_added=with_added) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part, with_added=with_added) for part in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


def hash_of(said: Any) -> str:
    """The SHA-256 of plain values as canonical JSON."""
    return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a document says: a frozen dataclass of plain values, and no more. It knows no database and no markup.

    :ivar logo: the hash of the employer's logo as it stood then; empty for none.
    """

    document_kind: ClassVar[ReportKind]
    employer: str
    logo: str = field(default="", metadata={MAY_BE_MISSING: True})

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        raise NotImplementedError

    @property
    def content_sha256(self) -> str:
        """The hash of all that it says: unchanged content is not rendered again."""
        return hash_of(plain(self))

    @property
    def hashes(self) -> tuple[str, str]:
        """Its hash, and the one that a copy with the same words has from before fields were added."""
        return self.content_sha256, hash_of(plain(self, with_added=False))

    @property
    def foot_sha256(self) -> str:
        """The hash whose beginning stands on every sheet."""
        return self.content_sha256
