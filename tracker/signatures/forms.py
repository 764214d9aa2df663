"""The statement form, and the box that is checked before the first signature."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Label

from tracker.language import _l
from tracker.settings.models import Wording, WordingKind
from tracker.settings.queries import find_wording
from tracker.web.forms import NewRecordForm, text_field


class StatementForm(NewRecordForm):
    """The employee's own words on a part of their record."""

    text = text_field(_l("Your statement"), _l("Write your statement."))


class ConsentField(BooleanField):  # type: ignore[misc]
    """The consent to sign on screen, in the employer's words where there are some: then only a box beside the words
    now in force counts.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        # It is drawn as what it is.
        self.type = "BooleanField"
        self.own: Wording | None = find_wording(WordingKind.CONSENT)
        if self.own:
            self.label = Label(self.id, self.own.text)

    def _value(self) -> str:
        return str(self.own.id) if self.own else "y"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Checked, beside these words."""
        super().process_formdata(valuelist)
        if self.own and valuelist != [str(self.own.id)]:
            self.data = False
