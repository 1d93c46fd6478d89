# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding each place's scale, its like in the network, and its parent: by code, as it was, or by boundary."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from assemblies.registry.importing import nest
from assemblies.registry.importing.columns import Row
from assemblies.registry.importing.places import Known, Place, Wishes
from assemblies.registry.importing.problems import Findings, Problem

SPILLS = 0.9


class Placing:
    """One pass from the widest scale inwards, so that a parent is placed before what lies in it."""

    def __init__(
        self, rows: Sequence[Row], scales: Sequence[str], known: Sequence[Known], wishes: Wishes
    ) -> None:
        self.scales, self.wishes = scales, wishes
        self.findings = Findings()
        self.notes: list[Problem] = []
        self.nested_by: Counter[str] = Counter()
        self.known = [place for place in known if not place.overlay]
        self.by_code: dict[str, Known] = {place.code: place for place in known if place.code is not None}
        self.nameless: dict[tuple[int, str | None, str], list[Known]] = defaultdict(list)
        for place in self.known:
            if place.code is None:
                self.nameless[place.scale, place.parent, place.name.casefold()].append(place)
        self.rows = {row.code: row for row in rows}
        self._settled_are_there()
        self.scale_of = self._scales(rows)
        self.findings.check()
        self.placed: dict[str, Place] = {}

    def places(self) -> list[Place]:
        """All rows as places, wide to narrow. Raises BadPlaces for every row that cannot be placed."""
        by_scale: dict[int, list[Row]] = defaultdict(list)
        for code, row in self.rows.items():
            by_scale[self.scale_of[code]].append(row)
        for scale in sorted(by_scale, reverse=True):
            self._place(scale, by_scale[scale])
        self.findings.check()
        return list(self.placed.values())

    # -------------------------------------------------------------- scales

    def _settled_are_there(self) -> None:
        for code in self.wishes.settled:
            if code not in self.rows:
                self.findings.add("--parent-of", f"No place in these files has the code {code}.")

    def _told(self, row: Row) -> str | None:
        """The parent's code as an option or the file tells it."""
        return self.wishes.settled.get(row.code, row.parent)

    def _scales(self, rows: Sequence[Row]) -> dict[str, int]:
        """Given, as the network has it, or by depth: the outermost take the widest scale."""
        found: dict[str, int] = {}
        for row in rows:
            chain = self._chain(row)
            if chain is None:
                continue
            for step in reversed(chain):
                if step.code not in found:
                    found[step.code] = self._scale(step, found)
        return found

    def _chain(self, row: Row) -> list[Row] | None:
        """A row and the rows around it by code. None, and a finding, where they go round in a circle."""
        chain, seen = [row], {row.code}
        while (told := self._told(chain[-1])) in self.rows:
            if told in seen:
                circle = " in ".join([*(step.code for step in chain), str(told)])
                self.findings.add(row.where, f"These places lie in each other in a circle: {circle[:200]}.")
                return None
            chain.append(self.rows[str(told)])
            seen.add(str(told))
        return chain

    def _scale(self, row: Row, found: Mapping[str, int]) -> int:
        if row.scale is not None:
            return row.scale
        known, told = self.by_code.get(row.code), self._told(row)
        if known is not None:
            return known.scale
        around = found.get(told or "")
        if around is None and told in self.by_code:
            around = self.by_code[str(told)].scale
        scale = len(self.scales) - 1 if around is None else around - 1
        if scale < 0:
            self.findings.add(row.where, f"{row.code} lies in more places than this network has scales.")
        return max(scale, 0)

    # -------------------------------------------------------------- parents

    def _place(self, scale: int, rows: Sequence[Row]) -> None:
        waiting: list[Row] = []
        for row in rows:
            known = self.by_code.get(row.code)
            if known is not None and self._clashes(row, scale, known):
                continue
            told = self._told(row)
            if told is not None:
                self._place_told(row, scale, known, told)
            elif known is not None:
                self._keep(row, scale, known, known.parent, "as before")
            else:
                waiting.append(row)
        self._place_by_boundary(scale, waiting)

    def _clashes(self, row: Row, scale: int, known: Known) -> bool:
        """Whether the code is that of something else in the network, which is a finding."""
        if known.overlay:
            self.findings.add(row.where, f"The code {row.code} is that of an overlay, {known.name}.")
        elif known.scale != scale:
            has, here = self.scales[known.scale], self.scales[scale]
            self.findings.add(row.where, f"The code {row.code} is that of {known.name}: {has}, not {here}.")
        return known.overlay or known.scale != scale

    def _place_told(self, row: Row, scale: int, known: Known | None, told: str) -> None:
        around = self.placed.get(told)
        there = self.by_code.get(told)
        key = around.key if around else there.key if there and not there.overlay else None
        wide = around.scale if around else there.scale if there else -1
        wide = self.scale_of.get(told, wide)
        if wide < 0:
            self.findings.add(
                row.where, f"{row.code} lies in {told} by its parent code, and there is no such place."
            )
        elif wide <= scale:
            self.findings.add(row.where, f"{told} is no wider than {row.code}, so it cannot contain it.")
        elif key is None:
            self.findings.add(row.where, f"{row.code} lies in {told}, which cannot be placed itself.")
        else:
            self._keep(row, scale, known, key, "by parent code")

    def _keep(self, row: Row, scale: int, known: Known | None, parent: str | None, how: str) -> None:
        kind = self.scales[scale]
        by_code = f"{kind[:1].upper()}{kind[1:]} {row.label}"[:120]
        known = known or self._namesake(row, scale, parent, row.name or by_code)
        if known is not None and known.parent != parent:
            if not self.wishes.keep_nesting:
                reason = f"{known.name} lies elsewhere in the network, and an import moves nothing"
                self.findings.add(row.where, f"{reason}; say --keep-nesting to leave it where it is.")
            parent, how = known.parent, "as before"
        name = row.name or (known.name if known else by_code)
        self.nested_by[how] += parent is not None
        nameless = row.name is None and known is None
        self.placed[row.code] = Place(row, scale, name, known, parent, by_code=nameless)

    def _namesake(self, row: Row, scale: int, parent: str | None, name: str) -> Known | None:
        """A place without a code that bears this name there: founded by hand before the import."""
        alike = self.nameless.get((scale, parent, name.casefold()), [])
        if len(alike) != 1:
            return None
        self.notes.append(Problem(row.where, f"{row.code} is taken for {alike[0].name}, which has no code."))
        return alike.pop()

    def _place_by_boundary(self, scale: int, rows: Sequence[Row]) -> None:
        """Into the nearest wider scale; what lies in none of its places is tried in the next."""
        left = list(rows)
        here, there = {p.scale for p in self.placed.values()}, {k.scale for k in self.known}
        wider = sorted(found for found in here | there if found > scale)
        if not wider:
            for row in left:
                self._keep(row, scale, None, None, "at the top")
            return
        for step, around in enumerate(wider):
            left = self._into(scale, left, around, skips=step > 0)
        for row in left:
            if row.boundary is None:
                reason = "has neither a parent code nor a boundary"
            else:
                reason = f"lies in no {' or '.join(self.scales[w] for w in wider)} by its boundary"
            self.findings.add(row.where, f"{row.code} {reason}; say --parent-of {row.code}=CODE.")

    def _into(self, scale: int, rows: Sequence[Row], around: int, *, skips: bool) -> list[Row]:
        """Place what lies in the places of one wider scale. Returns the rows that do not."""
        drawn = [row for row in rows if row.boundary is not None]
        keys, boundaries, names = self._around(around)
        if not drawn or not boundaries:
            return list(rows)
        left = [row for row in rows if row.boundary is None]
        found = nest.parents([row.boundary for row in drawn if row.boundary is not None], boundaries)
        for row, lies in zip(drawn, found, strict=True):
            if lies.tie is not None:
                first, second = (names[index] for index in lies.tie)
                reason = f"{row.code} lies as much in {first} as in {second}"
                self.findings.add(row.where, f"{reason}; say --parent-of {row.code}=CODE.")
            elif lies.parent is None:
                left.append(row)
            else:
                self._note(row, names[lies.parent], lies.share, skips=skips)
                self._keep(row, scale, None, keys[lies.parent], "by boundary")
        return left

    def _note(self, row: Row, name: str, share: float, *, skips: bool) -> None:
        if share < SPILLS:
            self.notes.append(Problem(row.where, f"Only {share:.0%} of {row.code} lies in {name}."))
        if skips:
            self.notes.append(Problem(row.where, f"{row.code} lies in {name} directly, in no scale between."))

    def _around(self, scale: int) -> tuple[list[str], list[BaseGeometry], list[str]]:
        """Keys, boundaries and names of a scale's places that have a boundary, in files or network."""
        drawn: dict[str, tuple[BaseGeometry, str]] = {}
        for known in self.known:
            if known.scale == scale and known.boundary is not None:
                drawn[known.key] = known.boundary, known.name
        for place in self.placed.values():
            if place.scale == scale and place.row.boundary is not None:
                drawn[place.key] = place.row.boundary, place.name
        return list(drawn), [boundary for boundary, _ in drawn.values()], [name for _, name in drawn.values()]
