"""Three documents as pictures: the same invented content each time, drawn small and in grey.

``.venv/bin/python -m tests.reports.pictures_of`` draws ``pictures/`` anew; look at each before it is kept.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pypdfium2
from PIL import Image

from tests.support.documents import competency
from tracker.reports import pressing
from tracker.reports.actions import Stamp
from tracker.reports.models import Paper
from tracker.reviews.counts import DomainPicture, Strip

FOLDER = Path(__file__).resolve().parent / "pictures"
DOTS_PER_INCH = 50
STAMP = Stamp(UUID(int=1), "Priya Nair", datetime(2026, 3, 2, 15, 30, tzinfo=UTC))


def _long() -> object:
    """Two pages, with everything that stands beside an item."""
    one = competency()
    (section,) = one.sections
    (item,) = section.items
    full = replace(
        item,
        code="ADV-T02",
        outcome="Agreed: Steady",
        agreed_level=4,
        verified="Verified by Dana Whitfield: direct observation",
        wants_training=True,
        comments=("Dana Whitfield: We look at it again in May.",),
        statements=("I see this otherwise. (written on March 3, 2026)",),
        employee=replace(item.employee, comment="I do this most days."),
    )
    return replace(one, sections=(replace(section, items=(item, full) * 8),), statements=("Read this too.",))


def _counted() -> object:
    """One page, whose strips have something without a level."""
    strips = (
        Strip("Self", (("Steady", 1),), 0),
        Strip("Supervisor", (("Steady", 0),), 1, (("Not observed yet", 1),)),
        Strip("Agreed", (("Steady", 0),), 1, (("No level agreed", 1),)),
    )
    return competency(proud_of="The group I lead.", pictures=(DomainPicture("Advocacy", 1, strips),))


DOCUMENTS = {
    "competency": (_counted, STAMP),
    "competency-in-full": (_long, STAMP),
    "competency-a4": (
        lambda: competency(person="Ana María Ñúñez", amended="Amended on March 9, 2026."),
        replace(STAMP, paper=Paper.A4),
    ),
}


def draw(name: str) -> list[Image.Image]:
    """The pages of one document as grey pictures. Needs a request of the app."""
    content, stamp = DOCUMENTS[name]
    document = pypdfium2.PdfDocument(pressing.press(content(), stamp))
    try:
        return [page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()


def kept(name: str) -> list[Path]:
    """The pictures kept of one document, in the order of its pages."""
    return sorted(FOLDER.glob(f"{name}-page-*.png"))


def main() -> None:
    """Draw them all anew."""
    from flask_migrate import upgrade

    from tracker import create_app
    from tracker.folders import find_folder

    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"TRACKER_BASE_URL": "", "TRACKER_DATABASE_URL": "", "TRACKER_DATA_DIR": folder})
        with app.test_request_context():
            upgrade(directory=str(find_folder("migrations")))
            _keep()


def _keep() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in DOCUMENTS:
        for old in kept(name):
            old.unlink()
        for number, picture in enumerate(draw(name), start=1):
            picture.save(FOLDER / f"{name}-page-{number}.png", optimize=True)


if __name__ == "__main__":
    main()
