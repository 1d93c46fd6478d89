# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell's `verify`: repeats one exported decision, a line for each check, and says whether all hold."""

import importlib.util
from pathlib import Path
from typing import Any, ClassVar

from governance import documents, unpacking, verify
from governance.refusals import Refusal


class CannotCheck(Refusal):
    code: ClassVar[str] = "cryptography_missing"


def run(payload: object) -> dict[str, Any]:
    """Check {"export": a folder's or archive's path}; answer {"lines": [...], "verified": bool}.

    Raises Refusal where there is nothing to check; what is there and does not hold is an answer.
    """
    asked = documents.record(payload, "", ("export",))
    if importlib.util.find_spec("cryptography") is None:
        raise CannotCheck("Checking signatures needs the Python library cryptography; it is not installed.")
    files = unpacking.read(Path(documents.text(asked["export"], "/export")))
    lines: list[str] = []
    try:
        for line in verify.checks(files):
            lines.append(line)
    except Refusal as refusal:
        return {"lines": [*lines, f"NOT verified: {refusal.sentence}"], "verified": False}
    return {"lines": [*lines, "verified"], "verified": True}
