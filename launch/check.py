# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's inspector: every check there is, in order, the tests last."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from launch import binaries, bootstrap, cluster, commands, oracles, postgres
from launch.bootstrap import PROJECT

PACKAGES = ["governance", "assemblies", "config", "launch", "benchmarks"]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
CHECKS: list[tuple[str, list[str]]] = [
    ("ruff check", ["ruff", "check", "--quiet", "."]),
    ("ruff format", ["ruff", "format", "--check", "--quiet", "."]),
    ("mypy", ["mypy", "--no-error-summary", *PACKAGES]),
    ("lint-imports", ["lint-imports", "--no-logo"]),
    ("djlint", ["djlint", "--lint", "--quiet", "templates"]),
    ("deptry", ["deptry", "."]),
    ("bandit", ["bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", *PACKAGES, "manage.py"]),
]


def main(arguments: list[str]) -> int:
    """Run the checks and then pytest with `arguments`. 1 if any failed.

    `--quick` leaves the checks out. `--long` runs nothing but the tests with a long form, at that size, one by one.
    """
    signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(143))
    # The keys a settings file makes on first sight belong to a real instance; a check has its own.
    with tempfile.TemporaryDirectory(prefix="nested-state-") as state:
        os.environ["NESTED_STATE"] = state
        return _all(arguments)


def _all(arguments: list[str]) -> int:
    long = "--long" in arguments
    quick = long or "--quick" in arguments
    rest = [argument for argument in arguments if argument not in ("--quick", "--long")]
    if long:
        os.environ["NESTED_LONG"] = "1"
        rest = ["-m", "long", "-n", "0", *rest]
    failed = [] if quick else [name for name, command in CHECKS if not _check(name, command)]
    if not quick:
        failed += _guests()
    browser = chromium()
    if browser:
        _say(f"browser: {browser}")
    else:
        _say("browser: none was found, so the journeys in a browser are left out (apt-get install chromium)")
        if os.environ.get("CI") == "true":
            failed.append("journeys left out")
    if failed:
        _say(f"FAILED before the tests: {', '.join(failed)}")
    try:
        return _pytest(rest, browser, failed) or bool(failed)
    except (binaries.NoPostgres, cluster.DidNotStart) as problem:
        _say(str(problem))
        return 1


def _guests() -> list[str]:
    """Have the oracles at hand; without them what they check is left out, which only a run that is nobody's fails."""
    try:
        oracles.prepare(PROJECT)
    except bootstrap.NotPrepared as problem:
        _say(f"oracles: {problem} What they check is left out.")
        return ["oracles left out"] if os.environ.get("CI") == "true" else []
    return []


def _check(name: str, command: list[str]) -> bool:
    """Run one check in the project; what it says is shown only where it complains."""
    begun = time.monotonic()
    program = Path(sys.prefix) / "bin" / command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=PROJECT, env=_surroundings(), capture_output=True, text=True
    )
    well = done.returncode == 0
    _say(f"{name}: {'ok' if well else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
    if not well:
        print(done.stdout + done.stderr, flush=True)
    return well


def _surroundings() -> dict[str, str]:
    return dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(PROJECT)}


def _pytest(arguments: list[str], browser: str, failed: list[str]) -> int:
    """Run pytest, its own lines last, on a database of its own; it tells again what `failed` before it."""
    workers = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "2"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.launch.left_out",
        "--dist",
        "loadgroup",
        *workers,
        *arguments,
    ]
    environment = _surroundings() | {"NESTED_CHROMIUM": browser, "NESTED_FAILED": ", ".join(failed)}
    environment |= oracles.surroundings(PROJECT)
    if os.environ.get("DATABASE_URL"):
        return _wait(command, environment)
    with postgres.throwaway() as server:
        programs = server.cluster.programs
        environment |= commands.surroundings(server.url, server.cluster.sockets, programs.folder)
        _say(f"pytest on PostgreSQL {programs.version}")
        return _wait(command, environment)


def _wait(command: list[str], environment: dict[str, str]) -> int:
    process: subprocess.Popen[Any] = subprocess.Popen(command, cwd=PROJECT, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # it reaches pytest too, which ends with a summary of its own
            continue
        except SystemExit:
            process.terminate()
            process.wait()
            raise


def chromium() -> str:
    """The path of a Chromium to drive, Playwright's own fetched if need be; "" where none is to be had."""
    named = os.environ.get("NESTED_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if named:
        return named
    return _playwrights_own() or (_fetch() and _playwrights_own()) or ""


def _playwrights_own() -> str:
    said = subprocess.run(
        [sys.executable, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True
    ).stdout.strip()
    return said if said and Path(said).exists() else ""


def _fetch() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    patience = dict(os.environ) | {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    try:
        return subprocess.run(command, env=patience, capture_output=True, timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _say(sentence: str) -> None:
    print(f"== {sentence}", flush=True)
