"""Standing on a phone's home screen: the manifest and the pictures it names."""

import json
import struct
from urllib.parse import urljoin


def fetch(visitor, address):
    """Kind and content of a file of the product."""
    with visitor.raw("GET", address) as answer:
        return answer.mimetype, answer.data


def test_the_manifest_names_pictures_that_are_as_large_as_it_says(visit):
    nobody = visit()
    (address,) = nobody.get("/sign-in").tree.xpath("//link[@rel='manifest']/@href")
    kind, content = fetch(nobody, address)
    assert kind == "application/json"
    manifest = json.loads(content)
    assert (manifest["start_url"], manifest["scope"]) == ("/", "/")
    sizes = set()
    for icon in manifest["icons"]:
        kind, picture = fetch(nobody, urljoin(address, icon["src"]))
        assert kind == icon["type"]
        # Width and height stand in the first chunk of a PNG (RFC 2083, 11.2.1).
        assert "{}x{}".format(*struct.unpack(">II", picture[16:24])) == icon["sizes"]
        sizes.add((icon["sizes"], icon.get("purpose", "any")))
    assert sizes >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_the_picture_for_phones_that_read_no_manifest_is_there(visit):
    nobody = visit()
    (address,) = nobody.get("/sign-in").tree.xpath("//link[@rel='apple-touch-icon']/@href")
    assert fetch(nobody, address)[0] == "image/png"
