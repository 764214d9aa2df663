import pytest

from tracker.web.addresses import safe_path

HOSTILE = [
    None,
    "",
    "https://evil.example",
    "https://evil.example/people",
    "http://localhost@evil.example/",
    "http://localhost.evil.example/",
    "http://localhost:8000/",
    "//evil.example",
    "//evil.example/people",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/people\r\nSet-Cookie: a=b",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http://localhost//evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>",
    "people/",
    "../people",
    "?q=a",
    "#main",
    "http://[",
    "//[::1",
    "http://evil.example／@localhost/",
    "\x00/people",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_what_is_not_plainly_ours_is_refused(address, app):
    with app.test_request_context(base_url="http://localhost"):
        assert safe_path(address) is None


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/"),
        ("/people/?q=ana&page=2", "/people/?q=ana&page=2"),
        ("///evil.example", "/evil.example"),
        ("/people/#main", "/people/"),
        ("http://localhost/people/", "/people/"),
        ("/people/?next=https://evil.example", "/people/?next=https://evil.example"),
    ],
)
def test_an_address_of_ours_is_reduced_to_its_path(address, path, app):
    with app.test_request_context(base_url="http://localhost"):
        assert safe_path(address) == path
