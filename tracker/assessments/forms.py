"""Reading a page of ratings: field names carry the item's code, as ``answer-ADV-T01``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wtforms import BooleanField, ValidationError

from tracker.assessments.actions import Given, possible_answers
from tracker.assessments.models import NOT_MY_ROLE, Basis, RoleReason, Side
from tracker.assessments.queries import OwnSide
from tracker.frameworks.queries import Item
from tracker.language import _, _l
from tracker.web.forms import PARAGRAPHS, Form, text_field


@dataclass
class TypedAnswers:
    """What a page sent: answers by code, and an instruction for each that cannot be saved."""

    given: dict[str, Given] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


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
    return int(value) if value and value.isascii() and value.isdigit() else 0


class SendForm(Form):
    """Sending: a last look at what has no answer, and something one is proud of."""

    proud_of = text_field(_l("Something I am proud of"), None, 1000)
    knows_of_unanswered = BooleanField(_l("Send with these items unanswered"))
    asks_about_unanswered = False

    def validate_knows_of_unanswered(self, field: BooleanField) -> None:
        """Needed only where something has no answer."""
        if self.asks_about_unanswered and not field.data:
            raise ValidationError(_("Some items have no answer. Look at the list, then tick this box to send."))
