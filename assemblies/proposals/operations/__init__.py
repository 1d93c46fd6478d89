# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with proposals, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.proposals.operations.claiming import (
    accept_claim,
    back_claim,
    end_claims_due,
    erase_reasons,
    make_claim,
    withdraw_claim,
)
from assemblies.proposals.operations.hearings import AlreadySeconded, lapse_due, locked, move, second, touch
from assemblies.proposals.operations.placing import PlacedElsewhere, ask_check, check_term, run_test, submit
from assemblies.proposals.operations.texts import TextFrozen, change, raise_proposal, withdraw
from assemblies.proposals.operations.versions import Content

__all__ = [
    "AlreadySeconded",
    "Content",
    "PlacedElsewhere",
    "TextFrozen",
    "accept_claim",
    "ask_check",
    "back_claim",
    "change",
    "check_term",
    "end_claims_due",
    "erase_reasons",
    "lapse_due",
    "locked",
    "make_claim",
    "move",
    "raise_proposal",
    "run_test",
    "second",
    "submit",
    "touch",
    "withdraw",
    "withdraw_claim",
]
