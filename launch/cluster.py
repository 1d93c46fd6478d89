# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's cellar: one PostgreSQL cluster on disk, made, started and halted."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from launch import binaries

SOCKET_NAME = ".s.PGSQL.5432"
PATIENCE = 60.0
"""Seconds a server may take to answer, recovery after a crash included, before we say it failed."""

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "max_connections": "200",
    "jit": "off",
    # What people wrote and voted must not end up in a log by way of an error message.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
THROWN_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}

_launched: list[subprocess.Popen[bytes]] = []
"""Servers this process started; kept so that a dead one can be reaped and a living one is left in peace."""


class DidNotStart(RuntimeError):
    """The server did not come up; the sentence ends with the last lines of its log."""


@dataclass(frozen=True)
class Cluster:
    """A cluster in `place`, where only we write; its data and its socket belong to the account `who`."""

    place: Path
    sockets: Path
    programs: binaries.Programs
    who: binaries.Account | None
    durable: bool

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def password(self) -> str:
        return (self.place / "password").read_text()

    def make(self) -> None:
        """Make it aside and put it in place by a rename, so that half of one is never taken for one."""
        fresh = self.place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        own_folder(fresh, self.who)
        self._new_password()
        command = [self.programs["initdb"], "-D", str(fresh), "-U", "keeper", "-A", "scram-sha-256"]
        command += ["--pwfile", str(self.place / "password"), "-E", "UTF8", "--no-instructions"]
        command += [f"--locale={'C.UTF-8' if sys.platform == 'linux' else 'C'}"]
        if self.programs.major >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(command + ([] if self.durable else ["--no-sync"]))
        # The program's own role is no superuser: what slips into SQL must not reach the machine.
        role = f"CREATE ROLE nested LOGIN CREATEDB PASSWORD '{self.password}';\n"
        single = [self.programs["postgres"], "--single", "-D", str(fresh), *self._settings(), "template1"]
        self._run(single, f"{role}CREATE DATABASE nested OWNER nested;\n")
        fresh.rename(self.data)

    def _new_password(self) -> None:
        path = self.place / "password"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(24))
        if self.who:
            os.chown(path, -1, self.who.gid)
            path.chmod(0o640)

    def _run(self, command: list[str], said: str = "") -> None:
        """Run one of PostgreSQL's programs as the account; DidNotStart carries its complaint."""
        rights = binaries.as_account(self.who)
        done = subprocess.run(
            command, input=said, text=True, capture_output=True, cwd="/", env=_bare(), **rights
        )
        if done.returncode:
            raise DidNotStart(
                f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-800:]}"
            )

    def _settings(self) -> list[str]:
        settings = ALWAYS | ({} if self.durable else THROWN_AWAY)
        settings["unix_socket_directories"] = '"' + str(self.sockets).replace('"', '""') + '"'
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def readiness(self) -> int:
        """What pg_isready says: 0 it takes connections, 1 it is starting or stopping, 2 nobody is there."""
        command = [self.programs["pg_isready"], "-q", "-h", str(self.sockets), "-p", "5432"]
        return subprocess.run(command, env=_bare(), stdin=subprocess.DEVNULL).returncode

    def start(self) -> None:
        """Start it unless it runs and wait until it answers; a crash just before is waited out."""
        begun, process = time.monotonic(), None
        while (ready := self.readiness()) != 0:
            waited = time.monotonic() - begun
            if waited > PATIENCE:
                raise DidNotStart(f"PostgreSQL did not start in {PATIENCE:.0f} seconds. {self._last_words()}")
            if ready == 2 and not self.postmaster() and (process is None or process.poll() is not None):
                self._forget_strangers()
                process = self._launch()
            elif ready == 2 and waited > 10 and process is None and not self._socket_lies_there():
                self.halt()  # a cleaner of temporary folders took its socket
            time.sleep(0.05)

    def _socket_lies_there(self) -> bool:
        return (self.sockets / SOCKET_NAME).exists()

    def _launch(self) -> subprocess.Popen[bytes]:
        with open(self.place / "log", "ab") as out:
            if out.tell() > 10_000_000:
                out.truncate(0)
            process = subprocess.Popen(
                [self.programs["postgres"], "-D", str(self.data), *self._settings()],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd="/",
                env=_bare(),
                start_new_session=True,
                **binaries.as_account(self.who),
            )
        _launched.append(process)
        return process

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = (self.place / "log").read_text(errors="replace").splitlines()
            return "Its log ends: " + " / ".join(lines[-5:])
        return ""

    def postmaster(self) -> int | None:
        """The process id of the living server, if it lives: a pid file may name a zombie, or somebody else.

        Never 0, which to `kill` is everyone in the caller's process group.
        """
        pid = _pid_in(self.data / "postmaster.pid")
        return pid if pid and _is_postmaster(pid, self.data) else None

    def _forget_strangers(self) -> None:
        """Remove pid and socket files naming a process which is not this server: it would refuse to start."""
        for path in (self.data / "postmaster.pid", self.sockets / f"{SOCKET_NAME}.lock"):
            if path.exists() and not _is_postmaster(_pid_in(path), self.data):
                path.unlink(missing_ok=True)

    def halt(self) -> None:
        """Stop it: sessions are ended, what was acknowledged is on disk."""
        for sign, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0)):
            pid = self.postmaster()
            if not pid:
                return
            os.kill(pid, sign)
            until = time.monotonic() + seconds
            while self.postmaster() and time.monotonic() < until:
                time.sleep(0.02)


def own_folder(path: Path, who: binaries.Account | None) -> None:
    """A folder that `who`, and nobody else, may enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)
    if who:
        os.chown(path, who.uid, who.gid)


def _bare() -> dict[str, str]:
    """The environment for PostgreSQL's programs: nobody's PG* settings, messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def _pid_in(path: Path) -> int:
    try:
        return max(0, int(path.read_text().split()[0]))
    except (OSError, ValueError, IndexError):
        return 0


def _is_postmaster(pid: int, data: Path) -> bool:
    for process in _launched:
        process.poll()
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not Path("/proc/self/stat").exists():
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return state not in "ZX" and os.path.samefile(f"/proc/{pid}/cwd", data)
    except OSError:
        return False
