# SPDX-License-Identifier: AGPL-3.0-or-later
"""Franchise: who votes – the people of the cover, delegates, or the constituent assemblies – and what each weighs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from governance import amounts, weights
from governance.refusals import Refusal

PEOPLE, DELEGATES, ASSEMBLIES = KINDS = ("people", "delegates", "assemblies")
"""People of the cover; those who sit in the deciding assembly for one inside it; or each assembly inside it with one
answer, which is what most of its people said. Source: domain.md, "Decision rules"."""


class BadFranchise(Refusal):
    """A charter, or a ballot, names voters or weights that there are not."""

    code: ClassVar[str] = "bad_franchise"


@dataclass(frozen=True)
class Franchise:
    """Who votes on one ballot. `by` is how assemblies weigh where they count (governance.weights); `weights` what one
    vote of somebody from an assembly weighs, or what the assembly itself does, and empty where all are alike;
    `enough` how many of an assembly's people have to vote for it to have answered."""

    kind: str = PEOPLE
    by: str = weights.EQUAL
    weights: Mapping[str, str] = field(default_factory=dict)
    enough: Mapping[str, int] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """As a ballot's paper keeps it, whose digest every vote names."""
        data = {"kind": self.kind, "by": self.by, "weights": dict(self.weights), "enough": dict(self.enough)}
        return {name: value for name, value in data.items() if value}

    @property
    def weighs(self) -> bool:
        """Whether what takes part is measured in weight, and not in people."""
        return self.kind != PEOPLE and bool(self.weights)

    @property
    def names_assembly(self) -> bool:
        """Whether a vote says for which assembly it counts."""
        return self.kind != PEOPLE

    def weight(self, assembly: str | None) -> str:
        """What one delegate's vote weighs. Raises BadFranchise for an assembly that has none."""
        if not self.weights:
            return "1"
        if assembly is None or assembly not in self.weights:
            raise BadFranchise("The assembly {id} has no weight here.", code="unknown", id=assembly or "")
        return self.weights[assembly]

    def took_part(self, voted: Mapping[str, int]) -> Fraction:
        """How much weight takes part once so many voted from each assembly: of their delegates, or of its people."""
        if self.kind == ASSEMBLIES:
            return sum(
                (Fraction(w) for id, w in self.weights.items() if self.answered(id, voted.get(id, 0))),
                Fraction(0),
            )
        return sum((Fraction(self.weight(id)) * n for id, n in voted.items()), Fraction(0))

    def answered(self, assembly: str, voted: int) -> bool:
        """Whether an assembly has answered where so many of its people voted."""
        return voted >= max(1, self.enough.get(assembly, 0))

    def all_weight(self, seats: Mapping[str, int]) -> int | str:
        """The sum of all weights that may vote, of so many seats from each assembly: as the shell's `tally` takes it."""
        if self.kind == ASSEMBLIES:
            return _plain(sum((Fraction(weight) for weight in self.weights.values()), Fraction(0)))
        return _plain(sum((Fraction(self.weight(id)) * n for id, n in seats.items()), Fraction(0)))


def read(data: Mapping[str, Any]) -> Franchise:
    """Read what a paper keeps; people where it keeps nothing."""
    return Franchise(**data) if data else Franchise()


def of_delegates(by: str, people: Mapping[str, int], delegates: Mapping[str, int]) -> Franchise:
    """The franchise of delegates. `people` and `delegates` are how many live in, and sit for,
    each assembly inside. Alike: each delegate one vote. Else the weight of an assembly, shared by its delegates."""
    if by == weights.EQUAL:
        return Franchise(DELEGATES)
    whole = weights.of(by, {id: people[id] for id, number in delegates.items() if number})
    shared = {id: Fraction(weight) / delegates[id] for id, weight in whole.items()}
    return Franchise(DELEGATES, by, {id: amounts.written(weight) for id, weight in shared.items()})


def of_assemblies(by: str, people: Mapping[str, int], enough: Mapping[str, int]) -> Franchise:
    """The franchise of the assemblies inside: what each weighs, and how many of its people have to vote."""
    return Franchise(ASSEMBLIES, by, weights.of(by, people), enough)


def of_places(by: str, people: Mapping[str, int]) -> Franchise:
    """The people's franchise where the assemblies they live in have to be for it too: what each of these weighs."""
    return Franchise(PEOPLE, by, {} if by == weights.EQUAL else weights.of(by, people))


def answers(franchise: Franchise, counts: Mapping[str, Mapping[str, int]]) -> Iterator[dict[str, Any]]:
    """What each assembly answers, as votes of the shell's `tally`: yes where more of its people say yes than no, no
    where fewer do, and neither where as many; nothing where too few of its people voted."""
    for id, weight in franchise.weights.items():
        row = counts.get(id, {})
        if not franchise.answered(id, sum(row.values())):
            continue
        yes, no = row.get("yes", 0), row.get("no", 0)
        choice = "yes" if yes > no else "no" if no > yes else "abstain"
        yield {"voter": id, "choice": choice, "weight": weight}


def tallied(franchise: Franchise, votes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Votes that each name their assembly, as the shell's `tally` takes them by this franchise."""
    if franchise.kind == DELEGATES:
        return [_delegate(franchise, **vote) for vote in votes]
    counts: dict[str, dict[str, int]] = {}
    for vote in votes:
        row = counts.setdefault(vote["assembly"], {})
        row[vote["choice"]] = row.get(vote["choice"], 0) + vote.get("count", 1)
    return list(answers(franchise, counts))


def _delegate(franchise: Franchise, assembly: str, **vote: Any) -> dict[str, Any]:
    return vote | {"weight": franchise.weight(assembly)}


def _plain(total: Fraction) -> int | str:
    return int(total) if total.denominator == 1 else amounts.written(total)
