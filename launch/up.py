# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's main command: everything a running instance needs, started by one word."""

import argparse
import fcntl
import hashlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from launch import binaries, cluster, commands, postgres, supervisor
from launch.bootstrap import PROJECT, say

STATE_OF_DATABASE = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    info = connection.info
    print(info.server_version, info.parameter_status("server_encoding"), flush=True)
    for app, name in connection.execute("SELECT app, name FROM django_migrations"):
        print(app + "." + name)
    print(connection.execute("SELECT count(*) FROM registry_network").fetchone()[0])
"""
"""Asked of a process of its own, for the launcher itself knows no driver: what it is, migrations done, networks."""
OLDEST = 15
"""The first PostgreSQL that has all that is used."""


class Failed(RuntimeError):
    """A step of the start did not work; the sentence says which."""


@dataclass(frozen=True)
class Plan:
    """What `up` was asked for."""

    host: str
    port: int
    empty: bool

    @property
    def loopback(self) -> bool:
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM; 0 after those, 1 with a sentence where it could not start."""
    try:
        plan = _plan(arguments)
    except Failed as problem:
        say(str(problem))
        return 2
    for sign in supervisor.FAREWELLS:
        signal.signal(sign, supervisor.ask_to_stop)
    server, alone = None, None
    try:
        _free(plan)
        _forwarded()
        alone = _alone(plan)
        begun = time.monotonic()
        server = None if os.environ.get("DATABASE_URL") else _database()
        environment = _surroundings(plan, server)
        (commands.state_folder() / "static").mkdir(parents=True, exist_ok=True)
        _prepare(plan, environment, server)
        _serve(plan, environment, server, begun)
    except supervisor.Stop:
        say("Stopped.")
    except (Failed, RuntimeError, OSError) as problem:
        say(str(problem))
        return 1
    finally:
        for sign in supervisor.FAREWELLS:
            signal.signal(sign, signal.SIG_IGN)
        if server is not None:
            server.stop()
        if alone is not None:
            alone.close()
    return 0


def _surroundings(plan: Plan, server: postgres.Server | None) -> dict[str, str]:
    """The environment of all that is started; `server` is None where the database is somebody else's."""
    found = dict(os.environ)
    if server is not None:
        found |= commands.surroundings(server.url, server.cluster.sockets, server.cluster.programs.folder)
    found |= {"NESTED_LOOPBACK": "1" if plan.loopback else "0", "NESTED_URL": plan.address}
    return {"DJANGO_SETTINGS_MODULE": "config.settings"} | found


def _plan(arguments: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Serve Nested, and all it needs.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="($PORT or 8000)")
    parser.add_argument("--empty", action="store_true", help="begin a real network, not the demonstration")
    asked = parser.parse_args(arguments)
    return Plan(asked.host, _port(asked.port), asked.empty)


def _port(text: str) -> int:
    """A port as it was given. Raises Failed with what a port is."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise Failed(f"A port is a whole number from 1 to 65535, such as 8000; {text!r} is none.")
    return int(text)


def _free(plan: Plan) -> None:
    """Say at once, and not after a minute of preparing, that somebody else has the port."""
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plan.host, plan.port))
        except OSError as problem:
            raise Failed(
                f"Port {plan.port} of {plan.host} cannot be had ({problem.strerror}). "
                f"Try another: PORT={plan.port + 1} python3 manage.py up"
            ) from None


def _alone(plan: Plan) -> IO[str]:
    """Hold the state folder for this process; the lock ends with it, however it ends. Raises Failed where one has it."""
    folder = commands.state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.fdopen(os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        who = held.read().strip() or "another process"
        held.close()
        raise Failed(
            f"Nested runs on {folder} already: {who}. Stop that one first, or give this one a folder of its own "
            "by NESTED_STATE."
        ) from None
    held.truncate(0)
    held.write(f"process {os.getpid()} at {plan.address}\n")
    held.flush()
    return held


def _database() -> postgres.Server:
    folder = commands.state_folder()
    if not any(folder.glob("postgres-*")) and not (folder / "database-folder").exists():
        say("Making the database ...")
    try:
        return postgres.ensure(folder)
    except (binaries.NoPostgres, cluster.DidNotStart) as problem:
        raise Failed(str(problem)) from None


def _prepare(plan: Plan, environment: dict[str, str], server: postgres.Server | None) -> None:
    """Bring the tables up to date; fill a database that holds no network yet."""
    stamp = server.cluster.place / "prepared-for" if server else None
    done, networks = _state(environment)
    if stamp is None or not _is_prepared(stamp, done):
        say("Bringing the database up to date ...")
        migrate = ["manage.py", "migrate", "--no-input", "-v", "0"]
        _step(migrate, environment, "The database could not be prepared.")
        if stamp is not None:
            stamp.write_text(_lock_digest())
        networks = _state(environment)[1]
    if networks and plan.empty:
        say("The database holds a network already; --empty begins one only where there is none.")
    elif plan.empty:
        _step(["manage.py", "begin_network"], environment, "A network could not be begun.")
    elif not networks:
        say("Setting up the demonstration (once; about a minute) ...")
        _step(["manage.py", "seed_demonstration"], environment, "The demonstration could not be set up.")


def _is_prepared(stamp: Path, done: set[str]) -> bool:
    """Whether every migration of ours is done, and `stamp` says so of those of what we build on."""
    ours = {
        f"{file.parent.parent.name}.{file.stem}" for file in PROJECT.glob("assemblies/*/migrations/0*.py")
    }
    return ours <= done and stamp.exists() and stamp.read_text() == _lock_digest()


def _lock_digest() -> str:
    return hashlib.sha256((PROJECT / "requirements.lock").read_bytes()).hexdigest()


def _state(environment: dict[str, str]) -> tuple[set[str], int]:
    """The migrations done and how many networks the database holds; nothing at all where it has no tables."""
    asked = [sys.executable, "-c", STATE_OF_DATABASE]
    answer = subprocess.run(asked, env=environment, capture_output=True, text=True, cwd=PROJECT)
    told = answer.stdout.split()
    if told:
        _fits(int(told[0]), told[1])
    if answer.returncode == 0:
        return set(told[2:-1]), int(told[-1])
    if "UndefinedTable" in answer.stderr:
        return set(), 0
    said = answer.stderr.strip().splitlines() or ["no reason was given"]
    reason = next((line.partition(": ")[2] for line in said if line.startswith("psycopg.")), said[-1])
    raise Failed(f"The database that DATABASE_URL names cannot be used: {reason[:400]}")


def _fits(version: int, encoding: str) -> None:
    """Refuse, before anything is made in it, a database that could not hold what people write. Raises Failed."""
    if version // 10_000 < OLDEST:
        raise Failed(
            f"The database that DATABASE_URL names is PostgreSQL {version // 10_000}; "
            f"Nested needs {OLDEST} or later."
        )
    if encoding != "UTF8":
        raise Failed(
            f"The database that DATABASE_URL names keeps text as {encoding}; Nested needs UTF8. "
            "Make one by: createdb --encoding=UTF8 --template=template0 NAME"
        )


def _step(arguments: list[str], environment: dict[str, str], problem: str) -> None:
    child = supervisor.spawn([sys.executable, *arguments], environment, cwd=PROJECT)
    try:
        code = child.wait()
    except supervisor.Stop:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
        raise
    if code:
        raise Failed(f"{problem} The reason is said above.")


def serving(host: str, port: int, application: str = "config.asgi:application") -> list[str]:
    """The command that serves an application as `up` does; tests and the stop-watch use the same."""
    web = [sys.executable, "-m", "uvicorn", application, "--app-dir", str(PROJECT)]
    web += ["--host", host, "--port", str(port), "--lifespan", "off", "--no-access-log"]
    web += ["--log-level", "warning", "--no-server-header", "--timeout-graceful-shutdown", "4"]
    web += ["--ws", "assemblies.live.frames:FramedSockets", *_forwarded()]
    return [*web, "--ws-per-message-deflate", "false", "--ws-max-size", "65536"]


def _forwarded() -> list[str]:
    """Whose X-Forwarded-For and X-Forwarded-Proto are believed: nobody's, or the proxies' that NESTED_PROXY names.

    Anyone can send these headers; believed from everyone, they would let each request count as somebody else's.
    Raises Failed for what is no address.
    """
    named = [part.strip() for part in os.environ.get("NESTED_PROXY", "").split(",") if part.strip()]
    for proxy in named:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise Failed(
                f"NESTED_PROXY names proxies by address or network, such as 127.0.0.1 or 10.0.0.0/24; "
                f"{proxy!r} is neither."
            ) from None
    return ["--forwarded-allow-ips", ",".join(named)] if named else ["--no-proxy-headers"]


def _children(plan: Plan, environment: dict[str, str]) -> list[supervisor.Child]:
    web = serving(plan.host, plan.port)
    worker = [sys.executable, str(PROJECT / "manage.py"), "run_worker"]
    return [supervisor.Child("web", web, environment), supervisor.Child("worker", worker, environment)]


def _serve(plan: Plan, environment: dict[str, str], server: postgres.Server | None, begun: float) -> None:
    said = False

    def ready() -> bool:
        nonlocal said
        if not said and _listens(plan):
            said = True
            say(f"Nested is at {plan.address} ({time.monotonic() - begun:.0f} s). Ctrl-C stops it.")
        return said

    def care() -> None:
        if server is not None and not server.pid:
            say("PostgreSQL is gone; starting it again ...")
            try:
                server.revive()
                say("PostgreSQL is back.")
            except cluster.DidNotStart as problem:
                say(str(problem))

    supervisor.keep(_children(plan, environment), care, ready)


def _listens(plan: Plan) -> bool:
    # Nothing is bound here: who listens everywhere is asked on the loopback.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(plan.host, plan.host)  # nosec B104
    try:
        socket.create_connection((host, plan.port), timeout=0.2).close()
    except OSError:
        return False
    return True
