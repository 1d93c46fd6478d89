# SPDX-License-Identifier: AGPL-3.0-or-later
"""One `up` a state folder, and no start on a database that could not hold what people write."""

import os
import secrets
import subprocess
import sys
import urllib.parse

import psycopg
import pytest

from launch import up
from tests.running import PROJECT

HOLD = """
import sys
from launch import up
held = up._alone(up.Plan("127.0.0.1", 8123, False))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_up_on_one_state_is_refused_by_name_until_the_first_is_gone(tmp_path, monkeypatch):
    monkeypatch.setenv("NESTED_STATE", str(tmp_path))
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline() == "held\n"
    with pytest.raises(up.Failed) as no:
        up._alone(up.Plan("127.0.0.1", 8124, False))
    assert f"process {first.pid} at http://127.0.0.1:8123/" in str(no.value)
    first.kill()  # as a power cut would: nothing has to be tidied up
    first.communicate()
    up._alone(up.Plan("127.0.0.1", 8124, False)).close()


def test_the_command_says_so_and_ends(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NESTED_STATE", str(tmp_path))
    with up._alone(up.Plan("127.0.0.1", 8123, False)):
        environment = dict(os.environ) | {"NESTED_ENVIRONMENT": "given", "PORT": "0"}
        asked = [sys.executable, "manage.py", "up", "--port", "8929"]
        done = subprocess.run(asked, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and f"process {os.getpid()}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "version, encoding, word", [(140_012, "UTF8", "PostgreSQL 14"), (180_001, "LATIN1", "LATIN1")]
)
def test_a_database_that_will_not_do_is_refused_in_a_sentence(version, encoding, word):
    with pytest.raises(up.Failed, match=word):
        up._fits(version, encoding)


def test_it_is_refused_before_anything_is_made_in_it():
    dsn, name = os.environ["DATABASE_URL"], f"nested_latin_{secrets.token_hex(4)}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            theirs = urllib.parse.urlsplit(dsn)._replace(path=f"/{name}").geturl()
            with pytest.raises(up.Failed, match="UTF8"):
                up._prepare(
                    up.Plan("127.0.0.1", 8000, False), dict(os.environ) | {"DATABASE_URL": theirs}, None
                )
            with psycopg.connect(theirs) as looked:
                assert looked.execute(
                    "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                ).fetchone() == (0,)
        finally:
            connection.execute(f"DROP DATABASE {name}")
