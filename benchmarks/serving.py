# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is measured, running: an application served as `up` serves ours, the worker beside it, and what they use up."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import NamedTuple

from launch import up

OURS = "config.asgi:application"


class Served(NamedTuple):
    """Where an application listens on the loopback, and its process id."""

    port: int
    pid: int


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """A process of this project by its id, asked to end afterwards."""
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": "."})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def served(application: str = OURS) -> Iterator[Served]:
    """An application on a free port, once it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running(up.serving("127.0.0.1", port, application)) as pid:
        for _ in range(300):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            time.sleep(0.1)
        yield Served(port, pid)


def worker() -> AbstractContextManager[int]:
    """The sequencer and the clock."""
    return running([sys.executable, "-m", "django", "run_worker"])


def cpu_of(pid: int) -> float:
    """Seconds of processor time a process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
