"""Reading documents back: text of the sheets and tags."""

import io
import re

import pikepdf
import pypdf

HEADINGS = {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}


def plain(text):
    return " ".join(text.split())


def squeezed(text):
    return re.sub(r"\s", "", text)


def pages(data):
    return [plain(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def tags(data):
    """How often each kind of structure element stands in a document, in reading order."""
    found = []

    def walk(element):
        kids = element.get("/K")
        if "/S" in element:
            found.append(str(element["/S"]))
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                walk(kid)

    with pikepdf.open(io.BytesIO(data)) as document:
        walk(document.Root.StructTreeRoot)
    return found
