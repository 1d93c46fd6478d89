# SPDX-License-Identifier: AGPL-3.0-or-later
"""The environment is made once for one lock, and again only when the lock changes."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from launch import bootstrap

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text("one==1\n")
    return tmp_path


class Fill:
    """Counts how often an environment was filled; the first `failing` times it fails."""

    def __init__(self, failing: int = 0, seconds: float = 0.0) -> None:
        self.count, self.failing, self.seconds = 0, failing, seconds

    def __call__(self, environment: Path, lock: Path) -> None:
        self.count += 1
        time.sleep(self.seconds)
        if self.count <= self.failing:
            raise bootstrap.NotPrepared("no network")


def test_it_is_filled_once_for_one_lock(project: Path) -> None:
    fill = Fill()
    python = bootstrap.prepare(project, fill)
    assert subprocess.run([python, "-c", "import sys; assert sys.prefix != sys.base_prefix"]).returncode == 0
    bootstrap.prepare(project, fill)
    assert fill.count == 1


def test_a_changed_lock_fills_it_again(project: Path) -> None:
    fill = Fill()
    bootstrap.prepare(project, fill)
    (project / "requirements.lock").write_text("one==2\n")
    bootstrap.prepare(project, fill)
    assert fill.count == 2


def test_a_fill_that_failed_does_not_count(project: Path) -> None:
    fill = Fill(failing=1)
    with pytest.raises(bootstrap.NotPrepared):
        bootstrap.prepare(project, fill)
    assert not bootstrap.is_current(project / ".venv", project / "requirements.lock")
    bootstrap.prepare(project, fill)
    assert fill.count == 2


def test_several_at_once_fill_it_once(project: Path) -> None:
    fill = Fill(seconds=0.3)
    asking = [threading.Thread(target=bootstrap.prepare, args=(project, fill)) for _ in range(5)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert fill.count == 1


def test_an_environment_whose_python_is_gone_is_made_anew(project: Path) -> None:
    fill = Fill()
    python = bootstrap.prepare(project, fill)
    python.unlink()
    python.symlink_to("/nowhere/python3")
    bootstrap.prepare(project, fill)
    assert fill.count == 2
    assert subprocess.run([python, "-c", ""]).returncode == 0


def test_the_lock_names_uv_with_hashes_and_no_address() -> None:
    lock = (PROJECT / "requirements.lock").read_text()
    assert "://" not in lock
    part = bootstrap.only("uv", lock)
    assert part.startswith("uv==")
    assert "--hash=sha256:" in part
    assert "\nuvicorn" not in part and "\nuvloop" not in part


def test_the_launcher_imports_the_standard_library_alone() -> None:
    modules = "bootstrap, commands, postgres, cluster, binaries, up, check, bench, lock, supervisor, bridge"
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, '.'); from launch import {modules}",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
