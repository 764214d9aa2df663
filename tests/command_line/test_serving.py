import http.client
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.command_line.conftest import TRACKER, environment


@pytest.fixture
def serving(fresh_database, tmp_path):
    """The production server on a free port, and its address."""
    process = subprocess.Popen(
        [TRACKER, "serve", "--port", "0", "--workers", "1", "--threads", "2"],
        env=environment(fresh_database, HOME=str(tmp_path)),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = iter(process.stderr.readline, "")
    found = (re.search(r"Listening at: http://(127\.0\.0\.1:\d+)", line) for line in lines)
    try:
        yield process, next(match[1] for match in found if match)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def get(address, path):
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def test_the_server_answers_and_ends_when_told(serving):
    process, address = serving
    assert get(address, "/healthz") == (200, '{"status":"alive"}\n')
    status, page = get(address, "/sign-in")
    assert status == 200
    assert 'name="password"' in page
    assert get(address, "/nowhere")[0] == 404
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_no_socket_is_left_in_a_home_folder(serving, tmp_path):
    _process, address = serving
    get(address, "/healthz")
    assert [path for path in tmp_path.rglob("*") if path.is_socket() or path.name == ".gunicorn"] == []


def processes_below(pid):
    """The processes that a process started, and those that they started."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(one) for one in found.read_text().split()] if found.exists() else []
    return [*below, *(deeper for one in below for deeper in processes_below(one))]


def is_alive(pid):
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_beside_the_server_is_started_again_and_ends_with_it(serving, how):
    process, _address = serving
    below = eventually(lambda: [one for one in processes_below(process.pid) if is_a_worker(one)])
    os.kill(below[-1], signal.SIGKILL)
    again = eventually(lambda: [one for one in processes_below(process.pid) if is_a_worker(one) and one not in below])
    process.send_signal(how)
    process.wait(timeout=60)
    assert eventually(lambda: not is_alive(again[-1]))


def is_a_worker(pid):
    """Whether a process is the worker itself, not the small one that looks after it."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return b"worker" in words and not any(b"beside" in one for one in words)


def eventually(find):
    until = time.monotonic() + 60
    while not (found := find()) and time.monotonic() < until:
        time.sleep(0.05)
    return found
