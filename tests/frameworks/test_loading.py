import copy

import pytest
from sqlalchemy import func, select

from tests.frameworks.sources import SEED, shipped
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal
from tracker.frameworks import actions, queries
from tracker.frameworks.models import Competency, Domain, FrameworkVersion, ScaleLevel, ScaleVersion
from tracker.verifications.models import Method

TABLES = (FrameworkVersion, Domain, Competency, ScaleVersion, ScaleLevel, TrailLine)


def sizes():
    return [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


@pytest.mark.parametrize("name", ["crss.json", "crss-mcs.json"])
def test_the_database_holds_the_framework_as_shipped(session, name):
    data = shipped(name)
    version = db.session.execute(select(FrameworkVersion).where(FrameworkVersion.code == data["code"])).scalar_one()
    for field in ("version", "title", "publisher", "source_url", "attribution", "labels", "suitable_methods"):
        assert getattr(version, field) == data[field]
    rows = db.session.execute(
        select(Domain.code, Domain.title, Domain.exam_items, Competency)
        .join(Domain, Domain.id == Competency.domain_id)
        .where(Competency.version_id == version.id)
        .order_by(Domain.position, Competency.position)
    )
    held = [
        (code, title, exam, item.code, item.kind, item.wording, item.statement, item.exam_items)
        for code, title, exam, item in rows
    ]
    assert held == [
        (
            *(domain["code"], domain["title"], domain.get("exam_items")),
            *(item["code"], item["kind"], item["wording"], item["statement"], item.get("exam_items")),
        )
        for domain in data["domains"]
        for item in domain["items"]
    ]


def test_the_database_holds_the_scale_as_shipped(session):
    data = shipped("scale.json")
    scale = queries.get_newest_scale()
    assert (scale.code, scale.version, scale.title) == (data["code"], data["version"], data["title"])
    levels = db.session.execute(
        select(ScaleLevel).where(ScaleLevel.scale_id == scale.id).order_by(ScaleLevel.value)
    ).scalars()
    assert [{"value": one.value, "label": one.label, "sentences": one.sentences} for one in levels] == data["levels"]


def test_loading_again_changes_nothing(world):
    admin, before = world.admin, sizes()
    assert actions.load_shipped(SEED, by=admin) == []
    assert sizes() == before


def change_statement(data):
    data["domains"][0]["items"][0]["statement"] += " Always."


def change_order(data):
    items = data["domains"][0]["items"]
    items[0], items[1] = items[1], items[0]


def change_wording(data):
    data["domains"][0]["items"][0]["wording"] = "duty"


def change_title(data):
    data["domains"][0]["title"] = "Speaking up"


def change_methods(data):
    data["suitable_methods"]["wellness"].append("test")


def drop_item(data):
    data["domains"][-1]["items"].pop()


@pytest.mark.parametrize(
    "change", [change_statement, change_order, change_wording, change_title, change_methods, drop_item]
)
@pytest.mark.parametrize("name", ["crss.json", "crss-mcs.json"])
def test_a_published_version_refuses_other_content(world, change, name):
    data = shipped(name)
    change(data)
    before = sizes()
    with pytest.raises(Refusal, match="Give the new content a new version"):
        actions.publish_framework(data, by=world.admin)
    assert sizes()[:-1] == before[:-1]


def test_a_published_scale_refuses_other_sentences(world):
    data = shipped("scale.json")
    data["levels"][2]["sentences"]["task"]["first"] = "I manage."
    with pytest.raises(Refusal, match="Give the new content a new version"):
        actions.publish_scale(data, by=world.admin)


def test_new_content_under_a_new_version_stands_beside_the_old(world):
    data = copy.deepcopy(shipped("crss.json"))
    change_statement(data)
    data["version"] = "test-two"
    assert actions.publish_framework(data, by=world.admin)
    new, old = queries.find_version("crss", "test-two"), queries.find_version("crss", "1")
    assert queries.find_version("crss").id == new.id
    for version, ending in ((new, "advocate. Always."), (old, "advocate.")):
        assert queries.outline(version.id).by_code["ADV-T01"].statement.endswith(ending)
    line = db.session.execute(select(TrailLine).order_by(TrailLine.id.desc()).limit(1)).scalar_one()
    assert (line.event, line.record_id, line.actor_id) == ("framework.published", new.id, world.admin.id)


def test_a_failing_trail_leaves_no_framework(world, break_trail):
    admin, before = world.admin, sizes()
    data = {**shipped("crss.json"), "version": "test-three"}

    break_trail()
    with pytest.raises(RuntimeError):
        actions.publish_framework(data, by=admin)
    db.session.rollback()
    assert sizes() == before


@pytest.mark.parametrize("name", ["crss.json", "crss-mcs.json"])
def test_every_suitable_method_is_one_the_product_knows(name):
    for methods in shipped(name)["suitable_methods"].values():
        assert set(methods) <= set(Method)
