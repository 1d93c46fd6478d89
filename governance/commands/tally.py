# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell's `tally`: reads options, votes and a rule, answers the outcome with its reasons."""

from governance import tallies


def run(payload: object) -> object:
    """Answer as `tallies.tally` does. Raises Refusal with a pointer into the payload."""
    return tallies.tally(payload)
