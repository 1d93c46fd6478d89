# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards: children object that something could be decided below; what their votes add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from governance import documents
from governance.refusals import Refusal

EACH = 2
"""Votes of a child: both with its one chamber, or one with each of two."""


class BadCard(Refusal):
    code: ClassVar[str] = "bad_card"


@dataclass(frozen=True)
class Counted:
    """Votes on cards, all that there are, from how many on a review is owed (`yellow_at`), whether it is, and
    whether more than half object where the charter gives that a consequence (`orange`)."""

    votes: int
    total: int
    yellow_at: int
    yellow: bool
    orange: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "votes": self.votes,
            "total": self.total,
            "yellow_at": self.yellow_at,
            "yellow": self.yellow,
            "orange": self.orange,
        }


def count(
    chambers: Mapping[str, Iterable[str]],
    cards: Iterable[tuple[str, str]],
    *,
    quarter: bool = False,
    majority_procedure: bool = False,
) -> Counted:
    """Count cards by (child, chamber). `chambers` are those of each child, one or two; cards are among them, once.

    Nobody is no objection: without a card nothing is yellow, however few the children. Source: law.md, cards.
    """
    worth = {(child, one): EACH // len(held) for child, held in _listed(chambers).items() for one in held}
    votes, total = sum(worth[card] for card in cards), EACH * len(chambers)
    yellow_at = -(-total // (4 if quarter else 3))
    return Counted(votes, total, yellow_at, 0 < votes >= yellow_at, majority_procedure and 2 * votes > total)


def _listed(chambers: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {child: tuple(held) for child, held in chambers.items()}


def read(payload: object) -> Counted:
    """Read what the shell's `cards` takes, and count it. Raises Refusal with a pointer."""
    asked = documents.record(payload, "", ("children", "cards", "quarter", "majority_procedure"))
    chambers = _children(asked["children"])
    return count(
        chambers,
        _cards(asked["cards"], chambers),
        quarter=documents.truth(asked["quarter"], "/quarter"),
        majority_procedure=documents.truth(asked["majority_procedure"], "/majority_procedure"),
    )


def _children(value: object) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item, at in documents.rows(value, "/children"):
        row = documents.record(item, at, ("id", "chambers"))
        child = documents.text(row["id"], at + "/id")
        if child in found:
            raise BadCard("The child {id} stands twice.", code="repeated", at=at + "/id", id=child)
        held = [documents.text(one, here) for one, here in documents.rows(row["chambers"], at + "/chambers")]
        if len(held) not in (1, EACH) or len(set(held)) != len(held):
            raise BadCard("A child has one chamber, or two.", at=at + "/chambers")
        found[child] = held
    return found


def _cards(value: object, chambers: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item, at in documents.rows(value, "/cards"):
        card = [documents.text(one, here) for one, here in documents.rows(item, at)]
        if len(card) != EACH or card[0] not in chambers or card[1] not in chambers[card[0]]:
            raise BadCard("A card names a child and one of its chambers.", code="unknown", at=at)
        if (card[0], card[1]) in found:
            raise BadCard("This card was played already.", code="repeated", at=at)
        found.append((card[0], card[1]))
    return found
