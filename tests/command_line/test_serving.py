import http.client
import re
import signal
import subprocess

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
