# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries: the bytes of one thing that happened, as they stand in a record for good."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from governance import canonical
from governance.refusals import Refusal

LONGEST = 32 * 1024  # bytes of one entry, as peers accept it
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
NAME = re.compile(r"ni:///sha-256;[A-Za-z0-9_-]{43}")
MEMBERS = ({"type", "at", "assembly"}, {"facts", "sealed"})


class BadEntry(Refusal):
    code: ClassVar[str] = "bad_entry"


@dataclass(frozen=True)
class Entry:
    """One entry as it is read: `facts` in clear, `sealed` as salted digests by name."""

    type: str
    at: str
    assembly: str
    facts: Mapping[str, Any]
    sealed: Mapping[str, str]


def instant(moment: datetime) -> str:
    """An aware moment as entries write it: UTC, six places of a second, "Z"."""
    if moment.tzinfo is None:
        raise ValueError("an entry's moment has a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def moment(text: object, at: str = "") -> datetime:
    """The aware moment that an entry's instant names. Raises BadEntry."""
    sentence = 'An instant is UTC, such as "2026-11-22T12:00:00.123456Z".'
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        raise BadEntry(sentence, at=at)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadEntry(sentence, at=at) from None


def seal(
    type: str,
    at: str,
    assembly: str,
    facts: Mapping[str, Any],
    private: Mapping[str, Any],
    salts: Mapping[str, bytes],
) -> bytes:
    """The bytes of an entry; each private value becomes a digest under its own 32-byte salt.

    `at` is as `instant` writes it, `assembly` the id of its genesis. Raises BadEntry for an entry that is too
    long, canonical.BadValue for a value that has no canonical bytes.
    """
    if set(private) != set(salts) or set(private) & set(facts):
        raise ValueError("every private value has one salt, and is not said in clear as well")
    entry: dict[str, Any] = {"type": type, "at": at, "assembly": assembly}
    if facts:
        entry["facts"] = dict(facts)
    if private:
        entry["sealed"] = {name: sealed(value, salts[name]) for name, value in private.items()}
    _check(Entry(type, at, assembly, entry.get("facts", {}), entry.get("sealed", {})))
    leaf = canonical.encode(entry)
    _check_length(leaf)
    return leaf


def sealed(value: Any, salt: bytes) -> str:
    """The salted digest of one private value."""
    return canonical.salted_digest(salt, canonical.encode(value))


def read(leaf: bytes) -> Entry:
    """Read the bytes of an entry other than a genesis. Raises BadEntry or canonical.BadValue."""
    _check_length(leaf)
    found = canonical.decode_exact(leaf)
    required, optional = MEMBERS
    if not isinstance(found, dict) or not required <= set(found) <= required | optional:
        raise BadEntry("An entry has a type, an instant, an assembly, and facts in clear or sealed.")
    clear, hidden = found.get("facts", {}), found.get("sealed", {})
    entry = Entry(found["type"], found["at"], found["assembly"], clear, hidden)
    _check(entry)
    return entry


def opens(leaf: bytes, name: str, value: Any, salt: bytes) -> bool:
    """Whether the entry sealed exactly this value under this name with this salt."""
    expected = read(leaf).sealed.get(name)
    return expected is not None and len(salt) == canonical.SALT_BYTES and expected == sealed(value, salt)


def name_of(leaf: bytes) -> str:
    """The id of an entry: the RFC 6920 name of its bytes."""
    return canonical.ni(leaf)


def _check_length(leaf: bytes) -> None:
    if len(leaf) > LONGEST:
        raise BadEntry("An entry has at most {most} bytes.", code="entry_too_long", most=LONGEST)


def _check(entry: Entry) -> None:
    if not isinstance(entry.type, str) or not entry.type:
        raise BadEntry("The type of an entry is a word.", at="/type")
    moment(entry.at, "/at")
    if not isinstance(entry.assembly, str) or not NAME.fullmatch(entry.assembly):
        raise BadEntry("The assembly of an entry is the name of its genesis.", at="/assembly")
    if not isinstance(entry.facts, dict):
        raise BadEntry("The facts of an entry are an object.", at="/facts")
    if not isinstance(entry.sealed, dict):
        raise BadEntry("The sealed facts of an entry are an object.", at="/sealed")
    for name, value in entry.sealed.items():
        if not isinstance(value, str) or not canonical.DIGEST.fullmatch(value):
            at = canonical.pointer(("sealed", name))
            raise BadEntry("A sealed fact is a salted SHA-256 digest.", at=at)
