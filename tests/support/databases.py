"""Making, copying and dropping databases of both kinds."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url


@dataclass(frozen=True)
class Database:
    """One database: its kind, its address, and the folder of its data."""

    kind: str
    url: str
    folder: Path
    template: str = ""


def postgresql_url() -> str:
    """The address of a PostgreSQL server's maintenance database, or empty."""
    return os.environ.get("TRACKER_TEST_POSTGRES", "")


def make(kind: str, folder: Path, name: str) -> Database:
    """An empty database."""
    if kind == "sqlite":
        return Database(kind, f"sqlite:///{folder / name}.sqlite3", folder)
    name = f"tracker_{name}_{uuid4().hex[:12]}"
    _on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return Database(kind, _address(name), folder)


def copy(source: Database, folder: Path, name: str) -> Database:
    """A copy of a database nobody is connected to."""
    if source.kind == "sqlite":
        target = folder / f"{name}-{uuid4().hex[:8]}.sqlite3"
        shutil.copyfile(_path(source), target)
        return Database("sqlite", f"sqlite:///{target}", folder, template=source.url)
    name = f"tracker_{name}_{uuid4().hex[:12]}"
    _on_server(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(_name(source.url)))
    )
    return Database("postgresql", _address(name), folder, template=source.url)


def copy_of_template(database: Database, folder: Path) -> Database:
    """A new copy of what a copied database was made of."""
    return copy(Database(database.kind, database.template, folder), folder, "fresh")


def drop(database: Database) -> None:
    """Remove a database for good."""
    if database.kind == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{_path(database)}{ending}").unlink(missing_ok=True)
    else:
        _on_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_name(database.url))))


def _path(database: Database) -> Path:
    return Path(database.url.removeprefix("sqlite:///"))


def _name(url: str) -> str:
    return str(make_url(url).database)


def _address(name: str) -> str:
    server = make_url(postgresql_url()).set(drivername="postgresql+psycopg", database=name)
    return server.render_as_string(hide_password=False)


def _on_server(statement: sql.Composed) -> None:
    address = make_url(postgresql_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
