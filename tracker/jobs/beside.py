"""Keeps a worker running beside the server that started it, and ends it with that one. Run as a script: it stays small.

    python -P beside.py PARENT COMMAND ...

The worker is started again when it ends by itself. When the parent is gone, however it went, the worker is told to
end and, where it does not, killed.
"""

import os
import signal
import subprocess
import sys
import time

LOOK_EVERY = 0.5
START_AGAIN_AFTER = 3
# A little longer than the worker itself waits for what is under way.
SECONDS_TO_END = 25


def main(parent: int, command: list[str]) -> None:
    """Look after the worker until the parent is gone or this process is told to end."""
    told = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: told.append(True))
    worker = subprocess.Popen(command)
    while os.getppid() == parent and not told:
        time.sleep(LOOK_EVERY)
        if worker.poll() is not None:
            time.sleep(START_AGAIN_AFTER)
            worker = subprocess.Popen(command)
    worker.terminate()
    try:
        worker.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        worker.kill()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
