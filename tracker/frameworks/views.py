"""Pages that show a framework and the scale to anyone who works here."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from tracker.access.guard import signed_in_only
from tracker.frameworks import queries
from tracker.frameworks.models import Wording

bp = Blueprint("frameworks", __name__, url_prefix="/frameworks")


@bp.get("/")
@signed_in_only
def index() -> str:
    """The published frameworks."""
    return render_template("frameworks/index.html", versions=queries.list_versions(), counts=queries.count_items())


@bp.get("/<code>/<version>")
@signed_in_only
def show(code: str, version: str) -> str:
    """One version: every statement, and the scale's sentences."""
    found = queries.find_version(code, version)
    if found is None:
        abort(404)
    return render_template(
        "frameworks/show.html",
        outline=queries.outline(found.id),
        scale=queries.scale(queries.get_newest_scale().id),
        wordings=list(Wording),
    )
