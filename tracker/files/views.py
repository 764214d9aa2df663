"""Handing out kept files: never shown in the browser, only saved."""

from __future__ import annotations

from io import BytesIO
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, send_file

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.files import queries
from tracker.web.pages import note_export

bp = Blueprint("files", __name__, url_prefix="/files")

# Whatever a file holds, a browser that opens it all the same runs and loads nothing.
NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"


@bp.get("/<uuid:file_id>")
@requires(Permission.REVIEW_READ)
def download(file_id: UUID) -> Response:
    """One kept file, as it was given."""
    file = queries.get_readable(file_id, signed_in())
    content = file.content
    note_export("file.exported", kind="file", record_id=file.id, about_id=file.about_id)
    response = send_file(BytesIO(content), file.media_type, as_attachment=True, download_name=file.name)
    response.headers["Content-Security-Policy"] = NOTHING
    return response
