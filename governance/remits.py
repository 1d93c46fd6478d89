# SPDX-License-Identifier: AGPL-3.0-or-later
"""Remits: which matters an assembly may decide, each with its ceilings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from governance.refusals import Refusal


class BadMatter(Refusal):
    code: ClassVar[str] = "bad_matter"


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of a remit: a matter and all below it, the most of each means one decision may use, and whether
    the holder keeps it for itself against every body inside its cover."""

    matter: str
    ceilings: Mapping[str, Decimal] = field(default_factory=dict)
    exclusive: bool = False


Remit = tuple[Matter, ...]


def path(text: object, at: str = "") -> str:
    """Read a matter: words joined by "/", such as mobility/buses. Raises BadMatter."""
    if not isinstance(text, str) or not all(part and part == part.strip() for part in text.split("/")):
        raise BadMatter('A matter is a path such as "mobility" or "mobility/buses".', at=at)
    return text


def without_repeats(remit: Iterable[Matter], at: str = "") -> Remit:
    """The rows as a remit. Raises BadMatter where a matter stands twice, for then two ceilings would hold."""
    rows = tuple(remit)
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row.matter in seen:
            sentence = "The matter {matter} stands twice in one remit."
            raise BadMatter(sentence, at=f"{at}/{index}/matter", matter=row.matter)
        seen.add(row.matter)
    return rows


def find(remit: Remit | None, matter: str) -> Matter | None:
    """The row that governs a matter: the longest matching prefix, path word by path word.

    No remit at all sets no limits and answers a row without ceilings; None means the matter is not given.
    """
    if remit is None:
        return UNLIMITED
    matching = [row for row in remit if matter == row.matter or matter.startswith(row.matter + "/")]
    return max(matching, key=lambda row: len(row.matter), default=None)


UNLIMITED = Matter("")
