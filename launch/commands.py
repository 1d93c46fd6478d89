# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's porter: sends each command where it belongs, with a database where it needs one."""

import importlib
import os
import signal
import sys
from pathlib import Path

from launch import bootstrap

OURS = {"up": "launch.up", "test": "launch.check", "bench": "launch.bench", "lock": "launch.lock"}
WITHOUT_DATABASE = {
    "help",
    "version",
    "check",
    "makemessages",
    "compilemessages",
    "findstatic",
    "diffsettings",
}


def main(argv: list[str]) -> int:
    """Run the command line; returns the exit code."""
    try:
        bootstrap.enter(bootstrap.PROJECT, argv)
        name = argv[1] if len(argv) > 1 else "help"
        if name in OURS:
            return int(importlib.import_module(OURS[name]).main(argv[2:]))
        return _django(name, argv)
    except bootstrap.NotPrepared as problem:
        bootstrap.say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


def state_folder() -> Path:
    """Where this instance keeps its database and its keys."""
    return Path(os.environ.get("NESTED_STATE") or bootstrap.PROJECT / ".nested").absolute()


def _django(name: str, argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    asks_only = name in WITHOUT_DATABASE or name.startswith("-") or "--help" in argv or "-h" in argv
    if asks_only or os.environ.get("DATABASE_URL"):
        execute_from_command_line(argv)
        return 0
    from launch import binaries, cluster, postgres

    try:
        server = postgres.ensure(state_folder())
    except (binaries.NoPostgres, cluster.DidNotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(143))  # the database is let go of
    os.environ |= surroundings(server.url, server.cluster.sockets, server.cluster.programs.folder)
    try:
        execute_from_command_line(argv)
    finally:
        server.stop()
    return 0


def surroundings(url: str, sockets: Path, programs: Path) -> dict[str, str]:
    """The environment in which Django, and PostgreSQL's own tools such as psql, find the database."""
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    return {"DATABASE_URL": url, "PGHOST": str(sockets), "PATH": path}
