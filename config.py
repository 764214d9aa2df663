"""Every setting of the product: its meaning, default and unit.

Settings come from the environment or from a ``.env`` file in the working folder; the
environment wins. A wrong value stops the start with a sentence that names the setting.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent


class WrongSetting(SystemExit):
    """A setting has a value the product cannot start with; the message says which and why."""


@dataclass(frozen=True)
class Setting:
    """One setting: ``parse`` turns its text into a value or raises ``ValueError`` with a hint."""

    name: str
    meaning: str
    default: str
    unit: str
    parse: Callable[[str], Any]


def _text(value: str) -> str:
    return value.strip()


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        hint = f"write a whole number from {low} to {high}"
        try:
            number = int(value)
        except ValueError:
            raise ValueError(hint) from None
        if not low <= number <= high:
            raise ValueError(hint)
        return number

    return parse


def _paper(value: str) -> str:
    if value.lower() not in ("letter", "a4"):
        raise ValueError("write letter or a4")
    return value.lower()


def _time_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a name such as America/Chicago") from None


def _address(value: str) -> str:
    if not value:
        return ""
    hint = "write an address such as https://tracker.example.org, without a path"
    parts = urlsplit(value)
    try:
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise ValueError(hint) from None
    if not known or parts.path.strip("/"):
        raise ValueError(hint)
    return f"{parts.scheme}://{parts.netloc}"


_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


def _database(value: str) -> str:
    """Accept SQLite and PostgreSQL; plain ``postgresql://`` and ``postgres://`` mean psycopg 3."""
    scheme, separator, rest = value.partition("://")
    if value and not separator:
        raise ValueError("write an address such as postgresql+psycopg://user@host/name")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if value and scheme not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("use sqlite:/// or postgresql+psycopg://")
    return value


def _queue(value: str) -> str:
    """Accept SQLite, Redis and PostgreSQL; huey speaks to PostgreSQL by psycopg's own form of address."""
    scheme, separator, rest = value.partition("://")
    if value and (not separator or scheme not in {"sqlite", "redis", "rediss", *_POSTGRESQL}):
        raise ValueError("use sqlite:///, redis://, rediss:// or postgresql://")
    return f"postgresql://{rest}" if scheme in _POSTGRESQL else value


def _mail(value: str) -> str:
    """Accept a mail server by SMTP; a password is never sent in the open to another machine."""
    hint = "write smtps://, smtp+starttls:// or smtp:// and the name of the mail server"
    parts = urlsplit(value)
    try:
        known = parts.scheme in ("smtp", "smtp+starttls", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(hint) from None
    if value and not known:
        raise ValueError(hint)
    if parts.username and parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("with a password, use smtps:// or smtp+starttls://")
    return value


def _sender(value: str) -> str:
    name, _sign, host = value.partition("@")
    if value and not (name and host and value.isascii() and "@" not in host and value.split() == [value]):
        raise ValueError("write one address, such as tracker@example.org")
    return value


def _default_data_dir() -> str:
    """A checkout keeps its data beside the code, an installed package in the user's data folder."""
    if (ROOT / "pyproject.toml").exists():
        return str(ROOT / "data")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return str(Path(base) / "crss-tracker")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "TRACKER_DATABASE_URL",
        "where records are kept; empty means SQLite in the data folder",
        "",
        "address",
        _database,
    ),
    Setting(
        "TRACKER_DATA_DIR",
        "folder for the embedded database, the secret key, the embedded queue and the files of many reports; "
        "server and workers share it",
        _default_data_dir(),
        "folder",
        _text,
    ),
    Setting(
        "TRACKER_QUEUE_URL",
        "the queue that rings workers; empty means a file in the data folder, and the server runs one worker itself",
        "",
        "address",
        _queue,
    ),
    Setting(
        "TRACKER_SECRET_KEY",
        "signs cookies and seals unsent forms; made and kept in the data folder when empty and the "
        "database is embedded, required otherwise",
        "",
        "at least 32 characters",
        _text,
    ),
    Setting(
        "TRACKER_MAIL_URL",
        "the mail server: smtps://, smtp+starttls:// or smtp://, with user and password where it asks for them; empty "
        "means that mail is kept in an outbox the administrator can read",
        "",
        "address",
        _mail,
    ),
    Setting(
        "TRACKER_MAIL_FROM",
        "from which address mail comes; empty means tracker@ and the host of TRACKER_BASE_URL",
        "",
        "address",
        _sender,
    ),
    Setting(
        "TRACKER_BASE_URL",
        "the address people type; decides cookie names, the host check, links and the code on documents; "
        "empty on one's own machine",
        "",
        "address",
        _address,
    ),
    Setting(
        "TRACKER_TRUSTED_PROXIES",
        "how many reverse proxies stand in front and set X-Forwarded headers",
        "0",
        "count",
        _whole_number(0, 5),
    ),
    Setting(
        "TRACKER_TIMEZONE",
        "the employer's time zone; decides what 'today' is and how times are shown",
        "America/Chicago",
        "zone name",
        _time_zone,
    ),
    Setting("TRACKER_EMPLOYER_NAME", "the employer's name on pages and reports", "Our organization", "text", _text),
    Setting("TRACKER_PAPER", "the sheets that documents are laid out for", "letter", "letter or a4", _paper),
    Setting(
        "TRACKER_IDLE_MINUTES",
        "a session ends after this long without a page; a warning comes two minutes before",
        "30",
        "minutes",
        _whole_number(5, 480),
    ),
    Setting(
        "TRACKER_SESSION_HOURS",
        "a session ends this long after signing in, used or not",
        "12",
        "hours",
        _whole_number(1, 72),
    ),
    Setting(
        "TRACKER_LINK_HOURS",
        "a one-time sign-in link works for this long",
        "72",
        "hours",
        _whole_number(1, 336),
    ),
    Setting(
        "TRACKER_MAX_SUPERVISED",
        "with more people than this under one primary supervisor, HR is told so",
        "15",
        "people",
        _whole_number(1, 500),
    ),
    Setting(
        "TRACKER_RENDER_SECONDS",
        "the longest one report may take to become a PDF",
        "60",
        "seconds",
        _whole_number(5, 600),
    ),
    Setting(
        "TRACKER_RENDER_MEGABYTES",
        "the most memory a process that makes PDFs may use",
        "1024",
        "megabytes",
        _whole_number(256, 8192),
    ),
    Setting(
        "TRACKER_RENDER_PROCESSES",
        "how many processes of one server or worker process make PDFs at the same time; each keeps a processor busy",
        "2",
        "count",
        _whole_number(1, 32),
    ),
)


def read(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return every setting's value, parsed.

    :raises WrongSetting: when a value cannot be used; the sentence names the setting.
    """
    if environ is None:
        beside = {name: value or "" for name, value in dotenv_values(Path.cwd() / ".env").items()}
        environ = {**beside, **os.environ}
    values = {}
    for setting in SETTINGS:
        # An empty setting is none: TRACKER_DATA_DIR= must not become the working folder.
        raw = environ.get(setting.name) or setting.default
        try:
            values[setting.name] = setting.parse(raw)
        except ValueError as hint:
            raise WrongSetting(f"The setting {setting.name} cannot be {raw!r}: {hint}.") from None
    return values


def flask_config(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the settings into what Flask and its extensions read.

    Makes the data folder and the secret key of an embedded installation when they are missing.
    """
    data_dir = Path(values["TRACKER_DATA_DIR"]).expanduser().resolve()
    database = values["TRACKER_DATABASE_URL"]
    embedded = not database or database.startswith("sqlite")
    if embedded or not values["TRACKER_QUEUE_URL"]:
        _make_folder(data_dir)
    secure = str(values["TRACKER_BASE_URL"]).startswith("https://")
    host = _host(values["TRACKER_BASE_URL"])
    return {
        **values,
        "TRACKER_DATA_DIR": data_dir,
        "SECRET_KEY": _secret_key(values["TRACKER_SECRET_KEY"], data_dir, embedded=embedded),
        "SQLALCHEMY_DATABASE_URI": database or f"sqlite:///{data_dir / 'tracker.sqlite3'}",
        # Loopback stays allowed for the health checks of the machine itself.
        "TRUSTED_HOSTS": [host, "127.0.0.1", "localhost"] if host else None,
        "SESSION_COOKIE_NAME": "__Host-tracker" if secure else "tracker",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PREFERRED_URL_SCHEME": "https" if secure else "http",
        # A token lives as long as the session: an hour is shorter than a sitting of ratings.
        "WTF_CSRF_TIME_LIMIT": None,
        # Checked by sign_in after the session's age, so that an expired form is kept.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": values["TRACKER_TIMEZONE"],
    }


def _host(address: str) -> str:
    """The name of an address without its port; an IPv6 address keeps its brackets, as browsers send it."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WrongSetting(
            f"The setting TRACKER_DATA_DIR cannot be {str(folder)!r}: no folder can be made there ({error.strerror})."
        ) from None


def _secret_key(given: str, data_dir: Path, *, embedded: bool) -> str:
    if given:
        if len(given) < 32:
            raise WrongSetting("The setting TRACKER_SECRET_KEY is too short: use at least 32 random characters.")
        return given
    if not embedded:
        raise WrongSetting(
            "Set TRACKER_SECRET_KEY: with a database of your own, every server needs the same key. "
            'Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    kept = data_dir / "secret-key"
    if not kept.exists():
        _write_once(kept, secrets.token_hex(32))
    return kept.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole; of several starting processes, the first one's text stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
