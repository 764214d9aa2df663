"""How commands speak: plain sentences, refusals on standard error, JSON where the answer is data."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError
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
    """Answer a refusal of the domain, a file or the database as one sentence, never as a traceback."""

    @wraps(command)
    def spoken(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            fail(str(refusal))
        except NotFound:
            fail("There is no such record, or the person named by --as may not open it.")
        except (DBAPIError, sqlite3.Error) as error:
            fail(f"The database cannot be used: {_reason(error)}. To see how to mend it, run: tracker doctor")
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read what was said has had enough; click ends quietly
            fail(f"{error.filename or 'A file'} cannot be used: {error.strerror}.")

    return spoken


def _reason(error: DBAPIError | sqlite3.Error) -> str:
    """The first line of what the database itself said."""
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    return said.strip().splitlines()[0].rstrip(".") if said.strip() else "nothing"


def refuse_missing_folder(file: Path) -> None:
    """Say so before the work is done, when a file could not be written afterwards."""
    if not file.absolute().parent.is_dir():
        fail(f"There is no folder {file.absolute().parent}. Make it first, or name another file.")


def show(data: Any) -> None:
    """Print data as JSON."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))
