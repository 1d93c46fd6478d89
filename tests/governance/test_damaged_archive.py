# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive in which a bit has turned over is refused, or holds the very same files; it never ends in a crash."""

import contextlib
import random
from pathlib import Path

from governance import exports, unpacking
from tests.governance.exporting import voted


def test_wherever_a_bit_turns_over_the_archive_is_refused_or_the_same(tmp_path: Path) -> None:
    files = voted().export()
    archive, chance = exports.zipped(files), random.Random(7)
    damaged, refusals = tmp_path / "damaged.zip", 0
    for _ in range(600):
        at, bit = chance.randrange(len(archive)), chance.randrange(8)
        damaged.write_bytes(archive[:at] + bytes([archive[at] ^ 1 << bit]) + archive[at + 1 :])
        try:
            read = unpacking.read(damaged)
        except exports.BadExport as no:
            refusals += 1
            assert no.sentence
        else:
            with contextlib.suppress(KeyError):  # a name may have turned over too: then a file is missing
                assert all(read[name] == data for name, data in files.items())
    assert refusals > 300
