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


def plain(value: Any) -> Any:
    """Frozen content as JSON knows it: names and lists, days and times in ISO form, choices by their code."""
    if is_dataclass(value):
        said = [one for one in fields(value) if getattr(value, one.name) or not one.metadata.get(MAY_BE_MISSING)]
        return {one.name: plain(getattr(value, one.name)) for one in said}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


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
        return hashlib.sha256(canonical(plain(self))).hexdigest()

    @property
    def foot_sha256(self) -> str:
        """The hash whose beginning stands on every sheet."""
        return self.content_sha256
