"""Setting what the employer wants. Kept by HR and the administrator."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import Stale
from tracker.files import logos
from tracker.files.models import Logo
from tracker.language import _
from tracker.people.models import Person
from tracker.settings import queries
from tracker.settings.models import Employer, Wording, WordingKind


def change(values: dict[str, Any], *, by: Person) -> list[str]:
    """Set columns of ``Employer`` by name; None, or an empty text, goes back to the default. Return which changed."""
    row = _lock()
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    queries.remember(row)
    if changed:
        audit.record("setting.changed", by=by, kind="setting", record_id=None, about_id=None, fields=changed)
    return changed


def set_logo(content: bytes, *, by: Person) -> Logo:
    """Take a picture as the employer's logo. Documents issued before keep the one they had.

    :raises Refusal: as ``logos.keep_logo``.
    """
    logo = logos.keep_logo(content, by=by)
    _lock().logo_sha256 = logo.sha256
    db.session.flush()
    audit.record("logo.changed", by=by, kind="setting", record_id=None, about_id=None, fields=[logo.sha256[:16]])
    return logo


def remove_logo(*, by: Person) -> None:
    """Let new documents do without a logo.

    :raises Stale: when there is none.
    """
    row = _lock()
    if row.logo_sha256 is None:
        raise Stale(_("There is no logo any more."))
    row.logo_sha256 = None
    db.session.flush()
    audit.record("logo.removed", by=by, kind="setting", record_id=None, about_id=None)


def write_wording(kind: WordingKind, *, language: str, text: str, seen: int, by: Person) -> Wording:
    """Make a new version of a text; an empty one goes back to the product's own. What was signed keeps the version
    it was signed with.

    :param seen: the number of the version that was changed, 0 for none.
    :raises Stale: when somebody else has written a newer one meanwhile.
    """
    known = queries.list_wordings(kind, language)
    newest = known[0].number if known else 0
    if seen != newest:
        raise Stale(_("Somebody else has changed this text meanwhile. Read it as it stands now."))
    row = Wording(kind=kind, language=language, number=newest + 1, text=text, written_by_id=by.id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Stale(_("Somebody else has changed this text meanwhile. Read it as it stands now.")) from None
    audit.record("wording.written", by=by, kind="setting", record_id=row.id, about_id=None, fields=[kind, language])
    return row


def _lock() -> Employer:
    row = find_locked(Employer, 1)
    if row is None:
        row = Employer(id=1)
        db.session.add(row)
        db.session.flush()
    queries.remember(row)
    return row
