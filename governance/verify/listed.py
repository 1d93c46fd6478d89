# SPDX-License-Identifier: AGPL-3.0-or-later
"""The votes that an export lists: all that the record of acts holds, each opening its seal, in time, or erased on record."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from governance import canonical, documents, entries, exports, hands
from governance.entries import Entry
from governance.verify.exported import HOME, REASON, Decided
from governance.witnessing import Book, NotVerified

SEALED = ("who", "choice")
SEALED_SECRETLY = ("who",)


def votes(export: Decided, opened: Entry, made: Entry) -> Iterator[str]:
    """All votes are listed, open what their entries seal, and were recorded while the ballot was open."""
    _check_hidden(export.acts, opened)
    cast = dict(export.about(export.acts, "VoteCast"))
    if [vote["number"] for vote in export.votes] != sorted(cast):
        raise NotVerified("The votes listed are not, in order, those that the record of acts holds.")
    first, last = entries.moment(opened.at), entries.moment(made.at)
    closes = min(last, entries.moment(opened.facts.get("closes")))
    names: tuple[str, ...] = SEALED if export.is_open else SEALED_SECRETLY
    names = (*names, HOME[0]) if export.by_place else names
    for vote in export.votes:
        _vote(vote, cast[vote["number"]], names, first, closes)
    erased = _erased(export)
    held = len(cast) - erased
    yield f"All {len(cast)} votes in the record of acts are listed. {held} open their seals: {', '.join(names)}."
    if erased:
        yield (
            f"Erased, as the public record says: {erased} of them. Their entries stand with their times;"
            " what they seal cannot be opened."
        )
    yield "Every vote was recorded while the ballot was open."
    yield from hands.checked(export.votes)


def _erased(export: Decided) -> int:
    """How many votes were erased. Raises NotVerified for one of which the public record does not say so."""
    numbers = [vote["number"] for vote in export.votes if exports.ERASED in vote]
    entries_said = export.about(export.public, "VotesErased")
    said = {act for _, entry in entries_said for act, _at in documents.rows(entry.facts.get("acts"), "/acts")}
    for number in numbers:
        if number not in said:
            raise NotVerified(
                f"Vote {number} is listed as erased, and the public record does not say that it was."
            )
    return len(numbers)


def _check_hidden(acts: Book, opened: Entry) -> None:
    # The first entry shown was there when the ballot opened: so no vote hides among those before it.
    number = min((number for number in acts.shown if number), default=0)
    before = number if number > 1 else 0
    if entries.moment(acts.entries[before].at) > entries.moment(opened.at):
        raise NotVerified("The record of acts does not show its entries from before the ballot opened.")


def _vote(
    vote: Mapping[str, Any], entry: Entry, names: tuple[str, ...], first: datetime, last: datetime
) -> None:
    number = vote["number"]
    erased = exports.ERASED in vote
    named = set(entry.sealed) if erased else {name for name in vote if f"{name}_salt" in vote}
    names = (*names, REASON[0]) if REASON[0] in entry.sealed else names
    names = (*names, *hands.SEALED) if hands.SEALED[0] in entry.sealed else names
    if set(entry.sealed) != set(names) or named != set(names):
        raise NotVerified(f"Vote {number} and its entry do not seal just {', '.join(names)}.")
    for name in () if exports.ERASED in vote else names:
        if entries.sealed(vote[name], _salt(vote, name)) != entry.sealed[name]:
            raise NotVerified(f"Vote {number} does not open the seal of its entry: {name} differs.")
    if not first <= entries.moment(entry.at) <= last:
        raise NotVerified(f"Vote {number} was not recorded while the ballot was open.")


def _salt(vote: Mapping[str, Any], name: str) -> bytes:
    text = vote[f"{name}_salt"]
    if len(text) != 2 * canonical.SALT_BYTES or set(text) - set("0123456789abcdef"):
        raise NotVerified(f"The salt of {name} in vote {vote['number']} is not 32 bytes in hexadecimal.")
    return bytes.fromhex(text)
