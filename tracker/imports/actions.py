"""Bringing a sheet, looking at what it will do, and doing it: the page and the command line run the same code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import Final
from uuid import UUID

from sqlalchemy import delete

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.from_paper import actions as from_paper
from tracker.imports import carrying_out, columns, paper, tables
from tracker.imports.assignments import AssignmentCheck
from tracker.imports.models import ImportedSheet, SheetKind
from tracker.imports.paper_verifications import VerificationCheck
from tracker.imports.people import PeopleCheck
from tracker.imports.plans import Line, Outcome, Plan
from tracker.imports.roster import Roster
from tracker.imports.tables import Table
from tracker.language import _
from tracker.people import many
from tracker.people.models import Person

# A sheet that nobody confirms holds what HR knows of many people: it does not lie about for long.
KEPT_FOR: Final = timedelta(days=2)
CHECKS: Final[dict[SheetKind, type[paper.PaperCheck]]] = {
    SheetKind.REVIEWS: paper.ReviewCheck,
    SheetKind.VERIFICATIONS: VerificationCheck,
    SheetKind.CREDENTIALS: paper.CredentialCheckRows,
    SheetKind.TRAINING: paper.TrainingCheck,
}


def find_kind(table: Table) -> SheetKind:
    """What the rows of a sheet are, by its columns.

    :raises Refusal: when it lacks a column that every kind needs, naming those of the nearest kind.
    """
    kind = columns.find_kind(table.heads)
    if kind is None:
        nearest, missing = columns.find_nearest(table.heads)
        raise Refusal(
            _(
                "This sheet has no column '%(column)s', which the template '%(kind)s' has. Start from the template, or "
                "write the names of the columns in the first row.",
                column=missing[0],
                kind=nearest.value,
            )
        )
    return kind


def check(table: Table, *, by: Person | None) -> Plan:
    """What importing a sheet would do now. Nothing is written, and the number of queries does not grow with it.

    :param by: in whose name; None for the operator.
    """
    return _plan(table, Roster(by))


def _plan(table: Table, roster: Roster) -> Plan:
    kind = find_kind(table)
    checker: PeopleCheck | AssignmentCheck | paper.PaperCheck
    if kind is SheetKind.PEOPLE:
        checker = PeopleCheck(roster)
    elif kind is SheetKind.ASSIGNMENTS:
        checker = AssignmentCheck(roster)
    else:
        checker = CHECKS[kind](roster)
    known = columns.names(kind)
    return Plan(kind, checker.check(table), [head for head in table.heads if head not in known])


def carry_out(table: Table, *, by: Person | None, fingerprint: str | None = None) -> Plan:
    """Do what a sheet asks for, all of it or, where something breaks, nothing: in the caller's transaction.

    It is looked at again under the lock. Rows that are refused are left out.

    :param fingerprint: of the plan that was looked at.
    :raises Stale: when the plan is another one by now, because something changed since.
    """
    many.lock_imports()
    roster = Roster(by)
    plan = _plan(table, roster)
    if fingerprint is not None and plan.fingerprint != fingerprint:
        raise Stale(_("Something has changed since this sheet was checked. Open it again and look at its rows."))
    _write(plan, roster, by=by)
    return plan


def _write(plan: Plan, roster: Roster, *, by: Person | None) -> None:
    if plan.kind is SheetKind.PEOPLE:
        carrying_out.do_people(plan.lines, roster, by=by)
    elif plan.kind is SheetKind.ASSIGNMENTS:
        carrying_out.do_assignments(plan.lines, by=by)
    else:
        _save_papers(plan.of(Outcome.ADDED), by=by)
    db.session.flush()
    audit.record(
        "sheet.imported",
        by=by,
        kind="sheet",
        record_id=None,
        about_id=None,
        fields=[plan.kind.value],
    )


def _save_papers(lines: Sequence[Line], *, by: Person | None) -> None:
    wishes: list[paper.PaperWish] = [line.wish for line in lines]
    checks = [wish.check for wish in wishes if wish.check is not None]
    from_paper.save([wish.paper for wish in wishes], checks=checks, by=by)


def note_export(kind: SheetKind, *, by: Person | None) -> None:
    """Write that someone took a copy of everyone, or of every assignment."""
    if kind is SheetKind.PEOPLE:
        audit.record("person.exported", by=by, kind="person", record_id=None, about_id=None)
    else:
        audit.record("assignment.exported", by=by, kind="assignment", record_id=None, about_id=None)


def bring(content: bytes, *, name: str, kind: SheetKind, by: Person) -> ImportedSheet:
    """Keep a sheet until it is confirmed or discarded."""
    end_sheets()
    sheet = ImportedSheet(
        kind=kind,
        name=_short(name),
        brought_by_id=by.id,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    db.session.add(sheet)
    db.session.flush()
    audit.record("sheet.brought", by=by, kind="sheet", record_id=sheet.id, about_id=None, fields=[kind.value])
    return sheet


def _short(name: str) -> str:
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[:120] or "sheet"


def read_kept(sheet: ImportedSheet) -> Table:
    """The table of a sheet that waits.

    :raises Stale: when it was done or discarded meanwhile.
    :raises Refusal: when its bytes are not those that were brought.
    """
    if sheet.content is None:
        raise Stale(_("This sheet has been imported already."))
    if hashlib.sha256(sheet.content).hexdigest() != sheet.sha256:
        raise Refusal(_("The kept file is not the one that was brought. Bring it again."))
    return tables.read(sheet.content)


def confirm(sheet_id: UUID, *, sha256: str, fingerprint: str, by: Person) -> ImportedSheet:
    """Do what a sheet that was looked at asks for. The file checked is the file done, once.

    :raises Refusal: for somebody else's sheet, one done or discarded, or where something changed since the check.
    """
    many.lock_imports()
    sheet = find_locked(ImportedSheet, sheet_id)
    if sheet is None:
        raise Stale(_("This sheet was discarded. Bring it again."))
    if sheet.brought_by_id != by.id:
        raise NotAllowed(_("Whoever brought a sheet confirms it."))
    db.session.refresh(sheet, attribute_names=["content"])
    table = read_kept(sheet)
    if sheet.sha256 != sha256:
        raise Stale(_("Something has changed since this sheet was checked. Open it again and look at its rows."))
    plan = carry_out(table, by=by, fingerprint=fingerprint)
    sheet.content, sheet.done_at = None, clock.now()
    sheet.added, sheet.changed = plan.count(Outcome.ADDED), plan.count(Outcome.CHANGED)
    sheet.unchanged, sheet.refused = plan.count(Outcome.UNCHANGED), plan.count(Outcome.REFUSED)
    db.session.flush()
    return sheet


def discard(sheet: ImportedSheet, *, by: Person) -> None:
    """Delete a sheet that waits.

    :raises Refusal: for somebody else's, or one that was done.
    """
    if sheet.brought_by_id != by.id:
        raise NotAllowed(_("Whoever brought a sheet confirms it."))
    if sheet.done_at is not None:
        raise Stale(_("This sheet has been imported already."))
    db.session.delete(sheet)
    db.session.flush()
    audit.record("sheet.discarded", by=by, kind="sheet", record_id=sheet.id, about_id=None)


def end_sheets() -> None:
    """Delete sheets that nobody confirmed in time. Safe to run twice."""
    oldest = clock.now() - KEPT_FOR
    db.session.execute(delete(ImportedSheet).where(ImportedSheet.done_at.is_(None), ImportedSheet.created_at < oldest))


def end_sheets_in_time() -> None:
    """The same from the schedule: it commits."""
    end_sheets()
    db.session.commit()
