# SPDX-License-Identifier: AGPL-3.0-or-later
"""What others count: their libraries live in an environment of their own and answer over a pipe."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / ".oracles" / "bin" / "python"


def python() -> Path:
    """The Python that has the oracles' libraries; skips, with a word that says how to get it, where there is none."""
    found = Path(os.environ.get("NESTED_ORACLES") or ENVIRONMENT)
    if not found.exists():
        pytest.skip("the oracles are not installed: `python3 manage.py test` without --quick does that once")
    return found


def ask(script: str, questions: list[Any], *, seconds: float = 300) -> list[Any]:
    """Give every question to `answering/<script>.py` and return its answers, in order.

    The script reads one JSON list from standard input and writes one of the same length.
    """
    program = HERE / "answering" / f"{script}.py"
    run = subprocess.run(
        [python(), HERE / "answering" / "run.py", program],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    answers = json.loads(run.stdout)
    assert isinstance(answers, list) and len(answers) == len(questions)
    return answers
