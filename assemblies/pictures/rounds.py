# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounds: a loop of people who lent their votes to each other, as dots on a ring with arrows between them."""

from math import cos, pi, sin

from assemblies.pictures.bowls import number

MOST = 8
"""So many dots are told apart; a longer loop is drawn with as many."""
RADIUS, DOT = 38.0, 7.0


def ring(size: int) -> str:
    """A ring of so many dots, at most eight, and an arrow from each to the next. The names stand beside it."""
    dots = max(2, min(size, MOST))
    places = [2 * pi * k / dots - pi / 2 for k in range(dots)]
    drawn = "".join(_dot(angle) + _tip(angle + pi / dots) for angle in places)
    return (
        '<svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
        f'<circle class="on" cx="50" cy="50" r="{number(RADIUS)}"/>{drawn}</svg>'
    )


def _at(angle: float, radius: float = RADIUS) -> tuple[float, float]:
    return 50 + radius * cos(angle), 50 + radius * sin(angle)


def _dot(angle: float) -> str:
    x, y = _at(angle)
    return f'<circle class="at" cx="{number(x)}" cy="{number(y)}" r="{number(DOT)}"/>'


def _tip(angle: float) -> str:
    """An arrow's head on the ring, pointing the way that the votes go."""
    corners = (_at(angle + 0.14), _at(angle - 0.1, RADIUS + 5), _at(angle - 0.1, RADIUS - 5))
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    return f'<polygon class="tip" points="{points}"/>'
