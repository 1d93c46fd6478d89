# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's stop-watch: runs the benchmarks on a durable database that is gone afterwards."""

import os
import subprocess
import sys

from launch import commands, oracles, postgres
from launch.bootstrap import PROJECT


def main(arguments: list[str]) -> int:
    """Run `python -m benchmarks` with `arguments`; returns its exit code."""
    command = [sys.executable, "-m", "benchmarks", *arguments]
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= oracles.surroundings(PROJECT)
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, cwd=PROJECT, env=environment).returncode
    with postgres.throwaway(durable=True) as server:
        environment |= commands.surroundings(
            server.url, server.cluster.sockets, server.cluster.programs.folder
        )
        return subprocess.run(command, cwd=PROJECT, env=environment).returncode
