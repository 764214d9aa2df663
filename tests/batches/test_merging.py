import io

import pikepdf
import pytest

from tests.support.documents import small_pdf
from tracker.batches.merging import Merger


@pytest.fixture(scope="module")
def merged():
    file = io.BytesIO()
    with Merger(file, title="Reports", author="Prairie Peer Network", language="es") as merger:
        for name, pages in (("Ana Ñúñez", 2), ("Luis", 1), ("王小明", 1)):
            merger.add(small_pdf(f"about {name}", pages), name)
    with pikepdf.open(file) as pdf:
        yield pdf


def test_every_page_is_there_and_the_file_is_sound(merged):
    assert merged.check_pdf_syntax() == []
    assert len(merged.pages) == 4
    assert str(merged.Root.Lang) == "es"
    assert str(merged.docinfo.Title) == "Reports"


def test_each_person_has_a_bookmark_over_the_own_ones(merged):
    with merged.open_outline() as outline:
        found = [(one.title, [inner.title for inner in one.children]) for one in outline.root]
        places = [merged.pages.index(pikepdf.Page(one.destination[0])) for one in outline.root]
    assert found == [
        ("Ana Ñúñez", ["about Ana Ñúñez"]),
        ("Luis", ["about Luis"]),
        ("王小明", ["about 王小明"]),
    ]
    assert places == [0, 2, 3]


def test_the_tags_of_all_are_one_tree(merged):
    tree = merged.Root.StructTreeRoot
    (document,) = tree.K
    parts = list(document.K)
    assert [str(part.S) for part in parts] == ["/Part"] * 3
    assert all(part.P.objgen == document.objgen for part in parts)
    assert [str(part.K[0].Alt) for part in parts] == [
        "(8 0 R) about Ana Ñúñez",
        "(8 0 R) about Luis",
        "(8 0 R) about 王小明",
    ]


def test_each_page_finds_its_tags_and_each_cell_its_own_head(merged):
    numbers = {}
    for leaf in merged.Root.StructTreeRoot.ParentTree.Kids:
        numbers.update(zip(map(int, leaf.Nums[::2]), leaf.Nums[1::2], strict=True))
    told = [str(numbers[int(page.obj.StructParents)][0].Alt) for page in merged.pages]
    assert [words.split()[-1] for words in told] == ["Ñúñez", "Ñúñez", "Luis", "王小明"]
    heads = [str(part.K[0].ID) for part in merged.Root.StructTreeRoot.K[0].K]
    assert len(set(heads)) == 3
    assert heads == [str(part.K[1].A.Headers[0]) for part in merged.Root.StructTreeRoot.K[0].K]


def test_a_link_by_name_leads_to_a_page_of_its_own_document(merged):
    first, other = (merged.pages[number].obj.Annots[0].Dest[0] for number in (0, 2))
    assert first.objgen == merged.pages[1].obj.objgen
    assert other.objgen == merged.pages[2].obj.objgen
