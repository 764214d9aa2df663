"""Large sheets as kinds of jobs: looked at a thousand rows at a time, and done at the end in one transaction."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import url_for

from tracker.access.guard import may, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, find_locked
from tracker.errors import Refusal
from tracker.imports import actions, queries
from tracker.imports.actions import ROWS_IN_A_STEP
from tracker.imports.checking import Checking
from tracker.imports.models import ImportedSheet, SheetCheck
from tracker.imports.plans import Plan
from tracker.imports.roster import Roster
from tracker.jobs.kinds import Kind
from tracker.jobs.models import Job
from tracker.language import LazyString, _, _l
from tracker.people.models import Person

# So many checks may stand half done in one process; of a job that was stopped nobody asks for the rest.
MOST_UNDER_WAY: Final = 2


class CheckOfSheet(Kind):
    """Looks at a sheet with the rights of whoever brought it, and keeps what was found for its page.

    The check lives in the memory of the worker; one that goes on with a job of another begins it again.
    """

    name = actions.CHECK
    title: LazyString = _l("Check of a sheet")

    def __init__(self) -> None:
        self._under_way: OrderedDict[UUID, tuple[Person, Checking]] = OrderedDict()
        self._plans: dict[UUID, Plan] = {}
        self._lock = threading.Lock()

    def plan(self, job: Job) -> Sequence[str]:
        """The rows at which each step ends."""
        if not may(Permission.SHEET_IMPORT):
            raise Refusal(_("You may not do this any more."))
        total = self._checking(job).total
        return [str(min(start + ROWS_IN_A_STEP, total)) for start in range(0, total, ROWS_IN_A_STEP)]

    def make(self, job: Job, key: str) -> None:
        """Look at rows until this one."""
        checking = self._checking(job)
        while checking.done < int(key):
            checking.advance(min(ROWS_IN_A_STEP, int(key) - checking.done))

    def keep(self, job: Job, key: str, made: Any) -> None:
        """Nothing yet: a sheet is looked at as a whole."""

    def conclude(self, job: Job) -> None:
        """Look at what can be said only once every row was seen."""
        self._plans[job.id] = self._checking(job).end()

    def finish(self, job: Job) -> None:
        """Keep the plan for its page."""
        plan, checking = self._take(job)
        found = find_locked(SheetCheck, sheet_of(job))
        if found is None:
            raise Refusal(_("This sheet was discarded. Bring it again."))
        found.plan = plan.pack()
        actions.keep_refused(found.sheet_id, checking.table, plan)
        job.made_id = found.sheet_id

    def address(self, job: Job) -> str | None:
        """The page of the sheet."""
        return url_for("imports.show", sheet_id=sheet_of(job)) if _is_there(job) else None

    def _checking(self, job: Job) -> Checking:
        with self._lock:
            by = signed_in()
            reader, found = self._under_way.pop(job.id, (None, None))
            if found is None or reader is not by:
                found = Checking(actions.read_kept(queries.get_own(sheet_of(job), by)), Roster(by))
            self._under_way[job.id] = by, found
            while len(self._under_way) > MOST_UNDER_WAY:
                self._under_way.popitem(last=False)
            return found

    def _take(self, job: Job) -> tuple[Plan, Checking]:
        """What was found, taken out of the memory."""
        with self._lock:
            return self._plans.pop(job.id), self._under_way.pop(job.id)[1]


class ImportOfSheet(CheckOfSheet):
    """Looks at a sheet again, and does all of it or nothing."""

    name = actions.IMPORT
    title = _l("Import of a sheet")

    def finish(self, job: Job) -> None:
        """Do what the page said."""
        plan, checking = self._take(job)
        fingerprint = str(job.arguments["fingerprint"])
        actions.carry_out_checked(sheet_of(job), checking, plan, fingerprint=fingerprint, by=signed_in())
        job.made_id = sheet_of(job)


def sheet_of(job: Job) -> UUID:
    """The sheet a job is about."""
    return UUID(job.arguments["sheet"])


def _is_there(job: Job) -> bool:
    return db.session.get(ImportedSheet, sheet_of(job)) is not None
