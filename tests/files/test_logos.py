import io
import tracemalloc
import zlib

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from tests.support.pictures import chunk, jpeg, padded, png, png_of
from tracker.database import db
from tracker.errors import Refusal
from tracker.files.logos import BOX, LARGEST, LARGEST_KEPT, keep_logo
from tracker.files.models import Logo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURE = "This is no PNG or JPEG picture. Save the logo as one of these."
SVG_SAID = "This is an SVG drawing, which can hold programs. Save it as a PNG or JPEG picture."
POINTS = "This picture has too many points. Save it smaller; 600 points wide is enough."
UNREADABLE = "This picture cannot be read to its end. Save it again, or choose another file."


def opened(logo):
    return Image.open(io.BytesIO(logo.content))


@pytest.mark.parametrize(
    "content",
    [png(), jpeg(), png(mode="RGBA", color=(1, 2, 3, 90)), png((3000, 900)), png((900, 3000)), png(mode="L", color=9)],
    ids=["png", "jpeg", "clear", "wide", "high", "grey"],
)
def test_a_picture_is_kept_as_a_small_png(world, content):
    logo = keep_logo(content, by=world.hr)
    picture = opened(logo)
    assert picture.format == "PNG"
    assert picture.size == (logo.width, logo.height)
    assert picture.width <= BOX[0]
    assert picture.height <= BOX[1]
    assert keep_logo(content, by=world.hr) is logo


def test_what_came_with_a_picture_is_not_kept(world):
    exif = Image.Exif()
    exif[0x010E] = "Seen at 14 Oak Street"
    sent = jpeg(exif=exif, comment=b"J.S.", icc_profile=b"a profile")
    assert b"Oak Street" in sent
    logo = keep_logo(sent, by=world.hr)
    assert opened(logo).info == {}
    assert b"Oak" not in logo.content


def test_a_picture_of_noise_stays_small(world):
    noise = Image.effect_noise((1200, 480), 200).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    assert len(keep_logo(out.getvalue(), by=world.hr).content) <= LARGEST_KEPT


def test_four_megabytes_are_taken_and_one_byte_more_is_not(world):
    whole = padded(png(), LARGEST)
    assert len(whole) == LARGEST
    assert keep_logo(whole, by=world.hr).width == 40
    with pytest.raises(Refusal, match="larger than 4 MB"):
        keep_logo(padded(png(), LARGEST + 1), by=world.hr)


HOSTILE = {
    "nothing": (b"", "This file is empty. Choose the picture again."),
    "svg": (SVG, SVG_SAID),
    "svg behind a head": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->' + SVG, SVG_SAID),
    "a page": (b"<html><script>alert(1)</script></html>", NO_PICTURE),
    "a document": (b"%PDF-1.7\n%%EOF\n", NO_PICTURE),
    "gif": (b"GIF89a" + b"\0" * 40, NO_PICTURE),
    "only a begin": (b"\x89PNG\r\n\x1a\n", NO_PICTURE),
    "svg that says png": (b"\x89PNG\r\n\x1a\n" + SVG, SVG_SAID),
    "a huge raster": (png_of(30_000, 30_000), POINTS),
    "a large raster": (png_of(10_000, 10_000), POINTS),
    "just too large": (png_of(4_000, 4_001), POINTS),
    "points that are not there": (png_of(400, 300, b"\0"), UNREADABLE),
    "cut off": (png((400, 300))[:-60], UNREADABLE),
    "a bomb in a text": (
        png_of(1, 1, b"\0\0\0\0", chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 60_000_000, 9))),
        NO_PICTURE,
    ),
}


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_or_more_than_one_is_refused_with_a_sentence(world, content, sentence):
    tracemalloc.start()
    with pytest.raises(Refusal) as refused:
        keep_logo(content, by=world.hr)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refused.value) == sentence
    assert peak < 20_000_000
    assert db.session.execute(select(Logo)).all() == []


def test_points_that_unpack_to_gigabytes_are_read_no_further_than_the_picture_goes(world):
    bomb = png_of(20, 20, b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    assert keep_logo(bomb, by=world.hr).width == 20


@pytest.mark.parametrize("verb", ["UPDATE logo SET width = 2", "DELETE FROM logo"])
def test_a_logo_never_changes(world, verb):
    keep_logo(png(), by=world.hr)
    with pytest.raises(DatabaseError, match="a logo never changes"), db.session.begin_nested():
        db.session.execute(db.text(verb))


@pytest.mark.parametrize(
    ("values", "name"), [({"sha256": "0"}, "sha256_length"), ({"width": 0}, "size_possible")], ids=str
)
def test_the_database_refuses_a_logo_without_hash_or_size(world, values, name):
    kept = {"sha256": "0" * 64, "width": 1, "height": 1, "content": b"x", "kept_by_id": world.hr.id, **values}
    db.session.add(Logo(**kept))
    with pytest.raises(DatabaseError, match=name):
        db.session.flush()
    db.session.rollback()
