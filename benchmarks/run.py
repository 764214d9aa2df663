"""Measures the product against its floors in one run and prints the ratios.

    .venv/bin/python -m benchmarks.run [--database sqlite] [--database postgresql]

Starts its own servers on loopback, on databases of its own. PostgreSQL is measured where
TRACKER_TEST_POSTGRES names a server (bin/postgres-for-tests starts one).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import printing
from benchmarks.load import Ask, Asking, Line, Measured, measure
from tests.support import databases
from tests.support.databases import Database
from tracker.demo import cast

ROOT = Path(__file__).resolve().parent.parent
SECRET = "only-for-benchmarks-only-for-benchmarks"


@dataclass(frozen=True)
class Goal:
    """What we hold ourselves to: at most this many times the floor."""

    name: str
    floor: str
    at_most: float


GOALS = (
    Goal("save one rating", "save floor", 2.0),
    Goal("rating page", "page floor", 3.0),
    Goal("both ratings of 89 items", "page floor", 8.0),
    Goal("team", "page floor", 4.0),
    Goal("list of people", "page floor", 4.0),
    Goal("report, unchanged since issued", "page floor", 1.5),
)


def main() -> None:
    """Measure on each database and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args().database or ["sqlite"] + (["postgresql"] if databases.postgresql_url() else [])
    results = {kind: measure_on(kind) for kind in chosen}
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    (folder / "latest.json").write_text(json.dumps(results, indent=2) + "\n")


def measure_on(kind: str) -> dict[str, dict[str, float]]:
    """Measure every page on one database."""
    with tempfile.TemporaryDirectory() as folder:
        database = databases.make(kind, Path(folder), "bench")
        try:
            environment = prepare(database)
            with serving("tracker", environment) as product, serving("floors", environment) as floors:
                measured = _measure(kind, product, floors, environment)
            if kind == "sqlite":
                measured["print"] = printing.measure(database.folder / "report.html")
            return measured
        finally:
            databases.drop(database)


def prepare(database: Database) -> dict[str, str]:
    """A demo database with a few reviews being rated, and its settings."""
    environment = {
        **os.environ,
        "TRACKER_DATABASE_URL": database.url,
        "TRACKER_DATA_DIR": str(database.folder),
        "TRACKER_SECRET_KEY": SECRET,
    }
    for command in (
        ["tracker", "init"],
        ["tracker", "demo", "--people", "60"],
        [sys.executable, "-m", "benchmarks.stage"],
    ):
        program = Path(sys.executable).parent / command[0]
        subprocess.run([str(program), *command[1:]], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return environment


@contextmanager
def serving(what: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve the product or the floors with two workers on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.serve", what, str(port)], env=environment, cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _measure(kind: str, product: int, floors: int, environment: dict[str, str]) -> dict[str, dict[str, float]]:
    stage = json.loads((Path(environment["TRACKER_DATA_DIR"]) / "stage.json").read_text())
    token = stage["token_hash"]
    measured = {
        "page floor": measure(floors, always(Ask("GET", f"/page?token={token}"))),
        "save floor": measure(
            floors, lambda client: lambda _number: Ask("POST", f"/save?token={token}&key=bench-{client}")
        ),
        "save one rating": measure(product, saves(product, stage)),
        "rating page": measure(product, page(product, "ana.ruiz", f"/assessments/{stage['ana']}/men-tasks")),
        "both ratings of 89 items": measure(
            product, page(product, stage["talk_supervisor"], f"/reviews/{stage['talk']}/conversation")
        ),
        "team": measure(product, page(product, "dana.whitfield", "/team")),
        "list of people": measure(product, page(product, "priya.nair", "/people/")),
        "report, unchanged since issued": measure(
            product, page(product, "priya.nair", f"/reports/competency/{stage['ended']}.pdf")
        ),
    }
    _say(kind, measured)
    return {name: vars(one) for name, one in measured.items()}


def always(ask: Ask) -> Callable[[int], Asking]:
    """The same request from every client."""
    return lambda _client: lambda _number: ask


def enter(port: int, sign_in_name: str) -> dict[str, str]:
    """Sign in as one of the invented people; the cookie and the token for forms."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    base = f"http://127.0.0.1:{port}"
    token = _token(opener.open(f"{base}/sign-in").read().decode())
    form = {"csrf_token": token, "email": sign_in_name, "password": cast.PASSWORD}
    opener.open(f"{base}/sign-in", urllib.parse.urlencode(form).encode())
    token = _token(opener.open(f"{base}/help").read().decode())
    jar = next(one for one in opener.handlers if isinstance(one, urllib.request.HTTPCookieProcessor)).cookiejar
    return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in jar), "X-CSRFToken": token}


def _token(text: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]


def page(port: int, sign_in_name: str, path: str) -> Callable[[int], Asking]:
    """A page as one person sees it."""
    headers = enter(port, sign_in_name)
    Line(port).send(Ask("GET", path, headers=headers))
    return always(Ask("GET", path, headers=headers))


def saves(port: int, stage: dict[str, list[str]]) -> Callable[[int], Asking]:
    """Four people, each saving another answer to the same item again and again, as htmx sends it."""

    def asking(client: int) -> Asking:
        name, assessment = stage["raters"][client]
        headers = {**enter(port, name), "HX-Request": "true"}

        def ask(number: int) -> Ask:
            body = f"answer-REC-T01={1 + number % 5}&revision-REC-T01=1000000"
            return Ask("POST", f"/assessments/{assessment}/answers/REC-T01", body, headers)

        return ask

    return asking


def _say(kind: str, measured: dict[str, Measured]) -> None:
    print(f"\n{kind}: {'':26} median     p95   a second    bytes   ratio  goal")
    goals = {goal.name: goal for goal in GOALS}
    for name, one in measured.items():
        goal = goals.get(name)
        ratio = f"{one.median / measured[goal.floor].median:6.1f}  {goal.at_most:4.1f}" if goal else ""
        print(f"{name:36} {one.median:6.1f} ms {one.p95:6.1f} {one.per_second:8.0f} {one.size:9} {ratio}")


if __name__ == "__main__":
    main()
