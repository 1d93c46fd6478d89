# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server of its own for bad input, with a small world behind it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests import running

BROKEN = re.compile(
    r"Internal Server Error|Exception in ASGI|never retrieved|The application failed"
    r"|looking around failed|a line broke|could not be read to"
)
"""How the server itself says that something broke. What is refused well may stand there with all its lines too."""


@dataclass
class Standing:
    """A running server, and what is to be met in it."""

    instance: running.Instance
    told: dict[str, Any]

    def complaints(self) -> str:
        """What its processes wrote, where something broke."""
        said = "".join(path.read_text(errors="replace") for path in self.instance.folder.glob("*.log"))
        found = BROKEN.search(said)
        return said[max(0, found.start() - 300) :][:4000] if found else ""

    def well(self) -> bool:
        """Whether it still serves a page."""
        return httpx.get(self.instance.url + "/", timeout=30).status_code == 200


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """For the tests of the xdist group "bad input" alone."""
    if not os.environ.get("DATABASE_URL"):
        pytest.skip("no PostgreSQL: DATABASE_URL is not set (python3 manage.py test sets it)")
    with running.database(os.environ["DATABASE_URL"]) as dsn:
        instance = running.Instance(running.free_port(), dsn, tmp_path_factory.mktemp("bad-input"))
        try:
            instance.command("migrate", "--verbosity", "0")
            yield Standing(instance, _founded(instance))
        finally:
            instance.stop()


def _founded(instance: running.Instance) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.doors.scene"],
        cwd=running.PROJECT,
        env=instance.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    instance.start_server()
    instance.start_worker()
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
