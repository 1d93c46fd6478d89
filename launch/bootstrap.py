# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's first step: an environment of the project's own that holds exactly what the lock names."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
GIVEN = "NESTED_ENVIRONMENT"
"""Set to `given` where everything is installed already, as in a container: then nothing is made."""


class NotPrepared(RuntimeError):
    """The environment could not be made; the sentence says why."""


def digest(lock: Path) -> str:
    """What an environment must be stamped with: the lock's contents and the Python it was made for."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {version}\n"


def is_current(environment: Path, lock: Path) -> bool:
    """Whether `environment` exists, runs, and was filled from this very lock."""
    try:
        return (environment / "filled-from").read_text() == digest(lock) and python_of(environment).exists()
    except OSError:
        return False


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def prepare(project: Path, fill: Callable[[Path, Path], None] | None = None) -> Path:
    """The project's environment, made or refilled if it is not current; several processes may ask at once.

    `fill(environment, lock)` installs the lock. Returns the environment's Python; raises NotPrepared.
    """
    environment, lock = project / ".venv", project / "requirements.lock"
    if is_current(environment, lock):
        return python_of(environment)
    with open(project / ".venv.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not is_current(environment, lock):
            begun = time.monotonic()
            say("Installing what Nested is built on into .venv (once; about 150 MB) ...")
            _empty(environment)
            (fill or _fill)(environment, lock)
            (environment / "filled-from").write_text(digest(lock))
            say(f"Installed in {time.monotonic() - begun:.0f} s.")
    return python_of(environment)


def _empty(environment: Path) -> None:
    """An environment without a stamp; a broken one, or one of another Python, is made anew."""
    (environment / "filled-from").unlink(missing_ok=True)
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    ask = [str(python_of(environment)), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True).stdout.strip()
    except OSError:
        said = ""
    if said != wanted:
        shutil.rmtree(environment, ignore_errors=True)
        venv.EnvBuilder(symlinks=True, with_pip=False).create(environment)


def _fill(environment: Path, lock: Path) -> None:
    """Install the lock: by uv, which the outer pip brings in; where that fails, by pip itself."""
    python = str(python_of(environment))
    brief = ["-q", "--disable-pip-version-check", "--no-input"]
    # The lock names all that is needed, and nothing of what a library would bring that is never called (0026).
    pip = [*_pip(python), "install", *brief, "--no-deps", "--require-hashes", "-r"]
    alone = environment / "uv.lock"
    alone.write_text(only("uv", lock.read_text()))
    got_uv = subprocess.run([*pip, str(alone)], stderr=subprocess.PIPE, text=True)
    if got_uv.returncode == 0:
        uv = [str(environment / "bin" / "uv"), "pip", "install", "-q", "--no-deps", "--python", python]
        if subprocess.run([*uv, "--require-hashes", "-r", str(lock)], env=_for_uv(pip)).returncode == 0:
            return
    say("uv could not do it; pip does, which takes longer ...")
    if subprocess.run([*pip, str(lock)]).returncode:
        raise NotPrepared("Not everything could be installed; what failed is said above. Is there a network?")


def _pip(python: str) -> list[str]:
    """A pip that installs into the environment: the outer one, or one that ensurepip can put there."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return [sys.executable, "-m", "pip", "--python", python]
    if subprocess.run([python, "-m", "ensurepip", "-q"], capture_output=True).returncode == 0:
        return [python, "-m", "pip"]
    raise NotPrepared("This Python has neither pip nor ensurepip. On Debian: apt-get install python3-pip")


def only(name: str, lock: str) -> str:
    """The part of a lock file that pins `name`, hashes included; empty where there is none."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n?", lock, re.MULTILINE)
    return found.group() if found else ""


def _for_uv(pip: list[str]) -> dict[str, str]:
    """The environment for uv, which does not read pip's settings: where packages come from is passed on."""
    told = subprocess.run([*pip[: pip.index("install")], "config", "list"], capture_output=True, text=True)
    settings = dict(re.findall(r"^[\w:]*\.([\w-]+)='(.*)'$", told.stdout, re.MULTILINE))
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    names |= {"cert": "SSL_CERT_FILE"}
    passed = {names[key]: value for key, value in settings.items() if key in names}
    for place in ("UV_INDEX", "UV_FIND_LINKS"):
        if place in passed:
            kept = [link for link in passed[place].split() if _is_there(link)]
            passed[place] = (" " if place == "UV_INDEX" else ",").join(kept)
    # Like pip, look in every index; the lock's hashes say what may come from any of them.
    passed["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in passed.items() if value} | dict(os.environ)


def for_uv() -> dict[str, str]:
    """The environment for uv, with where the pip of the Python that ours was made from finds packages."""
    outer = getattr(sys, "_base_executable", sys.executable)
    return _for_uv([outer, "-m", "pip", "install"])


def _is_there(link: str) -> bool:
    """Whether a link is worth passing on: a local one must exist."""
    path = link.removeprefix("file://")
    return "://" in path or Path(path).exists()


def enter(project: Path, arguments: list[str]) -> None:
    """Go on in the project's own Python; returns where that is the one running already."""
    if os.environ.get(GIVEN) == "given":
        return
    python = prepare(project)
    if Path(sys.prefix).resolve() != python.parent.parent.resolve():
        os.execv(python, [str(python), *arguments])


def say(sentence: str) -> None:
    """A line of progress, at once."""
    print(sentence, file=sys.stderr, flush=True)
