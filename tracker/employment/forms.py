"""Forms for education, experience and job descriptions."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import Field, SelectField
from wtforms.validators import InputRequired, ValidationError

from tracker.employment.models import BackgroundKind, BackgroundSource
from tracker.errors import Refusal
from tracker.files.actions import recognize
from tracker.language import _, _l
from tracker.web.forms import (
    Form,
    NewRecordForm,
    choices,
    date_field,
    line_field,
    not_in_future,
    runs_backward,
    text_field,
)


class BackgroundForm(NewRecordForm):
    """One school or one job."""

    kind = SelectField(
        _l("Education or experience"),
        [InputRequired(_l("Choose education or experience."))],
        choices=choices(BackgroundKind),
    )
    what = line_field(_l("What"), _l("Write what it was, such as a degree or a job."))
    place = line_field(_l("Where"), _l("Write where it was, such as a school or an employer."))
    starts_on = date_field(_l("From, if known"), None, not_in_future)
    ends_on = date_field(_l("Until, if it is over"), None, not_in_future)

    def validate_ends_on(self, field: Field) -> None:
        """The end comes after the start."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))


class VerifyBackgroundForm(Form):
    """Where somebody looked, and when."""

    source = SelectField(
        _l("Where you looked"), [InputRequired(_l("Choose where you looked."))], choices=choices(BackgroundSource)
    )
    verified_on = date_field(_l("Day you looked"), _l("Choose the day you looked."), not_in_future)


class DescriptionForm(NewRecordForm):
    """A job description; ``content`` are the bytes of its file, once it was found to be one we keep."""

    job_title = line_field(_l("Job title"), _l("Write the job title."), 120)
    given_on = date_field(_l("Day it was given"), _l("Choose the day it was given."), not_in_future)
    # What a job asks for tells of no work with anybody.
    duties = text_field(_l("What the job is"), None, 20_000, about_work=False)
    file = FileField(_l("File: PDF, PNG or JPEG, up to 10 MB"))
    content = b""

    def validate_file(self, field: FileField) -> None:
        """Known by its bytes."""
        if field.data:
            self.content = field.data.read()
            try:
                recognize(self.content)
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from None
        elif not self.duties.data:
            raise ValidationError(_("Write the job description, or choose its file."))
