# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a clean clone to the first page, and from a later start to the first page: what a newcomer waits for.

The clone is made in a folder of its own with a state of its own, and is started as the README says, by the Python that
this environment was made from. It holds what is committed. Whether packages came from a cache is said beside;
`UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1` fetches them anew.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.table import Row, row
from launch.bootstrap import PROJECT

PATIENCE = 1200.0
CACHES = ("uv", "pip")
MUCH = 50_000_000
"""Bytes from which a cache of packages counts as warm."""


def measure(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="nested-clone-") as folder:
        clone, state = Path(folder) / "nested", Path(folder) / "state"
        Path(folder).chmod(0o755)  # where we are the superuser, the database runs as somebody else
        cache = "packages from a warm cache" if is_warm() else "packages fetched"
        subprocess.run(["git", "clone", "-q", str(PROJECT), str(clone)], check=True)
        first = [start(clone, state)]
        again = [start(clone, state) for _ in range(rounds)]
    return [
        row("from a clean clone to the first page", first, "s", cache),
        row("from a later start to the first page", again, "s"),
    ]


def start(clone: Path, state: Path) -> float:
    """Seconds from `python3 manage.py up` to the first whole page; it is asked to stop afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.monotonic()
    with running(clone, state, port) as process:
        while not answers(port):
            if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise SystemExit("It could not be started; what failed is said above.")
            time.sleep(0.05)
        return time.monotonic() - begun


@contextmanager
def running(clone: Path, state: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "XDG_CACHE_HOME")
    passed = {
        name: value for name, value in os.environ.items() if name in kept or name.startswith(("PIP_", "UV_"))
    }
    process = subprocess.Popen(
        [getattr(sys, "_base_executable", sys.executable), "manage.py", "up"],
        cwd=clone,
        env=passed | {"NESTED_STATE": str(state), "PORT": str(port)},
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", "/")
        answer = line.getresponse()
        return answer.status == 200 and b"</html>" in answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def is_warm() -> bool:
    """Whether a package manager of this account has kept what it once fetched, and may use it."""
    if os.environ.get("UV_NO_CACHE") and os.environ.get("PIP_NO_CACHE_DIR"):
        return False
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = 0
    for name in CACHES:
        for path in (home / name).rglob("*"):
            kept += path.stat().st_size if path.is_file() else 0
            if kept > MUCH:
                return True
    return False
