# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delegations: who carries whose vote – chains to the first who votes, and what is lost on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from governance import documents
from governance.refusals import Refusal

NEAREST = ("proposal", "matter", "assembly")
"""What a vote is lent for, the nearest first: it wins over the wider ones."""


MOST_HANDS = 2_000_000
"""So many are told in all: a chain of two thousand, or two hundred thousand votes ten hands away."""


class BadDelegation(Refusal):
    code: ClassVar[str] = "bad_delegation"


class MayNotLend(Refusal):
    """A vote cannot be lent so."""

    code: ClassVar[str] = "may_not_lend"


def admit(*, allowed: bool, who: str, to: str | None, lives_here: bool) -> None:
    """Admit that someone lends their vote, or keeps it from being carried (`to` None); or refuse.

    `allowed` is the charter's word; `lives_here` whether whom it is lent to has a vote in the assembly.
    """
    if not allowed:
        raise MayNotLend("The charter of this assembly does not let votes be lent.")
    if to == who:
        raise MayNotLend("Lend your vote to somebody else; on your own you cast it.", at="/to")
    if to is not None and not lives_here:
        raise MayNotLend("Only who votes in this assembly can carry a vote here.", at="/to")


@dataclass(frozen=True)
class Carried:
    """Who carries whose vote. `next` is where each vote that nobody cast goes on to; `carriers` names for each vote
    that arrives who carries it; `loops` go round and arrive nowhere, each from its smallest id on, sorted."""

    voters: Sequence[str]
    direct: frozenset[str]
    next: Mapping[str, str]
    carriers: Mapping[str, str]
    loops: Sequence[Sequence[str]]

    @cached_property
    def weights(self) -> dict[str, int]:
        """Who voted → how many votes that is, their own included; sorted by id. Together never more than voters."""
        found = dict.fromkeys(sorted(self.direct), 1)
        for carrier in self.carriers.values():
            found[carrier] += 1
        return found

    @cached_property
    def lost(self) -> list[str]:
        """Everyone who neither voted nor is carried, those in loops included; sorted."""
        return sorted(id for id in self.voters if id not in self.direct and id not in self.carriers)

    def path(self, voter: str) -> list[str]:
        """Through whom a vote that arrives goes, the carrier last."""
        found, at = [], voter
        while at not in self.direct:
            at = self.next[at]
            found.append(at)
        return found

    @cached_property
    def hands(self) -> int:
        """How many hands all paths have together."""
        found: dict[str, int] = {}
        for voter in self.carriers:
            trail, at = [], voter
            while at not in self.direct and at not in found:
                trail.append(at)
                at = self.next[at]
            far = found.get(at, 0)
            for back, one in enumerate(reversed(trail), 1):
                found[one] = far + back
        return sum(found.values())

    def as_json(self) -> dict[str, Any]:
        """As `python -m governance delegations` writes it. Paths are told in full, so long chains are a long answer;
        raises BadDelegation beyond MOST_HANDS."""
        if self.hands > MOST_HANDS:
            sentence = "All paths together have more than {most} hands; so much is not told."
            raise BadDelegation(sentence, code="too_long", at="/delegations", most=MOST_HANDS)
        return {
            "weights": self.weights,
            "paths": {voter: self.path(voter) for voter in sorted(self.carriers)},
            "lost": self.lost,
            "loops": [list(loop) for loop in self.loops],
        }


def carry(voters: Iterable[str], direct: Iterable[str], lent: Mapping[str, str | None]) -> Carried:
    """Follow every vote that nobody cast to the first who did. `lent` says to whom each goes on, by the nearest rule
    (`nearest`); who votes lends nothing. In time proportional to the voters, whatever the chains. Source: law.md.
    """
    everyone, cast = list(voters), frozenset(direct)
    onward = {voter: to for voter, to in lent.items() if to is not None and voter not in cast}
    carriers: dict[str, str] = {}
    loops: list[list[str]] = []
    nowhere: set[str] = set()
    for voter in onward:
        trail: dict[str, int] = {}
        at = voter
        while at not in cast and at not in carriers and at not in nowhere and at not in trail:
            trail[at] = len(trail)
            if at not in onward:
                break
            at = onward[at]
        if at in cast or at in carriers:
            carriers.update(dict.fromkeys(trail, at if at in cast else carriers[at]))
            continue
        if at in trail and at in onward:
            loops.append(_from_smallest(list(trail)[trail[at] :]))
        nowhere.update(trail)
    return Carried(everyone, cast, onward, carriers, sorted(loops))


def _from_smallest(loop: list[str]) -> list[str]:
    start = loop.index(min(loop))
    return loop[start:] + loop[:start]


@dataclass(frozen=True, slots=True)
class Lent:
    """One act of lending: from whom, to whom, and for what. `about` is the path of a matter, or the id of a proposal;
    empty for the whole assembly. `to` None keeps the vote from whom a wider rule lends it to; `back` takes back what
    was lent for the same before."""

    who: str
    to: str | None
    scope: str = "assembly"
    about: str = ""
    back: bool = False


def reach(scope: str, about: str, *, proposal: str, matter: str) -> int | None:
    """How near what was lent for something is to a question: the nearer, the more; None where it is about another.
    A matter stands for all below it, and the longest path is the nearest."""
    if scope == "proposal":
        return _NEAREST if about == proposal else None
    if scope == "matter":
        return len(about) if matter == about or matter.startswith(about + "/") else None
    return 0


_NEAREST = 1 << 30


def on(acts: Iterable[Lent], *, proposal: str, matter: str) -> dict[str, str | None]:
    """To whom each vote goes on a question, from all acts in their order: of one voter the latest for the same
    stands, and the nearest of these wins. None where it is kept from being carried."""
    standing: dict[tuple[str, str, str], Lent] = {}
    for act in acts:
        standing[act.who, act.scope, act.about] = act
    rows = ((act, reach(act.scope, act.about, proposal=proposal, matter=matter)) for act in standing.values())
    return nearest((act.who, act.to, rank) for act, rank in rows if rank is not None and not act.back)


def nearest(lent: Iterable[tuple[str, str | None, int]]) -> dict[str, str | None]:
    """To whom each vote goes on, from (from, to, how near): the nearest rule wins, and `to` None stops a wider one."""
    found: dict[str, tuple[int, str | None]] = {}
    for voter, to, rank in lent:
        if voter not in found or rank > found[voter][0]:
            found[voter] = (rank, to)
    return {voter: to for voter, (_, to) in found.items()}


def read(payload: object) -> Carried:
    """Read what the shell's `delegations` takes, and follow it. Raises Refusal with a pointer."""
    asked = documents.record(payload, "", ("voters", "direct", "delegations"))
    voters = _ids(asked["voters"], "/voters")
    direct = _ids(asked["direct"], "/direct", among=voters)
    lent = _delegations(asked["delegations"], voters)
    return carry(voters, direct, nearest((voter, to, -NEAREST.index(scope)) for voter, to, scope in lent))


def _ids(value: object, at: str, among: Mapping[str, None] | None = None) -> dict[str, None]:
    found: dict[str, None] = {}
    for item, here in documents.rows(value, at):
        id = documents.text(item, here)
        if id in found:
            raise BadDelegation("{id} stands twice.", code="repeated", at=here, id=id)
        if among is not None:
            _known(id, among, here)
        found[id] = None
    return found


def _delegations(value: object, voters: Mapping[str, None]) -> Iterator[tuple[str, str | None, str]]:
    seen: set[tuple[str, str]] = set()
    for item, at in documents.rows(value, "/delegations"):
        row = documents.record(item, at, ("from", "to", "for"))
        voter, scope = documents.text(row["from"], at + "/from"), row["for"]
        _known(voter, voters, at + "/from")
        if scope not in NEAREST:
            raise BadDelegation("This must be one of these: {allowed}.", at=at + "/for", allowed=NEAREST)
        if (voter, scope) in seen:
            sentence = "{id} lends the vote twice for the same."
            raise BadDelegation(sentence, code="repeated", at=at, id=voter)
        seen.add((voter, scope))
        to = None if row["to"] is None else documents.text(row["to"], at + "/to")
        if to is not None:
            _known(to, voters, at + "/to")
        yield voter, to, scope


def _known(id: str, voters: Mapping[str, None], at: str) -> None:
    if id not in voters:
        raise BadDelegation("{id} is not among the voters.", code="unknown", at=at, id=id)
