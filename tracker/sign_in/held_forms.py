"""A form whose session ended while it was being written is kept, sealed to the person who wrote it.

The sealed text travels through the sign-in page itself, so this works without JavaScript and
nothing unsent lies on the server. Whoever signs in next at that computer cannot read it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadSignature, URLSafeSerializer

WRITER: Final = "writer"
KEPT_FOR = timedelta(hours=12)
LEFT_OUT = frozenset({"csrf_token", WRITER, "password", "current_password", "new_password", "again"})


@dataclass(frozen=True)
class HeldForm:
    """What was typed: the address it was meant for and its fields in order."""

    path: str
    fields: list[tuple[str, str]]


def name_writer(person_id: UUID, *, secret: str) -> str:
    """What a form carries to say whose it is, so that nobody else is shown what was typed into it."""
    return URLSafeSerializer(secret, salt=WRITER).dumps(person_id.hex)


def find_writer(named: str, *, secret: str) -> UUID | None:
    """Whose form it is, or None where it says nothing that we wrote."""
    try:
        return UUID(URLSafeSerializer(secret, salt=WRITER).loads(named))
    except BadSignature:
        return None


def _box(secret: str, person_id: UUID) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"held form " + person_id.bytes)
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))


def seal(form: HeldForm, *, secret: str, person_id: UUID) -> str:
    """Encrypt a form so that only the server can open it, and only for this person. Passwords are left out."""
    fields = [field for field in form.fields if field[0] not in LEFT_OUT]
    text = json.dumps({"path": form.path, "fields": fields})
    return _box(secret, person_id).encrypt(text.encode()).decode()


def unseal(token: str, *, secret: str, person_id: UUID) -> HeldForm | None:
    """Open a sealed form, or None when it is another person's, too old or damaged."""
    try:
        text = _box(secret, person_id).decrypt(token.encode(), ttl=int(KEPT_FOR.total_seconds()))
    except InvalidToken:
        return None
    kept = json.loads(text)
    return HeldForm(kept["path"], [(name, value) for name, value in kept["fields"]])
