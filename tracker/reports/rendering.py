"""The process that turns HTML into PDF bytes. It knows no database and no web.

It is run as a script of its own, so that it loads WeasyPrint and nothing of the product, keeps fonts
and the parsed style sheet, and may read files of the print folder only. Its owner (``pdf``) speaks
to it through standard input and output and bounds its time, memory and number of renders.

A message is a kind of one byte, a length of four, and that many bytes.
"""

from __future__ import annotations

import errno
import gc
import os
import resource
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

PRINT_FOLDER = Path(__file__).resolve().parent.parent / "static" / "print"
STYLE = "report.css"
PICTURE = "data:image/png;base64,"
HEAD = struct.Struct(">cI")
READY, ORDER, DONE, FAILED, MISSING, FULL = b"r", b"o", b"d", b"f", b"m", b"u"
# An order is the identifier, which makes the same input give the same bytes, and the document.
SEPARATOR = b"\n"


def tell_languages(tags: Any, string: Any, language_of_document: Callable[[], str | None]) -> None:
    """Have the tags of a document say where its language changes, as its ``lang`` attributes do.

    PDF/UA-1 (ISO 14289-1, 7.2) asks for it; WeasyPrint writes only the language of the whole (70.0, ``pdf/tags.py``).

    :param tags: WeasyPrint's module that makes a tag of each box.
    :param string: what makes a text of a PDF.
    """
    build = tags._build_box_tree  # noqa: SLF001 - there is no public way in; a test reads the tags back

    def build_and_tell(box: Any, *others: Any) -> Iterator[Any]:
        element = box.element
        language = None if element is None or element.tag in ("html", "body") else element.get("lang")
        for tag in build(box, *others):
            if language and language != language_of_document() and "Lang" not in tag:
                tag["Lang"] = string(language)
            yield tag

    tags._build_box_tree = build_and_tell  # noqa: SLF001


class Printer:
    """WeasyPrint, loaded once, with one font configuration and one parsed style sheet."""

    def __init__(self) -> None:
        import pydyf
        import weasyprint
        from weasyprint.pdf import tags
        from weasyprint.text.fonts import FontConfiguration

        class PrintFolderOnly(weasyprint.URLFetcher):  # type: ignore[misc]
            """Serves files of the print folder, and a picture that stands in the document itself; nothing else of
            this machine or any other.
            """

            def fetch(self, url: str, headers: Any = None) -> Any:
                if url.startswith(PICTURE):
                    return super().fetch(url, headers)
                path = Path(unquote(urlsplit(url).path)).resolve()
                if urlsplit(url).scheme != "file" or not path.is_relative_to(PRINT_FOLDER):
                    raise ValueError("reports load nothing from outside the print folder")
                return super().fetch(url, headers)

        self._weasyprint = weasyprint
        self._fetcher = PrintFolderOnly(allowed_protocols={"file", "data"})
        self._fonts = FontConfiguration()
        self._language: str | None = None
        tell_languages(tags, pydyf.String, lambda: self._language)
        self._style = weasyprint.CSS(filename=PRINT_FOLDER / STYLE, font_config=self._fonts, url_fetcher=self._fetcher)

    def print(self, html: str, identifier: bytes) -> bytes:
        """Lay one document out, tagged as PDF/UA-1 asks."""
        document = self._weasyprint.HTML(string=html, base_url=PRINT_FOLDER.as_uri() + "/", url_fetcher=self._fetcher)
        self._language = document.etree_element.get("lang")
        pdf: bytes = document.write_pdf(
            stylesheets=[self._style],
            font_config=self._fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
        )
        return pdf


def rest() -> None:
    """Collect what a document left behind. Layout makes millions of small objects that die together: looking for
    them on the way costs a sixth of the time, so it is done once, after the answer.
    """
    gc.collect()


def write(stream: IO[bytes], kind: bytes, body: bytes = b"") -> None:
    """Send one message."""
    stream.write(HEAD.pack(kind, len(body)) + body)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Receive one message; None when the other side has hung up."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    return kind, stream.read(length)


def lacks_room(error: BaseException) -> bool:
    """Whether fonts could not be unpacked: the disk is full, or there is no folder for temporary files."""
    if not isinstance(error, OSError):
        return False
    no_folder = error.errno == errno.ENOENT and error.filename is None
    return no_folder or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(megabytes: int) -> None:
    """Render orders until the owner hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    orders = sys.stdin.buffer
    # Libraries print to standard output; the answers get a channel that they do not know.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        printer = Printer()
    except OSError as error:
        write(answers, FULL if lacks_room(error) else MISSING, str(error).encode())
        return
    # What is loaded now stays, and need not be looked through again.
    gc.collect()
    gc.freeze()
    gc.disable()
    write(answers, READY)
    while (message := read(orders)) is not None:
        identifier, _, html = message[1].partition(SEPARATOR)
        try:
            write(answers, DONE, printer.print(html.decode(), identifier))
        except (MemoryError, SystemError):
            # Also where the interpreter itself ran out of it. What this process holds now would starve the
            # next order too: its owner sees it gone, and starts another.
            return
        except Exception as error:  # whatever a document does to the library, the owner answers for it
            kind = FULL if lacks_room(error) else FAILED
            write(answers, kind, f"{type(error).__name__}: {error}".encode())
        rest()


if __name__ == "__main__":
    main(int(sys.argv[1]))
