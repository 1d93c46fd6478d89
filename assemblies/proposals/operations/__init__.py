# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with proposals, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.proposals.operations.hearings import AlreadySeconded, lapse_due, locked, move, second, touch
from assemblies.proposals.operations.placing import PlacedElsewhere, ask_check, check_term, run_test, submit
from assemblies.proposals.operations.texts import Content, TextFrozen, change, raise_proposal, withdraw

__all__ = [
    "AlreadySeconded",
    "Content",
    "PlacedElsewhere",
    "TextFrozen",
    "ask_check",
    "change",
    "check_term",
    "lapse_due",
    "locked",
    "move",
    "raise_proposal",
    "run_test",
    "second",
    "submit",
    "touch",
    "withdraw",
]
