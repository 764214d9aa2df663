"""Forms of entering one earlier paper, with its scan where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError

from tracker.credentials.forms import HoursField
from tracker.credentials.models import CheckSource, TrainingCategory
from tracker.errors import Refusal
from tracker.files.actions import recognize
from tracker.from_paper.models import PaperKind
from tracker.language import _, _l
from tracker.people.models import Person
from tracker.reviews.models import ReviewKind
from tracker.verifications.models import Method, Qualification
from tracker.web.forms import (
    Form,
    NewRecordForm,
    choice,
    choices,
    date_field,
    line_field,
    not_in_future,
    runs_backward,
    text_field,
)
from tracker.web.items import AboutItems


class PaperForm(NewRecordForm):
    """What every paper has: a scan, known by its bytes. ``who`` is the field that names someone else."""

    scan = FileField(_l("Scan, if there is one: PDF, PNG or JPEG, up to 10 MB"))
    content = b""
    who = ""

    def validate_scan(self, field: FileField) -> None:
        """Known by its bytes, where one is given."""
        self.content = field.data.read() if field.data else b""
        if field.data:
            try:
                recognize(self.content)
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from None

    def offer_people(self, offered: Sequence[Person]) -> None:
        """Let one of these be named."""
        if self.who:
            empty = [choice("", _("Choose"))]
            self._fields[self.who].choices = empty + [choice(str(one.id), one.name) for one in offered]

    def list_shown(self) -> list[Field]:
        """The fields in the order of the page: the scan comes last, the list of items has a place of its own."""
        left_out = {"csrf_token", "key", "scan", "items"}
        fields: list[Any] = [field for name, field in self._fields.items() if name not in left_out]
        return [*fields, self._fields["scan"]]


class PaperReviewForm(PaperForm):
    """A review that was held on paper and signed by the supervisor."""

    held_on = date_field(_l("Day of the conversation"), _l("Choose the day of the conversation."), not_in_future)
    supervisor = SelectField(_l("Supervisor who signed it"), [InputRequired(_l("Choose a supervisor."))])
    kind = SelectField(_l("Kind of review"), [InputRequired(_l("Choose a kind."))], choices=choices(ReviewKind))
    signed_by_employee = BooleanField(_l("The employee signed it too"))
    who = "supervisor"


class PaperVerificationForm(AboutItems, PaperForm):
    """A verification that was made on paper by a named assessor."""

    items = SelectMultipleField(_l("Tasks and areas of knowledge shown"))
    assessor = SelectField(_l("Assessor"), [InputRequired(_l("Choose who saw it."))])
    level = SelectField(_l("Level shown"), [InputRequired(_l("Choose the level that was shown."))])
    method = SelectField(_l("Method"), [InputRequired(_l("Choose how it was shown."))], choices=choices(Method))
    event = line_field(_l("The event"), _l("Name the event, such as 'Tuesday wellness group'."), 300, about_work=True)
    observed_on = date_field(_l("Day it was shown"), _l("Choose the day it was shown."), not_in_future)
    evidence = text_field(_l("Evidence, in a sentence"), _l("Write in a sentence what you saw or heard."))
    qualification = SelectField(
        _l("What qualifies the assessor"),
        [InputRequired(_l("Choose what qualifies the assessor."))],
        choices=choices(Qualification),
    )
    qualified_by = line_field(
        _l("Which one, in words"), _l("Name the credential, experience or training of the assessor."), 300
    )
    who = "assessor"


class PaperCredentialForm(PaperForm):
    """A credential that was on file on paper, and who checked it then."""

    kind = line_field(_l("Credential"), _l("Write its short name, such as CRSS."), 80)
    number = line_field(_l("Number"), _l("Write the number on the certificate."), 80)
    issued_on = date_field(_l("Issued"), None, not_in_future)
    expires_on = date_field(_l("Expires"))
    checked_by = SelectField(_l("Who checked it at its source, if anyone"), [Optional()])
    checked_on = date_field(_l("Day they looked"), None, not_in_future)
    source = SelectField(_l("Where they looked"), choices=choices(CheckSource))
    who = "checked_by"

    def validate_expires_on(self, field: Field) -> None:
        """It expires after it was issued."""
        if runs_backward(self.issued_on, field):
            raise ValidationError(_("The day it expires cannot come before the day it was issued."))

    def validate_checked_on(self, field: Field) -> None:
        """Who and when belong together."""
        if bool(field.data) != bool(self.checked_by.data):
            raise ValidationError(_("Write both who checked it and on which day, or neither."))


class PaperTrainingForm(PaperForm):
    """A training of which there is a paper."""

    title = line_field(_l("Title of the training"), _l("Write the title that stands on the certificate."))
    provider = line_field(_l("Who gave it"), _l("Write who gave the training."))
    starts_on = date_field(_l("First day"), _l("Choose the first day of the training."), not_in_future)
    ends_on = date_field(_l("Last day, if it took several"), None, not_in_future)
    minutes = HoursField(_l("Hours, without breaks"), [InputRequired(_l("Write the hours, such as 6 or 1.5."))])
    category = SelectField(
        _l("Counts as"), [InputRequired(_l("Choose as what it counts."))], choices=choices(TrainingCategory)
    )

    def validate_ends_on(self, field: Field) -> None:
        """The last day comes after the first."""
        if runs_backward(self.starts_on, field):
            raise ValidationError(_("The last day cannot come before the first."))

    def validate_minutes(self, field: Field) -> None:
        """A possible length."""
        if not field.data or not 15 <= field.data <= 200 * 60:
            raise ValidationError(_("Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."))


class WithdrawForm(Form):
    """Why a paper that was entered in error is withdrawn."""

    reason = line_field(_l("Reason"), _l("Say in a sentence why it is withdrawn."), 300, about_work=True)


FORMS: dict[PaperKind, type[PaperForm]] = {
    PaperKind.REVIEW: PaperReviewForm,
    PaperKind.VERIFICATION: PaperVerificationForm,
    PaperKind.CREDENTIAL: PaperCredentialForm,
    PaperKind.TRAINING: PaperTrainingForm,
}
