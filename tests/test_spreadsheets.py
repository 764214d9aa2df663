import csv
import io
import zipfile

import pytest

from tracker import spreadsheets

EVIL = ["=1+1", "+1", "-1", "@now", "\tx", "\rx"]


@pytest.mark.parametrize("cell", [*EVIL, "'=1", "''+1", "'quoted'", "plain", ""])
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(cell):
    written = spreadsheets.harmless(cell)
    assert not written.startswith(spreadsheets.FORMULA_STARTS)
    assert spreadsheets.given_back(written) == cell


def test_csv_has_a_mark_numbers_and_no_formula():
    made = spreadsheets.write("csv", "any", [["name", "number"], *([cell, -2] for cell in EVIL), [None, True]])
    assert made.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    assert heads == ["name", "number"]
    assert rows == [*([f"'{cell}", "-2"] for cell in EVIL), ["", "True"]]


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers():
    rows = [["name"], *([cell] for cell in EVIL), ["https://example.org"], ["007"], [7], [2.5], [True], [None]]
    with zipfile.ZipFile(io.BytesIO(spreadsheets.write("xlsx", "names", rows))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
        assert 'name="names"' in book.read("xl/workbook.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert sheet.count('t="s"') == 1 + len(EVIL) + 2
    assert sheet.count('t="b"') == 1
    assert "<v>7</v>" in sheet
    assert "<v>2.5</v>" in sheet
    assert "=1+1" in texts
