"""What credentials ask for: settings with source and date, kept by HR or an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tracker.audit import actions as audit
from tracker.credentials.models import TargetPurpose, TrainingTarget
from tracker.database import db
from tracker.errors import Refusal
from tracker.language import _
from tracker.people.models import Person


def add(*, key: UUID, by: Person, **values: Any) -> TrainingTarget:
    """Add something a credential asks for.

    :raises Refusal: when a renewal has no period, or nothing is said to count.
    """
    _refuse(**values)
    target = TrainingTarget(id=key, **values)
    db.session.add(target)
    _note("training_target.added", target, by=by)
    return target


def change(target: TrainingTarget, *, by: Person, **values: Any) -> None:
    """Change it: the trail names the fields.

    :raises Refusal: as for ``add``.
    """
    _refuse(**values)
    changed = [name for name, value in values.items() if getattr(target, name) != value]
    for name in changed:
        setattr(target, name, values[name])
    if changed:
        _note("training_target.changed", target, by=by, fields=changed)


def remove(target: TrainingTarget, *, by: Person) -> None:
    """Ask for it no more."""
    _note("training_target.removed", target, by=by)
    db.session.delete(target)
    db.session.flush()


def _refuse(*, purpose: TargetPurpose, years: int | None, categories: Sequence[str], **_more: Any) -> None:
    if (purpose is TargetPurpose.RENEWAL) != (years is not None):
        raise Refusal(_("A renewal has a period in years; a first certification has none."))
    if not categories:
        raise Refusal(_("Choose at least one category that counts."))


def _note(event: str, target: TrainingTarget, *, by: Person, fields: Sequence[str] = ()) -> None:
    db.session.flush()
    audit.record(event, by=by, kind="training_target", record_id=target.id, about_id=None, fields=fields)
