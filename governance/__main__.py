# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law from a shell: `python -m governance COMMAND < in.json > out.json`, or `verify EXPORT`."""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any, TextIO

from governance import canonical
from governance.refusals import Refusal

COMMANDS = ("place", "tally", "delegations", "cards", "sortition")
USAGE = (
    "python -m governance place|tally|delegations|cards|sortition < in.json > out.json,"
    " or python -m governance verify EXPORT"
)
DEEPEST = 64
REFUSED = 2


class BadCommand(Refusal):
    code = "bad_command"


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; 2 with one JSON object on standard error is a refusal."""
    try:
        if arguments[:1] == ["verify"] and len(arguments) == 2:
            return _verify(arguments[1])
        if len(arguments) != 1 or arguments[0] not in COMMANDS:
            raise BadCommand(f"Say {USAGE}.")
        answer = _run(_command(arguments[0]).run, sys.stdin.buffer.read())
    except Refusal as refusal:
        _write(sys.stderr, {"error": refusal.name, "message": refusal.sentence, "at": refusal.at})
        return REFUSED
    _write(sys.stdout, answer)
    return 0


def _run(run: Callable[[object], object], data: bytes) -> object:
    return run(canonical.decode(data, largest=None, deepest=DEEPEST))


def _verify(path: str) -> int:
    verdict = _command("verify").run({"export": path})
    for line in verdict["lines"]:
        print(line)
    return 0 if verdict["verified"] else 1


def _command(name: str) -> Any:
    return importlib.import_module(f"governance.commands.{name}")


def _write(stream: TextIO, value: object) -> None:
    # ASCII, so that no terminal's encoding stands between the answer and whoever reads it.
    stream.write(json.dumps(value, indent=2) + "\n")


if __name__ == "__main__":
    # Python stops at 4,300 digits by default; the contract says integers are exact at any size.
    sys.set_int_max_str_digits(0)
    sys.exit(main(sys.argv[1:]))
