"""What tests of signing share: a small locked content, and what someone gives to sign it."""

from sqlalchemy import delete, insert, select

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.sign_in.actions import Proof
from tracker.signatures import actions
from tracker.signatures.actions import Signing, Words
from tracker.signatures.models import Capacity, Meaning, SnapshotText

CONTENT = {"title": "A review", "notes": Words("A good talk."), "list": [Words("Zoë: „ja“ 🙂"), None, 3]}
CAPACITIES = list(Capacity)


def lock(world, content=None):
    """Content about Ana, frozen."""
    made = actions.freeze(content or CONTENT, subject_kind="review", subject_id=UNKNOWN, about_id=world.ana.id)
    db.session.commit()
    return made


def signer(world, capacity):
    return world.ana if capacity is Capacity.EMPLOYEE else world.dana


def prove(person, **more):
    return Proof(**{"person_id": person.id, "means": "password", "at": clock.now(), **more})


def given(world, snapshot, capacity=Capacity.EMPLOYEE, **more):
    """What the signer gave on the page; everything right unless said otherwise."""
    values = {
        "capacity": capacity,
        "meaning": Meaning.DISAGREE if more.get("comment") else Meaning.AGREE,
        "typed_name": signer(world, capacity).signing_name,
        "comment": "",
        "intent": "I sign this record.",
        "seen_sha256": snapshot.sha256,
        "consents": True,
    }
    return Signing(**{**values, **more})


def sign(world, snapshot, capacity=Capacity.EMPLOYEE, proof="right", **more):
    """Sign as Ana or as Dana."""
    by = more.pop("by", signer(world, capacity))
    sure = prove(by) if proof == "right" else proof
    made = actions.sign(snapshot, given(world, snapshot, capacity, **more), proof=sure, by=by)
    db.session.commit()
    return made


def rows(*models):
    """Everything in some tables, to see that nothing changed."""
    return [sorted(map(repr, db.session.execute(select(model.__table__)))) for model in models]


def lines(event):
    found = select(TrailLine).where(TrailLine.event == event).order_by(TrailLine.id)
    return db.session.execute(found).scalars().all()


def tamper(snapshot, at, **wrong):
    """Put other words into the annex, past the trigger that refuses to change them."""
    row = db.session.get_one(SnapshotText, (snapshot.id, at))
    values = {"snapshot_id": snapshot.id, "place": at, "salt": row.salt, "text": row.text, **wrong}
    db.session.execute(delete(SnapshotText).where(SnapshotText.snapshot_id == snapshot.id, SnapshotText.place == at))
    db.session.execute(insert(SnapshotText).values(values))
    db.session.expire_all()
