"""The check on save: what may point to a person served is shown to the writer, who fixes it or says what it is.

The one place where forms meet the detector. A field is asked about once: the page carries fingerprints of what
it marked, so a choice holds for exactly the words that were shown, and new ones are asked about anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import has_request_context, request
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.access.guard import signed_in
from tracker.identifiers import actions
from tracker.identifiers.detector import find_marks
from tracker.identifiers.models import NotAboutOne
from tracker.language import _, say_list

# How the names of the inputs begin: the choice, and the fingerprints of the words it was made about.
CHOICE: Final = "not-about-one-"
SHOWN: Final = "marks-shown-"


@dataclass(frozen=True)
class Marked:
    """A text in which something was marked; ``reason`` is what the writer says of it, once they do."""

    name: str
    marks: tuple[str, ...]
    reason: NotAboutOne | None = None

    @property
    def sentence(self) -> str:
        """What to look at, in words."""
        marks = say_list([_("'%(mark)s'", mark=mark) for mark in self.marks])
        return _("This may point to a person you support. Please look at: %(marks)s.", marks=marks)

    @property
    def shown(self) -> str:
        """What the page carries to know these words again."""
        return " ".join(_fingerprint(mark) for mark in self.marks)


class PointsToNobody:
    """Holds back a text that may point to a person served until its writer has fixed it or said what it is about."""

    def __call__(self, _form: Any, field: Field) -> None:
        """Mark the field; a text that stands as it was saved is not asked about again.

        :raises ValidationError: naming what was marked.
        """
        posted = request.form if has_request_context() else {}
        marked = look_at(field.name, str(field.data or ""), saved=str(field.object_data or ""), posted=posted)
        field.marked = marked
        if marked is not None and marked.reason is None:
            raise ValidationError(marked.sentence)


def look_at_each(field: Field, texts: Mapping[str, str]) -> None:
    """Mark a field that holds several texts, by what each is about, such as a competency's code.

    :raises ValidationError: naming what was marked in which.
    """
    posted = request.form if has_request_context() else {}
    looked = {key: look_at(f"{field.name}-{key}", text, posted=posted) for key, text in texts.items()}
    field.marked_each = {key: marked for key, marked in looked.items() if marked is not None}
    waiting = [f"{key}: {marked.sentence}" for key, marked in field.marked_each.items() if marked.reason is None]
    if waiting:
        raise ValidationError(" ".join(waiting))


def look_at(name: str, text: str, *, saved: str = "", posted: Mapping[str, str]) -> Marked | None:
    """What a text may point to, with the choice its writer made; None where there is nothing to ask.

    :param saved: the text as it stands in the record already.
    """
    marks = find_marks(text) if text.strip() != saved.strip() else ()
    if not marks:
        return None
    chosen = posted.get(CHOICE + name)
    known = set(posted.get(SHOWN + name, "").split())
    is_settled = chosen in set(NotAboutOne) and known >= {_fingerprint(mark) for mark in marks}
    return Marked(name, marks, NotAboutOne(chosen) if is_settled and chosen else None)


def is_on_page(marked: Marked | None) -> bool:
    """Whether the page that was sent shows just this already: drawing it anew would lose a choice being made."""
    return marked is not None and request.form.get(SHOWN + marked.name) == marked.shown


def _fingerprint(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()[:12]


def is_about_work(field: Field) -> bool:
    """Whether a field holds free text about work: it carries the notice and is checked."""
    return any(isinstance(rule, PointsToNobody) for rule in field.validators)


def marked_in(field: Field) -> Marked | None:
    """What was marked in a field the form has just looked at."""
    marked: Marked | None = getattr(field, "marked", None)
    return marked


def marked_each(field: Field) -> Mapping[str, Marked]:
    """What was marked in each text of a field that holds several."""
    found: Mapping[str, Marked] = getattr(field, "marked_each", {})
    return found


def note_choices(form: Iterable[Field]) -> None:
    """Write down what the writer said of each marked text of a form, for the transaction that saves it."""
    for field in form:
        single = marked_in(field)
        for marked in [*([single] if single else []), *marked_each(field).values()]:
            note_choice(marked)


def note_choice(marked: Marked) -> None:
    """Write down what the writer said of one marked text."""
    if marked.reason is not None:
        actions.keep_choice(marked.reason, place=str(request.endpoint), field=marked.name, by=signed_in())


def is_about_a_choice(name: str) -> bool:
    """Whether an input of a page belongs to the check, and is no text of the writer's."""
    return name.startswith((CHOICE, SHOWN))
