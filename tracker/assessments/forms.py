"""Reading a page of ratings: field names carry the item's code, as ``answer-ADV-T01``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, ValidationError
from wtforms.validators import InputRequired

from tracker.assessments.actions import Given, possible_answers
from tracker.assessments.models import NOT_MY_ROLE, Basis, RoleReason, Side
from tracker.assessments.queries import OwnSide
from tracker.errors import Refusal
from tracker.files.actions import recognize
from tracker.frameworks.queries import Item
from tracker.language import _, _l
from tracker.web.forms import PARAGRAPHS, Form, date_field, line_field, not_in_future, text_field
from tracker.web.identifiers import Marked, look_at


@dataclass
class TypedAnswers:
    """What a page sent: answers by code, and an instruction for each that cannot be saved."""

    given: dict[str, Given] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    marked: dict[str, Marked] = field(default_factory=dict)

    def look_at_comments(self, posted: Mapping[str, str]) -> None:
        """Mark the comments that may point to a person served."""
        for code, given in self.given.items():
            marked = look_at(f"comment-{code}", given.comment, posted=posted)
            if marked is not None:
                self.marked[code] = marked

    def is_waiting(self, code: str) -> bool:
        """Whether a comment waits for its writer to fix it or to say what it is about."""
        return code in self.marked and self.marked[code].reason is None

    def to_save(self, code: str, standing: Mapping[str, str]) -> Given:
        """What may be saved now: beside a comment that waits, the answer with the comment that stands."""
        given = self.given[code]
        return replace(given, comment=standing.get(code, "")) if self.is_waiting(code) else given

    def hold_back(self) -> None:
        """Say of each comment that waits that it is not saved."""
        for code in self.marked:
            if self.is_waiting(code):
                self.errors[code] = say_waiting(self.marked[code])


def say_waiting(marked: Marked) -> str:
    """That an answer is saved and its comment is not yet, and why."""
    return _("Your answer is saved. Your comment is not saved yet. %(why)s", why=marked.sentence)


def read_answers(posted: Mapping[str, str], own: OwnSide, items: Iterable[Item]) -> TypedAnswers:
    """Read the fields of several items. An item of which nothing was sent is left out."""
    typed = TypedAnswers()
    basis_of_page = page_basis(posted)
    for item in items:
        if not any(name.endswith(f"-{item.code}") for name in posted):
            continue
        answer = posted.get(f"answer-{item.code}") or None
        comment = posted.get(f"comment-{item.code}", "").replace("\r\n", "\n").strip()
        if answer is not None and answer not in possible_answers(own.scale, item, own.side):
            typed.errors[item.code] = _("Choose a level for '%(statement)s'.", statement=item.statement)
            answer = None
        if len(comment) > PARAGRAPHS:
            typed.errors[item.code] = _(
                "Shorten this comment to %(max)d characters or fewer. It has %(length)d.",
                max=PARAGRAPHS,
                length=len(comment),
            )
        basis = _basis(posted.get(f"basis-{item.code}")) or basis_of_page
        typed.given[item.code] = Given(
            answer=answer,
            comment=comment,
            wants_training=f"training-{item.code}" in posted,
            role_reason=_reason(posted.get(f"reason-{item.code}")) if answer == NOT_MY_ROLE else None,
            basis=basis if own.side is Side.SUPERVISOR and answer and answer.isdigit() else None,
            revision=_number(posted.get(f"revision-{item.code}")),
        )
    return typed


def page_basis(posted: Mapping[str, str]) -> Basis | None:
    """What the ratings of a whole page rest on, where it was chosen."""
    return _basis(posted.get("basis-page"))


def _basis(value: str | None) -> Basis | None:
    return Basis(value) if value in set(Basis) else None


def _reason(value: str | None) -> RoleReason | None:
    return RoleReason(value) if value in set(RoleReason) else None


def _number(value: str | None) -> int:
    return int(value) if value and len(value) < 10 and value.isascii() and value.isdigit() else 0


class PracticeForm(Form):
    """Which list of competencies to practice with."""

    framework = SelectField(_l("Competencies"), [InputRequired(_l("Choose a list of competencies."))])


class TypistForm(Form):
    """Who types in from paper, and the day on it."""

    typist = line_field(_l("Their sign-in name"), _l("Write the sign-in name of the person."))
    dated_on = date_field(_l("Day on the paper form"), _l("Choose the day that stands on the paper."), not_in_future)


class ScanForm(Form):
    """A scan of a paper form; ``content`` are its bytes, once it was found to be one."""

    scan = FileField(_l("Scan: PDF, PNG or JPEG, up to 10 MB"), [FileRequired(_l("Choose the file with the scan."))])
    content = b""

    def validate_scan(self, field: FileField) -> None:
        """Known by its bytes."""
        content = field.data.read()
        try:
            recognize(content)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None
        self.content = content


class SendForm(Form):
    """Sending: a last look at what has no answer, and something one is proud of."""

    proud_of = text_field(_l("Something I am proud of"), None, 1000)
    knows_of_unanswered = BooleanField(_l("Send with these items unanswered"))
    confirms_paper = BooleanField(_l("What was typed in for me is what I wrote on paper"))
    asks_about_unanswered = False
    asks_about_paper = False

    def validate_knows_of_unanswered(self, field: BooleanField) -> None:
        """Needed only where something has no answer."""
        if self.asks_about_unanswered and not field.data:
            raise ValidationError(_("Some items have no answer. Look at the list, then tick this box to send."))

    def validate_confirms_paper(self, field: BooleanField) -> None:
        """Needed only where somebody typed in from paper."""
        if self.asks_about_paper and not field.data:
            raise ValidationError(_("Look at what was typed in for you, then tick this box to send."))
