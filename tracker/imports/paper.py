"""Rows of earlier papers, checked: reviews, verifications, credentials and training.

What is on file is never changed by a sheet: the same row again is unchanged, and another one of the same paper is
refused. The rules of each record are those of ``from_paper.making``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import select

from tracker.access.own_record import refuse_own
from tracker.credentials.models import CheckSource, Credential, CredentialCheck, Training, TrainingCategory
from tracker.database import db
from tracker.errors import Refusal
from tracker.from_paper import making
from tracker.from_paper.models import PaperReview
from tracker.from_paper.queries import Paper
from tracker.imports import cells
from tracker.imports.cells import Wrong
from tracker.imports.plans import Change, Line, Outcome
from tracker.imports.roster import Known, Roster
from tracker.imports.tables import Row, Table
from tracker.language import _
from tracker.reviews.models import ReviewKind

Way = Callable[[str], Any]
Key = tuple[object, ...]


@dataclass(eq=False)
class PaperWish:
    """The record to be saved, and the check at its source, where there was one."""

    paper: Paper
    check: CredentialCheck | None = None


class PaperCheck:
    """What the four kinds have in common."""

    days: ClassVar[tuple[str, ...]] = ()
    # What is said when the same paper stands with other details.
    key_column: ClassVar[str] = ""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.standing = self.load()
        self.rows: dict[Key, int] = {}
        self.day_first: dict[str, bool] = {}
        self._ways: Mapping[str, Way] = {}

    def begin(self, table: Table) -> None:
        """Look at what concerns whole columns."""
        self.day_first = {head: table.is_day_first(head) for head in self.days}
        self._ways = {"person": self.roster.get, **self.ways()}

    def end(self) -> None:
        """Each row was looked at with those before it: nothing is left to do."""

    def load(self) -> dict[Key, Key]:
        """What stands: the details by the key that says it is the same paper."""
        raise NotImplementedError

    def ways(self) -> Mapping[str, Way]:
        """How each column is read."""
        raise NotImplementedError

    def key(self, values: Mapping[str, Any]) -> Key:
        """What makes it the same paper."""
        raise NotImplementedError

    def details(self, values: Mapping[str, Any]) -> Key:
        """What may differ between two rows of the same paper."""
        raise NotImplementedError

    def make(self, values: dict[str, Any]) -> PaperWish:
        """The record; a ``Refusal`` where the rules say no."""
        raise NotImplementedError

    def day(self, column: str, *, needed: str = "", ahead: bool = False) -> Way:
        """How a day of this column is read."""
        past = None if ahead else self.roster.today
        return lambda text: cells.day(text, needed=needed, past=past, day_first=self.day_first[column])

    def check_row(self, row: Row) -> Line:
        """What becomes of one row."""
        line = Line(row.number, row.cells.get("person", ""))
        if row.is_too_long:
            line.refuse("", _("This row has more cells than there are columns, or a cell that is far too long."))
            return line
        values: dict[str, Any] = {}
        for name, way in self._ways.items():
            try:
                values[name] = way(row.cells.get(name, ""))
            except Wrong as wrong:
                line.refuse(name, str(wrong))
        if "person" in values:
            line.name = values["person"].name
        if not line.is_refused:
            self._plan(line, values, row)
        return line

    def _plan(self, line: Line, values: dict[str, Any], row: Row) -> None:
        key = self.key(values)
        if key in self.rows:
            line.refuse("", _("This is the same as row %(row)d. Keep one of the two.", row=self.rows[key]))
            return
        self.rows[key] = line.number
        standing = self.standing.get(key)
        if standing is not None:
            if standing != self.details(values):
                line.refuse(
                    self.key_column,
                    _("This is on file already with other details. A sheet does not change what is on file."),
                )
            return
        try:
            refuse_own(values["person"].id, self.roster.by_id)
            line.wish = self.make(values)
        except Refusal as refusal:
            line.refuse("", str(refusal))
            return
        line.outcome = Outcome.ADDED
        line.changes = [
            Change(name, "", text) for name in self._ways if name != "person" and (text := row.cells.get(name, ""))
        ]


class ReviewCheck(PaperCheck):
    """Reviews held on paper: one person, one day, one review."""

    days = ("held_on",)
    key_column = "held_on"

    def load(self) -> dict[Key, Key]:
        """Reviews from paper that stand."""
        rows = select(
            PaperReview.person_id,
            PaperReview.held_on,
            PaperReview.supervisor_id,
            PaperReview.kind,
            PaperReview.signed_by_employee,
        ).where(PaperReview.withdrawn_at.is_(None))
        return {(person, day): tuple(rest) for person, day, *rest in db.session.execute(rows)}

    def ways(self) -> Mapping[str, Way]:
        """How each column is read."""
        return {
            "held_on": self.day("held_on", needed=_("Write the day of the conversation.")),
            "supervisor": self.roster.get,
            "review": lambda text: cells.chosen(text, ReviewKind, usual=ReviewKind.ANNUAL),
            "signed_by_employee": cells.yes_or_no,
        }

    def key(self, values: Mapping[str, Any]) -> Key:
        """Whose, and the day."""
        return (values["person"].id, values["held_on"])

    def details(self, values: Mapping[str, Any]) -> Key:
        """With whom, which kind, and who signed."""
        return (values["supervisor"].id, values["review"], values["signed_by_employee"])

    def make(self, values: dict[str, Any]) -> PaperWish:
        """The review."""
        return PaperWish(
            making.make_review(
                key=uuid4(),
                person_id=values["person"].id,
                supervisor_id=values["supervisor"].id,
                kind=values["review"],
                held_on=values["held_on"],
                signed_by_employee=values["signed_by_employee"],
            )
        )


class CredentialCheckRows(PaperCheck):
    """Credentials; the number is the same where a spreadsheet lost its leading zeros."""

    days = ("issued_on", "expires_on", "checked_on")
    key_column = "number"

    def load(self) -> dict[Key, Key]:
        """Every credential on file, by whose, kind, number and expiry: a renewal is a record of its own."""
        rows = select(
            Credential.person_id, Credential.kind, Credential.number, Credential.expires_on, Credential.issued_on
        )
        return {
            (person, kind.casefold(), cells.without_zeros(number), expires): (issued,)
            for person, kind, number, expires, issued in db.session.execute(rows)
        }

    def ways(self) -> Mapping[str, Way]:
        """How each column is read."""
        return {
            "credential": lambda text: cells.line(text, 80, needed=_("Write its short name, such as CRSS.")),
            "number": lambda text: cells.line(text, 80, needed=_("Write the number on the certificate.")),
            "issued_on": self.day("issued_on"),
            "expires_on": self.day("expires_on", ahead=True),
            "checked_on": self.day("checked_on"),
            "checked_by": lambda text: self.roster.get(text) if text else None,
            "checked_at": lambda text: cells.chosen(text, CheckSource, usual=CheckSource.CERTIFICATE),
        }

    def key(self, values: Mapping[str, Any]) -> Key:
        """Whose, which, and until when."""
        number = cells.without_zeros(values["number"])
        return (values["person"].id, values["credential"].casefold(), number, values["expires_on"])

    def details(self, values: Mapping[str, Any]) -> Key:
        """When it was issued."""
        return (values["issued_on"],)

    def make(self, values: dict[str, Any]) -> PaperWish:
        """The credential, with the check where the row has one."""
        credential = making.make_credential(
            key=uuid4(),
            person_id=values["person"].id,
            by_id=_entered_by(self.roster),
            kind=values["credential"],
            number=values["number"],
            issued_on=values["issued_on"],
            expires_on=values["expires_on"],
        )
        checker: Known | None = values["checked_by"]
        if (checker is None) != (values["checked_on"] is None):
            raise Refusal(_("Write both who checked it and on which day, or neither."))
        check = None
        if checker is not None:
            check = making.make_check(
                credential,
                source=values["checked_at"],
                checked_on=values["checked_on"],
                checker_id=checker.id,
            )
        return PaperWish(credential, check)


class TrainingCheck(PaperCheck):
    """Training: one title of one first day counts once."""

    days = ("starts_on", "ends_on")
    key_column = "title"

    def load(self) -> dict[Key, Key]:
        """Every training on file."""
        rows = select(
            Training.person_id,
            Training.title,
            Training.starts_on,
            Training.provider,
            Training.ends_on,
            Training.minutes,
            Training.category,
        )
        return {
            (person, title.casefold(), first): tuple(rest) for person, title, first, *rest in db.session.execute(rows)
        }

    def ways(self) -> Mapping[str, Way]:
        """How each column is read."""
        return {
            "title": lambda text: cells.line(text, 200, needed=_("Write the title that stands on the certificate.")),
            "provider": lambda text: cells.line(text, 200, needed=_("Write who gave the training.")),
            "starts_on": self.day("starts_on", needed=_("Choose the first day of the training.")),
            "ends_on": self.day("ends_on"),
            "hours": cells.quarters,
            "counts_as": lambda text: cells.chosen(text, TrainingCategory, usual=TrainingCategory.OTHER),
        }

    def key(self, values: Mapping[str, Any]) -> Key:
        """Whose, which, and when."""
        return (values["person"].id, values["title"].casefold(), values["starts_on"])

    def details(self, values: Mapping[str, Any]) -> Key:
        """Everything else."""
        last = values["ends_on"] or values["starts_on"]
        return (values["provider"], last, values["hours"], values["counts_as"])

    def make(self, values: dict[str, Any]) -> PaperWish:
        """The training; it counts."""
        return PaperWish(
            making.make_training(
                key=uuid4(),
                person_id=values["person"].id,
                by_id=_entered_by(self.roster),
                title=values["title"],
                provider=values["provider"],
                starts_on=values["starts_on"],
                ends_on=values["ends_on"] or values["starts_on"],
                minutes=values["hours"],
                category=values["counts_as"],
            )
        )


def _entered_by(roster: Roster) -> UUID:
    if roster.by_id is None:
        raise Refusal(_("Someone in HR enters earlier papers, with their name."))
    return roster.by_id
