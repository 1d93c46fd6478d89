# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell's `cards`: reads children and the cards they played, answers what these add up to."""

from governance import cards


def run(payload: object) -> object:
    """Answer {"votes", "total", "yellow_at", "yellow", "orange"} as the shell contract has it. Raises Refusal."""
    return cards.read(payload).as_json()
