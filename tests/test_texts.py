"""Every sentence goes through gettext, so that a catalogue can hold it."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "_n": (1, 2)}
# Signs, names and abbreviations that are the same in every language.
SAME_EVERYWHERE = {"SHA", "SHA-256", "PDF", "HR", "item", "no-print", "nbsp"}
HIDDEN = re.compile(r"{#.*?#}|{{.*?}}|{%.*?%}|<!--.*?-->|<(script|style)\b.*?</\1>", re.DOTALL)
SPOKEN_ATTRIBUTES = re.compile(r'(?:aria-label|alt|title|placeholder)="([^"]*)"')


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_past_gettext(template):
    text = HIDDEN.sub(" ", template.read_text(encoding="utf-8"))
    spoken = " ".join(SPOKEN_ATTRIBUTES.findall(text)) + " " + re.sub(r"<[^>]*>", " ", text)
    words = set(re.findall(r"[A-Za-zÀ-ÿ]{2,}[\w-]*", spoken)) - SAME_EVERYWHERE
    assert not words


def _collect():
    methods = [("tracker/**.py", "python"), ("templates/**.html", "jinja2")]
    return list(extract_from_dir(str(ROOT), methods, keywords=KEYWORDS, directory_filter=_is_ours))


def _is_ours(folder):
    return Path(folder).name not in {".venv", "node_modules", "tests", "data", ".git"}


def test_the_sentences_can_be_collected():
    catalog = Catalog()
    for filename, line, message, _comments, _context in _collect():
        catalog.add(message, locations=[(filename, line)])
    assert len(catalog) > 500
    write_po(io.BytesIO(), catalog)


def test_places_in_sentences_have_names():
    nameless = [
        (filename, line, message)
        for filename, line, message, _comments, _context in _collect()
        for one in ([message] if isinstance(message, str) else message)
        if re.search(r"(?<!%)%[sdf]", one)
    ]
    assert not nameless
