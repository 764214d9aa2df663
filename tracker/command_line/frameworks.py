"""Frameworks, from the machine."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from tracker.command_line.speaking import json_option, plainly, show
from tracker.frameworks import queries


@click.group()
def framework() -> None:
    """Published lists of competencies."""


@framework.command("list")
@json_option
@with_appcontext
@plainly
def list_frameworks(as_json: bool) -> None:
    """List every published version."""
    counts = queries.count_items()
    rows = [
        {"code": one.code, "version": one.version, "title": one.title, "statements": counts.get(one.id, 0)}
        for one in queries.list_versions()
    ]
    if as_json:
        show(rows)
        return
    for row in rows:
        click.echo(f"{row['code']} {row['version']}: {row['title']}, {row['statements']} statements")
