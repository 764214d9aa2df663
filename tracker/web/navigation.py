"""The menu: what each reader may open, in the order of their work."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.language import LazyString, _l


class Place(NamedTuple):
    """One entry of the menu."""

    label: LazyString
    endpoint: str
    needs: Permission | None


PLACES = (
    Place(_l("Home"), "home.index", None),
    Place(_l("My record"), "people.mine", Permission.STATEMENT_ADD),
    Place(_l("My team"), "home.team", Permission.TEAM_READ),
    Place(_l("Review progress"), "reviews.progress", Permission.REVIEW_PROGRESS),
    Place(_l("Required items"), "requirements.index", Permission.REQUIREMENT_READ),
    Place(_l("People"), "people.index", Permission.PERSON_LIST),
    Place(_l("Settings"), "settings.index", Permission.SETTING_EDIT),
    Place(_l("Trail"), "audit.index", Permission.PERSON_EDIT),
    Place(_l("Competencies"), "frameworks.index", None),
)


def menu() -> list[dict[str, object]]:
    """The entries the reader may open; the present one is marked."""
    return [
        {
            "label": place.label,
            "address": url_for(place.endpoint),
            "is_current": request.endpoint == place.endpoint,
        }
        for place in PLACES
        if place.needs is None or may(place.needs)
    ]
