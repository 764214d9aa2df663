"""Documents look as they looked: three of them, page by page, against kept pictures.

After a change that is meant: ``.venv/bin/python -m tests.reports.pictures_of``, and look at each picture.
"""

import pytest
from PIL import Image, ImageDraw
from pixelmatch.contrib.PIL import pixelmatch

from tests.reports.pictures_of import DOCUMENTS, draw, kept

# Edges of letters may be smoothed a little otherwise by another version of a library; a line that moved is above this.
MOST_DIFFERENT = 0.0004


def share_that_differs(one, other):
    """How much of a page differs by more than a shade."""
    first, second = one.convert("RGBA"), other.convert("RGBA")
    return pixelmatch(first, second, threshold=0.2, includeAA=True) / (first.width * first.height)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_looks_as_it_looked(app, pango, name):
    with app.test_request_context():
        pages = draw(name)
    assert len(pages) == len(kept(name))
    for picture, path in zip(pages, kept(name), strict=True):
        with Image.open(path) as before:
            assert picture.size == before.size
            assert share_that_differs(picture, before) <= MOST_DIFFERENT, path.name


def test_a_line_of_words_that_is_missing_is_seen():
    (path, *_others) = kept("competency")
    with Image.open(path) as before:
        changed = before.copy()
        ImageDraw.Draw(changed).rectangle((40, 60, 260, 72), fill=255)
        assert share_that_differs(changed, before) > MOST_DIFFERENT
