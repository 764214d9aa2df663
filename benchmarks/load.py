"""A small load maker: latency over one connection, then requests a second with four."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

WARM_UP, SAMPLES, CLIENTS, SECONDS = 20, 120, 4, 4.0


@dataclass(frozen=True)
class Ask:
    """One request: method, path, body and headers; a function of the answer may change the next one."""

    method: str
    path: str
    body: str = ""
    headers: dict[str, str] | None = None


Asking = Callable[[int], Ask]


@dataclass(frozen=True)
class Measured:
    """Milliseconds (median and 95th percentile), requests a second with four clients, bytes of one answer."""

    median: float
    p95: float
    per_second: float
    size: int


class Line:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, ask: Ask) -> bytes:
        """Send one request and read its whole answer; anything but success stops the benchmark."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **(ask.headers or {})}
        self.connection.request(ask.method, ask.path, ask.body or None, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status not in (200, 302):
            raise RuntimeError(f"{ask.method} {ask.path} answered {answer.status}: {body[:300]!r}")
        return body


def measure(port: int, asking: Callable[[int], Asking]) -> Measured:
    """Measure one kind of request. ``asking(client)`` gives each client its own requests by number."""
    line, ask = Line(port), asking(0)
    size = 0
    for number in range(WARM_UP):
        size = len(line.send(ask(number)))
    times = []
    for number in range(WARM_UP, WARM_UP + SAMPLES):
        began = time.perf_counter()
        line.send(ask(number))
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return Measured(statistics.median(times), times[int(len(times) * 0.95)], _throughput(port, asking), size)


def _throughput(port: int, asking: Callable[[int], Asking]) -> float:
    counts = [0] * CLIENTS
    errors: list[BaseException] = []
    until = time.perf_counter() + SECONDS

    def work(client: int) -> None:
        line, ask, number = Line(port), asking(client), WARM_UP + SAMPLES
        try:
            while time.perf_counter() < until:
                line.send(ask(number))
                number += 1
                counts[client] += 1
        except Exception as error:  # noqa: BLE001 - told to the main thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(client,)) for client in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(counts) / (time.perf_counter() - began)
