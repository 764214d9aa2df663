"""What a page kept until it could send it: whose it is must be who is signed in, and the answer is short.

Such a request names its keeper in a header. The answer to a form that was saved is then no redirect, which a
script cannot read, but says as JSON where it leads.
"""

from __future__ import annotations

import json
from secrets import compare_digest
from typing import Final
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from tracker import clock
from tracker.language import _
from tracker.sign_in import waiting_keys

KEEPER: Final = "X-Kept-By"
KEY: Final = "Idempotency-Key"


def current_keeper() -> str:
    """Under which name this browser stores what the reader has waiting; empty while nobody is signed in."""
    if not current_user.is_authenticated:
        return ""
    if "keeper" not in g:
        g.keeper = waiting_keys.name_keeper(current_user.person.id, secret=current_app.config["SECRET_KEY"])
    return str(g.keeper)


def sent_key() -> UUID | None:
    """The key under which a page sends the same answer each time until it hears of it; None where there is none."""
    try:
        return UUID(request.headers[KEY]) if KEY in request.headers else None
    except ValueError:
        return None


def _refuse_another_keeper() -> None:
    """Someone else signed in at that browser: what waits is not theirs to send.

    :raises Unauthorized: it stays where it is until its keeper signs in.
    """
    keeper = request.headers.get(KEEPER, "").encode()
    if keeper and current_user.is_authenticated and not compare_digest(keeper, current_keeper().encode()):
        raise Unauthorized


def _say_where(response: Response) -> Response:
    if KEEPER in request.headers and response.status_code in (302, 303):
        said = _("All saved %(time)s", time=f"{clock.local(clock.now()):%H:%M}")
        response.data = json.dumps({"to": response.headers.pop("Location"), "said": said})
        response.status_code, response.mimetype = 200, "application/json"
    return response


def install(app: Flask) -> None:
    """Look at who sends what a page kept, and answer it so that a script can read it."""
    app.before_request(_refuse_another_keeper)
    app.after_request(_say_where)
    app.jinja_env.globals["current_keeper"] = current_keeper
