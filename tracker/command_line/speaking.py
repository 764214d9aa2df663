"""How commands speak: plain sentences, refusals on standard error, JSON where the answer is data."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from werkzeug.exceptions import NotFound

from tracker.errors import Refusal

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with JSON instead of text.")


def fail(sentence: str) -> NoReturn:
    """Say on standard error why the command did not succeed, and end it."""
    click.echo(sentence, err=True)
    sys.exit(1)


def plainly(command: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Answer a refusal of the domain as one sentence, never as a traceback."""

    @wraps(command)
    def spoken(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            fail(str(refusal))
        except NotFound:
            fail("There is no such record, or the person named by --as may not open it.")

    return spoken


def show(data: Any) -> None:
    """Print data as JSON."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))
