# SPDX-License-Identifier: AGPL-3.0-or-later
"""A failure is named when it happens; a journey that was left out is named, and fails the run on CI; a check that
failed before the tests is named after them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = "import pytest\n\ndef test_a_vote():\n    pytest.skip('no browser')\n\ndef test_law():\n    pass\n"


CUT_OFF = "import os\n\ndef test_law():\n    assert 0\n\ndef test_a_vote():\n    os._exit(9)\n"


def run(folder: Path, ci: str, workers: str, failed: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", "tests.launch.left_out", "-p", "xdist.plugin"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "-n", workers],
        cwd=folder,
        env=dict(os.environ)
        | {
            "CI": ci,
            "PYTHONPATH": str(PROJECT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "NESTED_FAILED": failed,
        },
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("ci", "code", "workers"), [("true", 1, "2"), ("", 0, "0")])
def test_it_fails_on_ci_alone_and_is_named_always(tmp_path: Path, ci: str, code: int, workers: str) -> None:
    journeys = tmp_path / "tests" / "journeys"
    journeys.mkdir(parents=True)
    (journeys / "test_toy.py").write_text(LEFT_OUT)
    done = run(tmp_path, ci, workers)
    assert done.returncode == code, done.stdout
    assert "test_a_vote: no browser" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]


def test_what_failed_is_named_though_the_run_is_cut_off_after_it(tmp_path: Path) -> None:
    (tmp_path / "test_toy.py").write_text(CUT_OFF)
    done = run(tmp_path, "", "0")
    assert done.returncode == 9 and "failed at call: test_toy.py::test_law" in done.stdout


def test_what_failed_before_the_tests_stands_below_them(tmp_path: Path) -> None:
    (tmp_path / "test_toy.py").write_text("def test_law():\n    pass\n")
    last = run(tmp_path, "", "2", failed="mypy, deptry").stdout.splitlines()[-2:]
    assert last[0] == "mypy, deptry" and "1 passed" in last[1]
    assert "before the tests" not in run(tmp_path, "", "2").stdout
