# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sortition: who may be drawn and under which quotas, everybody's chance, and the draw that anyone can repeat."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from governance import canonical
from governance.refusals import Refusal

TICKETS = 1_000_000
"""Tickets of a lottery. A panel holds some of them, and one ticket is drawn."""
MOST_PLACES, MOST_PEOPLE, MOST_FEATURES, MOST_CATEGORIES = 200, 5_000, 6, 40
ROOT = re.compile(r"[0-9a-f]{64}")

Features = Mapping[str, str]
"""Of one person: the category of each feature."""
Quotas = Mapping[str, Mapping[str, tuple[int, int]]]
"""Of each category of each feature: how many of the panel at least, and at most."""


class BadDraw(Refusal):
    """A draw that cannot be: its quotas contradict each other, or its lottery is not one."""

    code: ClassVar[str] = "bad_draw"


class Impossible(Refusal):
    """Quotas that nobody can meet with the people there are."""

    code: ClassVar[str] = "impossible_quotas"


@dataclass(frozen=True)
class Pool:
    """What is drawn from: places to fill, quotas, and the people, who have numbers here and no names."""

    places: int
    quotas: Quotas
    people: Mapping[str, Features]

    def as_json(self) -> dict[str, Any]:
        return {
            "places": self.places,
            "quotas": [
                {"feature": feature, "categories": [_category(name, held[name]) for name in held]}
                for feature, held in self.quotas.items()
            ],
            "people": [{"id": id, "features": dict(of)} for id, of in self.people.items()],
        }


def _category(name: str, bounds: tuple[int, int]) -> dict[str, Any]:
    return {"name": name, "min": bounds[0], "max": bounds[1]}


def digest_of(pool: Pool) -> bytes:
    """32 bytes of SHA-256 over the canonical bytes of a pool."""
    return hashlib.sha256(canonical.encode(pool.as_json())).digest()


Panel = tuple[str, ...]


@dataclass(frozen=True)
class Lottery:
    """Panels that all meet the quotas, each with its tickets. Its digest is published before the seed can be known."""

    pool: Pool
    panels: Sequence[tuple[Panel, int]]

    def as_json(self) -> dict[str, Any]:
        return self.pool.as_json() | {"panels": [{"people": list(p), "tickets": n} for p, n in self.panels]}

    def digest(self) -> str:
        """The name of its canonical bytes: what the public record says before anybody knows the seed."""
        return canonical.ni(canonical.encode(self.as_json()))


def quotas(places: int, asked: Quotas) -> None:
    """Refuse quotas that contradict each other, whoever stands. Points to /quotas/i[/categories/j]."""
    if not 1 <= places <= MOST_PLACES:
        raise BadDraw("A draw fills from 1 to {most} places.", at="/places", most=MOST_PLACES)
    for index, (feature, held) in enumerate(asked.items()):
        at = f"/quotas/{index}"
        for row, (name, (least, most)) in enumerate(held.items()):
            if least > most:
                sentence = "Of “{category}” at least {least} and at most {most} cannot be."
                here = f"{at}/categories/{row}"
                raise BadDraw(
                    sentence, code="least_over_most", at=here, category=name, least=least, most=most
                )
        least, most = (sum(bounds[n] for bounds in held.values()) for n in (0, 1))
        if least > places:
            sentence = "“{feature}”: at least {least} in all are more than the {places} places."
            raise BadDraw(sentence, code="too_many", at=at, feature=feature, least=least, places=places)
        if most < places:
            sentence = "“{feature}”: at most {most} in all do not fill the {places} places."
            raise BadDraw(sentence, code="too_few", at=at, feature=feature, most=most, places=places)


def proportional(places: int, sizes: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """What is suggested for categories of these sizes: the share of the places, rounded down and up."""
    whole = sum(sizes.values()) or 1
    return {name: (size * places // whole, -(-size * places // whole)) for name, size in sizes.items()}


def enough(pool: Pool) -> None:
    """Refuse a pool where a quota by itself cannot be met, and say which and what would do. Raises Impossible."""
    if len(pool.people) < pool.places:
        sentence = "{people} would serve, and {places} places are to be filled. Fewer places would do, or more people."
        raise Impossible(sentence, code="too_few_people", people=len(pool.people), places=pool.places)
    for feature, held in pool.quotas.items():
        for name, (least, _) in held.items():
            there = sum(of[feature] == name for of in pool.people.values())
            if there < least:
                sentence = (
                    "“{feature}”: at least {least} of “{category}” are asked for, and {there} would serve."
                    " At least {there} would do, or more people."
                )
                raise Impossible(
                    sentence, code="too_few_of", feature=feature, category=name, least=least, there=there
                )


def not_together(pool: Pool, would_do: Sequence[tuple[str, str, int, int]]) -> Impossible:
    """The refusal of quotas that hold one by one and not together; `would_do` are (feature, category, least, most) of
    those that a solver would change. It names the first, and how many more there are."""
    feature, category, least, most = would_do[0]
    was = pool.quotas[feature][category]
    facts = {"feature": feature, "category": category, "others": str(len(would_do) - 1)}
    if least < was[0]:
        sentence = (
            "Each quota can be met, but not all of them together. It would do to ask for at least {now} instead of"
            " {was} of “{category}” ({feature}), and to change {others} more."
        )
        return Impossible(sentence, code="not_together", now=least, was=was[0], **facts)
    sentence = (
        "Each quota can be met, but not all of them together. It would do to allow at most {now} instead of"
        " {was} of “{category}” ({feature}), and to change {others} more."
    )
    return Impossible(sentence, code="not_together", now=most, was=was[1], **facts)


def not_found() -> Impossible:
    """The refusal where the search did not end in the time there is for it."""
    return Impossible("No lottery was found in the time there is for it.", code="not_found")


def meets(pool: Pool, panel: Iterable[str]) -> bool:
    """Whether these people fill every place, each once, and meet every quota."""
    there = list(panel)
    if len(there) != pool.places or len(set(there)) != len(there):
        return False
    for feature, held in pool.quotas.items():
        for name, (least, most) in held.items():
            if not least <= sum(pool.people[one][feature] == name for one in there) <= most:
                return False
    return True


def lottery(pool: Pool, found: Iterable[tuple[Iterable[str], Fraction]]) -> Lottery:
    """The lottery of panels with shares of any sum: whole tickets by largest remainder, ties to the earlier panel.

    Panels stand in the order of their people, so that one distribution has one lottery. Raises BadDraw.
    """
    shares: dict[Panel, Fraction] = {}
    for people, share in found:
        panel = tuple(sorted(people))
        shares[panel] = shares.get(panel, Fraction(0)) + share
    whole = sum(shares.values(), Fraction(0))
    if whole <= 0 or min(shares.values()) < 0:
        raise BadDraw("The shares of the panels do not make a lottery.", at="/panels")
    panels = sorted(shares)
    exact = [shares[panel] * TICKETS / whole for panel in panels]
    tickets = [int(one) for one in exact]
    rest = sorted(range(len(panels)), key=lambda n: (tickets[n] - exact[n], n))
    for n in rest[: TICKETS - sum(tickets)]:
        tickets[n] += 1
    made = Lottery(pool, [(panel, n) for panel, n in zip(panels, tickets, strict=True) if n])
    check(made)
    return made


def check(given: Lottery) -> None:
    """Refuse a lottery whose tickets do not make the whole, or one of whose panels breaks a quota. Raises BadDraw."""
    for index, (panel, tickets) in enumerate(given.panels):
        if tickets < 1:
            raise BadDraw("A panel holds at least one ticket.", at=f"/panels/{index}/tickets")
        if not meets(given.pool, panel):
            sentence = "Panel {number} does not meet the quotas."
            raise BadDraw(sentence, code="breaks_quotas", at=f"/panels/{index}", number=index + 1)
    if sum(tickets for _, tickets in given.panels) != TICKETS:
        raise BadDraw("The panels hold {tickets} tickets in all.", at="/panels", tickets=TICKETS)


def chances(given: Lottery) -> dict[str, Fraction]:
    """Everybody's chance of being drawn, exactly. They sum to the number of places."""
    held = dict.fromkeys(given.pool.people, 0)
    for panel, tickets in given.panels:
        for one in panel:
            held[one] += tickets
    return {one: Fraction(n, TICKETS) for one, n in held.items()}


def seed(digest: str, root: str) -> bytes:
    """The seed: 32 bytes of SHA-256 over the digest of the lottery and a root (hexadecimal) signed after it was said."""
    return hashlib.sha256(canonical.encode({"lottery": digest, "root": root})).digest()


def ticket(seed: bytes, whole: int = TICKETS) -> int:
    """The number of the ticket drawn, from 0 up to but not including `whole`, every one alike."""
    fair, turn = 2**256 - 2**256 % whole, 0
    while True:
        number = int.from_bytes(hashlib.sha256(seed + turn.to_bytes(8, "big")).digest(), "big")
        if number < fair:
            return number % whole
        turn += 1


def drawn(given: Lottery, seed: bytes) -> Panel:
    """The panel that holds the ticket drawn; tickets are counted from 0 in the order of the panels."""
    left = ticket(seed)
    for panel, tickets in given.panels:
        if left < tickets:
            return panel
        left -= tickets
    raise BadDraw("The panels hold {tickets} tickets in all.", at="/panels", tickets=TICKETS)


def replaced(given: Lottery, seed: bytes, declined: Sequence[str]) -> Panel:
    """The panel after people declined, in that order: each is followed by the next in the order of the seed with whom
    every quota holds; where nobody is such, the place stays empty."""
    panel, gone = list(drawn(given, seed)), set[str]()
    for one in declined:
        gone.add(one)
        if one not in panel:
            raise BadDraw("Only who was drawn can decline.", at="/declined")
        kept = [other for other in panel if other != one]
        panel = kept
        for other in order(given.pool, seed):
            if other not in gone and other not in kept and meets_but(given.pool, kept, one, other):
                panel = [*kept, other]
                break
    return tuple(sorted(panel))


def meets_but(pool: Pool, kept: Sequence[str], gone: str, other: str) -> bool:
    """Whether `other` can take the place of `gone` beside those kept: every quota that held before still holds."""
    for feature, held in pool.quotas.items():
        was, now = pool.people[gone][feature], pool.people[other][feature]
        if was == now:
            continue
        there = [pool.people[one][feature] for one in kept]
        if there.count(was) < held[was][0] or there.count(now) + 1 > held[now][1]:
            return False
    return True


def order(pool: Pool, seed: bytes) -> list[str]:
    """Everybody in the order of SHA-256 over the seed and their number: who is asked when somebody declines."""
    return sorted(pool.people, key=lambda one: hashlib.sha256(seed + one.encode()).digest())
