"""Backups by the tools made for it: SQLite's online backup, and PostgreSQL's pg_dump and pg_restore.

Both copy one consistent state while the product runs. Every backup is read back before it counts.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine, inspect, text

from tracker.database import Base
from tracker.errors import Refusal
from tracker.language import _


class BackupDamaged(Refusal):
    """The file is no backup of this product, or it does not read back whole."""


class ToolMissing(Refusal):
    """A program of the database is not installed."""


class Keeper(ABC):
    """Backs one database up and restores it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @abstractmethod
    def back_up(self, file: Path) -> int:
        """Write a verified copy and return the number of rows in it."""

    @abstractmethod
    def restore(self, file: Path) -> int:
        """Replace the database by a copy and return the number of rows."""

    @abstractmethod
    def is_set_up(self) -> bool:
        """Whether the database holds the product's tables."""

    def count_people(self) -> int:
        """How many people the database holds; zero where there is no schema yet."""
        if not self.is_set_up():
            return 0
        with self.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM person")).scalar_one())

    def count_rows(self) -> int:
        """How many rows all tables of the product hold."""
        with self.engine.connect() as connection:
            return sum(
                int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())
                for name in sorted(Base.metadata.tables)
            )


class SqliteKeeper(Keeper):
    """A copy of an SQLite database is an SQLite database."""

    @property
    def _path(self) -> str:
        return str(self.engine.url.database)

    def is_set_up(self) -> bool:
        """Look past the engine, whose transactions would wait for whoever is writing."""
        if not Path(self._path).exists():
            return False
        with closing(_read_only(Path(self._path))) as database:
            named = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'person'")
            return bool(named.fetchone()[0])

    def back_up(self, file: Path) -> int:
        """Copy page by page, then check the copy's pages, keys and rows."""
        draft = _draft_of(file)
        try:
            with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(draft)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            rows = self._check(draft)
            draft.rename(file)
        finally:
            draft.unlink(missing_ok=True)
        return rows

    @staticmethod
    def _check(file: Path) -> int:
        try:
            with closing(_read_only(file)) as copy:
                if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                    raise BackupDamaged(_("%(file)s is damaged.", file=file))
                if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
                    raise BackupDamaged(_("%(file)s has records that point nowhere.", file=file))
                names = copy.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                ).fetchall()
                if ("person",) not in names:
                    raise BackupDamaged(_("%(file)s is not a backup of this product.", file=file))
                counts = (copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names)
                return sum(counts)
        except sqlite3.DatabaseError:
            raise BackupDamaged(_("%(file)s is not a backup of this product.", file=file)) from None

    def restore(self, file: Path) -> int:
        """Check the copy, then write it over the present database, page by page under its lock."""
        rows = self._check(file)
        self.engine.dispose()
        Path(self._path).parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(self._path, timeout=20)) as target:
            source.backup(target)
        self._check(Path(self._path))
        return rows


class PostgresqlKeeper(Keeper):
    """A copy of a PostgreSQL database is an archive of pg_dump."""

    def is_set_up(self) -> bool:
        """Ask the server."""
        return inspect(self.engine).has_table("person")

    def back_up(self, file: Path) -> int:
        """Dump one consistent state, then read the whole archive back."""
        draft = _draft_of(file)
        try:
            rows = self.count_rows()
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft}", *self._target())
            self._check(draft)
            draft.rename(file)
        finally:
            draft.unlink(missing_ok=True)
        return rows

    def _check(self, file: Path) -> None:
        self._run("pg_restore", f"--file={os.devnull}", str(file))
        listed = self._run("pg_restore", "--list", str(file))
        if "TABLE DATA public person" not in listed:
            raise BackupDamaged(_("%(file)s is not a backup of this product.", file=file))

    def restore(self, file: Path) -> int:
        """Check the archive, then replace everything in one transaction: wholly or not at all."""
        self._check(file)
        self.engine.dispose()
        self._run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            *self._target(),
            str(file),
        )
        return self.count_rows()

    def _target(self) -> list[str]:
        return [f"--dbname={self._address(with_password=False)}"]

    def _address(self, *, with_password: bool) -> str:
        url: URL = self.engine.url.set(drivername="postgresql")
        if not with_password:
            url = url._replace(password=None)
        return url.render_as_string(hide_password=False)

    def _run(self, program: str, *arguments: str) -> str:
        """Run a program of PostgreSQL; the password goes by the environment, where no one else sees it."""
        found = shutil.which(program)
        if found is None:
            raise ToolMissing(
                _("%(program)s is missing. Debian and Ubuntu: apt-get install postgresql-client", program=program)
            )
        environment = dict(os.environ)
        if self.engine.url.password:
            environment["PGPASSWORD"] = str(self.engine.url.password)
        done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BackupDamaged(done.stderr.strip().splitlines()[0] if done.stderr.strip() else program)
        return done.stdout


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _draft_of(file: Path) -> Path:
    """An empty file beside ``file`` that only its owner may read, from the first byte on."""
    draft = file.with_name(f".{file.name}.part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    return draft


def keeper_of(engine: Engine) -> Keeper:
    """The keeper for a database."""
    return SqliteKeeper(engine) if engine.dialect.name == "sqlite" else PostgresqlKeeper(engine)
