# SPDX-License-Identifier: AGPL-3.0-or-later
"""A count in a process of its own, which knows the law alone: who votes or reads meanwhile waits for no interpreter."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from governance import tallies
from governance.tallies.questions import ABSTAIN

ROOT = Path(__file__).resolve().parents[2]
BEHIND = 10
"""How far behind others it takes its turn at the processor, as `nice` has it."""


class Failed(RuntimeError):
    """The other process ended without an answer: what it was, it has said on standard error."""


Row = tuple[str, int]
"""A choice as it is kept, and how many chose so."""


def tally(asked: Mapping[str, Any], names: Mapping[str, str], rows: Iterable[Row]) -> dict[str, Any]:
    """What `tallies.tally` says of the question with these votes, sent row by row as they come and held by nobody
    here. Raises Failed."""
    said = ""
    pipe, command = subprocess.PIPE, [sys.executable, "-m", __name__]
    # One that ends early closes its pipe while there is still something to be said to it.
    with (
        suppress(BrokenPipeError),
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as other,
    ):
        assert other.stdin is not None and other.stdout is not None
        other.stdin.write(json.dumps([asked, names]) + "\n")
        other.stdin.writelines(f"{n} {choice}\n" for choice, n in rows)
        other.stdin.close()
        said = other.stdout.read()
    if other.returncode or not said:
        raise Failed(f"A count in a process of its own ended with {other.returncode}.")
    answer: dict[str, Any] = json.loads(said)
    return answer


def votes(rows: Iterable[Row], plain: bool) -> Iterator[dict[str, Any]]:
    """Rows as `tallies.tally` takes votes; `plain` are words of a question of yes or no."""
    # It was canonical when it was admitted, so nothing is checked again here: `json` alone is six times as fast.
    for text, n in rows:
        yield {"choice": text if plain or text == ABSTAIN else json.loads(text), "count": n}


def main() -> None:
    """Read the question and its rows from standard input, and write the answer."""
    os.nice(BEHIND)
    asked, names = json.loads(sys.stdin.readline())
    split = (line.rstrip("\n").partition(" ") for line in sys.stdin)
    rows = ((choice, int(n)) for n, _, choice in split)
    print(json.dumps(tallies.tally(asked | {"votes": votes(rows, plain=False)}, names)))


if __name__ == "__main__":
    main()
