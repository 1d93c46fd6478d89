# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signature graphic: nested bowls. Warm is near, cool is wide; the deciding place is solid."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

WIDEST, STEP, CENTRE, BASE = 170, 24, 180, 352
NARROWEST = 62
"""The least radius of the innermost bowl: names still fit in it. Many scales stand closer instead."""
SHORT = 2
"""So many letters, or digits of a number in a key beside the drawing, fit into any circle."""
LETTER = 0.54
"""How wide a letter is on average, as a part of its size."""
RIM = 10
"""So far what is inside stays from the edge around it."""
TWO_LINES = 17
"""The least step that leaves a crescent room for a name and, under it, its kind."""


@dataclass(frozen=True)
class Ring:
    """One bowl: an assembly's name, what its network calls its scale, and its colour from 1 near to 5 wide."""

    kind: str
    name: str
    colour: int


@dataclass(frozen=True)
class Spot:
    """A place inside the deciding one, lit if it is affected; `within` names the affected ones inside it where it
    is not affected as a whole."""

    name: str
    lit: bool
    within: tuple[str, ...] = ()


def number(x: float) -> str:
    """A length for SVG: one decimal at most."""
    return f"{x:.1f}".rstrip("0").rstrip(".")


def layout(n: int) -> tuple[list[tuple[float, float]], float]:
    """n equal circles placed symmetrically in a unit circle: their centres, and their radius."""
    if n == 1:
        return [(0, 0)], 0.62
    outer, inner, radius = n, 0, 0.0
    for inner in (0,) if n <= 6 else (1,) if n <= 9 else (3, 4, 5):
        outer = n - inner
        q = sin(pi / outer)
        radius = min(q / (1 + q), 0.46)
        if 1 < inner < 6:
            radius = min(radius, 1 / (3 + 1 / sin(pi / inner)))
        if outer <= 9 or inner == 5:
            break
    around = [
        ((1 - radius) * cos(-pi / 2 + 2 * pi * i / outer), (1 - radius) * sin(-pi / 2 + 2 * pi * i / outer))
        for i in range(outer)
    ]
    if n == 3:
        around = [(-x, -y) for x, y in around]
    if inner == 1:
        around.append((0, 0))
    elif inner:
        reach = 1 - 3 * radius
        around += [
            (reach * cos(2 * pi * i / inner - pi / 2), reach * sin(2 * pi * i / inner - pi / 2))
            for i in range(inner)
        ]
    return around, radius * 0.95


def wrapped(name: str, radius: float, size: float) -> list[str]:
    """A name on one line, or two where the circle is too narrow for one."""
    first, _, rest = name.partition(" ")
    return [name] if not rest or len(name) * size * 0.54 < 2 * radius - 8 else [first, rest]


def lines(cls: str, x: float, y: float, texts: Sequence[str], height: float) -> str:
    """One text element over several lines, so that its accessible name is what people see."""
    middle = (len(texts) - 1) / 2
    spans = " ".join(
        f'<tspan x="{number(x)}" y="{number(y + (k - middle) * height)}">{escape(t)}</tspan>'
        for k, t in enumerate(texts)
    )
    return f'<text class="{cls}">{spans}</text>'


def bowls(
    rings: Sequence[Ring],
    decides: int | None,
    spots: Sequence[Spot],
    *,
    ident: str,
    title: str,
    desc: str,
    theme: str = "night",
) -> str:
    """Draw rings near to wide with `decides` solid (None: nobody) and spots inside it. `ident` makes ids unique.

    All circles share their lowest point, so each wider one keeps a crescent on top for its own name.
    """
    start = 0 if decides is None else decides
    step = min(STEP, (WIDEST - NARROWEST) / max(len(rings) - 1 - start, 1))
    radii = {i: WIDEST - step * (len(rings) - 1 - i) for i in range(start, len(rings))}
    head = (
        f'<svg class="bowls bowls-{theme}" viewBox="0 0 360 360" role="img" direction="ltr"'
        f' aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(desc)}</desc>'
    )
    circles = [_ring(rings[i], radii[i], i == decides) for i in reversed(range(start, len(rings)))]
    labels = [
        _label(rings[i], radii[i], i == decides, i == start or step >= TWO_LINES)
        for i in range(start, len(rings))
    ]
    inside = _spots(spots, radii[start], rings[start].colour) if spots and rings else []
    return head + "".join(circles + labels + inside) + "</svg>"


def _ring(ring: Ring, radius: float, decides: bool) -> str:
    state = "here" if decides else "beyond"
    cls = f"ring ring-{ring.colour} is-{state}"
    return f'<circle class="{cls}" cx="{CENTRE}" cy="{number(BASE - radius)}" r="{number(radius)}"/>'


def _label(ring: Ring, radius: float, decides: bool, has_kind: bool) -> str:
    state, top = ("here", 7) if decides else ("beyond", 0)
    y = BASE - 2 * radius + top
    name = ring.name if len(ring.name) < 24 else ring.name[:22] + "…"
    cls = f"lbl-{state} on-{ring.colour}"
    kind = f'<text class="sub {cls}" x="{CENTRE}" y="{number(y + 36)}">{escape(ring.kind)}</text>'
    return (
        f'<text class="lbl {cls}" x="{CENTRE}" y="{number(y + 21)}">{escape(name)}</text>' + kind * has_kind
    )


def _spots(spots: Sequence[Spot], radius: float, colour: int) -> list[str]:
    room = radius - 33
    centre = BASE - room - RIM
    slots, share = layout(len(spots))
    drawn, size = [], room * share
    for spot, (x, y) in zip(spots, sorted(slots, key=lambda p: (round(p[1], 2), p[0])), strict=True):
        cx, cy = CENTRE + x * room, centre + y * room
        if spot.within:
            drawn += _part(spot, cx, cy, size, colour)
            continue
        lit = " is-lit" if spot.lit else ""
        drawn.append(
            f'<circle class="spot spot-{max(colour - 1, 1)}{lit}" cx="{number(cx)}" cy="{number(cy)}" r="{number(size)}"/>'
        )
        if spot.name and (size > 19 or len(spot.name) <= SHORT):
            font = 13 if size > 30 or len(spot.name) <= SHORT else 11
            small = " s" if font < 12 else ""
            drawn.append(
                lines(
                    f"spot-t{lit}{small} on-{max(colour - 1, 1)}",
                    cx,
                    cy + font * 0.35,
                    wrapped(spot.name, size, font),
                    font * 1.12,
                )
            )
    return drawn


def _part(spot: Spot, cx: float, cy: float, size: float, colour: int) -> list[str]:
    """A place of which only some places inside are affected: an outline, and a dot for each of them."""
    near = max(colour - 1, 1)
    drawn = [
        f'<circle class="spot spot-{near} is-part" cx="{number(cx)}" cy="{number(cy)}" r="{number(size)}"/>'
    ]
    named = size > 30
    if named:
        drawn.append(lines("spot-t is-part", cx, cy - size * 0.45, _shortened(spot.name, size * 1.5, 11), 12))
    middle, reach = (cy + size * 0.3, size * 0.5) if named else (cy, size * 0.7)
    slots, share = layout(len(spot.within))
    dot = min(reach * share * 0.8, 8)
    for x, y in slots:
        at_x, at_y = cx + x * reach, middle + y * reach
        drawn.append(f'<circle class="dot" cx="{number(at_x)}" cy="{number(at_y)}" r="{number(dot)}"/>')
    if named and len(spot.within) == 1 and len(spot.within[0]) * 11 * LETTER < size * 1.6:
        drawn.append(lines("spot-t s is-part", cx, middle + dot + 13, [spot.within[0]], 12))
    return drawn


def _shortened(name: str, width: float, size: float) -> list[str]:
    """A name cut with an ellipsis where it is wider than so many pixels."""
    most = int(width / (size * LETTER))
    return [name if len(name) <= most else name[: max(most - 1, 1)].rstrip() + "…"]


MINI = (3, 5, 6.8, 8.5, 10)


def mini(colour: int) -> str:
    """The 20-pixel mark of a scale: the fuller, the wider. `colour` is 1 to 5."""
    r = MINI[max(1, min(colour, 5)) - 1]
    return (
        '<svg class="mini" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<circle class="mini-o" cx="12" cy="12" r="10"/>'
        f'<circle class="mini-f l{colour}" cx="12" cy="{number(22 - r)}" r="{number(r)}"/></svg>'
    )
