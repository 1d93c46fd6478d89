# SPDX-License-Identifier: AGPL-3.0-or-later
"""A journey that was left out is named, and fails the run on CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = "import pytest\n\ndef test_a_vote():\n    pytest.skip('no browser')\n\ndef test_law():\n    pass\n"


@pytest.mark.parametrize(("ci", "code", "workers"), [("true", 1, "2"), ("", 0, "0")])
def test_it_fails_on_ci_alone_and_is_named_always(tmp_path: Path, ci: str, code: int, workers: str) -> None:
    journeys = tmp_path / "tests" / "journeys"
    journeys.mkdir(parents=True)
    (journeys / "test_toy.py").write_text(LEFT_OUT)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.launch.left_out",
        "-p",
        "xdist.plugin",
        "-n",
        workers,
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=dict(os.environ) | {"CI": ci, "PYTHONPATH": str(PROJECT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout
    assert "test_a_vote: no browser" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]
