# SPDX-License-Identifier: AGPL-3.0-or-later
"""Flows: votes that move from round to round, each round a ribbon and below it the bands that lead to the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assemblies.pictures import ribbons
from assemblies.pictures.ribbons import Part

BAR = 30
"""The height of a ribbon in pixels."""
Holds = Mapping[str | None, Fraction]
"""Option → the votes that lie with it, None → those that lie with nobody any more."""


@dataclass(frozen=True)
class Round:
    """One round: who holds how many votes, how many count for nobody, what moves after it: (from, to, how many)."""

    counts: Mapping[str, Fraction]
    exhausted: Fraction
    moved: tuple[tuple[str, str | None, Fraction], ...] = ()


@dataclass(frozen=True)
class Band:
    """What goes from one ribbon to the next: from where to where above, and below, of 0 to 1; who gives it."""

    giver: str | None
    taker: str | None
    top: tuple[float, float]
    foot: tuple[float, float]


def holding(rounds: Sequence[Round]) -> list[dict[str | None, Fraction]]:
    """Who holds what in each round. Who was elected and is not counted any more keeps what did not move on."""
    found: list[dict[str | None, Fraction]] = []
    for at, one in enumerate(rounds):
        now: dict[str | None, Fraction] = {None: one.exhausted}
        now.update(one.counts.items())
        if at:
            now = {**_kept(found[-1], rounds[at - 1], now), **now}
        found.append(now)
    return found


def _kept(before: Holds, last: Round, now: Holds) -> dict[str | None, Fraction]:
    left = {key: n for key, n in before.items() if key not in now}
    for giver, _taker, n in last.moved:
        if giver in left:
            left[giver] -= n
    return {key: max(n, Fraction(0)) for key, n in left.items()}


def bands(upper: Sequence[Part], lower: Sequence[Part], last: Round, whole: Fraction) -> Iterator[Band]:
    """The bands between two ribbons: what stays with its option, and what moves, in the order of the ribbons."""
    above, below = {part.key: part for part in upper}, {part.key: part for part in lower}
    rank = {part.key: at for at, part in enumerate(upper)}
    moves = [(giver, taker, float(n / whole)) for giver, taker, n in last.moved if n > 0]
    stays = [(key, key, min(part.width, below[key].width)) for key, part in above.items() if key in below]
    links = [one for one in (*stays, *moves) if one[2] > 0 and one[0] in above and one[1] in below]
    top = {key: part.start for key, part in above.items()}
    foot = {key: part.start for key, part in below.items()}
    ends: dict[tuple[str | None, str | None], tuple[float, float]] = {}
    for giver, taker, n in sorted(links, key=lambda link: rank[link[0]]):
        ends[giver, taker] = (foot[taker], foot[taker] + n)
        foot[taker] += n
    for giver, taker, n in sorted(links, key=lambda link: (rank[link[0]], below[link[1]].start)):
        yield Band(giver, taker, (top[giver], top[giver] + n), ends[giver, taker])
        top[giver] += n


def strips(
    rounds: Sequence[Round],
    order: Sequence[str],
    labels: Mapping[str, tuple[str, ...]],
    *,
    half: bool = False,
    quota: Fraction | None = None,
    mirrored: bool = False,
) -> list[str]:
    """An SVG for each round, to stand one below the other without space between them.

    `order` puts the options side by side, the best first; `labels` are what may be written in their parts. `half`
    draws a line at half of the votes that count in a round, `quota` one in each part that holds as many.
    """
    held = holding(rounds)
    whole = max((sum(one.values(), Fraction(0)) for one in held), default=Fraction(0))
    if not whole:
        return []
    cuts = [_ribbon(one, order, labels, whole) for one in held]
    drawn = []
    for at, parts in enumerate(cuts):
        below = list(bands(parts, cuts[at + 1], rounds[at], whole)) if at + 1 < len(cuts) else []
        lines = list(_lines(rounds[at], parts, whole, half=half, quota=quota))
        drawn.append(_strip(parts, below, lines, mirrored=mirrored))
    return drawn


def _ribbon(
    held: Holds, order: Sequence[str], labels: Mapping[str, tuple[str, ...]], whole: Fraction
) -> list[Part]:
    parts: list[tuple[str | None, Fraction, str, tuple[str, ...]]] = [
        (key, held[key], ribbons.hue(at), labels.get(key, ())) for at, key in enumerate(order) if key in held
    ]
    return ribbons.cut([*parts, (None, held[None], "gone", ())], whole)


def _lines(
    one: Round, parts: Sequence[Part], whole: Fraction, *, half: bool, quota: Fraction | None
) -> Iterator[float]:
    if half and one.counts:
        yield float(sum(one.counts.values()) / 2 / whole)
    if quota:
        length = float(quota / whole)
        yield from (
            part.start + length for part in parts if part.key and part.width and part.width >= length - 1e-9
        )


def _strip(parts: Sequence[Part], below: Sequence[Band], lines: Sequence[float], *, mirrored: bool) -> str:
    classes = {part.key: part.cls for part in parts}
    shown = [part.mirrored() for part in parts] if mirrored else list(parts)
    flow = "".join(_band(band, classes[band.giver], mirrored=mirrored) for band in below)
    inner = (
        f'<svg y="{BAR}" width="100%" height="100%" viewBox="0 0 1000 100" preserveAspectRatio="none">{flow}</svg>'
        if flow
        else ""
    )
    ticks = "".join(ribbons.tick(1 - x if mirrored else x, BAR) for x in lines)
    return (
        f'<svg class="strip" width="100%" height="100%" aria-hidden="true" direction="{ribbons.way(mirrored)}">'
        f"{inner}{ribbons.drawn(shown, BAR)}{ticks}</svg>"
    )


def _band(band: Band, cls: str, *, mirrored: bool) -> str:
    (a, b), (c, d) = band.top, band.foot
    if mirrored:
        a, b, c, d = 1 - b, 1 - a, 1 - d, 1 - c
    a, b, c, d = (round(1000 * x, 1) for x in (a, b, c, d))
    how = "moves" if band.giver != band.taker else "stays"
    return f'<path class="band {how} {cls}" d="M{a:g} 0C{a:g} 55 {c:g} 45 {c:g} 100H{d:g}C{d:g} 45 {b:g} 55 {b:g} 0Z"/>'


def ruler(quota: Fraction, rounds: Sequence[Round], *, mirrored: bool = False) -> str:
    """A bracket as long as the quota is in the ribbons; nothing where it is longer than they are."""
    whole = max((sum(one.values(), Fraction(0)) for one in holding(rounds)), default=Fraction(0))
    if not whole or quota > whole:
        return ""
    length = float(quota / whole)
    start, end = (1 - length, 1.0) if mirrored else (0.0, length)
    a, b = ribbons.share(start), ribbons.share(end)
    return (
        f'<svg class="ruler" width="100%" height="12" aria-hidden="true" direction="{ribbons.way(mirrored)}">'
        f'<line x1="{a}" x2="{b}" y1="6" y2="6"/><line x1="{a}" x2="{a}" y2="12"/><line x1="{b}" x2="{b}" y2="12"/></svg>'
    )
