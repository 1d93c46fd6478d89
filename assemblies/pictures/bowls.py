# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signature graphic: nested bowls. Warm is near, cool is wide; the deciding place is solid."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, pi, sin, sqrt
from typing import NamedTuple

from assemblies.pictures import fitting

WIDEST, STEP, CENTRE, BASE = 170, 24, 180, 352
NARROWEST = 62
"""The least radius of the innermost bowl: names still fit in it. Many scales stand closer instead."""
RIM = 10
"""So far what is inside stays from the edge around it."""
SPARE = 16
"""So much of a name may lie among the dots of a rim that nobody decides in."""
TWO_LINES = 17
"""The least step that leaves a crescent room for a name and, under it, its kind."""
AROUND = 19
"""So many circles stand in rings; more in a honeycomb."""
LETTERS = {18: "", 15: "m", 13: "n", 11: "s", 9: "xs"}
"""The class of a size of letters."""
OF_SPOTS, OF_NUMBERS = (13, 11), (13, 11, 9)
"""The sizes of letters in what lies inside, the best first: of names, and of numbers for them."""


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
    if n > AROUND:
        return _comb(n)
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


def _comb(n: int) -> tuple[list[tuple[float, float]], float]:
    """The n cells of a honeycomb nearest its middle: of many circles these are larger than any in rings."""
    reach = range(-int(sqrt(n)) - 1, int(sqrt(n)) + 2)
    cells = [(x + y / 2, y * sqrt(3) / 2) for x in reach for y in reach]
    nearest = sorted(cells, key=lambda cell: (round(hypot(*cell), 6), cell))[:n]
    radius = 0.5 / (hypot(*nearest[-1]) + 0.5)
    return [(2 * radius * x, 2 * radius * y) for x, y in nearest], radius * 0.92


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


class Key(NamedTuple):
    """A name that did not fit, and its number in the drawing; none where not even that fits."""

    number: str
    name: str


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

    All circles share their lowest point, so each wider one keeps a crescent on top for its own name. No name is
    cut: where one does not fit its circle has a number, and a list under the drawing says whose it is.
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
    labels, lowest = [], 0.0
    keys: list[Key] = []
    after = len(spots)
    for i in range(start, len(rings)):
        label = _crown(rings[i], radii[i], i == decides) if i == start else _band(rings[i], radii[i], step)
        mark = str(after + len(keys) + 1)
        if label.fitted is None:
            keys.append(Key(mark, rings[i].name))
        labels.append(label.drawn(mark))
        lowest = lowest or label.lowest
    inside, named = _spots(spots, radii[start], lowest, rings[start].colour) if spots and rings else ([], [])
    return head + "".join(circles + labels + inside) + "</svg>" + _list([*named, *keys])


def _list(keys: Sequence[Key]) -> str:
    rows = "".join(
        "<li>"
        + (f'<b class="tab">{key.number}</b> ' if key.number else "")
        + f'<span dir="auto">{escape(key.name)}</span></li>'
        for key in keys
    )
    return f'<ul class="key">{rows}</ul>' if rows else ""


def _ring(ring: Ring, radius: float, decides: bool) -> str:
    state = "here" if decides else "beyond"
    cls = f"ring ring-{ring.colour} is-{state}"
    return f'<circle class="{cls}" cx="{CENTRE}" cy="{number(BASE - radius)}" r="{number(radius)}"/>'


@dataclass(frozen=True)
class _Label:
    """What stands in the crescent of a ring: its name where that fits, else a number; below it its kind."""

    ring: Ring
    radius: float
    decides: bool
    fitted: fitting.Fitted | None
    size: int
    stands: float
    has_kind: bool

    @property
    def lowest(self) -> float:
        """Where its last line stands, from the top of its ring."""
        return self.stands + (15 if self.has_kind else 0)

    def drawn(self, key: str) -> str:
        top, cls = BASE - 2 * self.radius, f"lbl-{'here' if self.decides else 'beyond'} on-{self.ring.colour}"
        texts, first = (self.fitted.texts, self.fitted.first) if self.fitted else ((key,), self.stands)
        small = f" {LETTERS[self.size]}".rstrip()
        if len(texts) == 1:
            drawn = f'<text class="lbl {cls}{small}" x="{CENTRE}" y="{number(top + first)}">{escape(texts[0])}</text>'
        else:
            drawn = stacked(f"lbl {cls}{small}", CENTRE, top + first, texts, self.size * fitting.HEIGHT)
        if not self.has_kind:
            return drawn
        y = number(top + self.lowest)
        return drawn + f'<text class="sub {cls}" x="{CENTRE}" y="{y}">{escape(self.ring.kind)}</text>'


def _crown(ring: Ring, radius: float, decides: bool) -> _Label:
    """The label of the innermost ring: it may have several lines, and what is inside begins below them."""
    ways = [(18, 1), (15, 1), (15, 2), (13, 2), (13, 3), (13, 4)]
    if not decides:
        ways = ways[1:]
    fitted = fitting.in_crown(ring.name, radius, 14 if decides else 10, ways)
    size = int(fitted.size) if fitted else 15
    stands = fitted.last if fitted else 27.0
    return _Label(ring, radius, decides, fitted, size, stands, _has_kind(ring, radius, stands))


def _band(ring: Ring, radius: float, step: float) -> _Label:
    """The label of a ring around it: one line, and its kind where the crescent is high enough."""
    ways = [(size, 1) for size in (15, 13, 11, 9) if size * (fitting.CAP + fitting.FOOT) + 8 <= 2 * step]
    # The rim of these is but dots: the corner of a letter may lie among them.
    fitted = fitting.in_crown(ring.name, radius, 9 if step >= TWO_LINES else 6, ways, SPARE)
    size = int(fitted.size) if fitted else int(ways[0][0]) if ways else 9
    stands = fitted.last if fitted else 9.0 + size * fitting.CAP
    has_kind = step >= TWO_LINES and _has_kind(ring, radius, stands)
    return _Label(ring, radius, False, fitted, size, stands, has_kind)


def _has_kind(ring: Ring, radius: float, above: float) -> bool:
    found = fitting.in_crown(ring.kind, radius, above + 15 - 12.5 * fitting.CAP, [(12.5, 1)])
    return found is not None


def stacked(cls: str, x: float, y: float, texts: Sequence[str], height: float) -> str:
    """One text element over several lines, the first of which stands at y."""
    return lines(cls, x, y + (len(texts) - 1) / 2 * height, texts, height)


def _spots(spots: Sequence[Spot], radius: float, lowest: float, colour: int) -> tuple[list[str], list[Key]]:
    """Circles of what is inside, below where its label stands; with names in all of them, or numbers in all."""
    room = (2 * radius - lowest - 10 - RIM) / 2
    centre = BASE - room - RIM
    slots, share = layout(len(spots))
    size = room * share
    names = [_written(spot, spot.name, size, OF_SPOTS) for spot in spots]
    keys: list[Key] = []
    if None in names:
        names = [_written(spot, str(n), size, OF_NUMBERS) for n, spot in enumerate(spots, 1)]
        told = None not in names
        keys = [Key(str(n) if told else "", spot.name) for n, spot in enumerate(spots, 1)]
    drawn: list[str] = []
    ordered = sorted(slots, key=lambda p: (round(p[1], 2), p[0]))
    for spot, name, (x, y) in zip(spots, names, ordered, strict=True):
        cx, cy = CENTRE + x * room, centre + y * room
        drawn += (_part if spot.within else _whole)(
            spot, name if None not in names else None, cx, cy, size, colour
        )
    return drawn, keys


def _written(spot: Spot, text: str, size: float, sizes: Sequence[int]) -> fitting.Fitted | None:
    """A name or number in the circle of a spot; above the middle where dots stand below it."""
    if spot.within:
        return fitting.in_circle(text, size, sizes[1:], 1, -size * 0.45)
    return fitting.in_circle(text, size, sizes, 3)


def _name(name: fitting.Fitted | None, cls: str, cx: float, cy: float) -> list[str]:
    if name is None:
        return []
    small = f" {LETTERS[int(name.size)]}".rstrip()
    return [stacked(f"spot-t{small}{cls}", cx, cy + name.first, name.texts, name.size * fitting.HEIGHT)]


def _whole(
    spot: Spot, name: fitting.Fitted | None, cx: float, cy: float, size: float, colour: int
) -> list[str]:
    near, lit = max(colour - 1, 1), " is-lit" if spot.lit else ""
    circle = f'<circle class="spot spot-{near}{lit}" cx="{number(cx)}" cy="{number(cy)}" r="{number(size)}"/>'
    return [circle, *_name(name, f"{lit} on-{near}", cx, cy)]


def _part(
    spot: Spot, name: fitting.Fitted | None, cx: float, cy: float, size: float, colour: int
) -> list[str]:
    """A place of which only some places inside are affected: an outline, and a dot for each of them."""
    near = max(colour - 1, 1)
    drawn = [
        f'<circle class="spot spot-{near} is-part" cx="{number(cx)}" cy="{number(cy)}" r="{number(size)}"/>',
        *_name(name, " is-part", cx, cy),
    ]
    # Below a name the dots keep to the lower half.
    middle, reach = (size * 0.3, size * 0.5) if name else (0.0, size * 0.7)
    slots, share = layout(len(spot.within))
    dot = min(reach * share * 0.8, 8)
    for x, y in slots:
        at_x, at_y = cx + x * reach, cy + middle + y * reach
        drawn.append(f'<circle class="dot" cx="{number(at_x)}" cy="{number(at_y)}" r="{number(dot)}"/>')
    only = fitting.in_circle(spot.within[0], size, (11,), 1, middle + dot + 10) if name else None
    if only and len(spot.within) == 1:
        drawn += _name(only, " is-part", cx, cy)
    return drawn


MINI = (3, 5, 6.8, 8.5, 10)


def mini(colour: int) -> str:
    """The 20-pixel mark of a scale: the fuller, the wider. `colour` is 1 to 5."""
    r = MINI[max(1, min(colour, 5)) - 1]
    return (
        '<svg class="mini" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<circle class="mini-o" cx="12" cy="12" r="10"/>'
        f'<circle class="mini-f l{colour}" cx="12" cy="{number(22 - r)}" r="{number(r)}"/></svg>'
    )
