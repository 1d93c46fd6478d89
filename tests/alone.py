# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alone: what a test measures is measured in a process of its own, where nothing else runs and no garbage lies.

The seconds of the processor that a process counts are those of all its threads, and collecting garbage takes longer the
more of other tests' lies about; so nothing is measured in the process of the tests. Others' work on the same
processor still makes everything slower, caches being shared: what is compared is measured several times, and the
quickest counts.
"""

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


def call(function: Callable[..., Any], *given: Any, seconds: float = 300) -> Any:
    """What a function of a module answers in a process of its own. What it is given and what it answers goes there
    and back as JSON; what it asserts fails here."""
    name = f"{function.__module__}:{function.__qualname__}"
    run = subprocess.run(
        [sys.executable, "-m", "tests.alone", name],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        cwd=PROJECT,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


def timed(work: Callable[[], Any], *, rounds: int = 1) -> tuple[Any, float]:
    """What comes of this work, and how many seconds of the processor it took, the quickest round of several."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        found = work()
        took.append(time.process_time() - begun)
    return found, min(took)


if __name__ == "__main__":
    module, _, function = sys.argv[1].partition(":")
    json.dump(getattr(importlib.import_module(module), function)(*json.load(sys.stdin)), sys.stdout)
