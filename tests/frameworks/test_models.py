from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker.database import db
from tracker.frameworks import queries
from tracker.frameworks.models import Competency, Domain, FrameworkVersion, ScaleLevel, ScaleVersion


def versions(outline, scale, **more):
    known = {"title": "T", "publisher": "P", "source_url": "", "attribution": "", "labels": {}, "suitable_methods": {}}
    return {"id": uuid4(), "code": "crss", "version": "9", **known, **more}


def domains(outline, scale, **more):
    return {"id": uuid4(), "version_id": outline.id, "code": "NEW", "title": "T", "position": 9, **more}


def competencies(outline, scale, **more):
    first = db.session.get_one(Competency, outline.items[0].id)
    known = {"kind": "task", "wording": "task", "position": 99, "statement": "Do."}
    return {
        "id": uuid4(),
        "version_id": outline.id,
        "domain_id": first.domain_id,
        "code": "NEW-T01",
        **known,
        **more,
    }


def scales(outline, scale, **more):
    return {"id": uuid4(), "code": "growth", "version": "9", "title": "T", **more}


def levels(outline, scale, **more):
    return {"scale_id": scale.id, "value": 9, "label": "L", "sentences": {}, **more}


ROWS = {
    FrameworkVersion: versions,
    Domain: domains,
    Competency: competencies,
    ScaleVersion: scales,
    ScaleLevel: levels,
}


def add(model, **more):
    outline, scale = queries.current_outline(), queries.get_newest_scale()
    db.session.execute(insert(model).values(ROWS[model](outline, scale, **more)))


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_the_database_takes_a_row_as_it_should_be(session, model):
    add(model)


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (FrameworkVersion, {"version": "1"}),
        (Domain, {"code": "ADV"}),
        (Domain, {"position": 1}),
        (Domain, {"version_id": UNKNOWN}),
        (Competency, {"code": "ADV-T01"}),
        (Competency, {"position": 1}),
        (Competency, {"statement": ""}),
        (Competency, {"kind": "virtue"}),
        (Competency, {"wording": "praise"}),
        (Competency, {"domain_id": UNKNOWN}),
        (ScaleVersion, {"version": "1"}),
        (ScaleLevel, {"value": 3}),
        (ScaleLevel, {"value": 0}),
        (ScaleLevel, {"value": 10}),
        (ScaleLevel, {"scale_id": UNKNOWN}),
    ],
    ids=str,
)
def test_the_database_refuses(session, model, wrong):
    with pytest.raises(IntegrityError):
        add(model, **wrong)
