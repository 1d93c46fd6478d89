# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line over time, such as turnout. A table under it says the same in numbers."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assemblies.pictures.bowls import number

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420, 190, 46, 12, 10, 26


@dataclass(frozen=True)
class Point:
    """A number `n` at the moment `at`, in any unit of time that the other points share."""

    at: float
    name: str
    n: int


def line(points: Sequence[Point], rule: float | None, *, ident: str, title: str, ruled: str = "") -> str:
    """Draw points in the order of time, with a dashed line at `rule` where there is one, and `ruled` written at it.

    Up the side stand nothing, the most and the half of it; along the foot the names of the first and the last.
    """
    top = _round_up(max([p.n for p in points] + [rule or 0]))
    places = [(_across(p, points), _up(p.n, top)) for p in points]
    scale = "".join(_rung(value, top) for value in (0, top // 2, top))
    return (
        f'<svg class="chart line" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{ident}-t"'
        f' direction="ltr"><title id="{ident}-t">{escape(title)}</title>{scale}{_curve(places, top)}'
        f"{_rule(rule, top)}{_ruled(points, rule, top, ruled)}{_foot(points)}</svg>"
    )


def _round_up(most: float) -> int:
    """The least of 2, 4, 6, 8, 10, 12, 16, 20 and these times ten … that holds it: its half is whole too."""
    ten = 1
    while ten * 20 < most:
        ten *= 10
    return next(nice * ten for nice in (2, 4, 6, 8, 10, 12, 16, 20) if nice * ten >= most)


def _across(point: Point, points: Sequence[Point]) -> float:
    first, last = points[0].at, points[-1].at
    return LEFT + ((point.at - first) / (last - first) if last > first else 1) * (WIDTH - LEFT - RIGHT)


def _up(value: float, top: int) -> float:
    return TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)


def _rung(value: int, top: int) -> str:
    y = _up(value, top)
    return (
        f'<path class="grid" d="M{LEFT} {number(y)}H{WIDTH - RIGHT}"/>'
        f'<text class="axis" x="{LEFT - 8}" y="{number(y + 4)}" text-anchor="end">{value}</text>'
    )


def _curve(places: Sequence[tuple[float, float]], top: int) -> str:
    if not places:
        return ""
    path = "L".join(f"{number(x)} {number(y)}" for x, y in places)
    (first, _), (last, height), floor = places[0], places[-1], number(_up(0, top))
    return (
        f'<path class="area" d="M{path}L{number(last)} {floor}L{number(first)} {floor}Z"/>'
        f'<path class="curve" d="M{path}"/><circle class="dot" cx="{number(last)}" cy="{number(height)}" r="5"/>'
    )


def _rule(rule: float | None, top: int) -> str:
    return (
        "" if rule is None else f'<path class="tick" d="M{LEFT} {number(_up(rule, top))}H{WIDTH - RIGHT}"/>'
    )


def _ruled(points: Sequence[Point], rule: float | None, top: int, words: str) -> str:
    """What the dashed line is, at its far end: below it where the curve ends above and there is room, else above."""
    if rule is None or not words:
        return ""
    y = _up(rule, top)
    is_below = bool(points) and points[-1].n > rule and y + 20 < _up(0, top)
    return (
        f'<text class="ruled" x="{WIDTH - RIGHT - 4}" y="{number(y + 16 if is_below else y - 6)}"'
        f"{_reading(words, True)}>{escape(words)}</text>"
    )


def _foot(points: Sequence[Point]) -> str:
    ends = [(points[0], False), (points[-1], True)] if len(points) > 1 else [(p, True) for p in points]
    return "".join(
        f'<text class="axis" x="{number(_across(p, points))}" y="{HEIGHT - 6}"'
        f"{_reading(p.name, ends_there)}>{escape(p.name)}</text>"
        for p, ends_there in ends
    )


def _reading(name: str, ends_there: bool) -> str:
    # A day reads in its own direction though the picture is drawn from the left, and the same side of it stays at its
    # place. Isolating it by a sign would do elsewhere: browsers place the first sign of a drawn text at x, and where
    # nothing can be seen of it they tear the first digit from the rest.
    strong = next((d for d in map(unicodedata.bidirectional, name) if d in ("L", "R", "AL")), "L")
    if strong == "L":
        return f' text-anchor="{"end" if ends_there else "start"}"'
    return f' direction="rtl" text-anchor="{"start" if ends_there else "end"}"'
