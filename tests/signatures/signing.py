"""What tests of signing a review share: the signing page, filled in and sent."""

from sqlalchemy import select

from tests.reviews.record import at
from tests.support.world import PASSWORD
from tracker.assessments.models import Side
from tracker.database import db
from tracker.signatures.models import Signature

NAMES = {"ana": "Ana Ruiz", "dana": "Dana Whitfield"}
SIDES = {"ana": Side.EMPLOYEE, "dana": Side.SUPERVISOR}
WORDS = "I led both groups alone since May."


def form(page, who, **more):
    """The signing page filled in: agreeing, with everything right, unless said otherwise."""
    values = {
        "seen_sha256": page.value("seen_sha256"),
        "meaning": "agree",
        "comment": "",
        "typed_name": NAMES[who],
        "password": PASSWORD,
        "consents": "y",
    }
    return {**values, **more}


def sign(people, review, who, status=302, **more):
    person = people[who]
    return person.post(at(review, "sign"), form(person.get(at(review, "sign")), who, **more), status)


def signatures(review):
    found = select(Signature).where(Signature.snapshot_id == review.snapshot_id).order_by(Signature.signed_at)
    return [(one.capacity, one.meaning, one.comment) for one in db.session.execute(found).scalars()]
