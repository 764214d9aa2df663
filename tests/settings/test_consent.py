"""The words that are agreed to before the first signature: the product's own, or a version of the employer's."""

import pytest
from sqlalchemy import select

from tests.reviews.record import at
from tests.signatures.signing import form, sign
from tracker.database import db
from tracker.settings import actions
from tracker.settings.models import WordingKind
from tracker.signatures.actions import CONSENT_VERSION
from tracker.signatures.models import Consent, Signature

OWN = "I sign on screen. Paper lies at the desk."


@pytest.fixture
def review(world):
    return world.awaiting()


@pytest.fixture
def people(world, visit):
    return {"ana": visit(world.with_password(world.ana)), "dana": visit(world.with_password(world.dana))}


def write(world, text, seen=0):
    made = actions.write_wording(WordingKind.CONSENT, language="en", text=text, seen=seen, by=world.hr)
    db.session.commit()
    return made


def given():
    return [row.version for row in db.session.execute(select(Consent).order_by(Consent.version)).scalars()]


def versions():
    return [
        row.consent_version for row in db.session.execute(select(Signature).order_by(Signature.signed_at)).scalars()
    ]


def test_the_employers_words_are_asked_for_and_named_by_the_signature(world, people, review):
    first = write(world, OWN)
    page = people["ana"].get(at(review, "sign"))
    assert page.says(OWN)
    sign(people, review, "ana", consents=str(first.id))
    assert given() == versions() == [f"{CONSENT_VERSION}.en1"]
    assert not people["ana"].get(at(review)).says(OWN)


def test_a_box_beside_older_words_counts_for_nothing(world, people, review):
    first = write(world, OWN)
    page = people["ana"].get(at(review, "sign"))
    write(world, OWN + " Ask Priya.", seen=1)
    people["ana"].post(at(review, "sign"), form(page, "ana", consents=str(first.id)), 409)
    people["ana"].post(at(review, "sign"), form(page, "ana", consents="y"), 409)
    assert (given(), versions()) == ([], [])


def test_what_was_signed_keeps_its_version_and_everybody_is_asked_again(world, people, review):
    sign(people, review, "ana")
    second = write(world, OWN)
    sign(people, review, "dana", consents=str(second.id))
    write(world, "", seen=1)
    assert versions() == [CONSENT_VERSION, f"{CONSENT_VERSION}.en1"]
    assert given() == [CONSENT_VERSION, f"{CONSENT_VERSION}.en1"]
