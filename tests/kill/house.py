# SPDX-License-Identifier: AGPL-3.0-or-later
"""An instance on a durable database of its own, whose processes can be killed while people use it."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from launch import commands, postgres
from tests import running

Told = TypeVar("Told")
PROCESSES = ("web", "worker", "postgres")


@dataclass
class House(running.Instance):
    """Web process, worker (the sequencer is in it) and PostgreSQL."""

    server: postgres.Server | None = None

    @property
    def environment(self) -> dict[str, str]:
        assert self.server is not None
        programs = self.server.cluster.programs.folder
        around = commands.surroundings(self.dsn, self.server.socket_folder, programs)
        return super().environment | around | {"NESTED_POOL_SIZE": "16"}

    def scene(self, name: str, *sizes: int) -> Any:
        """What a scene of tests/kill/scenes.py tells, run in a process of this house."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.kill.scenes", name, *map(str, sizes)],
            cwd=running.PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def kill(self, name: str) -> None:
        """End one process as a power cut would, and start it again."""
        if name == "postgres":
            self.cut_database()
            self.revive_database()
            return
        self.processes[name].kill()
        self.processes[name].wait()
        self.start_server() if name == "web" else self.start_worker()

    def cut_database(self) -> None:
        """End PostgreSQL as a power cut would; it is gone when this returns."""
        assert self.server is not None and self.server.pid, "it is away already"
        os.kill(self.server.pid, signal.SIGKILL)
        until = time.monotonic() + 30
        while self.server.pid:
            assert time.monotonic() < until, "a killed PostgreSQL is still there"
            time.sleep(0.01)

    def revive_database(self) -> None:
        """Start PostgreSQL again; it answers when this returns."""
        assert self.server is not None
        self.server.revive()

    def log(self) -> str:
        """What its processes complained about."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def built(folder: Path) -> Iterator[House]:
    """A house with a database and nobody in it, running."""
    with postgres.throwaway(durable=True) as server:
        house = House(running.free_port(), server.url, folder, server=server)
        try:
            house.command("migrate", "--verbosity", "0")
            house.start_server()
            house.start_worker()
            yield house
        finally:
            house.stop()


def alone(story: Coroutine[Any, Any, Told]) -> Told:
    """What a coroutine returns, run on a loop of its own in a thread: the browser's driver keeps the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()
