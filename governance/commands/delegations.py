# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell's `delegations`: reads voters, who voted and who lent, answers who carries whose vote."""

from governance import delegations


def run(payload: object) -> object:
    """Answer {"weights", "paths", "lost", "loops"} as the shell contract has it. Raises Refusal with a pointer."""
    return delegations.read(payload).as_json()
