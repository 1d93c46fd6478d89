# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lent votes in an export: every lending of the assembly in order, none left out, followed again by the law."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from governance import canonical, delegations, documents, entries, exports, merkle
from governance.delegations import Lent
from governance.entries import Entry
from governance.witnessing import Book, NotVerified

AT = "/" + exports.LENT
ACT = ("number", "leaf")
OPENED = ("who", "who_salt", "to", "to_salt")
KINDS = {"VoteLent": False, "VoteTakenBack": True}
"""Entry of the record of acts → whether it takes back."""


@dataclass(frozen=True)
class Lending:
    """One act of lending: its number in the record, its entry, and what opens it; nothing where it is about another
    question."""

    number: int
    entry: Entry
    leaf: bytes
    opened: Mapping[str, Any]
    at: str

    @property
    def about(self) -> str:
        facts = self.entry.facts
        return str(facts.get("proposal") if facts.get("scope") == "proposal" else facts.get("matter"))


@dataclass(frozen=True)
class Repeated:
    """Lent votes followed again: whose are carried, in which assembly each counts, and how many acts there were."""

    carried: delegations.Carried
    places: Mapping[str, str]
    acts: int

    @property
    def lost(self) -> int:
        """How many votes were lent and reached nobody who voted; those that are kept from being carried are not lent."""
        return len(self.carried.next) - len(self.carried.carriers)


def repeat(
    value: object, acts: Book, said: Entry, *, proposal: str, matter: str, direct: frozenset[str]
) -> Repeated:
    """Follow the lent votes of one ballot again from what the export lists, `said` being the entry VotesCarried.

    Raises NotVerified where an act is missing, is not in the record or opens otherwise, or what comes out is not what
    was recorded.
    """
    kept = documents.record(value, AT, ("acts", "outside", "places"))
    beside = {"outside": kept["outside"], "places": kept["places"]}
    if said.facts.get("digest") != canonical.ni(canonical.encode(beside)):
        raise NotVerified("Whose lending does not count, and where, is not as it was recorded at the close.")
    lendings = tuple(_lendings(kept["acts"]))
    _whole(lendings, acts, said.facts.get("acts"))
    relevant = [each for each in lendings if _reaches(each, proposal, matter)]
    lent = [_opened(each) for each in relevant]
    outside = frozenset(
        documents.text(id, f"{AT}/outside") for id, _ in documents.rows(kept["outside"], f"{AT}/outside")
    )
    onward = delegations.on(lent, proposal=proposal, matter=matter)
    inside = {who: to for who, to in onward.items() if who not in outside}
    carried = delegations.carry(inside, direct, inside)
    if len(carried.carriers) != said.facts.get("number"):
        raise NotVerified("Not as many votes are carried as was recorded at the close.")
    return Repeated(carried, documents.mapping(kept["places"], f"{AT}/places"), len(lendings))


def _lendings(value: object) -> Iterator[Lending]:
    for item, at in documents.rows(value, f"{AT}/acts"):
        row = documents.record(item, at, ACT, OPENED)
        leaf = _bytes(documents.text(row["leaf"], at + "/leaf"), at)
        entry = entries.read(leaf)
        if entry.type not in KINDS:
            raise NotVerified(f"What stands at {at} is no act of lending.")
        yield Lending(documents.whole(row["number"], at + "/number"), entry, leaf, row, at)


def _bytes(text: str, at: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotVerified(f"The leaf at {at} is not base64.") from None


def _whole(lendings: tuple[Lending, ...], acts: Book, number: object) -> None:
    """Each is in the record where it says, and they are the first so many without a gap."""
    counted = [each.entry.facts.get("nth") for each in lendings]
    if counted != list(range(1, len(lendings) + 1)) or len(lendings) != number:
        raise NotVerified("The acts of lending listed are not all there were up to the close.")
    for each in lendings:
        if each.number >= len(acts.hashes) or acts.hashes[each.number] != merkle.leaf_hash(each.leaf):
            raise NotVerified(f"The act of lending at {each.at} is not in the record of acts.")


def _reaches(each: Lending, proposal: str, matter: str) -> bool:
    scope = each.entry.facts.get("scope")
    if scope not in delegations.NEAREST:
        raise NotVerified(f"The act of lending at {each.at} is for nothing known.")
    return delegations.reach(scope, each.about, proposal=proposal, matter=matter) is not None


def _opened(each: Lending) -> Lent:
    for name in each.entry.sealed:
        value, salt = each.opened.get(name), each.opened.get(f"{name}_salt")
        if not isinstance(salt, str) or not entries.opens(each.leaf, name, value, _salt(salt)):
            raise NotVerified(f"The act of lending at {each.at} does not open its seal: {name} differs.")
    if set(each.opened) - {*ACT, *(n for name in each.entry.sealed for n in (name, f"{name}_salt"))}:
        raise NotVerified(f"The act of lending at {each.at} says more than its entry seals.")
    back = KINDS[each.entry.type]
    to = None if back else each.opened.get("to")
    return Lent(str(each.opened["who"]), to, str(each.entry.facts["scope"]), each.about, back)


def _salt(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
