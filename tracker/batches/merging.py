"""Many PDFs as one, written piece by piece: pages, bookmarks and tags of each, and no more than one in memory.

The sources are documents of our own, tagged and without encryption. Each is read, its objects get
new numbers and go straight to the file; what is kept meanwhile is a few numbers for each source.
The form of the file is that of ISO 32000-1 with object streams (7.5.7) and a cross-reference stream (7.5.8).
"""

from __future__ import annotations

import io
import re
import tempfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import IO, Any, Final

import pikepdf

_REFERENCE: Final = re.compile(rb"(\d+) 0 R\b")
# Texts, and numbers that count within one document, are written value by value.
_SPECIAL: Final = re.compile(rb"\(|/StructParent|/Headers|/ID\b|/Dest\b|/D\b")
OBJECTS_IN_A_STREAM: Final = 200
_ENTRY = 9


class Merger:
    """Writes one PDF. ``add`` takes the sources in order; leaving the ``with`` block finishes the file."""

    def __init__(self, file: IO[bytes], *, title: str, author: str, language: str) -> None:
        self._file = file
        self._title, self._author, self._language = title, author, language
        self._entries: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the block
        self._next = 1
        self._at = 0
        self._pending: list[tuple[int, bytes]] = []
        self._known: dict[int, bytes] = {}
        self.kids: list[tuple[int, int]] = []
        self.bookmarks: list[tuple[str, int, int, tuple[int, int, int] | None]] = []
        self.tops: list[int] = []
        self.leaves: list[tuple[int, int, int]] = []
        self.next_parent = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._entries.write(_entry(0, 0, 65535))
        # Numbers that the sources point to, and whose objects come last.
        self.pages, self.document, self._outlines = (self.number() for _ in range(3))

    def __enter__(self) -> Merger:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            self.finish()
        self.close()

    def close(self) -> None:
        """Let go of what is kept beside the file."""
        self._entries.close()

    def add(self, pdf: bytes, bookmark: str) -> None:
        """Append one document, reached by a bookmark over its own ones."""
        with pikepdf.open(io.BytesIO(pdf)) as source:
            _Source(self, source, bookmark).write()
        self._flush()
        self._settle()

    def number(self) -> int:
        """The next number of an object."""
        self._next += 1
        return self._next - 1

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)

    def put(self, number: int, body: bytes) -> None:
        """Write an object without a stream: a number of them go into one compressed stream."""
        self._pending.append((number, body))
        if len(self._pending) >= OBJECTS_IN_A_STREAM:
            self._flush()

    def put_stream(self, number: int, head: bytes, data: bytes) -> None:
        """Write an object with a stream, of which ``head`` says all but the length."""
        self._known[number] = _entry(1, self._at, 0)
        self._write(b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, head, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def _flush(self) -> None:
        if not self._pending:
            return
        holder, bodies, index = self.number(), io.BytesIO(), []
        for place, (number, body) in enumerate(self._pending):
            index.append(b"%d %d" % (number, bodies.tell()))
            bodies.write(body + b"\n")
            self._known[number] = _entry(2, holder, place)
        first = b" ".join(index) + b"\n"
        head = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(self._pending), len(first))
        self._pending = []
        self.put_stream(holder, head, zlib.compress(first + bodies.getvalue()))

    def _settle(self) -> None:
        """Put the places of what was written on disk, in the order of the numbers."""
        for number, entry in sorted(self._known.items()):
            self._entries.seek(number * _ENTRY)
            self._entries.write(entry)
        self._known.clear()

    def finish(self) -> None:
        """Write what comes last: the tree of pages, tags, bookmarks, and where everything stands."""
        tree, numbers, info, root = (self.number() for _ in range(4))
        kids = b" ".join(b"%d 0 R" % number for number, _count in self.kids)
        count = sum(count for _number, count in self.kids)
        self.put(self.pages, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (count, kids))
        tops = b" ".join(b"%d 0 R" % top for top in self.tops)
        self.put(self.document, b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %s ] >>" % (tree, tops))
        leaves = b" ".join(b"%d 0 R" % number for number, _low, _high in self.leaves)
        self.put(numbers, b"<< /Kids [ %s ] >>" % leaves)
        body = b"<< /Type /StructTreeRoot /K [ %d 0 R ] /ParentTree %d 0 R /ParentTreeNextKey %d >>"
        self.put(tree, body % (self.document, numbers, self.next_parent))
        self._put_bookmarks()
        self.put(info, b"<< /Title %s /Author %s >>" % (_text(self._title), _text(self._author)))
        body = (
            b"<< /Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R /Outlines %d 0 R /PageMode /UseOutlines "
            b"/MarkInfo << /Marked true >> /ViewerPreferences << /DisplayDocTitle true >> /Lang %s >>"
        )
        self.put(root, body % (self.pages, tree, self._outlines, _text(self._language)))
        self._flush()
        self._settle()
        self._put_places(root, info)

    def _put_bookmarks(self) -> None:
        numbers = [number for _title, number, _page, _inner in self.bookmarks]
        for place, (title, number, page, inner) in enumerate(self.bookmarks):
            body = b"/Title %s /Parent %d 0 R /Dest [ %d 0 R /Fit ]" % (_text(title), self._outlines, page)
            if place:
                body += b" /Prev %d 0 R" % numbers[place - 1]
            if place + 1 < len(numbers):
                body += b" /Next %d 0 R" % numbers[place + 1]
            if inner is not None:
                # A negative count: the bookmark is shown closed.
                body += b" /First %d 0 R /Last %d 0 R /Count -%d" % inner
            self.put(number, b"<< %s >>" % body)
        ends = b" /First %d 0 R /Last %d 0 R" % (numbers[0], numbers[-1]) if numbers else b""
        self.put(self._outlines, b"<< /Type /Outlines%s /Count %d >>" % (ends, len(numbers)))

    def _put_places(self, root: int, info: int) -> None:
        own, at = self.number(), self._at
        self._entries.seek(own * _ENTRY)
        self._entries.write(_entry(1, at, 0))
        with tempfile.TemporaryFile() as packed:
            length = _pack(self._entries, packed)
            head = b"/Type /XRef /Size %d /W [ 1 6 2 ] /Root %d 0 R /Info %d 0 R /Filter /FlateDecode /Length %d"
            self._write(b"%d 0 obj\n<< %s >>\nstream\n" % (own, head % (own + 1, root, info, length)))
            packed.seek(0)
            while piece := packed.read(1 << 20):
                self._write(piece)
        self._write(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at)


class _Source:
    """One document on its way into the file: each object it reaches gets a number and is written once."""

    def __init__(self, merger: Merger, pdf: pikepdf.Pdf, bookmark: str) -> None:
        self._merger, self._pdf, self._bookmark = merger, pdf, bookmark
        self._numbers: dict[int, int] = {}
        self._waiting: list[int] = []
        self._dests = _read_dests(pdf)
        self._parents_from = merger.next_parent

    def write(self) -> None:
        """Write everything that its pages, tags and bookmarks reach."""
        merger, root = self._merger, self._pdf.Root
        pages = self._reach(root.Pages.objgen[0])
        merger.kids.append((pages, int(root.Pages.Count)))
        root.Pages["/Parent"] = self._stand_in(merger.pages)
        self._tag(root.get("/StructTreeRoot"))
        page = self._reach(self._pdf.pages[0].obj.objgen[0])
        over = merger.number()
        merger.bookmarks.append((self._bookmark, over, page, self._bookmarks(root.get("/Outlines"), over)))
        while self._waiting:
            self._copy(self._waiting.pop())

    def _stand_in(self, number: int) -> pikepdf.Object:
        """An object that is written by the merger and may be pointed to."""
        made = self._pdf.make_indirect(pikepdf.Dictionary())
        self._numbers[made.objgen[0]] = number
        return made

    def _tag(self, tree: pikepdf.Object | None) -> None:
        if tree is None:
            return
        merger = self._merger
        self._numbers[tree.objgen[0]] = merger.document
        tops = list(tree.K) if isinstance(tree.K, pikepdf.Array) else [tree.K]
        for top in tops:
            top["/S"] = pikepdf.Name.Part
            merger.tops.append(self._reach(top.objgen[0]))
        found = list(tree.ParentTree.Nums)
        keys = [self._parents_from + int(key) for key in found[::2]]
        if keys:
            values = [self._say(value) for value in found[1::2]]
            pairs = b" ".join(b"%d %s" % pair for pair in zip(keys, values, strict=True))
            leaf = merger.number()
            merger.put(leaf, b"<< /Limits [ %d %d ] /Nums [ %s ] >>" % (keys[0], keys[-1], pairs))
            merger.leaves.append((leaf, keys[0], keys[-1]))
            merger.next_parent = keys[-1] + 1

    def _bookmarks(self, outlines: pikepdf.Object | None, over: int) -> tuple[int, int, int] | None:
        """The first and last of its own bookmarks, which come under one of ours, and how many they are."""
        if outlines is None or "/First" not in outlines:
            return None
        self._numbers[outlines.objgen[0]] = over
        first, last = (self._reach(outlines[name].objgen[0]) for name in ("/First", "/Last"))
        return first, last, abs(int(outlines.get("/Count", 1)))

    def _reach(self, number: int) -> int:
        """The new number of an object of the source; at the first mention it is put in line."""
        known = self._numbers.get(number)
        if known is None:
            known = self._numbers[number] = self._merger.number()
            self._waiting.append(number)
        return known

    def _copy(self, number: int) -> None:
        obj = self._pdf.get_object(number, 0)
        new = self._numbers[number]
        if isinstance(obj, pikepdf.Stream):
            names = [name for name in obj.keys() if name != "/Length"]  # noqa: SIM118 - a stream is no mapping
            head = b" ".join(self._pair(name, obj[name]) for name in names)
            self._merger.put_stream(new, head, obj.read_raw_bytes())
            return
        raw = obj.unparse(resolved=True)
        if _SPECIAL.search(raw):
            raw = self._say(obj, is_top=True)
        else:
            raw = _REFERENCE.sub(lambda found: b"%d 0 R" % self._reach(int(found[1])), raw)
        self._merger.put(new, raw)

    def _say(self, value: Any, *, is_top: bool = False) -> bytes:
        """One value as it stands in a file."""
        if isinstance(value, pikepdf.Object) and value.is_indirect and not is_top:
            return b"%d 0 R" % self._reach(value.objgen[0])
        if isinstance(value, pikepdf.Dictionary):
            return b"<< %s >>" % b" ".join(self._pair(name, value[name]) for name in value.keys())  # noqa: SIM118
        if isinstance(value, pikepdf.Array):
            return b"[ %s ]" % b" ".join(self._say(one) for one in value)
        return _say_plain(value)

    def _pair(self, name: str, value: Any) -> bytes:
        written = pikepdf.Name(name).unparse()
        if name in ("/StructParents", "/StructParent"):
            return b"%s %d" % (written, self._parents_from + int(value))
        if name in ("/Dest", "/D") and isinstance(value, pikepdf.String) and str(value) in self._dests:
            value = self._dests[str(value)]
        if name == "/ID" and isinstance(value, pikepdf.String):
            return b"%s %s" % (written, self._own(value))
        if name == "/Headers":
            return b"%s [ %s ]" % (written, b" ".join(self._own(one) for one in value))
        return b"%s %s" % (written, self._say(value))

    def _own(self, identifier: pikepdf.Object) -> bytes:
        """The identifier of a table head, which may stand only once in a file."""
        return b"<%s>" % (b"%d-" % self._parents_from + bytes(identifier)).hex().encode()


def _say_plain(value: Any) -> bytes:
    if isinstance(value, pikepdf.String):
        return b"<%s>" % bytes(value).hex().encode()
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, (int, Decimal)):
        return f"{value:f}".encode() if isinstance(value, Decimal) else b"%d" % value
    return b"null" if value is None else bytes(value.unparse())


def _read_dests(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Where named links lead: a name may stand only once in a file, so that links are written with their place."""
    names = pdf.Root.get("/Names")
    tree = names.get("/Dests") if names is not None else None
    if tree is None:
        return {}
    return {str(name): place for name, place in pikepdf.NameTree(tree).items()}


def _text(words: str) -> bytes:
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


def _entry(kind: int, where: int, more: int) -> bytes:
    return bytes([kind]) + where.to_bytes(6, "big") + more.to_bytes(2, "big")


def _pack(source: IO[bytes], target: IO[bytes]) -> int:
    press: Callable[[bytes], bytes]
    packer = zlib.compressobj()
    press = packer.compress
    source.seek(0)
    while piece := source.read(1 << 20):
        target.write(press(piece))
    target.write(packer.flush())
    return target.tell()
