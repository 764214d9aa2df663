"""The content of a document for machines: pure data, no database."""

import csv
import io
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import date
from typing import ClassVar

from lxml import etree

from tests.support.documents import competency
from tracker.reports import data
from tracker.reports.frozen import Content, plain
from tracker.reports.models import Audience, ReportKind
from tracker.signatures.actions import canonical

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Step:
    text: str
    due_on: date


@dataclass(frozen=True)
class Goal:
    statement: str
    minutes: int
    steps: tuple[Step, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Told(Content):
    document_kind: ClassVar = ReportKind.PLAN
    employer: str
    goals: tuple[Goal, ...]
    pairs: tuple[tuple[str, int], ...] = ()

    @property
    def title(self):
        return "Plan"


def told(statement="Lead the group", **more):
    first = Goal(statement, -5, (Step("Ask", date(2026, 1, 2)), Step("Do", date(2026, 2, 3))), ("ADV-T01", "ADV-T02"))
    return Told("Prairie", (first, Goal("Rest", 0, (), ())), **more)


def written(form, content):
    return data.write(form, content, audience=Audience.OUTSIDE, language="en")


def sheets(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = [one.get("name") for one in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        texts = ["".join(one.itertext()) for one in etree.fromstring(archive.read("xl/sharedStrings.xml"))]
        raw = [archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in range(1, len(names) + 1)]
    return names, texts, raw


def lines(content):
    return list(csv.reader(io.StringIO(written("csv", content).decode("utf-8-sig"), newline="")))


def test_json_holds_the_content_under_a_head_that_says_what_it_is():
    said = json.loads(written("json", told()))
    assert said["content"]["goals"][0]["steps"][1] == {"text": "Do", "due_on": "2026-02-03"}
    assert (said["format"], said["kind"], said["audience"]) == (data.FORMAT, "plan", "outside")
    assert said["content_sha256"] == told().content_sha256


def test_csv_has_a_line_for_each_value_with_the_place_it_stands_at():
    rows = lines(told(pairs=(("General", 30),)))
    assert rows[0] == ["part", "number", "field", "value"]
    assert ["goals.steps", "1.2", "due_on", "2026-02-03"] in rows
    assert ["goals", "1", "codes", "ADV-T01\nADV-T02"] in rows
    assert ["goals", "1", "minutes", "-5"] in rows
    assert ["pairs", "1", "value_2", "30"] in rows
    assert ["document", "", "employer", "Prairie"] in rows


def test_xlsx_has_a_sheet_for_each_part_and_numbers_are_numbers():
    names, texts, raw = sheets(written("xlsx", told()))
    assert names == ["document", "goals", "goals.steps"]
    assert "Lead the group" in texts
    assert "<v>-5</v>" in raw[1]


def test_no_text_becomes_a_formula():
    for evil in EVIL:
        value = next(row[3] for row in lines(told(evil)) if row[2] == "statement")
        assert value == f"'{evil}"
        _names, texts, raw = sheets(written("xlsx", told(evil)))
        assert not any("<f>" in one for one in raw)
        assert any(evil.strip() in one for one in texts)


def test_a_long_path_still_names_a_sheet():
    part = "a" * 40
    assert data._sheet_name(part, 3) == f"3 {part}"[:31]


def test_the_hash_of_a_competency_report_is_the_one_it_always_was():
    content = competency()
    unsaid = {"logo", "is_compact", "required"}
    said = {name: value for name, value in asdict(content).items() if name not in unsaid}
    assert plain(content) == json.loads(canonical(said))
    assert content.content_sha256 == "6f81cdca95f1fe52d52fc34d63e54036b3cdc57222f99b79fcce2971e97934a3"
