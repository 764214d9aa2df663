"""What is asked for in a batch: which report, about whom, for whom, how. It is kept with the job as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tracker.batches.models import Form, Whom
from tracker.language import ENGLISH, present_language
from tracker.reports.models import Audience, Paper, ReportKind


@dataclass(frozen=True)
class Order:
    """One batch as it was asked for. ``chosen`` holds a cycle, a program, or people; nothing for everyone."""

    kind: ReportKind
    whom: Whom
    chosen: tuple[UUID, ...]
    audience: Audience
    form: Form
    paper: Paper
    language: str = ENGLISH

    def write(self) -> dict[str, Any]:
        """As the arguments of a job."""
        return {
            "kind": self.kind,
            "whom": self.whom,
            "chosen": [str(one) for one in self.chosen],
            "audience": self.audience,
            "form": self.form,
            "paper": self.paper,
            "language": self.language,
        }

    @staticmethod
    def read(arguments: Mapping[str, Any]) -> Order:
        """From the arguments of a job."""
        return Order(
            ReportKind(arguments["kind"]),
            Whom(arguments["whom"]),
            tuple(UUID(one) for one in arguments["chosen"]),
            Audience(arguments["audience"]),
            Form(arguments["form"]),
            Paper(arguments["paper"]),
            # An order of an earlier version named none: it was made in the language it was asked for in.
            str(arguments.get("language") or present_language()),
        )


@dataclass(frozen=True)
class Key:
    """One report of a batch: about whom and, in a cycle, of which review. It is the key of a job's step.

    ``kind`` says which report where the order asks for several of each person.
    """

    person_id: UUID
    review_id: UUID | None = None
    kind: ReportKind | None = None

    def write(self) -> str:
        """As the key of a step."""
        return " ".join(str(part) for part in (self.person_id, self.review_id, self.kind) if part)

    @staticmethod
    def read(text: str) -> Key:
        """From the key of a step."""
        person, *more = text.split()
        kind = next((ReportKind(part) for part in more if part in set(ReportKind)), None)
        review = next((UUID(part) for part in more if part not in set(ReportKind)), None)
        return Key(UUID(person), review, kind)

    @property
    def asked(self) -> dict[str, str]:
        """The options as they would stand in the address of the report."""
        return {"review": str(self.review_id)} if self.review_id else {}
