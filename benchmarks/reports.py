"""Measures documents in one run and prints ratios: one report, warm and cold, and many as one file.

    .venv/bin/python -m benchmarks.reports [--html FILE] [--few 100] [--many 1000]

Without --html it makes a demo database and draws the report of somebody in it. One report stands against the print
floor and against headless Chromium printing the same HTML. Many are the same report under other names, laid out
by one and by two rendering processes and bound into one PDF, each in a process of its own of which the peak
memory is taken, with that of its largest rendering process. Ratios hold on a quiet machine of two cores or more.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from benchmarks import printing

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("TRACKER_CHROMIUM", "/usr/bin/chromium")
CHROMIUM_RUNS = 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--few", type=int, default=100)
    parser.add_argument("--many", type=int, default=1000)
    parser.add_argument("--batch", nargs=2, type=int, metavar=("REPORTS", "PROCESSES"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.batch:
        print(json.dumps(bind_many(chosen.html, *chosen.batch)))
        return
    with tempfile.TemporaryDirectory() as folder:
        html = chosen.html or _draw(Path(folder))
        one = printing.measure(html)
        _say_one(html, one)
        _say_many(html, chosen.few, chosen.many)


def _draw(folder: Path) -> Path:
    from benchmarks.run import prepare
    from tests.support import databases

    database = databases.make("sqlite", folder, "bench")
    prepare(database)
    return Path(database.folder) / "report.html"


def _say_one(html: Path, one: dict[str, float]) -> None:
    cold, chromium = measure_cold(html), measure_chromium(html)
    print("one report, wall time:")
    print(f"cold_seconds={cold:.2f} (a new rendering process)")
    if chromium is None:
        print("headless Chromium: not found here")
        return
    warm = measure_warm(html)
    print(f"warm_seconds={warm:.2f} chromium_warm_seconds={chromium:.2f} ratio_to_chromium={warm / chromium:.1f}")
    print(f"(of the processor: {one['report_seconds']:.2f}, floor {one['floor_seconds']:.2f})")


def _renderers(processes: int):
    from tracker.reports.pdf import Renderers

    return Renderers(seconds=300, megabytes=1024, processes=processes)


def measure_cold(html: Path) -> float:
    """From nothing to the first PDF."""
    began = time.perf_counter()
    renderers = _renderers(1)
    renderers.render(html.read_text(), "benchmark")
    took = time.perf_counter() - began
    renderers.close()
    return took


def measure_warm(html: Path) -> float:
    """The quickest of a few, in a process that has made one."""
    renderers, text, took = _renderers(1), html.read_text(), []
    for number in range(CHROMIUM_RUNS + 1):
        began = time.perf_counter()
        renderers.render(text, f"benchmark {number}")
        took.append(time.perf_counter() - began)
    renderers.close()
    return min(took[1:])


def measure_chromium(html: Path) -> float | None:
    """The quickest print of the same HTML with the same style sheet, in a browser that runs; None without one."""
    if not Path(CHROMIUM).exists():
        return None
    from playwright.sync_api import sync_playwright

    style = (ROOT / "tracker" / "static" / "print" / "report.css").read_text()
    took = []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        for _number in range(CHROMIUM_RUNS + 1):
            began = time.perf_counter()
            page.set_content(html.read_text())
            page.add_style_tag(content=style)
            page.pdf(format="Letter", tagged=True, outline=True)
            took.append(time.perf_counter() - began)
        browser.close()
    return min(took[1:])


def _say_many(html: Path, few: int, many: int) -> None:
    one, two, more = (_measure_many(html, *what) for what in ((few, 1), (few, 2), (many, 2)))
    print(f"\n{few} and {many} reports as one PDF:")
    for made in (one, two, more):
        said = "{reports:5.0f} reports, {processes:.0f} processes: {a_minute:6.1f} a minute, "
        said += "peak {megabytes:.0f} MB, its largest renderer {renderer_megabytes:.0f} MB"
        print(said.format(**made))
    print(f"two_to_one={two['a_minute'] / one['a_minute']:.2f} (goal: at least 1.5)")
    print(f"memory_many_to_few={more['megabytes'] / two['megabytes']:.2f} (goal: flat, about 1)")


def _measure_many(html: Path, reports: int, processes: int) -> dict[str, float]:
    asked = ["--html", str(html), "--batch", str(reports), str(processes)]
    command = [sys.executable, "-m", "benchmarks.reports", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def bind_many(html: Path, reports: int, processes: int) -> dict[str, float]:
    """Lay out so many reports and bind them, as a batch does; how many a minute, and the peak memory."""
    from tracker.batches.merging import Merger

    text, renderers = html.read_text(), _renderers(processes)
    name = re.search(r"<h1>[^<]*: ([^<]+)</h1>", text)[1]
    threads = ThreadPoolExecutor(max_workers=processes)

    def lay_out() -> Iterator[Future[bytes]]:
        waiting: deque[Future[bytes]] = deque()
        for number in range(reports):
            waiting.append(threads.submit(renderers.render, text.replace(name, f"Person {number}"), str(number)))
            if len(waiting) > processes:
                yield waiting.popleft()
        yield from waiting

    began = time.perf_counter()
    with tempfile.TemporaryFile() as file, Merger(file, title="Reports", author="Benchmark", language="en") as merger:
        for number, made in enumerate(lay_out()):
            merger.add(made.result(), f"Person {number}")
    took = time.perf_counter() - began
    renderers.close()
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "reports": reports,
        "processes": processes,
        "a_minute": 60 * reports / took,
        "megabytes": own,
        "renderer_megabytes": children,
    }


if __name__ == "__main__":
    main()
