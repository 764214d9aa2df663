"""One binder of a sample: the index first, then every document of each person, with pages that fit."""

import io
import zipfile
from uuid import UUID

import pikepdf
import pytest

from tests.support.documents import small_pdf
from tracker.batches import working
from tracker.database import db
from tracker.jobs.models import Job, JobState
from tracker.survey import binding
from tracker.survey.binding import Entry, Leaf, _number


class Renderer:
    def __init__(self):
        self.given = []

    def render(self, html, identifier):
        self.given.append(html)
        return small_pdf(identifier)


@pytest.fixture
def indexes(monkeypatch):
    """What was laid out as an index; reports are not laid out at all."""
    drawn, renderer = [], Renderer()

    def press(html):
        drawn.append(html)
        return small_pdf(f"index {len(drawn)}")

    monkeypatch.setattr(working, "printer", lambda: renderer)
    monkeypatch.setattr(binding.papers, "press", press)
    return drawn


def ask(world, visit, key="6e1b1c9e-77a9-4d0e-9d7f-2f6b4f6f1a11", query="", **more):
    form = {"key": key, "kinds": ["file", "competency"], "form": "pdf", **more}
    answer = visit(world.hr).post(f"/survey/binder{query}", form)
    return db.session.get_one(Job, UUID(answer.location.rpartition("/")[2]))


def take(world, visit, job):
    answer = visit(world.hr).raw("GET", f"/batches/{job.id}/file")
    assert answer.status_code == 200
    content = answer.data
    answer.close()
    return content


def test_as_one_pdf_the_index_stands_first_and_names_pages_and_what_is_missing(world, visit, staff, work, indexes):
    world.ended()
    job = work(ask(world, visit, query="?whom=typed&names=Ana+Ruiz%0ALuis+Ortega"))
    assert job.state is JobState.DONE
    with pikepdf.open(io.BytesIO(take(world, visit, job))) as pdf, pdf.open_outline() as outline:
        titles = [one.title for one in outline.root]
        assert len(pdf.pages) == 4
    assert titles[0] == "Index"
    assert [title.partition(":")[0] for title in titles[1:]] == ["Ana Ruiz", "Ana Ruiz", "Luis Ortega"]
    said = " ".join(indexes[-1].split())
    assert "page 2 of this file" in said
    assert "page 4 of this file" in said
    assert "Luis Ortega, Competency report: " in said
    page = visit(world.hr).get(f"/jobs/{job.id}")
    assert "Luis Ortega, Competency report" in page.words()


def test_as_zip_the_index_is_the_first_file(world, visit, staff, work, indexes):
    job = work(ask(world, visit, query="?whom=random&size=2&seed=4711", kinds=["file"], form="zip"))
    with zipfile.ZipFile(io.BytesIO(take(world, visit, job))) as archive:
        found = archive.namelist()
    assert found[0] == "0 Index.pdf"
    assert len(found) == 3
    assert "Drawn with the number 4711 from 4 people." in indexes[-1]
    assert "of this file" not in indexes[-1]


def test_pages_go_on_from_the_index_through_every_document():
    entries = [Entry(None, (Leaf("file", 2), Leaf("log", 3))), Entry(None, ()), Entry(None, (Leaf("file", 1),))]
    assert [[leaf.page for leaf in one.leaves] for one in _number(entries, 4)] == [[4, 6], [], [9]]


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("query", "more", "answer"),
    [
        ("", {"kinds": []}, (422, "Choose at least one kind of report.")),
        ("", {"form": "book"}, (422, "Not a valid choice.")),
        ("?whom=typed&names=Nobody", {}, (409, "Nobody fits what you chose, so there is nothing to print.")),
    ],
)
def test_what_cannot_be_bound_is_said(query, more, answer, world, visit):
    status, sentence = answer
    form = {"key": "6e1b1c9e-77a9-4d0e-9d7f-2f6b4f6f1a12", "kinds": ["file"], "form": "pdf", **more}
    assert sentence in visit(world.hr).post(f"/survey/binder{query}", form, status).text
    assert db.session.query(Job).count() == 0


def test_sent_twice_it_is_made_once(world, visit, staff):
    assert ask(world, visit).id == ask(world, visit).id
