# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of places: circles packed inside the circle they belong to. The table beside it says the same."""

from dataclasses import dataclass, field
from html import escape
from math import hypot, sqrt
from operator import attrgetter
from typing import Any

from assemblies.pictures.bowls import lines, number, wrapped


@dataclass
class Node:
    """One place: `people` sizes it, `seeds` are its open ballots, children lie inside it."""

    name: str
    kind: str
    colour: int
    href: str
    people: int = 100
    label: str = ""
    """What a screen reader hears; the name if empty."""
    seeds: int = 0
    here: bool = False
    lit: bool = False
    key: str = ""
    children: "list[Node]" = field(default_factory=list)
    r: float = 0
    dx: float = 0
    dy: float = 0


Given = tuple[Any, ...]
"""A node as it was given, before packing, and so all it shows: what may be compared and kept."""
SHOWN = attrgetter("name", "kind", "colour", "href", "people", "label", "seeds", "here", "lit", "key")


def given(of: Node) -> Given:
    """A node and all inside it as plain values."""
    return (*SHOWN(of), tuple(given(child) for child in of.children))


def node(of: Given) -> Node:
    """The node that plain values were taken from, not packed yet."""
    made = Node(*of[:-1])
    made.children = [node(child) for child in of[-1]]
    return made


def place(radii: list[float], gap: float) -> tuple[list[tuple[float, float]], float]:
    """Put circles side by side, each where it touches two others nearest the middle: centres, and the whole's radius."""
    done: list[tuple[int, float, float, float]] = []
    for index, r in sorted(enumerate(radii), key=lambda t: -t[1]):
        done.append((index, *_spot(done, r, gap), r))
    x, y, whole = _enclosing(done)
    centres = {i: (cx - x, cy - y) for i, cx, cy, _ in done}
    return [centres[i] for i in range(len(radii))], whole


def _spot(done: list[tuple[int, float, float, float]], r: float, gap: float) -> tuple[float, float]:
    if not done:
        return 0.0, 0.0
    if len(done) == 1:
        _, x, y, q = done[0]
        return x + q + r + gap, y
    weight = sum(p[3] ** 2 for p in done)
    mx = sum(p[1] * p[3] ** 2 for p in done) / weight
    my = sum(p[2] * p[3] ** 2 for p in done) / weight
    best: tuple[float, float, float] | None = None
    for a in done:
        for b in done:
            found = _touching(a, b, r, gap) if a is not b else None
            if found is None or (best and hypot(found[0] - mx, found[1] - my) >= best[0]):
                continue
            if all(hypot(found[0] - p[1], found[1] - p[2]) >= r + p[3] + gap - 1e-6 for p in done):
                best = (hypot(found[0] - mx, found[1] - my), *found)
    assert best is not None
    return best[1], best[2]


def _touching(
    a: tuple[int, float, float, float], b: tuple[int, float, float, float], r: float, gap: float
) -> tuple[float, float] | None:
    _, x1, y1, r1 = a
    _, x2, y2, r2 = b
    d1, d2, d = r1 + r + gap, r2 + r + gap, hypot(x2 - x1, y2 - y1)
    if d == 0 or d > d1 + d2:
        return None
    t = (d1 * d1 - d2 * d2 + d * d) / (2 * d)
    if d1 * d1 < t * t:
        return None
    h, ux, uy = sqrt(d1 * d1 - t * t), (x2 - x1) / d, (y2 - y1) / d
    return x1 + ux * t - uy * h, y1 + uy * t + ux * h


def _enclosing(done: list[tuple[int, float, float, float]]) -> tuple[float, float, float]:
    x, y = sum(p[1] for p in done) / len(done), sum(p[2] for p in done) / len(done)
    step = 0.5
    for _ in range(400):
        far = max(done, key=lambda p: hypot(p[1] - x, p[2] - y) + p[3])
        x, y, step = x + (far[1] - x) * step, y + (far[2] - y) * step, step * 0.97
    return x, y, max(hypot(p[1] - x, p[2] - y) + p[3] for p in done)


PAD = 5.0
HEAD = 16.0


def pack(node: Node) -> None:
    """Give a node and all inside it their radii and offsets."""
    if not node.children:
        node.r = 9 + sqrt(max(node.people, 1)) * 1.02
        return
    for child in node.children:
        pack(child)
    most = max(child.r for child in node.children)
    for child in node.children:
        child.r = max(child.r, most * 0.4)
    centres, whole = place([c.r for c in node.children], 3)
    node.r = whole + PAD + HEAD * 0.55
    for child, (x, y) in zip(node.children, centres, strict=True):
        child.dx, child.dy = x, y + HEAD * 0.62


def packmap(root: Node, *, ident: str, title: str, desc: str, size: int = 440) -> str:
    """Draw a tree of places as links in nested circles."""
    pack(root)
    scale = (size / 2 - 4) / root.r
    out: list[str] = []
    tabs: list[str] = []
    _draw(root, size / 2, size / 2, scale, out, tabs)
    return (
        f'<svg class="packmap" viewBox="0 0 {size} {size}" role="group" direction="ltr"'
        f' aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(desc)}</desc>'
        + "".join(out + tabs)
        + "</svg>"
    )


READABLE = 22
"""The least radius in which a name can be read; a smaller circle keeps its name for those who point or listen."""


def _draw(node: Node, x: float, y: float, scale: float, out: list[str], tabs: list[str]) -> None:
    r = node.r * scale
    cls = f"pk pk-{node.colour}" + " is-here" * node.here + " is-lit" * node.lit
    key = f' data-place="{escape(node.key)}"' if node.key else ""
    label = escape(node.label or node.name)
    out.append(f'<a href="{escape(node.href)}" class="{cls}"{key} aria-label="{label}">')
    out.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}"/>')
    if node.here and (node.children or r <= READABLE):
        tabs.append(_tab(node.name, x, y - r))
    elif node.children:
        out.append(f'<text class="pk-h" x="{number(x)}" y="{number(y - r + 20)}">{escape(node.name)}</text>')
    elif r > READABLE:
        out.append(lines("pk-t", x, y + 4 - (7 if node.seeds else 0), wrapped(node.name, r, 13), 15))
    if node.children:
        out += _seeds(
            min(node.seeds, MOST_SEEDS), x, y + r
        )  # on the rim: inside they would lie on other circles
    elif r > READABLE:
        out += _seeds(min(node.seeds, MOST_SEEDS), x, y + r * 0.55)
    out.append("</a>")
    for child in node.children:
        _draw(child, x + child.dx * scale, y + child.dy * scale, scale, out, tabs)


def _tab(name: str, x: float, top: float) -> str:
    """The name of the place one is in, over its rim; drawn last, so that nothing lies on it."""
    width = len(name) * 11 + 26
    return (
        f'<g aria-hidden="true"><rect class="pk-tab" x="{number(x - width / 2)}" y="{number(max(top - 15, 0))}"'
        f' width="{width}" height="30" rx="15"/>'
        f'<text class="pk-tabt" x="{number(x)}" y="{number(max(top + 6, 21))}">{escape(name)}</text></g>'
    )


MOST_SEEDS = 5


def _seeds(n: int, x: float, y: float) -> list[str]:
    left = x - (n - 1) * 4.5
    return [f'<circle class="seed" cx="{number(left + k * 9)}" cy="{number(y)}" r="3.2"/>' for k in range(n)]
