"""Ring one: every endpoint declares who may knock, and the app does not start when one forgets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, abort
from flask_login import current_user

from tracker.access.permissions import Permission
from tracker.people.models import Person

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
View = Callable[Arguments, Answer]

PUBLIC = "public"
SIGNED_IN = "signed in"


def _declare(view: View[Arguments, Answer], access: Permission | str) -> View[Arguments, Answer]:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
    """Anyone may ask, signed in or not."""
    return _declare(view, PUBLIC)


def mark_public(app: Flask, endpoint: str) -> None:
    """Mark a view that Flask made itself."""
    vars(app.view_functions[endpoint])["access"] = PUBLIC


def signed_in_only(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
    """Anyone with an account may ask; the view shows only what is the reader's own."""

    @wraps(view)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        _ask_to_sign_in()
        return view(*args, **kwargs)

    return _declare(guarded, SIGNED_IN)


def requires(permission: Permission) -> Callable[[View[Arguments, Answer]], View[Arguments, Answer]]:
    """Only people holding ``permission`` may ask: 401 for nobody, 403 for the wrong role."""

    def decorate(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            _ask_to_sign_in()
            if not may(permission):
                abort(403)
            return view(*args, **kwargs)

        return _declare(guarded, permission)

    return decorate


def _ask_to_sign_in() -> None:
    if not current_user.is_authenticated:
        abort(401)


def signed_in() -> Person:
    """The person who asks. Only for views that are not public."""
    return cast("Person", current_user.person)


def may(permission: Permission) -> bool:
    """Whether the person who asks holds ``permission`` by one of their roles."""
    return bool(current_user.is_authenticated) and permission in current_user.permissions


def check_every_view(app: Flask) -> None:
    """Stop the start when an endpoint does not declare who may ask.

    :raises RuntimeError: naming the endpoints without a mark.
    """
    unmarked = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(cast("Any", app.view_functions[rule.endpoint]), "access")
    )
    if unmarked:
        raise RuntimeError(
            "These views do not say who may ask; mark each with @requires, @signed_in_only or @public: "
            + ", ".join(unmarked)
        )
