"""What people write and how they are called cannot break, slow or leak anything in a document."""

import io
import time
import unicodedata
from dataclasses import replace
from uuid import UUID

import pikepdf
import pypdf
import pypdfium2
import pytest
from flask import Flask

from tests.support.documents import competency
from tracker import clock
from tracker.command_line.doctor import _look_at_fonts
from tracker.reports import fonts, pdf, pressing
from tracker.reports.actions import Stamp
from tracker.reports.blocks import Answer

STAMP = Stamp(UUID(int=7), "Priya Nair", clock.now())
HOSTILE = (
    '<img src="file:///etc/passwd"><script>alert(1)</script><link rel="attachment" href="file:///etc/hostname">'
    "<style>* { display: none }</style>{{ 7 * 7 }}"
)


@pytest.fixture
def printed(app, pango):
    """The document of an invented report, and its words."""

    def printed(**more):
        with app.test_request_context():
            made = pressing.press(competency(**more), STAMP)
        return made, " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)

    return printed


def said(text):
    """The sections of a report in which the employee wrote this about one item."""
    (section,) = competency().sections
    (item,) = section.items
    return (replace(section, items=(replace(item, employee=Answer("Steady", 4, "", "", text)),)),)


def squeezed(text):
    return "".join(text.split())


def test_markup_in_a_note_stands_there_as_it_was_written(printed):
    made, words = printed(sections=said(HOSTILE), person="<b>Ana</b>")
    assert squeezed(HOSTILE) in squeezed(words)
    assert "Competency report: <b>Ana</b>" in words
    with pikepdf.open(io.BytesIO(made)) as document:
        assert not document.attachments
        assert "root:" not in words


@pytest.mark.parametrize("text", ["word " * 2000, "x" * 10_000, "\n" * 9_999 + "x", "\u0301" * 5_000 + "e"])
def test_ten_thousand_characters_are_printed_in_the_time_of_a_report(printed, text):
    began = time.process_time()
    made, words = printed(sections=said(text))
    assert squeezed(words).count("x") >= text.count("x")
    assert len(made) < 300_000
    # The laying out happens elsewhere; here it costs next to nothing.
    assert time.process_time() - began < 5


NAMES = (
    "\u0644\u064a\u0644\u0649 \u062d\u062f\u0627\u062f",  # Arabic, from right to left
    "\u05de\u05e8\u05d9\u05dd",  # Hebrew
    "Zoe\u0308 Nguye\u0302\u0303n",  # combining marks
    "\u0141ukasz \u017b\u00f3\u0142\u0107",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_in_other_scripts_are_written_with_fonts_that_hold_them(printed, name):
    made, words = printed(person=name)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.docinfo.Title) == f"Competency report: {name}"
        used = {str(one.BaseFont) for one in document.objects if is_font(one)}
    assert not [one for one in used if "LastResort" in one]
    assert set(squeezed(words)) & set(name)


ARABIC, HEBREW, COMBINED = NAMES[0], NAMES[1], NAMES[2]


def letters(made):
    """Every letter of the first page and how far from the left edge it stands, in the order of the file."""
    document = pypdfium2.PdfDocument(made)
    words = document[0].get_textpage()
    found = [(words.get_text_range(at, 1), words.get_charbox(at)) for at in range(words.count_chars())]
    document.close()
    return [(letter, box[0], box[1]) for letter, box in found if letter.strip()]


@pytest.mark.parametrize("name", [ARABIC, HEBREW])
def test_a_name_from_right_to_left_is_laid_out_so(printed, name):
    made, _words = printed(person=name)
    heading = max(bottom for letter, _left, bottom in letters(made) if letter in name)
    placed = {letter: left for letter, left, bottom in letters(made) if letter in name and bottom > heading - 12}
    once = [letter for letter in name if name.count(letter) == 1 and letter in placed]
    assert len(once) >= 3
    lefts = [placed[letter] for letter in once]
    assert lefts == sorted(lefts, reverse=True)
    english = max(left for letter, left, bottom in letters(made) if letter in "Competency" and bottom > heading - 12)
    assert min(lefts) > english


def test_a_name_with_combining_marks_reads_back_as_the_same_name(printed):
    _made, words = printed(person=COMBINED)
    same = unicodedata.normalize("NFC", COMBINED)
    assert squeezed(same) in squeezed(unicodedata.normalize("NFC", words))


def test_a_chinese_name_without_a_font_still_reads_back_and_the_doctor_says_what_to_install(printed, monkeypatch):
    made, words = printed(person="\u674e\u5a1c")
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.docinfo.Title) == "Competency report: \u674e\u5a1c"
    assert "Competencyreport:\u674e\u5a1c" in squeezed(words.replace("\0", ""))
    monkeypatch.setattr(fonts, "_has_font", lambda _program, code: code != "zh-cn")
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: "/usr/bin/fc-list")
    assert fonts.list_missing() == {"Chinese": "fonts-noto-cjk"}


def is_font(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"


def test_the_doctor_names_the_scripts_without_a_font(monkeypatch):
    monkeypatch.setattr(fonts, "_has_font", lambda _program, code: code != "zh-cn")
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: "/usr/bin/fc-list")
    finding = _look_at_fonts()
    assert finding.is_well
    assert "none for Chinese (Debian and Ubuntu: apt-get install fonts-noto-cjk)" in finding.name
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: None)
    assert fonts.list_missing() == {}


def test_several_documents_at_once_go_to_several_processes(pango):
    """Each renderer does one at a time; what is asked for alone stays with the process that is warm."""
    app = Flask(__name__)
    with app.test_request_context():
        made = pdf.Renderers(seconds=60, megabytes=1024, processes=2)
        page = '<!doctype html><html lang="en"><title>T</title><p>Words'
        first, second = (made.render(page, "id") for _ in range(2))
        assert first == second
        assert [one._child is not None for one in made._all] == [True, False]
        taken = made._free.get()
        assert made.render(page, "id") == first
        made._free.put(taken)
        assert all(one._child is not None for one in made._all)
        made.close()
