# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's guests: other people's counting libraries, in an environment of their own that only tests ask."""

import os
import subprocess
import sys
import time
import venv
from pathlib import Path

from launch import bootstrap

ENVIRONMENT, LOCK = ".oracles", "oracles.lock"


def ready(project: Path) -> Path | None:
    """The Python of the guests' environment where it is made and current, else None."""
    environment, lock = project / ENVIRONMENT, project / LOCK
    return bootstrap.python_of(environment) if bootstrap.is_current(environment, lock) else None


def prepare(project: Path) -> Path:
    """That Python, its environment made if need be. Raises bootstrap.NotPrepared."""
    found = ready(project)
    if found:
        return found
    begun, environment, lock = time.monotonic(), project / ENVIRONMENT, project / LOCK
    bootstrap.say(
        "Installing the libraries that counts are compared with into .oracles (once; about 370 MB) ..."
    )
    venv.EnvBuilder(symlinks=True, with_pip=False, clear=True).create(environment)
    python = bootstrap.python_of(environment)
    # The lock names all that is needed and nothing of what the libraries would bring besides: solvers of a gigabyte.
    uv = [sys.prefix + "/bin/uv", "pip", "install", "-q", "--no-deps", "--python", str(python)]
    command = [*uv, "--require-hashes", "-r", str(lock)]
    if subprocess.run(command, env=bootstrap.for_uv()).returncode:
        raise bootstrap.NotPrepared("The libraries that counts are compared with could not be installed.")
    (environment / "filled-from").write_text(bootstrap.digest(lock))
    bootstrap.say(f"Installed in {time.monotonic() - begun:.0f} s.")
    return python


def surroundings(project: Path) -> dict[str, str]:
    """What tells the tests where the guests are; nothing where they are not, or where something says so already."""
    found = ready(project)
    return {} if "NESTED_ORACLES" in os.environ or found is None else {"NESTED_ORACLES": str(found)}
