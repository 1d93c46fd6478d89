# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's database: a PostgreSQL of the project's own, started by whoever needs it first."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from launch import binaries, cluster

LONGEST_SOCKET = 103
"""Bytes of a socket's path every system takes (Linux 107, macOS 103)."""


@dataclass
class Server:
    """A running server this process holds on to. `url` is a DATABASE_URL, good for libpq and Django alike."""

    url: str
    cluster: cluster.Cluster
    _hold: IO[str] = field(repr=False)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, None where it is not running."""
        return self.cluster.postmaster()

    @property
    def socket_folder(self) -> Path:
        return self.cluster.sockets

    def revive(self) -> None:
        """Start it again where it was killed; otherwise nothing. Raises DidNotStart."""
        if not self.pid:
            with _locked(self.cluster.place):
                self.cluster.start()

    def stop(self) -> bool:
        """Let go; the last one to let go stops the server. Returns whether it was stopped."""
        if self._hold.closed:
            return False
        with _locked(self.cluster.place):
            try:
                fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._hold.close()
                return False
            try:
                self.cluster.halt()
            finally:
                self._hold.close()
            return True


def ensure(folder: Path, durable: bool = True) -> Server:
    """The server whose data lie under `folder`, made and started if need be; call `stop()` on it in the end.

    Any number of processes may ask at once and get the same server. Asking again after it was killed brings
    it back. `durable=False` trades what a power cut would take for speed. Raises NoPostgres, DidNotStart.
    """
    who = binaries.account()
    home = _home(folder.absolute(), who)
    programs = binaries.within_reach(binaries.choose(_kept(home)), who)
    place = home / f"postgres-{programs.major}"
    # Ours and not the account's, or the account could lead us astray by a symbolic link.
    place.mkdir(mode=0o711 if who else 0o700, exist_ok=True)
    with _locked(place):
        server = cluster.Cluster(place, _sockets(place, who), programs, who, durable)
        if not server.made:
            server.make()
        try:
            server.start()
        except cluster.DidNotStart:
            server.halt()
            raise
        hold = _private(place / "holders")
        fcntl.flock(hold, fcntl.LOCK_SH)
    host = quote(str(server.sockets), safe="/")
    return Server(f"postgresql://nested:{server.password}@/nested?host={host}", server, hold)


@contextlib.contextmanager
def throwaway(durable: bool = False) -> Iterator[Server]:
    """A server in a temporary folder that is gone afterwards: for tests and measurements."""
    folder = Path(tempfile.mkdtemp(prefix="nested-", dir=_temporary(binaries.account())))
    try:
        server = ensure(folder, durable)
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(server.socket_folder, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _home(folder: Path, who: binaries.Account | None) -> Path:
    """`folder`, or where the superuser's project is closed to the server's account, one under SHARED.

    The way to it is written into `folder`, and what is written there is followed ever after.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if who is None:
        return folder
    pointer = folder / "database-folder"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
    elif who.reaches(folder.parent):
        folder.chmod(0o711)  # passable, not readable: what lies in it keeps its own modes
        return folder
    else:
        mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]
        home = binaries.SHARED / f"{folder.parent.name or 'project'}-{mark}"
        pointer.write_text(f"{home}\n")
    binaries.SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    home.mkdir(mode=0o711, exist_ok=True)
    return home


def _kept(home: Path) -> list[int]:
    """The majors whose databases lie in `home`."""
    return [int(mark.parent.parent.name.split("-")[1]) for mark in home.glob("postgres-*/data/PG_VERSION")]


def _private(path: Path) -> IO[str]:
    """Open for appending a file nobody else may open, nor lock."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "a")


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    with _private(place / "lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _temporary(who: binaries.Account | None) -> Path:
    """A temporary folder the server's account can reach."""
    # Only a folder made by mkdtemp, and closed to everyone else, is ever used in it.
    for place in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # nosec B108
        if place.is_dir() and (who is None or who.reaches(place)):
            return place
    raise binaries.NoPostgres("There is no temporary folder that the database's account can reach.")


def _sockets(place: Path, who: binaries.Account | None) -> Path:
    """The private folder of the socket: in `place` where its path will do, else a temporary one."""
    near = place / "socket"
    # libpq takes a comma in a host for the start of the next host.
    if len(os.fsencode(near / cluster.SOCKET_NAME)) <= LONGEST_SOCKET and "," not in str(near):
        cluster.own_folder(near, who)
        return near
    pointer = place / "socket-folder"
    if pointer.exists():
        known = Path(pointer.read_text())
        with contextlib.suppress(FileNotFoundError):
            status = known.lstat()
            if status.st_mode & 0o170777 == 0o040700 and status.st_uid == (who.uid if who else os.getuid()):
                return known
    fresh = Path(tempfile.mkdtemp(prefix="nested-", dir=_temporary(who)))
    cluster.own_folder(fresh, who)
    pointer.write_text(str(fresh))
    return fresh
