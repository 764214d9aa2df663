"""What goes out compressed: our own files to whoever takes it, a page only where its reader asked for it themselves."""

import gzip

import pytest

from tracker.web import packing

TAKES_IT = {"Accept-Encoding": "gzip, deflate, br"}
ASKED_HERE = {**TAKES_IT, "Sec-Fetch-Site": "same-origin"}


def fetch(visitor, path, **headers):
    """One of our files; its answer holds the file open until it is read and closed."""
    answer = visitor.raw("GET", path, headers=headers)
    answer.get_data()
    answer.close()
    return answer


def unpack(answer):
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return gzip.decompress(answer.data)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_asked_for_by_its_reader_is_compressed(site, world, visit):
    ana = visit(world.ana)
    plain = ana.raw("GET", "/help")
    packed = ana.raw("GET", "/help", headers={**TAKES_IT, "Sec-Fetch-Site": site})
    assert b"<h1>" in unpack(packed)
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({**TAKES_IT, "Sec-Fetch-Site": "cross-site"}, id="another site made the browser ask"),
        pytest.param({**TAKES_IT, "Sec-Fetch-Site": "same-site"}, id="a neighbor made it ask"),
        pytest.param(TAKES_IT, id="no word of who asked"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, id="not taken"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip;q=0"}, id="refused"),
    ],
)
def test_any_other_page_goes_as_it_is(headers, world, visit):
    answer = visit(world.ana).raw("GET", "/help", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert b"<h1>" in answer.data


def test_the_same_page_is_not_twice_as_long():
    content = b"<p>The same words.</p>" * 100
    lengths = {len(packing.pack_page(content)) for _time in range(60)}
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) <= packing.MOST_ADDED
    assert gzip.decompress(packing.pack_page(content)) == content


def test_short_answers_and_empty_ones_go_as_they_are(world, visit):
    ana = visit(world.ana)
    for path in ("/account/stay", "/account/waiting-key", "/healthz"):
        assert "Content-Encoding" not in ana.raw("GET", path, headers=ASKED_HERE).headers


def test_our_own_files_are_compressed_for_whoever_takes_it(visit):
    nobody, path = visit(), "/static/print/report.css"
    plain = fetch(nobody, path)
    assert "Content-Encoding" not in plain.headers
    for _time in range(2):
        packed = fetch(nobody, path, **TAKES_IT)
        assert unpack(packed) == plain.data
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert fetch(nobody, path, **TAKES_IT, **{"If-None-Match": packed.headers["ETag"]}).status_code == 304


def test_pictures_and_missing_files_are_left_alone(visit):
    nobody = visit()
    assert fetch(nobody, "/static/img/icon-180.png", **TAKES_IT).data.startswith(b"\x89PNG")
    assert fetch(nobody, "/static/css/none.css", **TAKES_IT).status_code == 404
