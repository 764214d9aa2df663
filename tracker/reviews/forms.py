"""Forms of a review."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import (
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import AnyOf, InputRequired, ValidationError

from tracker.assessments.forms import ScanForm
from tracker.assessments.models import Side
from tracker.language import _, _l
from tracker.reviews.models import LONGEST_CONVERSATION, ConversationForm, Rated, ReviewKind
from tracker.signatures.forms import ConsentField
from tracker.signatures.models import Meaning
from tracker.web.forms import (
    Form,
    NewRecordForm,
    NumberField,
    choice,
    choices,
    date_field,
    line_field,
    not_in_future,
    not_in_past,
    runs_backward,
    text_field,
)

USED_FOR = _l("To see strengths, agree on next steps for growth, and show accreditors that competence is assessed.")
CONSENT = _l("I agree to sign on screen. I know that I may sign on paper instead.")
NOT_USED_FOR = _l("Pay, discipline or dismissal. It is not compared with anyone else's review.")


INDEPENDENT, OPEN = "independent", "open"


class HowRatedForm(Form):
    """How both sides rate, and which items."""

    ratings = RadioField(
        _l("How both sides rate"),
        [InputRequired(_l("Choose independent or open ratings."))],
        choices=[
            choice(INDEPENDENT, _l("Independent: neither sees the other's ratings until both have sent")),
            choice(OPEN, _l("Open: the supervisor may open the employee's ratings once they are sent")),
        ],
    )
    rated = RadioField(_l("What is rated"), [InputRequired(_l("Choose what is rated."))], choices=choices(Rated))
    focus = SelectMultipleField(_l("Items of the focus set"))

    @property
    def is_open_rating(self) -> bool:
        """Whether the supervisor may open the employee's ratings before sending their own."""
        return bool(self.ratings.data == OPEN)

    def offer_items(self, codes: Iterable[str]) -> None:
        """Let items of every list be chosen; the action says which belong to the list at hand."""
        self.focus.choices = [choice(code, code) for code in codes]

    def validate_focus(self, field: Field) -> None:
        """Items are chosen exactly where they count."""
        chosen = self.rated.data == Rated.CHOSEN
        if chosen and not field.data:
            raise ValidationError(_("Choose the items that are rated."))
        if field.data and not chosen:
            raise ValidationError(_("You chose items. Choose 'only the items chosen below' too, or take them out."))


class StartForm(HowRatedForm):
    """What HR says when starting a review."""

    kind = SelectField(_l("Kind of review"), [InputRequired(_l("Choose a kind."))], choices=choices(ReviewKind))
    framework = SelectField(_l("Competencies"), [InputRequired(_l("Choose a list of competencies."))])
    period_from = date_field(_l("Looks back to"), _l("Choose the first day the review looks at."), not_in_future)
    due_on = date_field(_l("Due"), _l("Choose the day it is due."), not_in_past)
    used_for = text_field(_l("This review is used for"), _l("Say what the review is used for."), 1000, about_work=False)
    not_used_for = text_field(
        _l("It is not used for"), _l("Say what the review is not used for."), 1000, about_work=False
    )


class ConversationDetailsForm(Form):
    """When and how the conversation was held, and what was said. ``revision`` is what the page was made from."""

    held_on = date_field(_l("Day of the conversation"), None, not_in_future)
    minutes = NumberField(_l("Minutes"))
    form = SelectField(_l("How you met"), choices=[choice("", _l("Choose")), *choices(ConversationForm)])
    present = line_field(_l("Who was present"), None, 300, about_work=True)
    support_wanted = text_field(_l("How can I support you better?"))
    notes = text_field(_l("Notes"))
    revision = HiddenField()

    def validate_minutes(self, field: Field) -> None:
        """A possible length."""
        if field.data is not None and not 1 <= field.data <= LONGEST_CONVERSATION:
            raise ValidationError(_("Write the minutes as a number from 1 to %(most)d.", most=LONGEST_CONVERSATION))


class CommentForm(NewRecordForm):
    """Something said about an item."""

    text = text_field(_l("What did each of you see?"), _l("Write what was said."))


class ReturnForm(Form):
    """Why it goes back to the conversation."""

    reason = text_field(_l("Reason"), _l("Say in a sentence why it goes back to the conversation."), 1000)


class SignForm(Form):
    """Everything a signature needs besides the content."""

    # The password is checked in a transaction of its own: the view writes the choices down with the signature.
    notes_choices = False

    meaning = RadioField(_l("What you sign"), [InputRequired(_l("Choose what your signature says."))])
    comment = text_field(_l("What you see differently"))
    typed_name = line_field(_l("Type your name"), _l("Type your name as it stands in your record."))
    password = PasswordField(_l("Your password, to confirm it is you"), [InputRequired(_l("Write your password."))])
    consents = ConsentField(CONSENT)
    seen_sha256 = HiddenField()

    def validate_comment(self, field: Field) -> None:
        """Disagreeing takes words."""
        if self.meaning.data == Meaning.DISAGREE and not field.data:
            raise ValidationError(_("Tell us what you see differently; your words stay with this record."))


class SignedSheetForm(ScanForm):
    """What stands on a sheet that was signed by hand, and the scan of it."""

    # A side that has signed meanwhile is no choice any more; the action says so in words of its own.
    signer = RadioField(
        _l("Whose signature it is"),
        [AnyOf([side.value for side in Side], _l("Choose whose signature it is."))],
        validate_choice=False,
    )
    meaning = RadioField(
        _l("What is ticked on the sheet"),
        [InputRequired(_l("Choose what is ticked on the sheet."))],
        choices=choices(Meaning),
    )
    comment = text_field(_l("What is written there"))
    signed_on = date_field(_l("Day on the sheet"), _l("Choose the day on the sheet."), not_in_future)
    fingerprint = line_field(
        _l("How the fingerprint on the sheet begins"), _l("Type the first eight characters of the fingerprint."), 64
    )

    def validate_comment(self, field: Field) -> None:
        """Disagreeing takes words."""
        if self.meaning.data == Meaning.DISAGREE and not field.data:
            raise ValidationError(_("Type what the employee wrote on the sheet; the words stay with this record."))


class DeclineForm(Form):
    """The employee's own choice takes one button."""


class OfferedForm(Form):
    """When and how the record was offered; never why it was not signed."""

    offered_on = date_field(_l("Day it was offered"), _l("Choose the day it was offered."), not_in_future)
    offered_how = text_field(_l("How it was offered"), _l("Write how it was offered, such as in person."), 500)


class NotAvailableForm(Form):
    """Dates, and no cause."""

    away_from = date_field(_l("Not available from"), _l("Choose the first day."))
    away_to = date_field(_l("Until"))

    def validate_away_to(self, field: Field) -> None:
        """It ends after it began."""
        if runs_backward(self.away_from, field):
            raise ValidationError(_("The last day cannot come before the first."))


class HolidayForm(Form):
    """A day the employer does not work."""

    on = date_field(_l("Day"), _l("Choose the day."))
    name = line_field(_l("Name"), _l("Write what the day is called."), 80)
