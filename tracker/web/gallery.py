"""Every component in each of its states on one page, for those who build and for whoever looks at the demo.

What it shows is invented and is no sentence of the product, so it is said in English only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Blueprint, abort, current_app, render_template
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired

from tracker.access.guard import signed_in_only
from tracker.frameworks import queries as frameworks
from tracker.identifiers.models import NotAboutOne
from tracker.reviews.counts import DomainPicture, Strip
from tracker.web.employer import is_demo
from tracker.web.forms import DayField, Form, NumberField, choice
from tracker.web.identifiers import Marked
from tracker.web.paging import Page

bp = Blueprint("components", __name__)

LONG: Final = "Averylongwordwithoutanyplacetobreakitsuchasanaddressortheidentifierofsomething" * 2
CHOICES: Final = [choice("one", "The first"), choice("two", "The second, with a longer label that may wrap")]
LEVELS: Final = ("New to me", "Learning", "Growing", "Steady", "Can guide others")


class Sample(Form):
    """A field of each kind."""

    line = StringField("One line", [DataRequired("Write one line.")])
    text = TextAreaField("Several lines")
    day = DayField("A day", [DataRequired("Choose a day.")])
    number = NumberField("A number")
    tick = BooleanField("One thing to tick")
    pick = SelectField("One of a list", choices=CHOICES)
    one = RadioField("One of a few", [DataRequired("Choose one.")], choices=CHOICES)
    many = SelectMultipleField("Several of a few", choices=CHOICES)
    items = SelectMultipleField("Which tasks or areas of knowledge", validate_choice=False)


@dataclass(frozen=True)
class _Named:
    """Stands for anything with the attributes that a component asks for."""

    name: str = "Alex Sample"
    about: str = "ADV-T01, the employee's rating"
    old: str = "Growing"
    new: str = "Steady"
    text: str = "I have led the group eight times since then.\nPlease read this with it."
    item_code: str = "ADV-T01"
    written_on: date = date(2026, 3, 2)
    reason: str = "Written on the wrong person."
    at: datetime = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

    @property
    def by(self) -> _Named:
        """Who did it."""
        return self


@dataclass(frozen=True)
class Gallery:
    """What the page shows: samples for each component."""

    plain: Form
    wrong: Form
    picking: Any
    item: _Named = field(default_factory=_Named)
    long: str = LONG
    page: Page = field(default_factory=lambda: Page(total=400, number=2))
    marked: Marked = field(default_factory=lambda: Marked("text", ("J.S.", "3/14")))
    settled: Marked = field(default_factory=lambda: Marked("line", ("Elm",), reason=next(iter(NotAboutOne))))
    pictures: tuple[DomainPicture, ...] = ()


def _pictures() -> tuple[DomainPicture, ...]:
    counts = (((2, 3, 5, 8, 2), 2), ((0, 0, 11, 11, 0), 0), ((0, 0, 0, 0, 0), 22))
    sides = ("Self", "Supervisor", "Agreed")
    strips = tuple(
        Strip(who, tuple(zip(LEVELS, numbers, strict=True)), others, (("Not answered", others),) if others else ())
        for who, (numbers, others) in zip(sides, counts, strict=True)
    )
    return tuple(DomainPicture(title, 22, strips) for title in ("Advocacy", "A domain with a much longer title"))


@bp.get("/components")
@signed_in_only
def index() -> str:
    """The living page of components; it is there in a demo and while the product is being built."""
    if not (is_demo() or current_app.debug):
        abort(404)
    plain = Sample(formdata=None, prefix="plain-", one="one", many=["one"])
    wrong = Sample(formdata=None, pick="one", meta={"csrf": False})
    wrong.validate()
    outline = frameworks.current_outline()
    picking = Sample(formdata=None, prefix="picked-", items=[outline.items[0].code]).items
    shown = Gallery(plain=plain, wrong=wrong, picking=picking, pictures=_pictures())
    return render_template("web/components.html", shown=shown, outline=outline)
