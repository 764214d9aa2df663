"""The sheet to sign by hand, and all of the content it stands for, gathered for one of the two sides."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tracker.assessments.models import Side
from tracker.people.models import Person
from tracker.reports import content
from tracker.reports.blocks import CompetencyContent
from tracker.reports.models import Audience
from tracker.reviews import on_paper
from tracker.reviews import queries as reviews
from tracker.reviews.reading import Reading
from tracker.signatures.actions import FINGERPRINT
from tracker.words import label


@dataclass(frozen=True)
class Place:
    """Where one side signs: the name as it stands in the record, and the sentences, one of which is ticked."""

    side: str
    name: str
    may_disagree: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class SigningSheet:
    """A paper for the signatures that are missing. ``fingerprint`` ties it to this content and no other."""

    review_id: UUID
    places: tuple[Place, ...]
    fingerprint: str
    sha256: str
    content: CompetencyContent


def get_for_signing(review_id: UUID, reader: Person) -> Reading:
    """A review one of whose two sides the reader is, while signatures may be given; 404 or 403 for others.

    :raises Stale: in any other state.
    """
    return reviews.get_signing(review_id, reader)


def gather(reading: Reading) -> SigningSheet:
    """Gather the sheet of a review whose content is locked."""
    snapshot = reviews.get_snapshot(reading.review)
    author = reading.assessment.supervisor
    places = tuple(
        Place(
            side=str(label(signer.side)),
            name=signer.person.signing_name,
            may_disagree=signer.side is Side.EMPLOYEE,
            sentences=tuple(on_paper.sentence(meaning, author.name if author else "") for meaning in signer.meanings),
        )
        for signer in on_paper.list_signers(reading.review)
    )
    return SigningSheet(
        review_id=reading.review.id,
        places=places,
        fingerprint=snapshot.sha256[:FINGERPRINT],
        sha256=snapshot.sha256,
        content=content.gather(reading, audience=Audience.PERSONNEL_FILE, is_newest=True),
    )
