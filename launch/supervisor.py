# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's caretaker: keeps the processes of an instance alive, and takes them down together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from launch.bootstrap import say

LONGEST_PAUSE = 5.0
"""Seconds between two starts of a child that keeps dying."""
SETTLED = 20.0
"""Seconds after which a child counts as well again."""
FAREWELL = 10.0
"""Seconds a child may take to end when asked to."""
FAREWELLS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that ask us to end: Ctrl-C, a service manager, a terminal that was closed."""
PR_SET_PDEATHSIG = 1


class Stop(Exception):
    """Somebody asked us to end."""


def ask_to_stop(signum: int, frame: Any) -> None:
    """The handler of the FAREWELLS."""
    raise Stop


def follow_parent() -> None:
    """In a child between fork and exec: end when the parent is killed (Linux alone offers that)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != _parent:  # killed between the fork and here
            os._exit(1)


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_parent = 0


def spawn(command: list[str], environment: dict[str, str], **more: Any) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches it through us and in good order."""
    global _parent
    _parent = os.getpid()
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=follow_parent,
        **more,
    )


@dataclass
class Child:
    """One process to keep alive. `started_at` and `next_at` are monotonic seconds."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    next_at: float = 0.0
    pause: float = field(default=0.1)
    deaths: int = 0

    def tend(self, now: float) -> None:
        """Start it if it is due; note a death and when to try again."""
        if self.process is None:
            if now >= self.next_at:
                self.process = spawn(self.command, self.environment)
                self.started_at = now
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started_at > SETTLED:
            self.pause, self.deaths = 0.1, 0
        self.deaths += 1
        say(f"The {self.name} process ended with {code}; it starts again in {self.pause:.1f} s.")
        self.process, self.next_at = None, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


def keep(children: list[Child], also: Callable[[], None], ready: Callable[[], bool]) -> None:
    """Tend `children` until a signal raises Stop; `also` is called each round for what else needs care.

    Gives up, with RuntimeError, on a child that died four times before `ready` was ever true.
    """
    seen_ready = False
    try:
        while True:
            now = time.monotonic()
            for child in children:
                child.tend(now)
            seen_ready = seen_ready or ready()
            if not seen_ready and (failed := [child for child in children if child.deaths > 3]):
                raise RuntimeError(f"The {failed[0].name} process does not start; the reason is said above.")
            also()
            time.sleep(0.1 if not seen_ready else 0.25)
    finally:
        end(children)


def end(children: list[Child]) -> None:
    """Ask all to end, wait, and kill those who stay; a second Ctrl-C must not leave any behind."""
    for sign in FAREWELLS:
        signal.signal(sign, signal.SIG_IGN)
    living = [child.process for child in children if child.process and child.process.poll() is None]
    for process in living:
        process.terminate()
    until = time.monotonic() + FAREWELL
    for process in living:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
