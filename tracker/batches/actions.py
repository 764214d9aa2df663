"""What HR does with batches: asks for one, takes the file. And what ends the time of files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from tracker import clock
from tracker.audit import actions as audit
from tracker.batches import files, queries
from tracker.batches.models import BatchFile
from tracker.batches.orders import Order
from tracker.database import db, writing
from tracker.errors import Refusal
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job
from tracker.language import _
from tracker.people.models import Person

KEPT_FOR: Final = timedelta(days=7)
MOST_REPORTS: Final = 20_000


def ask(order: Order, *, key: UUID, by: Person) -> Job:
    """Ask for the reports of many people as one file.

    :param key: the identifier of the form; sent twice, it asks once.
    :raises Refusal: when nobody fits, or the reader may not print this kind.
    """
    if order.kind not in queries.list_kinds(by):
        raise Refusal(_("Choose a kind of report that you may print."))
    count = len(queries.list_keys(order))
    if not count:
        raise Refusal(_("Nobody fits what you chose, so there is nothing to print."))
    if count > MOST_REPORTS:
        raise Refusal(_("These are too many people for one file. Choose a program or a cycle."))
    return jobs.ask(queries.NAME, order.write(), key=key, by=by)


def keep_file(job: Job, order: Order, *, reports: int, size: int, name: str) -> None:
    """Write down that the file of a job is there, and until when."""
    ends_at = clock.now() + KEPT_FOR
    db.session.merge(BatchFile(job_id=job.id, form=order.form, name=name, reports=reports, size=size, ends_at=ends_at))
    job.made_id = job.id


def note_taken(job: Job, file: BatchFile, *, by: Person) -> None:
    """Write that the file was taken; ends the caller's transaction and commits.

    That each report in it was printed stands in the trail of each person since it was put in.
    """
    db.session.commit()
    with writing():
        audit.record("batch.taken", by=by, kind="batch", record_id=job.id, about_id=None, fields=[file.form])
        db.session.commit()


def end_files() -> None:
    """Delete the files whose time is over, and those that nobody knows. Commits; safe to run twice."""
    ended = [file.job_id for file in queries.list_ended(clock.now())]
    _forget(ended)
    db.session.commit()
    for job_id in ended:
        files.drop(job_id)
    oldest = (clock.now() - timedelta(days=1)).timestamp()
    for path in files.folder().glob("*") if files.folder().is_dir() else ():
        if path.stat().st_mtime < oldest and not _is_known(path.name):
            path.unlink(missing_ok=True)


def _is_known(name: str) -> bool:
    try:
        return queries.find_file(UUID(name.partition(".")[0])) is not None
    except ValueError:
        return False


def withdraw(copy_ids: Sequence[UUID]) -> None:
    """Delete the files that hold one of these copies, since words in them were removed for privacy.

    In the caller's transaction. The bytes go at once: a file is made again more easily than words are taken back.
    """
    found = [file.job_id for file in queries.list_with_copies(copy_ids)]
    _forget(found)
    for job_id in found:
        files.drop(job_id)


def _forget(job_ids: Sequence[UUID]) -> None:
    for job_id in job_ids:
        row = queries.find_file(job_id)
        if row is not None:
            db.session.delete(row)
    db.session.flush()
