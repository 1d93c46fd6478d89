# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generated requests against the running server, over its real sockets: bounded here, long by option."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis import GenerationMode

from tests import running, sizes
from tests.api import generated

EXAMPLES = sizes.of("RUNNING_EXAMPLES", 2, 500)
"""Generated requests an operation, mode and known id."""
SCENE = "import django; django.setup(); from tests.api import scene; print(scene.tell())"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[running.Instance, Any]]:
    """A server with a worker on a database of its own, and what is to be met in it."""
    with running.database(os.environ["DATABASE_URL"]) as dsn:
        instance = running.Instance(running.free_port(), dsn, tmp_path)
        try:
            instance.command("migrate", "--verbosity", "0")
            said = subprocess.run(
                [sys.executable, "-c", SCENE],
                cwd=running.PROJECT,
                env=instance.environment,
                capture_output=True,
                text=True,
            )
            assert said.returncode == 0, said.stderr
            instance.start_server()
            instance.start_worker()
            yield instance, json.loads(said.stdout)
        finally:
            instance.stop()


@pytest.mark.slow
@pytest.mark.long
def test_generated_requests(house: tuple[running.Instance, Any]) -> None:
    instance, told = house
    described = schemathesis.openapi.from_url(f"{instance.url}/api/v1/openapi.json")
    secrets = cycle(told["secrets"])
    faults = [
        fault
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for fault in generated.faults(described, mode, told["known"], secrets, EXAMPLES)
    ]
    assert not faults, "\n\n".join(faults)
    assert httpx.get(f"{instance.url}/api/v1/network", timeout=30).status_code == 200
    assert "Traceback" not in complaints(instance.folder)


def complaints(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.log")))
