# SPDX-License-Identifier: AGPL-3.0-or-later
"""`.ci/run` installs just what a machine lacks, as root or by sudo, and goes on where it cannot."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("sh", "dirname", "env", "grep")
"""What the script itself stands on; everything else on the machine is out of its sight."""


@dataclass
class Machine:
    """A machine with nothing but a shell and what is put on it. What it is made to do is written down."""

    folder: Path

    def put(self, name: str, script: str) -> None:
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def run(self, *arguments: str, uid: int = 0, **more: str) -> tuple[int, str, list[str]]:
        """Exit code, what was said, and the commands that were run, in order."""
        done = self.folder / "done"
        for tool in TOOLS:
            found = next(p for p in (Path("/bin") / tool, Path("/usr/bin") / tool) if p.exists())
            (self.folder / tool).symlink_to(found)
        self.put("id", f"echo {uid}")
        environment = {"PATH": str(self.folder), "DONE": str(done), "HOME": str(self.folder), **more}
        ran = subprocess.run(
            [self.folder / "sh", str(PROJECT / ".ci" / "run"), *arguments],
            env=environment,
            capture_output=True,
            text=True,
        )
        return ran.returncode, ran.stdout + ran.stderr, done.read_text().splitlines() if done.exists() else []


PYTHON = """case "$*" in
  "-m pip --version"|"-c import ensurepip") exit ${NO_PIP:-0};;
  "-c import zoneinfo"*) exit ${NO_ZONES:-0};;
esac
echo "python3 $* CI=$CI" >> "$DONE"; exit ${TESTS:-0}"""
APT = 'echo "apt-get $DEBIAN_FRONTEND $*" >> "$DONE"; exit ${APT:-0}'
SUDO = '[ "$1" = -n ] || exit 9; shift; echo sudo >> "$DONE"; exec "$@"'


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.put("python3", PYTHON)
    made.put("apt-get", APT)
    made.put("find", "echo /usr/share/fonts/DejaVuSans.ttf")
    return made


def test_where_all_is_present_nothing_is_fetched_and_the_test_command_runs(machine: Machine) -> None:
    machine.put("chromium", "")
    code, said, done = machine.run("--quick", "tests/some where")
    assert (code, done) == (0, ["python3 manage.py test --quick tests/some where CI=true"])
    assert "installing" not in said


def test_the_exit_code_is_the_test_command_s(machine: Machine) -> None:
    machine.put("chromium", "")
    assert machine.run(TESTS="7")[0] == 7


def test_a_browser_that_is_named_is_not_looked_for(machine: Machine) -> None:
    assert len(machine.run(NESTED_CHROMIUM="/opt/chrome")[2]) == 1


def test_root_installs_what_is_lacking_without_sudo(machine: Machine) -> None:
    machine.put("find", "echo find: no such folder >&2; exit 1")
    code, _said, done = machine.run(NO_PIP="1", NO_ZONES="1")
    assert code == 0 and len(done) == 3
    assert done[0].startswith("apt-get noninteractive") and done[0].endswith(" update")
    assert done[1].endswith("--no-install-recommends -y python3-pip tzdata chromium fonts-dejavu-core")
    assert done[2].startswith("python3 manage.py test")


def test_who_is_not_root_asks_sudo_and_never_for_a_password(machine: Machine) -> None:
    machine.put("sudo", SUDO)
    code, _said, done = machine.run(uid=1000)
    assert code == 0 and [line.split()[0] for line in done] == [*["sudo", "apt-get"] * 2, "python3"]


@pytest.mark.parametrize(("uid", "apt"), [(1000, "0"), (0, "100")])
def test_what_cannot_be_installed_is_said_and_the_checks_run(machine: Machine, uid: int, apt: str) -> None:
    code, said, done = machine.run(uid=uid, APT=apt)
    assert code == 0 and done[-1].startswith("python3 manage.py test")
    assert "could not be installed: chromium; going on without" in said
    assert ("there is no sudo" in said) == (uid == 1000)


def test_a_system_without_apt_goes_on(machine: Machine) -> None:
    (machine.folder / "apt-get").unlink()
    code, said, done = machine.run()
    assert code == 0 and len(done) == 1 and "there is no apt-get; going on without: chromium" in said


def test_without_any_python_it_says_what_is_needed(machine: Machine) -> None:
    machine.put("chromium", "")
    (machine.folder / "python3").unlink()
    code, said, done = machine.run(APT="100")
    assert code == 1 and "Nested needs Python 3.11 or later" in said and len(done) == 2


def test_the_script_can_be_run() -> None:
    assert os.access(PROJECT / ".ci" / "run", os.X_OK)
