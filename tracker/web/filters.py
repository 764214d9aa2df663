"""What templates may call: dates and times in words, dots for a level, addresses of static files."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for
from flask_babel import get_locale
from jinja2 import StrictUndefined
from markupsafe import Markup

from tracker import clock
from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.assessments.models import Basis, RoleReason
from tracker.consultations.models import WRITTEN_LATE_DAYS
from tracker.identifiers.models import NotAboutOne
from tracker.language import (
    ENGLISH,
    _,
    language_of,
    present_language,
    say_date,
    say_list,
    say_shipped,
    say_time,
    say_time_of_day,
)
from tracker.web.components import as_choices, described_by, field_attributes, is_needed, share
from tracker.web.errors import is_fragment, typed_fields
from tracker.web.fragments import once
from tracker.web.identifiers import is_about_work, marked_each, marked_in
from tracker.web.navigation import menu

FULL, EMPTY, LEVELS = "●", "○", 5


def dots(value: int | None) -> str:
    """A level as text that needs no colour: ``●●●○○``."""
    return "" if value is None else FULL * value + EMPTY * (LEVELS - value)


def official(text: str) -> str:
    """Official words of the competencies inside a sentence: published in English, and marked so in another language."""
    is_own = present_language() == ENGLISH or text == _("General")
    return text if is_own else Markup('<span lang="en">{}</span>').format(text)


def as_signed(text: str) -> str:
    """The sentence somebody signed under, as they read it, marked where that was in another language."""
    language = language_of(text)
    return text if language == present_language() else Markup('<span lang="{}">{}</span>').format(language, text)


def install(app: Flask) -> None:
    """Give the templates their helpers; an undefined name is an error, never an empty space."""
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=64)
    def fingerprint(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    def static(name: str) -> str:
        """The address of one of our files; it changes with the file, so it may be cached for a year."""
        version = fingerprint.__wrapped__(name) if app.debug else fingerprint(name)
        return url_for("static", filename=name, v=version)

    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=say_date,
        moment=say_time,
        time_of_day=say_time_of_day,
        iso_day=date.fromisoformat,
        local_day=lambda moment: clock.local(moment).date(),
        say_list=say_list,
        dots=dots,
        shipped=say_shipped,
        official=official,
        as_signed=as_signed,
        as_choices=as_choices,
    )
    app.jinja_env.globals.update(
        static=static,
        may=may,
        Permission=Permission,
        menu=menu,
        get_locale=get_locale,
        today=clock.today,
        is_fragment=is_fragment,
        typed_fields=typed_fields,
        described_by=described_by,
        field_attributes=field_attributes,
        is_needed=is_needed,
        share=share,
        is_about_work=is_about_work,
        marked_in=marked_in,
        marked_each=marked_each,
        not_about_one=lambda: list(NotAboutOne),
        role_reasons=lambda: list(RoleReason),
        bases=lambda: list(Basis),
        WRITTEN_LATE_DAYS=WRITTEN_LATE_DAYS,
        once=once,
        saved_time=lambda: f"{clock.local(clock.now()):%H:%M}",
    )
