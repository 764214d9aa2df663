"""Pictures for tests: small ones as people have them, and hostile ones."""

import io
import struct
import zlib

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(size=(40, 20), color=(31, 91, 67), mode="RGB", **more):
    """A PNG of one color."""
    return _save(Image.new(mode, size, color), "PNG", **more)


def jpeg(size=(40, 20), **more):
    """A JPEG of one color."""
    return _save(Image.new("RGB", size, (31, 91, 67)), "JPEG", **more)


def _save(picture, form, **more):
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def chunk(kind, data):
    """One part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height, points=b"", *before):
    """A PNG file that says it has this size, whatever its points are."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *before, chunk(b"IDAT", zlib.compress(points, 9)), chunk(b"IEND", b"")]
    return SIGNATURE + b"".join(parts)


def padded(content, size):
    """The same PNG, filled to so many bytes with a part that nobody reads."""
    room = size - len(content) - len(chunk(b"prVt", b""))
    return content[:-12] + chunk(b"prVt", b"\0" * room) + content[-12:]
