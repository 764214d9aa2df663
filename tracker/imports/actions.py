"""Bringing a sheet, looking at what it will do, and doing it: the page and the command line run the same code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
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
from tracker.imports import carrying_out, paper, queries, refused, tables
from tracker.imports.checking import Checking
from tracker.imports.models import ImportedSheet, RefusedRows, SheetCheck, SheetKind
from tracker.imports.plans import Line, Outcome, Plan
from tracker.imports.roster import Roster
from tracker.imports.tables import Table
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job
from tracker.language import _
from tracker.people import many
from tracker.people.models import Person

# The kinds of jobs, see ``working``.
CHECK: Final = "sheet check"
IMPORT: Final = "sheet import"
# A sheet that nobody confirms holds what HR knows of many people: it does not lie about for long.
KEPT_FOR: Final = timedelta(days=2)
# A sheet with more rows is looked at, and done, in the background.
MOST_AT_ONCE: Final = 2000
# After so many rows it is said how far the check is.
ROWS_IN_A_STEP: Final = 1000


def check(table: Table, *, by: Person | None, tell: Callable[[int, int], None] | None = None) -> Plan:
    """What importing a sheet would do now. Nothing is written, and the number of queries does not grow with it.

    :param by: in whose name; None for the operator.
    :param tell: told now and then how many rows of how many were looked at.
    """
    return _finish(Checking(table, Roster(by)), tell)


def _finish(checking: Checking, tell: Callable[[int, int], None] | None = None) -> Plan:
    while checking.done < checking.total:
        checking.advance(ROWS_IN_A_STEP)
        if tell is not None:
            tell(checking.done, checking.total)
    return checking.end()


def carry_out(table: Table, *, by: Person | None, fingerprint: str | None = None) -> Plan:
    """Do what a sheet asks for, all of it or, where something breaks, nothing: in the caller's transaction.

    It is looked at again under the lock. Rows that are refused are left out.

    :param fingerprint: of the plan that was looked at.
    :raises Stale: when the plan is another one by now, because something changed since.
    """
    many.lock_imports()
    checking = Checking(table, Roster(by))
    plan = _finish(checking)
    if fingerprint is not None and plan.fingerprint != fingerprint:
        raise _changed()
    _write(plan, checking.roster, by=by)
    return plan


def _changed() -> Stale:
    return Stale(_("Something has changed since this sheet was checked. Open it again and look at its rows."))


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
    """The table of a sheet that waits; reading fifty thousand rows of a workbook takes ten seconds.

    :raises Refusal: as ``find_bytes``.
    """
    return tables.read(find_bytes(sheet))


def find_bytes(sheet: ImportedSheet) -> bytes:
    """The bytes of a sheet that waits.

    :raises Stale: when it was done or discarded meanwhile.
    :raises Refusal: when they are not those that were brought.
    """
    if sheet.content is None:
        raise Stale(_("This sheet has been imported already."))
    if hashlib.sha256(sheet.content).hexdigest() != sheet.sha256:
        raise Refusal(_("The kept file is not the one that was brought. Bring it again."))
    return sheet.content


def confirm(sheet_id: UUID, *, sha256: str, fingerprint: str, by: Person) -> ImportedSheet:
    """Do what a sheet that was looked at asks for. The file checked is the file done, once.

    :raises Refusal: for somebody else's sheet, one done or discarded, or where something changed since the check.
    """
    sheet = _lock(sheet_id, by=by)
    table = read_kept(sheet)
    if sheet.sha256 != sha256:
        raise _changed()
    end(sheet, table, carry_out(table, by=by, fingerprint=fingerprint))
    return sheet


def _lock(sheet_id: UUID, *, by: Person) -> ImportedSheet:
    many.lock_imports()
    sheet = find_locked(ImportedSheet, sheet_id)
    if sheet is None:
        raise Stale(_("This sheet was discarded. Bring it again."))
    if sheet.brought_by_id != by.id:
        raise NotAllowed(_("Whoever brought a sheet confirms it."))
    db.session.refresh(sheet, attribute_names=["content"])
    return sheet


def end(sheet: ImportedSheet, table: Table, plan: Plan) -> None:
    """Write down what became of a sheet. Its bytes go; refused rows stay for a while, to be mended."""
    sheet.content, sheet.done_at = None, clock.now()
    sheet.added, sheet.changed = plan.count(Outcome.ADDED), plan.count(Outcome.CHANGED)
    sheet.unchanged, sheet.refused = plan.count(Outcome.UNCHANGED), plan.count(Outcome.REFUSED)
    db.session.execute(delete(SheetCheck).where(SheetCheck.sheet_id == sheet.id))
    keep_refused(sheet.id, table, plan)


def keep_refused(sheet_id: UUID, table: Table, plan: Plan) -> None:
    """Keep the refused rows of a sheet in the place of those that were kept before."""
    db.session.execute(delete(RefusedRows).where(RefusedRows.sheet_id == sheet_id))
    if plan.count(Outcome.REFUSED):
        content = refused.pack(*refused.list_refused(table, plan))
        db.session.add(RefusedRows(sheet_id=sheet_id, content=content))
    db.session.flush()


def carry_out_checked(sheet_id: UUID, checking: Checking, plan: Plan, *, fingerprint: str, by: Person) -> None:
    """Do a large sheet with a check made a moment ago, outside of this transaction: others wait for the writing only.

    :param fingerprint: of the plan that was looked at.
    :raises Stale: when the plan is another one, or when anything that the check read has changed since.
    """
    sheet = _lock(sheet_id, by=by)
    find_bytes(sheet)
    if plan.fingerprint != fingerprint or Checking(checking.table, Roster(by)).basis != checking.basis:
        raise Stale(_("Something has changed since this sheet was checked. Check it again and look at its rows."))
    _write(plan, checking.roster, by=by)
    end(sheet, checking.table, plan)


def list_refused(sheet: ImportedSheet, *, by: Person) -> bytes | None:
    """The refused rows of a sheet, packed; of one that waits as they are now. None where there are none (any more)."""
    if sheet.done_at is not None or queries.find_check(sheet) is not None:
        return queries.find_refused(sheet)
    table = read_kept(sheet)
    plan = check(table, by=by)
    return refused.pack(*refused.list_refused(table, plan)) if plan.count(Outcome.REFUSED) else None


def note_refused_taken(sheet: ImportedSheet, *, by: Person) -> None:
    """Write that someone took the refused rows of a sheet."""
    audit.record("sheet.refused_taken", by=by, kind="sheet", record_id=sheet.id, about_id=None)


def ask_check(sheet: ImportedSheet, *, by: Person) -> Job:
    """Have a sheet looked at in the background; where that is under way, it is asked for once."""
    return _ask(sheet, CHECK, {"sheet": str(sheet.id)}, by=by)


def ask_import(sheet_id: UUID, *, sha256: str, fingerprint: str, by: Person) -> Job:
    """Have a sheet that was looked at done in the background.

    :raises Refusal: for somebody else's sheet, one done or discarded, or another file.
    """
    sheet = _lock(sheet_id, by=by)
    find_bytes(sheet)
    if sheet.sha256 != sha256:
        raise _changed()
    return _ask(sheet, IMPORT, {"sheet": str(sheet.id), "fingerprint": fingerprint}, by=by)


def _ask(sheet: ImportedSheet, kind: str, arguments: dict[str, str], *, by: Person) -> Job:
    check = find_locked(SheetCheck, sheet.id)
    under_way = db.session.get_one(Job, check.job_id) if check else None
    if under_way is not None and not under_way.is_over:
        return under_way
    job = jobs.ask(kind, arguments, by=by)
    if check is None:
        db.session.add(SheetCheck(sheet_id=sheet.id, job_id=job.id))
    else:
        check.job_id = job.id
        if kind == CHECK:
            check.plan = None
            db.session.execute(delete(RefusedRows).where(RefusedRows.sheet_id == sheet.id))
    db.session.flush()
    return job


def discard(sheet: ImportedSheet, *, by: Person) -> None:
    """Delete a sheet that waits.

    :raises Refusal: for somebody else's, or one that was done.
    """
    if sheet.brought_by_id != by.id:
        raise NotAllowed(_("Whoever brought a sheet confirms it."))
    if sheet.done_at is not None:
        raise Stale(_("This sheet has been imported already."))
    check = db.session.get(SheetCheck, sheet.id)
    if check is not None:
        job = db.session.get_one(Job, check.job_id)
        if not job.is_over:
            jobs.cancel(job, by=by)
        db.session.delete(check)
        db.session.flush()
    db.session.delete(sheet)
    db.session.flush()
    audit.record("sheet.discarded", by=by, kind="sheet", record_id=sheet.id, about_id=None)


def end_sheets() -> None:
    """Delete sheets that nobody confirmed in time, and refused rows that nobody took. Safe to run twice."""
    oldest = clock.now() - KEPT_FOR
    db.session.execute(delete(ImportedSheet).where(ImportedSheet.done_at.is_(None), ImportedSheet.created_at < oldest))
    db.session.execute(delete(RefusedRows).where(RefusedRows.created_at < oldest))


def end_sheets_in_time() -> None:
    """The same from the schedule: it commits."""
    end_sheets()
    db.session.commit()
