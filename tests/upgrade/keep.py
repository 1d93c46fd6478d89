# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps a populated world of this release, for every later one to upgrade.

Run it once for each release, as the last thing before its tag, and commit what it writes with the release:

    .venv/bin/python -m tests.upgrade.keep 0.1.0

It starts a PostgreSQL of its own, migrates, lives the world of `world.py` through the real operations, writes
down what must never change (`facts.json`) and the whole database (`world.sql.gz`) under `tests/upgrade/RELEASE/`.
Never do it again for a release that was tagged: what lies there is what its users have.
`test_upgrade.py` upgrades every kept world, and fails when the newest tag has none.
"""

import json
import sys
import tempfile
from pathlib import Path

from launch import commands, postgres
from tests.upgrade import keeping


def keep(release: str) -> Path:
    """Write the world of a release. Returns its folder; raises ValueError for what is no release or too large."""
    if not keeping.RELEASE.fullmatch(release) or release.startswith("v"):
        raise ValueError("A release is three numbers, such as 0.1.0.")
    with postgres.throwaway() as server, tempfile.TemporaryDirectory() as state:
        programs = server.cluster.programs.folder
        environment = keeping.surroundings(server.url, Path(state))
        environment |= commands.surroundings(server.url, server.socket_folder, programs)
        keeping.run(environment, "django", "migrate", "--verbosity", "0")
        keeping.run(environment, "tests.upgrade.world")
        facts, dump = keeping.look(environment, "facts"), keeping.dump(environment)
    if len(dump) > keeping.LARGEST:
        raise ValueError(f"The dump has {len(dump)} bytes; {keeping.LARGEST} at most are kept.")
    folder = keeping.FOLDER / release
    folder.mkdir(exist_ok=True)
    (folder / keeping.DUMP).write_bytes(dump)
    (folder / keeping.FACTS).write_text(
        json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"kept in {keep(sys.argv[1]).relative_to(keeping.PROJECT)}")
