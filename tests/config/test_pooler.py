# SPDX-License-Identifier: AGPL-3.0-or-later
"""Behind a pooler that hands lines about by the transaction nothing is kept on a line, and the bell is heard past it."""

import json
import os
import subprocess
import sys

from assemblies.live import hub
from tests.running import PROJECT

ASKED = """
import json, django
django.setup()
from django.conf import settings
from assemblies.live import hub
database = settings.DATABASES["default"]
options = database["OPTIONS"]
print(json.dumps({
    "prepares": options["prepare_threshold"], "pool": "pool" in options,
    "cursors": not database["DISABLE_SERVER_SIDE_CURSORS"], "heard at": hub.conninfo().get("port"),
}))
"""


def settled(**surroundings: str) -> dict[str, object]:
    environment = os.environ | {"DATABASE_URL": "postgres://town:word@127.0.0.1:6432/town"} | surroundings
    answer = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(answer.stdout)
    found["heard at"] = int(str(found["heard at"]))
    return found


def test_one_variable_says_that_there_is_a_pooler() -> None:
    past = settled(NESTED_DIRECT_URL="postgres://town:word@127.0.0.1:5432/town")
    assert past == {"prepares": None, "pool": False, "cursors": False, "heard at": 5432}
    assert settled() == {"prepares": 3, "pool": True, "cursors": True, "heard at": 6432}


def test_the_bell_is_heard_where_the_database_itself_is(settings):
    settings.PAST_THE_POOLER = "postgres://town:a%20word@db.example:5433/valley?sslmode=require"
    assert hub.conninfo() == {
        "user": "town", "password": "a word", "host": "db.example", "port": "5433", "dbname": "valley",
        "sslmode": "require",
    }  # fmt: skip
