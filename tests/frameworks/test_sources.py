from collections import Counter

import pytest

from tests.frameworks.sources import KNOWLEDGE, TASKS, read_crss, read_standards, shipped

CRSS, STANDARDS, SCALE = shipped("crss.json"), shipped("crss-mcs.json"), shipped("scale.json")
ITEMS = [item for domain in CRSS["domains"] for item in domain["items"]]

DUTY = {"PRO-T01", "PRO-T02", "PRO-T03", "PRO-T10", "PRO-T11", "PRO-T12"}
BEHAVIOR = {"ADV-K08", "ADV-K09", "ADV-K10", "ADV-K11"}
WELLNESS = {"PRO-T04", "PRO-T13", "PRO-K11", "MEN-T01", "MEN-T02", "MEN-T04"}

# As the table in product.md stands.
LEVELS = """
| 1 | New to me | I have not done this yet. | I have not learned this yet. | I have not learned our rules or steps for this yet. | I have not yet thought about how this fits my job. |
| 2 | Learning | I do this with someone beside me. | I know the idea and need help to explain it. | I know the first step and would get help right away. | I am working out, with support, how to do this at work. |
| 3 | Growing | I do this, not yet every time; I check in for help. | I can explain the main points. | I can explain our rules or steps and who to call; I check when unsure. | I have a way to do this at work and sometimes ask for support. |
| 4 | Steady | I do this on my own, reliably, in everyday situations. | I can explain it clearly with an example from my work. | I am ready to follow them on my own, or have done so. | I do this at work on my own in everyday situations. |
| 5 | Can guide others | I do this in hard situations too and could show a colleague. | I could teach it to a colleague. | I am ready in hard situations too and could show a colleague. | I do this under pressure too and could share how. |
"""  # noqa: E501
WORDINGS = ("task", "knowledge", "duty", "wellness")


def test_every_statement_stands_verbatim_in_the_order_and_under_the_code_of_the_source():
    labels = CRSS["labels"]
    listed = [
        (domain["title"], labels[item["kind"]], item["code"], item["statement"])
        for domain in CRSS["domains"]
        for item in domain["items"]
    ]
    assert listed == read_crss()
    assert labels == {"task": TASKS, "knowledge": KNOWLEDGE}


def test_the_89_competencies_are_51_tasks_and_38_areas_of_knowledge():
    counts = {
        domain["code"]: tuple(sum(item["kind"] == kind for item in domain["items"]) for kind in ("task", "knowledge"))
        for domain in CRSS["domains"]
    }
    assert counts == {"ADV": (11, 11), "PRO": (15, 13), "MEN": (14, 9), "REC": (11, 5)}
    assert [item["kind"] for item in ITEMS].count("task") == 51
    assert len(ITEMS) == 89


def test_the_23_tasks_and_their_exam_items_are_those_of_the_source():
    domains, tasks = read_standards()
    items = [item for domain in STANDARDS["domains"] for item in domain["items"]]
    assert [(item["code"], item["statement"], item["exam_items"]) for item in items] == tasks
    assert [(domain["title"], domain["exam_items"]) for domain in STANDARDS["domains"]] == domains
    assert len(items) == 23
    assert {item["kind"] for item in items} == {"task"}


def test_the_exam_has_100_items():
    sums = [sum(item["exam_items"] for item in domain["items"]) for domain in STANDARDS["domains"]]
    assert sums == [domain["exam_items"] for domain in STANDARDS["domains"]] == [17, 30, 31, 22]
    assert sum(sums) == 100


def test_three_statements_stand_twice():
    codes = {}
    for item in ITEMS:
        codes.setdefault(item["statement"], []).append(item["code"])
    assert sorted(twice for twice in codes.values() if len(twice) > 1) == [
        ["ADV-K02", "MEN-K04"],
        ["ADV-K09", "MEN-T10"],
        ["PRO-K01", "REC-K01"],
    ]


def test_four_statements_have_no_full_stop():
    bare = [item["code"] for item in ITEMS if not item["statement"].endswith(".")]
    assert bare == ["MEN-T03", "MEN-K08", "MEN-K09", "REC-T04"]


@pytest.mark.parametrize(("wording", "codes"), [("duty", DUTY), ("wellness", WELLNESS)])
def test_duty_and_wellness_items_are_marked(wording, codes):
    assert {item["code"] for item in ITEMS if item["wording"] == wording} == codes


def test_every_other_item_takes_the_sentences_of_its_kind_and_behavior_those_of_a_task():
    rest = [item for item in ITEMS if item["code"] not in DUTY | WELLNESS]
    assert {item["code"] for item in rest if item["wording"] != item["kind"]} == BEHAVIOR
    assert {item["wording"] for item in rest if item["code"] in BEHAVIOR} == {"task"}


def test_the_levels_say_in_the_first_person_what_the_product_promises():
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in LEVELS.strip().splitlines()]
    assert [(str(level["value"]), level["label"]) for level in SCALE["levels"]] == [tuple(row[:2]) for row in table]
    for level, row in zip(SCALE["levels"], table, strict=True):
        assert [level["sentences"][wording]["first"] for wording in WORDINGS] == row[2:]


@pytest.mark.parametrize("wording", WORDINGS)
def test_each_level_has_a_third_person_of_its_own_that_speaks_of_someone_else(wording):
    third = [level["sentences"][wording]["third"] for level in SCALE["levels"]]
    assert len(set(third)) == 5
    for sentence in third:
        assert not {"I", "my", "me", "mine"} & set(sentence.replace(".", " ").replace(",", " ").split())
        assert sentence.endswith(".")


@pytest.mark.parametrize("framework", [CRSS, STANDARDS], ids=lambda framework: framework["code"])
def test_wellness_is_verified_by_teach_back_discussion_or_role_play_only(framework):
    methods = framework["suitable_methods"]
    assert set(methods["wellness"]) == {"teach_back", "case_discussion", "demonstration"}
    assert set(methods) == {item["wording"] for domain in framework["domains"] for item in domain["items"]}


def test_no_code_stands_twice():
    codes = Counter(
        item["code"] for framework in (CRSS, STANDARDS) for domain in framework["domains"] for item in domain["items"]
    )
    assert max(codes.values()) == 1
