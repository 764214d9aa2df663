"""HTML to PDF, outside the web process: a child that is bounded in time and memory and replaced now and then."""

from __future__ import annotations

import atexit
import logging
import os
import queue
import selectors
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from typing import Final

from tracker.errors import Refusal
from tracker.language import _
from tracker.reports import rendering

RENDERS_BEFORE_RENEWAL: Final = 100
START_SECONDS: Final = 60
REMEDY: Final = (
    "Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core; "
    "Fedora: dnf install pango dejavu-sans-fonts; macOS: brew install pango"
)
log = logging.getLogger(__name__)


class PdfUnavailable(Refusal):
    """No PDF can be made on this server now; the page says the same as the document would."""

    passes = True


class _Gone(Exception):
    """The child has ended, or did not answer in time."""


class _Child:
    """One rendering process, the pipes to it, and a folder for what it unpacks: it is killed, so it cannot clean up."""

    def __init__(self, megabytes: int) -> None:
        self.left = RENDERS_BEFORE_RENEWAL
        self._folder = tempfile.mkdtemp(prefix="tracker-print-")
        self._process = subprocess.Popen(
            [sys.executable, "-P", rendering.__file__, str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": self._folder},
        )

    def is_alive(self) -> bool:
        """Whether it may be given another order."""
        return self.left > 0 and self._process.poll() is None

    def send(self, body: bytes) -> None:
        """Give it an order."""
        if self._process.stdin is None:
            raise _Gone
        try:
            rendering.write(self._process.stdin, rendering.ORDER, body)
        except OSError:
            raise _Gone from None
        self.left -= 1

    def receive(self, seconds: float) -> tuple[bytes, bytes]:
        """Its answer, or ``_Gone`` after ``seconds``."""
        deadline = time.monotonic() + seconds
        kind, length = rendering.HEAD.unpack(self._read(rendering.HEAD.size, deadline))
        return kind, self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        if self._process.stdout is None:
            raise _Gone
        source = self._process.stdout.fileno()
        parts, missing = [], length
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while missing:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise _Gone
                part = os.read(source, missing)
                if not part:
                    raise _Gone
                parts.append(part)
                missing -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Kill it, close the pipes and take away what it unpacked."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    log.debug("the rendering process had hung up")
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _no_room() -> PdfUnavailable:
    log.error("there is no room for what a rendering process unpacks")
    return PdfUnavailable(
        _(
            "No PDF can be made now: the disk of the server is full. Read the report as a page instead, "
            "and ask the operator to make room."
        )
    )


class Renderer:
    """Owns one rendering process at a time. Threads take turns; a process that takes too long is killed."""

    def __init__(self, *, seconds: int, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def render(self, html: str, identifier: str) -> bytes:
        """The document as PDF bytes; the same document and identifier give the same bytes.

        :raises PdfUnavailable: when a library is missing, or it takes too long or too much memory.
        """
        with self._turn:
            child = self._ready()
            try:
                child.send(identifier.encode() + rendering.SEPARATOR + html.encode())
                kind, body = child.receive(self._seconds)
            except _Gone:
                self._end()
                log.error("a report took more than %d seconds or %d megabytes", self._seconds, self._megabytes)
                raise PdfUnavailable(
                    _(
                        "This report took too long or too much memory. Read it as a page instead, "
                        "or print the short form or fewer days."
                    )
                ) from None
        if kind == rendering.FULL:
            self.close()
            raise _no_room()
        if kind != rendering.DONE:
            log.error("a report could not be rendered: %s", body.decode(errors="replace").split(":")[0])
            raise PdfUnavailable(_("This report could not be made into a PDF. Read it as a page instead."))
        return body

    def check(self) -> str:
        """What keeps PDFs from being made, in a sentence with the remedy; empty when nothing does."""
        try:
            with self._turn:
                self._ready()
        except PdfUnavailable as error:
            return str(error)
        return ""

    def _ready(self) -> _Child:
        if self._child is not None and self._child.is_alive():
            return self._child
        self._end()
        try:
            child = _Child(self._megabytes)
        except OSError as error:
            raise _no_room() from error
        try:
            kind, _body = child.receive(START_SECONDS)
        except _Gone:
            kind = rendering.MISSING
        if kind == rendering.FULL:
            child.end()
            raise _no_room()
        if kind != rendering.READY:
            child.end()
            raise PdfUnavailable(
                _(
                    "PDFs cannot be made on this server: a library is missing. Read the report as a page instead. "
                    "For the administrator: %(how)s",
                    how=REMEDY,
                )
            )
        self._child = child
        return child

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def close(self) -> None:
        """End the rendering process."""
        with self._turn:
            self._end()


class Renderers:
    """Several renderers: each document goes to one that is free, the last used first, so that few processes start."""

    def __init__(self, *, seconds: int, megabytes: int, processes: int) -> None:
        self._all = [Renderer(seconds=seconds, megabytes=megabytes) for _number in range(processes)]
        self._free: queue.LifoQueue[Renderer] = queue.LifoQueue()
        for one in reversed(self._all):
            self._free.put(one)

    def render(self, html: str, identifier: str) -> bytes:
        """As ``Renderer.render``, once one is free."""
        one = self._free.get()
        try:
            return one.render(html, identifier)
        finally:
            self._free.put(one)

    def check(self) -> str:
        """What keeps PDFs from being made, as ``Renderer.check`` says it."""
        return self._all[0].check()

    def close(self) -> None:
        """End every rendering process."""
        for one in self._all:
            one.close()


_renderers: dict[tuple[int, int, int], Renderers] = {}
_registry = threading.Lock()


def renderer(*, seconds: int, megabytes: int, processes: int = 2) -> Renderers:
    """The renderers of this process; a child starts when a document needs it."""
    with _registry:
        found = _renderers.get((seconds, megabytes, processes))
        if found is None:
            found = Renderers(seconds=seconds, megabytes=megabytes, processes=processes)
            _renderers[seconds, megabytes, processes] = found
            atexit.register(found.close)
        return found
