# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell's `sortition`: reads what was published of a draw, answers everybody's chance and who was drawn."""

from governance import lotteries


def run(payload: object) -> object:
    """Answer {"digest", "chances", "seed", "ticket", "panel", "now"} of a published draw. Raises Refusal."""
    return lotteries.repeat(payload)
