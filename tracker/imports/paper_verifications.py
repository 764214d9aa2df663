"""Rows of verifications that were made on paper, checked. Nobody verifies themselves, on paper either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select

from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.from_paper import making
from tracker.imports import cells
from tracker.imports.cells import Wrong
from tracker.imports.paper import Key, PaperCheck, PaperWish, Way
from tracker.imports.roster import Roster
from tracker.language import _
from tracker.verifications import requirements
from tracker.verifications.models import EXPECTED_LEVEL, Method, Qualification, Verification, VerifiedItem


class VerificationCheck(PaperCheck):
    """Verifications by a named assessor: one person, one assessor, one event of one day."""

    days = ("shown_on",)
    key_column = "event"

    def __init__(self, roster: Roster) -> None:
        self.outline = frameworks.current_outline()
        self.first_shown: dict[tuple[UUID, UUID], date] = {}
        super().__init__(roster)
        titles = {str(known.values["job_title"]) for known in roster.people.values()}
        self.required = requirements.list_levels(self.outline.code, titles)

    def load(self) -> dict[Key, Key]:
        """Every verification that stands, with its items, and since when each item was verified."""
        row, item = Verification, VerifiedItem
        rows = (
            select(row.id, row.person_id, row.assessor_id, row.event, row.observed_on, row.method)
            .add_columns(item.competency_id, item.level)
            .join(item, item.verification_id == row.id)
            .where(row.withdrawn_at.is_(None))
        )
        events: dict[UUID, tuple[Key, Method, set[tuple[UUID, int]]]] = {}
        for key, person, assessor, event, day, method, competency, level in db.session.execute(rows):
            same = (person, assessor, event.casefold(), day)
            events.setdefault(key, (same, method, set()))[2].add((competency, level))
            self._note(person, competency, day)
        return {same: (method, frozenset(items)) for same, method, items in events.values()}

    def _note(self, person: UUID, competency: UUID, day: date) -> None:
        first = self.first_shown.get((person, competency))
        if first is None or day < first:
            self.first_shown[(person, competency)] = day

    def ways(self) -> Mapping[str, Way]:
        """How each column is read."""
        needed: Final = _("Write in a sentence what you saw or heard.")
        event: Final = _("Name the event, such as 'Tuesday wellness group'.")
        return {
            "items": self._read_items,
            "level": _read_level,
            "method": lambda text: cells.chosen(text, Method, needed=True),
            "event": lambda text: cells.line_about_work(text, 300, needed=event),
            "shown_on": self.day("shown_on", needed=_("Choose the day it was shown.")),
            "evidence": lambda text: cells.line_about_work(text, 4000, needed=needed),
            "assessor": self.roster.get,
            "qualified_by": lambda text: cells.line(text, 300),
            "qualification": lambda text: cells.chosen(text, Qualification, usual=Qualification.EXPERIENCE),
        }

    def _read_items(self, text: str) -> list[Item]:
        codes = list(dict.fromkeys(text.upper().replace(",", " ").replace(";", " ").split()))
        strange = [code for code in codes if code not in self.outline.by_code]
        if strange:
            raise Wrong(_("'%(code)s' is no code of the list of competencies.", code=strange[0][:40]))
        if not codes:
            raise Wrong(_("Write at least one code, such as ADV-T01."))
        return [self.outline.by_code[code] for code in codes]

    def key(self, values: Mapping[str, Any]) -> Key:
        """Whose, by whom, which event, when."""
        return (values["person"].id, values["assessor"].id, values["event"].casefold(), values["shown_on"])

    def details(self, values: Mapping[str, Any]) -> Key:
        """How, and what was shown."""
        return (values["method"], frozenset((item.id, values["level"]) for item in values["items"]))

    def make(self, values: dict[str, Any]) -> PaperWish:
        """The verification. Nobody verifies themselves, on paper either."""
        person, items, day = values["person"].id, values["items"], values["shown_on"]
        is_periodic = any(self.first_shown.get((person, item.id), day) < day for item in items)
        made = making.make_verification(
            key=uuid4(),
            person_id=person,
            assessor_id=values["assessor"].id,
            outline=self.outline,
            items=items,
            required=self.required[str(values["person"].values["job_title"])],
            level=values["level"],
            method=values["method"],
            event=values["event"],
            observed_on=day,
            evidence=values["evidence"],
            qualification=values["qualification"],
            qualified_by=values["qualified_by"] or _("not written on the paper"),
            is_periodic=is_periodic,
        )
        for item in items:
            self._note(person, item.id, day)
        return PaperWish(made)


def _read_level(text: str) -> int:
    if not text:
        return EXPECTED_LEVEL
    if text not in {"1", "2", "3", "4", "5"}:
        raise Wrong(_("Write the level as a number from 1 to 5."))
    return int(text)
