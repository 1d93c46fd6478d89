# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept worlds: where they lie, how one is written from a database and put into another."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

FOLDER = Path(__file__).resolve().parent
PROJECT = FOLDER.parent.parent
DUMP, FACTS = "world.sql.gz", "facts.json"
LARGEST = 300_000
"""Bytes of one kept dump: it stays in the repository for good."""
RELEASE = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
# No secret: the world is made up, and whoever restores it must be able to sign in its name.
SECRETS = {"RECORD_SECRET": "the kept world signs with this", "SECRET_KEY": "the kept world keeps this"}
# What a psql of the same version wants, and no other server or client knows.
ODD = re.compile(r"(?m)^(\\(un)?restrict .*|SET transaction_timeout = .*)\n")


def kept() -> dict[str, Path]:
    """The folders of kept worlds by release, the newest last."""
    found = {path.parent.name: path.parent for path in FOLDER.glob(f"*/{DUMP}")}
    return {release: found[release] for release in sorted(found, key=_order)}


def newest(tags: list[str]) -> str | None:
    """The newest release that a tag of the repository names ("v0.2.0" or "0.2.0"); None where none does."""
    releases = [tag.removeprefix("v") for tag in tags if RELEASE.fullmatch(tag)]
    return max(releases, key=_order, default=None)


def _order(release: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", release)))


def tags() -> list[str] | None:
    """The tags of the repository this lies in; None where they cannot be read (an archive, no git)."""
    try:
        said = subprocess.run(["git", "-C", str(PROJECT), "tag", "--list"], capture_output=True, text=True)
    except OSError:
        return None
    return said.stdout.split() if said.returncode == 0 else None


def surroundings(dsn: str, state: Path) -> dict[str, str]:
    """The environment of a command in the world of this database."""
    own = {
        "DATABASE_URL": dsn,
        "NESTED_STATE": str(state),
        "NESTED_POOL_SIZE": "2",
        "PYTHONPATH": str(PROJECT),
    }
    return dict(os.environ) | SECRETS | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def run(environment: dict[str, str], *words: str) -> str:
    """What `python -m WORDS` prints. Raises RuntimeError with what it complained about."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout[-1000:]}{done.stderr[-3000:]}")
    return done.stdout


def look(environment: dict[str, str], at: str) -> Any:
    """What `tests.upgrade.look` sees: "facts", "pages" or "going_on"."""
    return json.loads(run(environment, "tests.upgrade.look", at))


def dump(environment: dict[str, str]) -> bytes:
    """A database as plain SQL, rows as INSERTs, compressed; the same bytes for the same rows."""
    command = [
        "pg_dump",
        "--no-owner",
        "--no-privileges",
        "--rows-per-insert=500",
        environment["DATABASE_URL"],
    ]
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return gzip.compress(ODD.sub("", text).encode(), 9, mtime=0)


def restore(folder: Path, dsn: str) -> None:
    """Put a kept world into an empty database, with the tables it had then."""
    text = gzip.decompress((folder / DUMP).read_bytes()).decode()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(text)  # type: ignore[call-overload]
