"""One competency report against the print floor: its own text as plain paragraphs, in the same warm process.

Both are work of one processor, so their ratio is of the processor's time: other work on the machine leaves it alone.
"""

from __future__ import annotations

import gc
import re
import statistics
import subprocess
import sys
import time
from html import escape
from pathlib import Path

FLOOR_STYLE = """
@page { size: letter; margin: 17mm; }
html { font: 9pt/1.35 "DejaVu Sans", sans-serif; }
h1 { font-size: 19pt; }
h2 { font-size: 13pt; }
h3 { font-size: 10.5pt; }
p { margin: 0 0 1mm; }
b { font-weight: 700; }
"""
RUNS = 9


def measure(report: Path) -> dict[str, float]:
    """Run in a process of its own, so that WeasyPrint's memory is not the benchmark's."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.printing", str(report)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    print(done.stdout)
    return {name: float(value) for name, value in re.findall(r"^(\w+)=([\d.]+)$", done.stdout, re.MULTILINE)}


def plain_text(html: str) -> str:
    """The same text as plain paragraphs."""
    body = html.split("<body>", 1)[1]
    blocks = re.split(r"</?(?:p|div|section|h\d|tr|table|thead|tbody|br|svg)[^>]*>", body)
    texts = [re.sub(r"<[^>]+>", " ", block).strip() for block in blocks]
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in texts if text)
    return f'<!doctype html><html lang="en"><title>Floor</title><body>{paragraphs}</body></html>'


def main() -> None:
    """Time both, pair by pair."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from tracker.reports.rendering import Printer, rest

    html = Path(sys.argv[1]).read_text()
    floor_html = plain_text(html)
    printer, fonts = Printer(), FontConfiguration()
    style = CSS(string=FLOOR_STYLE, font_config=fonts)
    ours, floors = [], []
    for number in range(RUNS + 1):
        began = time.process_time()
        HTML(string=floor_html).write_pdf(stylesheets=[style], font_config=fonts)
        middle = time.process_time()
        # As the rendering process does it: what is left behind is collected after the answer.
        gc.disable()
        printer.print(html, b"benchmark")
        ended = time.process_time()
        gc.enable()
        rest()
        if number:
            floors.append(middle - began)
            ours.append(ended - middle)
    ratio = statistics.median(mine / floor for mine, floor in zip(ours, floors, strict=True))
    print("print:")
    print(f"floor_seconds={statistics.median(floors):.3f}")
    print(f"report_seconds={statistics.median(ours):.3f}")
    print(f"ratio={ratio:.2f}")
    print("goal: at most 2.5")


if __name__ == "__main__":
    main()
