# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole instance for tests: a server and a worker as processes, on a database and a port of their own."""

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from launch import up

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
"""Seconds a process may take to listen: the machines of a continuous integration are slow."""


@dataclass
class Instance:
    """A running demonstration. `url` is where it answers; `dsn` is its database."""

    port: int
    dsn: str
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.dsn, "NESTED_STATE": str(self.folder), "NESTED_LOOPBACK": "1"}
        own |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(PROJECT),
            "NESTED_POOL_SIZE": "6",
        }
        return dict(os.environ) | own

    def command(self, *words: str) -> None:
        """Run a management command to its end. Raises with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *words],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start_server(self) -> None:
        """Start the web process as `up` does, and wait until it answers."""
        self._start("web", up.serving("127.0.0.1", self.port)[2:])
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.processes["web"].poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(self.url + "/robots.txt", timeout=20)
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "web.log").read_text())

    def start_worker(self) -> None:
        self._start("worker", ["django", "run_worker"])

    def _start(self, name: str, words: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=PROJECT, env=self.environment, stdout=log, stderr=log
            )

    def kill_server(self) -> None:
        """As a power cut would: no goodbye to anyone."""
        self.processes["web"].kill()
        self.processes["web"].wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """The rows of a question to its database, which a page could not answer as shortly."""
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(statement, values).fetchall()

    def proposal(self, words: str) -> str:
        """The public id of the proposal whose title begins so."""
        (row,) = self.ask("SELECT public_id FROM proposals_proposal WHERE title LIKE %s", words + "%")
        return str(row[0])

    def assembly(self, name: str) -> str:
        """The public id of the assembly of that name."""
        (row,) = self.ask("SELECT public_id FROM registry_assembly WHERE name = %s", name)
        return str(row[0])

    def visitor(self, name: str = "") -> "Visitor":
        """A program with cookies, signed in as a person of the demonstration where a name is given."""
        visitor = Visitor(self.url)
        if name:
            visitor.look_around_as(name)
        return visitor


class Visitor(httpx.Client):
    """A browser without a screen: keeps cookies, and sends the token a form would hold."""

    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, timeout=30, follow_redirects=True)

    def look_around_as(self, name: str) -> None:
        page = self.get("/look-around/").text
        found = re.search(rf'name="person" value="(\w+)"><button[^>]*>Look around as {name}', page)
        assert found, f"nobody is called {name}"
        assert self.send_form("/look-around/", person=found[1]).status_code == 200

    def send_form(self, path: str, **fields: str) -> httpx.Response:
        """Post a form from one of our own pages."""
        token = self.cookies.get("csrftoken") or ""
        if not token:
            self.get("/look-around/")
            token = self.cookies["csrftoken"]
        return self.post(path, data=fields, headers={"X-CSRFToken": token, "Origin": str(self.base_url)})

    def sign_out(self) -> None:
        assert self.send_form("/account/logout/").status_code == 200

    @property
    def cookie(self) -> str:
        """What to send along where httpx is not the one who asks."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@contextlib.contextmanager
def database(dsn: str) -> Iterator[str]:
    """A fresh database on the server that `dsn` points to, dropped afterwards."""
    name = f"nested_running_{secrets.token_hex(4)}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urllib.parse.urlsplit(dsn)._replace(path=f"/{name}").geturl()
    finally:
        _drop(dsn, name)


def _drop(dsn: str, name: str) -> None:
    # Nobody but the server's own owner may end its housekeeping, which may be at work in there for a moment.
    for left in reversed(range(40)):
        with psycopg.connect(dsn, autocommit=True) as connection:
            try:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                return
            except psycopg.errors.InsufficientPrivilege:
                if not left:
                    raise
        time.sleep(0.25)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def demonstration(folder: Path) -> Iterator[Instance]:
    """The seeded demonstration, running. Its processes are stopped by their own ids."""
    with database(os.environ["DATABASE_URL"]) as dsn:
        instance = Instance(free_port(), dsn, folder)
        try:
            instance.command("migrate", "--verbosity", "0")
            instance.command("seed_demonstration")
            instance.start_server()
            instance.start_worker()
            yield instance
        finally:
            instance.stop()


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One running demonstration for all tests that meet it as a visitor does."""
    if not os.environ.get("DATABASE_URL"):
        pytest.skip("no PostgreSQL: DATABASE_URL is not set (python3 manage.py test sets it)")
    with demonstration(tmp_path_factory.mktemp("instance")) as running:
        yield running
