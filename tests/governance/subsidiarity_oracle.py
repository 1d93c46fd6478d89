# SPDX-License-Identifier: AGPL-3.0-or-later
"""The subsidiarity test once more, by brute force over plain sets, straight from the domain's words.

It shares no code with the law: covers are sets, joint decisions are all combinations.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any


class Oracle:
    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload
        self.homes = {row["id"]: row for row in payload["assemblies"]}
        self.overlays = {row["id"]: row for row in payload.get("overlays", [])}
        self.bodies = {**self.homes, **self.overlays}
        self.theta = Fraction(payload.get("theta", "0.95"))
        self.delta = Fraction(payload.get("delta", "0.10"))
        self.reasons = payload.get("reasons", {})
        self.matter = payload["effects"]["matter"]
        self.means = {k: Fraction(v) for k, v in payload["effects"].get("means", {}).items()}
        self.covers = {id: frozenset(self.bases(id)) for id in self.bodies}
        self.shares = self.expand()
        self.people = {id: s * self.homes[id]["population"] for id, s in self.shares.items()}
        candidates = [id for id in self.bodies if self.covers[id] & set(self.shares)]
        self.candidates = sorted(candidates, key=self.rank)
        self.judged: dict[str, list[bool]] = {}

    def bases(self, id: str) -> set[str]:
        if id in self.overlays:
            return set().union(*(self.bases(c) for c in self.overlays[id]["constituents"]))
        children = [child for child, row in self.homes.items() if row.get("parent") == id]
        return set().union(*map(self.bases, children)) if children else {id}

    def size(self, id: str) -> int:
        if "population" in self.bodies[id]:
            return int(self.bodies[id]["population"])
        return sum(self.homes[base]["population"] for base in self.covers[id])

    def rank(self, id: str) -> tuple[int, int, str, str]:
        row = self.bodies[id]
        return self.size(id), row["scale"], row.get("founded", "9999-99-99"), id

    @property
    def light(self) -> bool:
        effects = self.payload["effects"]
        heavy = effects.get("binding", True) or any(self.means.values())
        return not effects["places"] and not heavy

    def expand(self) -> dict[str, Fraction]:
        places = self.payload["effects"]["places"]
        named = places or ({} if self.light else {self.payload["raised_in"]: "1"})
        shares = {}
        for base in self.homes:
            over = [id for id in named if base in self.covers[id]]
            if over:
                shares[base] = Fraction(named[min(over, key=lambda id: self.narrowness(base, id, named))])
        return shares

    def narrowness(self, base: str, id: str, named: dict[str, str]) -> tuple[Any, ...]:
        steps, at = 0, base
        while id in self.homes and at != id:
            steps, at = steps + 1, self.homes[at]["parent"]
        return len(self.covers[id]), id in self.overlays, steps, -Fraction(named[id])

    def row(self, id: str) -> Any:
        """The row that gives the matter; one that says nothing where there is no remit."""
        if "remit" not in self.bodies[id]:
            return {}
        words = self.matter.split("/")
        for length in range(len(words), 0, -1):
            for row in self.bodies[id]["remit"]:
                if row["matter"].split("/") == words[:length]:
                    return row
        return None

    def keeps(self, id: str) -> bool:
        return bool((self.row(id) or {}).get("exclusive"))

    def remit(self, id: str) -> bool:
        if self.row(id) is None:
            return False
        for holder in self.bodies:
            if holder == id or not self.keeps(holder) or not self.covers[id] <= self.covers[holder]:
                continue
            same = self.covers[id] == self.covers[holder] and self.keeps(id)
            if not same or self.rank(holder) < self.rank(id):
                return False
        return True

    def containment(self, cover: frozenset[str]) -> bool:
        total = sum(self.people.values())
        if total == 0:
            return set(self.shares) <= cover
        return bool(sum(n for base, n in self.people.items() if base in cover) >= self.theta * total)

    def spill_over(self, cover: frozenset[str]) -> bool:
        return all(share <= self.delta for base, share in self.shares.items() if base not in cover)

    def able(self, id: str, part: Fraction = Fraction(1)) -> bool:
        body, row = self.bodies[id], self.row(id) or {}
        for name, amount in self.means.items():
            ceiling = row.get("ceilings", {}).get(name)
            if ceiling is not None and amount * part > Fraction(ceiling):
                return False
            if "allotments" in body and amount * part > Fraction(body["allotments"].get(name, "0")):
                return False
        return not ("members" in body and "quorum" in body and body["members"] < body["quorum"])

    def first_four(self, id: str) -> list[bool]:
        if id not in self.judged:
            cover = self.covers[id]
            self.judged[id] = [self.remit(id), self.containment(cover), self.spill_over(cover), self.able(id)]
        return self.judged[id]

    def inside(self, id: str) -> Fraction:
        """The share of the affected people who live inside; where nobody does, 1 if all places lie inside."""
        total, cover = sum(self.people.values()), self.covers[id]
        if not total:
            return Fraction(set(self.shares) <= cover)
        return Fraction(sum(n for base, n in self.people.items() if base in cover)) / total

    def outside(self, id: str) -> Fraction:
        """The largest share of its own people that a place outside has affected."""
        return max((s for base, s in self.shares.items() if base not in self.covers[id]), default=Fraction(0))

    def necessity(self, id: str) -> bool:
        smaller = [c for c in self.candidates if self.size(c) < self.size(id) and all(self.first_four(c))]
        return id not in self.reasons and all(c in self.reasons for c in smaller)

    def conditions(self, id: str) -> list[bool]:
        return [*self.first_four(id), self.necessity(id)]

    def answer(self) -> str | None:
        if self.light:
            return str(self.payload["raised_in"])
        return next((id for id in self.candidates if all(self.conditions(id))), None)

    def joint(self) -> list[str] | None:
        if self.light or not self.wide():
            return None
        for scale in sorted({self.bodies[id]["scale"] for id in self.candidates}):
            sets: list[tuple[str, ...]] = [ids for ids in self.sets_at(scale) if self.fits(ids)]
            if sets:
                best = min(sets, key=self.joint_rank)
                return list(best)
        return None

    def joint_rank(self, ids: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
        return len(ids), sum(map(self.size, ids)), ids

    def wide(self) -> bool:
        answer = self.answer()
        parents = [self.homes[base].get("parent") for base in self.shares]
        return answer is None or all(p is None or self.size(answer) > self.size(p) for p in parents)

    def sets_at(self, scale: int) -> Iterator[tuple[str, ...]]:
        alike = sorted(id for id in self.candidates if self.bodies[id]["scale"] == scale)
        for number in (2, 3, 4):
            yield from combinations(alike, number)

    def fits(self, ids: tuple[str, ...]) -> bool:
        union: frozenset[str] = frozenset(base for id in ids for base in self.covers[id])
        if len(union) < sum(len(self.covers[id]) for id in ids):
            return False
        inside = [sum(self.people.get(base, 0) for base in self.covers[id]) for id in ids]
        parts = [Fraction(n) / sum(inside) if sum(inside) else Fraction(1, len(ids)) for n in inside]
        together = self.containment(union) and self.spill_over(union)
        each = (self.remit(id) and self.able(id, part) for id, part in zip(ids, parts, strict=True))
        return together and all(each)
