"""Keys for what waits in a browser until it can be sent: one for each person, made anew from the server's secret.

A page fetches the key of whoever is signed in, keeps it in memory and locks with it what it stores. The next
person at that computer finds names that say nothing and bytes that only the first one's key opens.
"""

from __future__ import annotations

import base64
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _derive(secret: str, person_id: UUID, purpose: bytes, length: int) -> bytes:
    key = HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose + person_id.bytes)
    return key.derive(secret.encode())


def name_keeper(person_id: UUID, *, secret: str) -> str:
    """Under which name a browser stores what one person has waiting: tells nobody who that is."""
    return _derive(secret, person_id, b"keeper of what waits ", 16).hex()


def key_of(person_id: UUID, *, secret: str) -> str:
    """The 256-bit AES key of one person, as base64."""
    return base64.b64encode(_derive(secret, person_id, b"key to what waits ", 32)).decode()
