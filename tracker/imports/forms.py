"""Forms of bringing a sheet and confirming it."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.errors import Refusal
from tracker.imports import actions, tables
from tracker.imports.checking import find_kind
from tracker.imports.models import SheetKind
from tracker.language import _l
from tracker.web.forms import Form


class BringForm(Form):
    """A sheet. ``content`` are its bytes, ``kind`` what its ``rows`` are, once it could be read."""

    sheet = FileField(_l("Sheet: CSV or XLSX, up to 10 MB"), [FileRequired(_l("Choose the sheet."))])
    content = b""
    kind = SheetKind.PEOPLE
    rows = 0

    def validate_sheet(self, field: FileField) -> None:
        """It can be read, and its columns say what it is."""
        self.content = field.data.read() if field.data else b""
        try:
            heads, self.rows = tables.peek(self.content, actions.MOST_AT_ONCE)
            self.kind = find_kind(heads)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None


class ConfirmForm(Form):
    """What was looked at: the file, and what it was going to do."""

    sha256 = HiddenField()
    fingerprint = HiddenField()
