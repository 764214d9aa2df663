"""The columns of each kind of sheet: what they are called in the file, what stands in them, and an example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tracker.imports.models import SheetKind
from tracker.language import LazyString, _l


@dataclass(frozen=True)
class Column:
    """One column. ``is_needed`` says that a sheet without it is of another kind."""

    name: str
    meaning: LazyString
    example: str
    is_needed: bool = False


# What a sheet of refused rows says beside each: where it stood, which columns, and why. They are not read again.
OF_REFUSED: Final = ("refused_row", "refused_column", "refused_reason")

_PERSON: Final = Column("person", _l("Sign-in name or email address of whom it is about"), "ana.ruiz", is_needed=True)

COLUMNS: Final[dict[SheetKind, tuple[Column, ...]]] = {
    SheetKind.PEOPLE: (
        Column("sign_in_name", _l("Sign-in name; by it a person is known"), "ana.ruiz", is_needed=True),
        Column("name", _l("The name this person goes by"), "Ana Ruiz", is_needed=True),
        Column("legal_name", _l("Legal name, if different"), "Ana María Ruiz"),
        Column("email", _l("Email address, if there is one"), "ana@example.org"),
        Column("job_title", _l("Job title"), "Peer specialist"),
        Column("program", _l("Program; a new name makes a new program"), "Crisis line"),
        Column("site", _l("Site; a new name makes a new site"), "North office"),
        Column("employment", _l("paid, volunteer or intern"), "paid"),
        Column("hired_on", _l("First day of work"), "2026-01-05"),
        Column("left_on", _l("Last day of work; it makes someone former staff"), ""),
        Column("roles", _l("employee, supervisor, auditor; roles are given, never taken"), "employee"),
        Column("primary_supervisor", _l("Sign-in name or email address of the primary supervisor"), "dana.whitfield"),
    ),
    SheetKind.ASSIGNMENTS: (
        _PERSON,
        Column("supervisor", _l("Sign-in name or email address of the supervisor"), "dana.whitfield", is_needed=True),
        Column("kind", _l("primary, second, backup or clinical_oversight"), "primary"),
        Column("starts_on", _l("First day"), "2026-01-05", is_needed=True),
        Column("ends_on", _l("Last day, if known; a backup supervisor needs one"), ""),
    ),
    SheetKind.REVIEWS: (
        _PERSON,
        Column("held_on", _l("Day of the conversation"), "2026-02-10", is_needed=True),
        Column("supervisor", _l("Sign-in name or email address of who signed"), "dana.whitfield", is_needed=True),
        Column("review", _l("baseline, ninety_days, annual, before_certification, role_change or ad_hoc"), "annual"),
        Column("signed_by_employee", _l("yes, if the employee signed too"), "yes"),
    ),
    SheetKind.VERIFICATIONS: (
        _PERSON,
        Column("items", _l("Codes of tasks and areas of knowledge"), "ADV-T01 ADV-T02", is_needed=True),
        Column("level", _l("Level shown: 4 or 5"), "4"),
        Column("method", _l("How it was shown, such as direct_observation"), "direct_observation", is_needed=True),
        Column("event", _l("The event"), "Tuesday wellness group", is_needed=True),
        Column("shown_on", _l("Day it was shown"), "2026-02-10", is_needed=True),
        Column("evidence", _l("Evidence, in a sentence"), "Led the group alone.", is_needed=True),
        Column("assessor", _l("Sign-in name or email address of the assessor"), "dana.whitfield", is_needed=True),
        Column("qualified_by", _l("The credential, experience or training that qualified the assessor"), "CRSS"),
        Column("qualification", _l("credential, experience or training"), "credential"),
    ),
    SheetKind.CREDENTIALS: (
        _PERSON,
        Column("credential", _l("Its short name, such as CRSS"), "CRSS", is_needed=True),
        Column("number", _l("The number on the certificate"), "00123", is_needed=True),
        Column("issued_on", _l("Day it was issued"), "2025-01-01"),
        Column("expires_on", _l("Day it expires"), "2027-01-01"),
        Column("checked_on", _l("Day somebody looked at its source, if ever"), ""),
        Column("checked_by", _l("Sign-in name or email address of who looked"), ""),
        Column("checked_at", _l("Where they looked: register, board or certificate"), ""),
    ),
    SheetKind.TRAINING: (
        _PERSON,
        Column("title", _l("The title that stands on the certificate"), "Boundaries at work", is_needed=True),
        Column("provider", _l("Who gave it"), "Example College", is_needed=True),
        Column("starts_on", _l("First day"), "2026-01-12", is_needed=True),
        Column("ends_on", _l("Last day, if it took several"), ""),
        Column("hours", _l("Hours in quarters, without breaks"), "6.5", is_needed=True),
        Column("counts_as", _l("crss_i, crss_ii, ethics, core or other"), "crss_i"),
    ),
}


def names(kind: SheetKind) -> tuple[str, ...]:
    """The columns of a kind by name, in their order."""
    return tuple(column.name for column in COLUMNS[kind])


def find_kind(heads: Iterable[str]) -> SheetKind | None:
    """The kind of sheet that has these columns: all that it needs, and the most of its others."""
    known = set(heads)
    fitting = [kind for kind, columns in COLUMNS.items() if {one.name for one in columns if one.is_needed} <= known]
    return max(fitting, key=lambda kind: len(known & set(names(kind))), default=None)


def find_nearest(heads: Iterable[str]) -> tuple[SheetKind, list[str]]:
    """Where no kind fits: the nearest one, and the columns it lacks."""
    known = set(heads)
    nearest = max(COLUMNS, key=lambda kind: len(known & set(names(kind))))
    return nearest, [one.name for one in COLUMNS[nearest] if one.is_needed and one.name not in known]
