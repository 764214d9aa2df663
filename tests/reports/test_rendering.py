import errno
import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from flask_babel import Babel

from tests.reports.conftest import MISSING
from tracker.reports import pdf, rendering

PAGE = '<!doctype html><html lang="en"><head><title>Title</title></head><body>{}</body></html>'
SILENT = "sys.stdout.buffer.write(struct.pack('>cI', b'r', 0)); sys.stdout.flush(); sys.stdin.buffer.read()"
GONE = "sys.stdout.buffer.write(struct.pack('>cI', b'r', 0)); sys.stdout.flush(); sys.stdin.buffer.read(5)"
FAILED = f"{GONE}; sys.stdout.buffer.write(struct.pack('>cI', b'f', 5) + b'Oops:'); sys.stdout.flush(); {SILENT}"


@pytest.fixture
def renderer():
    """A renderer with bounds of the test's own, ended afterwards. Its sentences need a request, but no database."""
    app = Flask(__name__)
    Babel(app)
    made = []

    def renderer(**bounds):
        made.append(pdf.Renderer(**{"seconds": 60, "megabytes": 1024, **bounds}))
        return made[-1]

    with app.test_request_context():
        yield renderer
    for one in made:
        one.close()


def process(renderer):
    return renderer._child._process


def test_a_missing_library_is_said_with_the_remedy(renderer, child):
    child(MISSING)
    one = renderer()
    with pytest.raises(pdf.PdfUnavailable, match="a library is missing") as refusal:
        one.render(PAGE, "id")
    assert "apt-get install libpango-1.0-0" in str(refusal.value)
    assert one.check() == str(refusal.value)
    assert one._child is None


def test_a_child_that_does_not_start_is_taken_for_a_missing_library(renderer, child):
    child("sys.exit(1)")
    assert "a library is missing" in renderer().check()


NO_ROOM = "the disk of the server is full"
WRITES_LITTLE = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
sys.argv = [{script!r}, "1024"]
runpy.run_path({script!r}, run_name="__main__")
"""


def test_a_process_that_finds_no_room_for_its_fonts_prints_nothing_and_says_so(pango, renderer, child):
    child(WRITES_LITTLE.format(script=rendering.__file__))
    one = renderer()
    with pytest.raises(pdf.PdfUnavailable, match=NO_ROOM):
        one.render(PAGE, "id")
    assert one._child is None


def test_a_disk_that_is_full_before_or_while_printing_is_said_and_the_next_process_tries_again(
    renderer, child, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(pdf.tempfile, "mkdtemp", lambda **_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        assert NO_ROOM in renderer().check()
    child(FAILED.replace("b'f', 5", "b'u', 5"))
    one = renderer()
    with pytest.raises(pdf.PdfUnavailable, match=NO_ROOM):
        one.render(PAGE, "id")
    assert one._child is None


def test_what_a_process_unpacked_goes_with_it(renderer, child):
    child(SILENT)
    one = renderer()
    one.check()
    folder = Path(one._child._folder)
    assert folder.is_dir()
    one.close()
    assert not folder.exists()


def test_a_render_that_takes_too_long_is_killed_and_says_so(renderer, child):
    child(SILENT)
    one = renderer(seconds=0)
    assert one.check() == ""
    killed = process(one)
    with pytest.raises(pdf.PdfUnavailable, match="took too long or too much memory"):
        one.render(PAGE, "id")
    assert killed.poll() is not None
    assert one._child is None


def test_a_child_that_dies_on_the_way_is_replaced(renderer, child, monkeypatch):
    child(GONE)
    one = renderer()
    for _ in range(2):
        with pytest.raises(pdf.PdfUnavailable, match="too long or too much memory"):
            one.render(PAGE, "id")


def test_a_document_the_library_cannot_lay_out_says_so(renderer, child):
    child(FAILED)
    with pytest.raises(pdf.PdfUnavailable, match="could not be made into a PDF"):
        renderer().render(PAGE, "id")


def test_a_render_that_takes_too_much_memory_is_killed_and_the_next_one_works(pango, renderer):
    one = renderer(megabytes=256)
    assert one.check() == ""
    greedy = process(one)
    with pytest.raises(pdf.PdfUnavailable, match="too long or too much memory"):
        one.render(PAGE.format("<p>some words here</p>" * 20_000), "id")
    assert greedy.poll() is not None
    assert one.render(PAGE.format("small"), "id").startswith(b"%PDF")


def test_a_process_is_renewed_after_its_share(pango, renderer, monkeypatch):
    monkeypatch.setattr(pdf, "RENDERS_BEFORE_RENEWAL", 2)
    one = renderer()
    processes = set()
    for _ in range(3):
        one.render(PAGE, "id")
        processes.add(process(one).pid)
    assert len(processes) == 2


def test_the_same_document_and_identifier_give_the_same_bytes(pango, renderer):
    one = renderer()
    first, second, other = (one.render(PAGE.format("Hello"), name) for name in ("a", "a", "b"))
    assert first == second != other


def test_closing_ends_the_process(pango, renderer):
    one = renderer()
    one.check()
    running = process(one)
    one.close()
    assert running.poll() is not None


def test_rendering_knows_nothing_of_the_product():
    code = f"import runpy, sys; runpy.run_path({rendering.__file__!r}); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in modules if name.split(".")[0] in ("tracker", "flask", "sqlalchemy")]


PROBE = """
import sys
sys.path.insert(0, sys.argv[1])
import rendering
fetch = rendering.Printer()._fetcher.fetch
for address in sys.argv[2:]:
    try:
        body = fetch(address).read()
    except Exception:
        print("refused")
    else:
        print("the style sheet" if b"Hyperlegible" in body else body)
"""
HERE = rendering.PRINT_FOLDER.as_uri()


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        (f"{HERE}/report.css", "the style sheet"),
        (f"{HERE}/../../folders.py", "refused"),
        (f"{HERE}/%2e%2e/%2e%2e/folders.py", "refused"),
        (f"{HERE}/report.css?/../../../../folders.py", "the style sheet"),
        (f"{HERE}-elsewhere/report.css", "refused"),
        ("file:///etc/passwd", "refused"),
        ("FILE:///etc/passwd", "refused"),
        ("file://localhost/etc/passwd", "refused"),
        ("/etc/passwd", "refused"),
        ("http://127.0.0.1:9/", "refused"),
        ("https://example.org/", "refused"),
        ("ftp://127.0.0.1/", "refused"),
        ("data:text/plain,hello", "refused"),
    ],
)
def test_the_fetcher_loads_files_of_the_print_folder_and_nothing_else(pango, address, answer):
    folder = str(rendering.PRINT_FOLDER.parent.parent / "reports")
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, folder, address], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == answer


def test_a_document_that_asks_for_other_files_gets_none(pango, renderer, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words")
    asks = f"""
      <link rel="attachment" href="{secret.as_uri()}"><link rel="stylesheet" href="{secret.as_uri()}">
      <object data="{secret.as_uri()}"></object><img alt="x" src="{secret.as_uri()}"><p>after</p>
    """
    data = renderer().render(PAGE.format(asks), "id")
    assert b"secret" not in data
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert "after" in reader.pages[0].extract_text()
    assert dict(reader.attachments) == {}
