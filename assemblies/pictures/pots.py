# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pots: a sum of money as one bar, filled project by project; what is left stays empty."""

from collections.abc import Sequence
from fractions import Fraction

from assemblies.pictures import ribbons

BAR = 44
"""The height of the bar in pixels."""


def filled(
    costs: Sequence[tuple[str, Fraction]],
    pot: Fraction,
    labels: Sequence[tuple[str, ...]],
    *,
    mirrored: bool = False,
) -> str:
    """The pot with what was funded in it, (project, cost) in the order in which it stands; `labels` for each."""
    whole = max(pot, sum((cost for _, cost in costs), Fraction(0)))
    if whole <= 0:
        return ""
    rows = [
        (key, cost, ribbons.hue(at), label)
        for at, ((key, cost), label) in enumerate(zip(costs, labels, strict=True))
    ]
    parts = ribbons.cut(rows, whole)
    shown = [part.mirrored() for part in parts] if mirrored else parts
    return (
        f'<svg class="potbar" width="100%" height="{BAR}" aria-hidden="true" direction="{ribbons.way(mirrored)}">'
        f'<rect class="empty" width="100%" height="{BAR}"/>{ribbons.drawn(shown, BAR)}</svg>'
    )
