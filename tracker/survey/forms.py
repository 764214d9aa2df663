"""The form that asks for one binder of the files of a sample."""

from __future__ import annotations

from wtforms import Field, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from tracker.batches.models import Form as FileForm
from tracker.language import _, _l
from tracker.web.forms import NewRecordForm, choices


class BinderForm(NewRecordForm):
    """Which documents, as what."""

    kinds = SelectMultipleField(_l("Which documents"))
    form = RadioField(_l("As what"), [InputRequired(_l("Choose as what."))], choices=choices(FileForm))

    def validate_kinds(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one kind of report."))
