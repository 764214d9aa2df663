"""The part of components that is easier said in Python: the attributes that tie a field's parts together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from wtforms import Field

from tracker.words import label

LOOKS = {"TextAreaField": "usa-textarea", "SelectField": "usa-select", "BooleanField": "usa-checkbox__input"}
SHORT = frozenset({"ClockField", "DayField", "HoursField", "NumberField"})


def described_by(field: Field, *, hint: bool, notice: bool) -> str:
    """The ids of everything that explains a field, in reading order; for ``aria-describedby``."""
    parts = [("hint", hint), ("notice", notice), ("error", bool(field.errors))]
    return " ".join(f"{field.id}-{part}" for part, is_there in parts if is_there)


def field_attributes(field: Field, *, hint: bool, notice: bool, autocomplete: str | None, rows: int) -> dict[str, Any]:
    """The attributes of a single control: look, length, description and whether it is wrong."""
    classes = [LOOKS.get(field.type, "usa-input")]
    if field.errors:
        classes.append("usa-input--error")
    if field.type in SHORT:
        classes.append("short")
    attributes: dict[str, Any] = {"class_": " ".join(classes)}
    described = described_by(field, hint=hint, notice=notice)
    if described:
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    if autocomplete:
        attributes["autocomplete"] = autocomplete
    if field.type == "TextAreaField":
        attributes["rows"] = rows
    if field.type == "NumberField":
        attributes["inputmode"] = "numeric"
    return attributes


def is_needed(field: Field) -> bool:
    """Whether a field must be filled in; the others are marked as optional."""
    return bool(field.flags.required)


def as_choices(options: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Value and words of each choice: of pairs, of values of a list, of plain texts, or of records with a name."""
    for one in options:
        if isinstance(one, tuple):
            yield one
        elif isinstance(one, StrEnum):
            yield one.value, label(one)
        elif isinstance(one, str):
            yield one, one
        else:
            yield str(one.id), one.name


def share(part: float, whole: float) -> str:
    """A part of a whole for a drawing: ``12.5%``; nothing of nothing is ``0%``."""
    return f"{part / whole * 100:.4g}%" if whole else "0%"
