"""The file of a batch in the data folder: written beside its name, piece by piece, and given it when it is whole."""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol
from uuid import UUID

from flask import current_app

from tracker import clock
from tracker.batches.merging import Merger
from tracker.batches.models import Form
from tracker.errors import NoRoom, Refusal, is_full
from tracker.language import _, say_date
from tracker.reports.models import IssuedReport
from tracker.words import label

# What some system or other does not take in a name of a file, and marks that turn the order of letters.
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
LONGEST_NAME: Final = 100


class Bound(Protocol):
    """Something that reports are put into, one after the other."""

    def begin(self, pdf: bytes, name: str) -> None:
        """Before the first one: a sheet that says what follows."""

    def add(self, copy: IssuedReport, name: str) -> None:
        """Put in one report of somebody."""

    def end(self, left_out: Iterable[tuple[str, str]]) -> None:
        """After the last one: who is not in it, and why."""

    def drop(self) -> None:
        """Let go of everything, whole or not."""


class Archive:
    """A ZIP of the very bytes that were issued, and a list of who is in it and who is not."""

    def __init__(self, file: IO[bytes]) -> None:
        # The reports are compressed in themselves.
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._names: set[str] = set()

    def begin(self, pdf: bytes, name: str) -> None:
        """A file whose name stands before all others."""
        entry = zipfile.ZipInfo(f"0 {name_file(name)}.pdf", clock.local(clock.now()).timetuple()[:6])
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, pdf)

    def add(self, copy: IssuedReport, name: str) -> None:
        """Put in one report, under a name of its own."""
        at = clock.local(copy.created_at)
        entry = zipfile.ZipInfo(self._name(copy, name), at.timetuple()[:6])
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, copy.pdf)

    def _name(self, copy: IssuedReport, name: str) -> str:
        stem = name_file(name, str(label(copy.kind)), f"{clock.local(copy.created_at):%Y-%m-%d}")
        found, number = f"{stem}.pdf", 2
        while found.casefold() in self._names:
            found, number = f"{stem} ({number}).pdf", number + 1
        self._names.add(found.casefold())
        return found

    def end(self, left_out: Iterable[tuple[str, str]]) -> None:
        """Say who is missing, where anybody is."""
        lines = [_say_left_out(name, why) for name, why in left_out]
        if lines:
            words = "\r\n".join([_("Not in this file, and why:"), "", *lines, ""])
            self._zip.writestr(f"{name_file(_('Not in this file'))}.txt", words.encode("utf-8-sig"))
        self._zip.close()

    def drop(self) -> None:
        """Write nothing more, not even the list of what is in it."""
        self._zip.fp = None


class Volume:
    """One PDF with a bookmark for each person."""

    def __init__(self, file: IO[bytes], title: str, author: str, language: str) -> None:
        self._merger = Merger(file, title=title, author=author, language=language)

    def begin(self, pdf: bytes, name: str) -> None:
        """The first pages, under a bookmark of their own."""
        self._merger.add(pdf, name)

    def add(self, copy: IssuedReport, name: str) -> None:
        """Put in one report under the person's name."""
        self._merger.add(copy.pdf, name)

    def end(self, _left_out: Iterable[tuple[str, str]]) -> None:
        """Write what comes last; who is missing stands on the page of the job."""
        self._merger.finish()

    def drop(self) -> None:
        """Write nothing more."""
        self._merger.close()


@contextmanager
def bind(file: IO[bytes], form: Form, *, title: str, author: str, language: str) -> Iterator[Bound]:
    """A file of the form asked for, to be ended by ``end``."""
    bound: Bound = Archive(file) if form is Form.ZIP else Volume(file, title, author, language)
    try:
        yield bound
    finally:
        bound.drop()


def name_file(*parts: str) -> str:
    """A name that every system takes, without its ending."""
    words = unicodedata.normalize("NFC", ", ".join(part for part in parts if part))
    return " ".join(_NOT_IN_NAMES.sub(" ", words).split()).strip(" .")[:LONGEST_NAME].rstrip(" .") or "report"


def _say_left_out(name: str, why: str) -> str:
    return why if name in why else f"{name}: {why}"


def path_of(job_id: UUID, form: Form) -> Path:
    """Where the file of a job stands."""
    return folder() / f"{job_id}.{form.value}"


def folder() -> Path:
    """The folder of these files, readable for nobody else on the machine."""
    return Path(current_app.config["TRACKER_DATA_DIR"]) / "batches"


def drop(job_id: UUID) -> None:
    """Delete the file of a job, whole or not, if it is here."""
    for form in Form:
        path_of(job_id, form).unlink(missing_ok=True)
        _part(path_of(job_id, form)).unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


@contextmanager
def writing_to(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name only when it is whole.

    :raises Refusal: when the disk is full, or the folder cannot be written to.
    """
    part = _part(path)
    with saying_what_is_wrong():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def saying_what_is_wrong() -> Iterator[None]:
    """A sentence for what the disk refuses."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoom(
                _("The disk of the server is full, so the file could not be written. Ask the operator to make room.")
            ) from error
        raise Refusal(
            _("The file could not be written in the data folder of the server. Ask the operator to look at it.")
        ) from error


Reading = Callable[[UUID], IssuedReport | None]


def fill(bound: Bound, copy_ids: Iterable[UUID], *, read: Reading, names: dict[UUID, str]) -> int:
    """Put copies in, one in memory at a time. Those that are gone are left out. Return how many are in."""
    count = 0
    for copy_id in copy_ids:
        copy = read(copy_id)
        if copy is not None and copy.person_id is not None:
            bound.add(copy, names.get(copy.person_id, ""))
            count += 1
    return count


def title_of(kind: str) -> str:
    """What a file of such reports is called."""
    return f"{kind}, {say_date(clock.today())}"
