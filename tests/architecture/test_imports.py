# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contracts on imports hold, and each direction that they forbid is found where it is planted."""

import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
ROOMS = [
    "people",
    "record",
    "registry",
    "proposals",
    "deliberation",
    "sortition",
    "voting",
    "live",
    "front",
    "demonstration",
]
MODULES = ["models", "queries", "operations", "forms", "pages", "api", "urls"]
PAIRS = [
    ("models", "queries"), ("queries", "operations"), ("operations", "pages"), ("operations", "forms"), ("api", "urls"),
]  # fmt: skip
FURNITURE = [
    path.stem
    for path in (ROOT / "assemblies").iterdir()
    if path.name not in ROOMS and (path.suffix == ".py" or (path / "__init__.py").exists())
]
"""What stands in the house beside the rooms."""
INSIDE = "Inside a room: addresses, doors, operations, queries, tables"
STOOD_ON = "What every room stands on knows no room but people's"
DOWNWARDS = "Rooms import downwards only"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    surroundings = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of empty rooms, with the imports in it that the contracts let be."""
    for package in (
        "assemblies",
        "config",
        "governance",
        "launch",
        *(f"assemblies/{room}" for room in ROOMS),
    ):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for room in ROOMS:
        for module in MODULES:
            (tmp_path / "assemblies" / room / f"{module}.py").touch()
    for module in FURNITURE:
        (tmp_path / "assemblies" / f"{module}.py").touch()
    (tmp_path / "assemblies" / "people" / "pages.py").write_text("from assemblies import doors\n")
    (tmp_path / "assemblies" / "doors.py").write_text("from assemblies.people import models\n")
    (tmp_path / "launch" / "commands.py").write_text("import django\n")
    return tmp_path


def test_a_house_of_empty_rooms_keeps_every_contract(house: Path) -> None:
    done = lint(house)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("room", "pair"), list(zip(ROOMS, cycle(PAIRS), strict=False)))
def test_no_module_of_a_room_may_import_one_above_it(house: Path, room: str, pair: tuple[str, str]) -> None:
    below, above = pair
    (house / "assemblies" / room / f"{below}.py").write_text(f"from assemblies.{room} import {above}\n")
    done = lint(house)
    assert done.returncode == 1
    assert f"{INSIDE} BROKEN" in done.stdout and f"{DOWNWARDS} KEPT" in done.stdout


@pytest.mark.parametrize(
    ("narrow", "wide"), [("people", "record"), ("registry", "proposals"), ("voting", "front")]
)
def test_no_room_may_import_one_above_it(house: Path, narrow: str, wide: str) -> None:
    (house / "assemblies" / narrow / "models.py").write_text(f"from assemblies.{wide} import models\n")
    done = lint(house)
    assert done.returncode == 1 and f"{DOWNWARDS} BROKEN" in done.stdout


@pytest.mark.parametrize("module", [name for name in FURNITURE if name != "__init__"])
def test_nothing_that_every_room_stands_on_may_know_a_room(house: Path, module: str) -> None:
    (house / "assemblies" / f"{module}.py").write_text("from assemblies.registry import queries\n")
    done = lint(house)
    assert done.returncode == 1 and f"{STOOD_ON} BROKEN" in done.stdout
