import pytest

from tests.frameworks.sources import shipped


@pytest.mark.parametrize("name", ["crss.json", "crss-mcs.json"])
def test_a_framework_page_holds_every_statement_in_order(world, visit, name):
    data = shipped(name)
    page = visit(world.ana).get(f"/frameworks/{data['code']}/{data['version']}")
    shown = [" ".join(line.text_content().split()) for line in page.tree.xpath("//ul[@class='statements-list']/li")]
    items = [item for domain in data["domains"] for item in domain["items"]]
    for item, line in zip(items, shown, strict=True):
        assert line.startswith(f"{item['code']} {item['statement']}")


def test_a_repeated_statement_says_where_else_it_stands(world, visit):
    page = visit(world.ana).get("/frameworks/crss/1")
    assert page.says("ADV-K02 Define self-advocacy. (the same words as MEN-K04)")
    assert page.says("MEN-K04 Define self-advocacy. (the same words as ADV-K02)")


def test_exam_items_stand_beside_the_23_tasks(world, visit):
    page = visit(world.ana).get("/frameworks/crss-mcs/1")
    assert page.says(
        "MCS-1.3 Assure that the consumer's choices define and drive their recovery planning process. (5 exam"
    )


def test_the_list_counts_the_statements(world, visit):
    page = visit(world.ana).get("/frameworks/")
    assert page.says("version 1: 89 statements")
    assert page.says("version 1: 23 statements")


@pytest.mark.parametrize("path", ["/frameworks/crss/7", "/frameworks/nothing/1"])
def test_an_unknown_version_is_not_found(world, visit, path):
    visit(world.ana).get(path, status=404)


@pytest.mark.parametrize("path", ["/frameworks/", "/frameworks/crss/1"])
def test_a_framework_is_only_read(world, visit, path):
    visit(world.ana).post(path, status=405)
