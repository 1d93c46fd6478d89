# SPDX-License-Identifier: AGPL-3.0-or-later
"""Witnessing: whether an exported record is whole, signed, and only ever grew."""

import base64
import binascii
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from governance import documents, entries, exports, genesis, merkle, notes
from governance.entries import Entry
from governance.genesis import Genesis
from governance.refusals import Refusal

MEMBERS = ("origin", "verifier_key", "size", "checkpoint", "leaves", "before")


class NotVerified(Refusal):
    """A check that does not hold."""

    code: ClassVar[str] = "not_verified"


@dataclass(frozen=True)
class Book:
    """One record of an export: every leaf's hash, the bytes of those shown, and what was signed of it before."""

    name: str
    origin: str
    verifier_key: str
    hashes: tuple[bytes, ...]
    shown: dict[int, bytes]
    checkpoint: str
    before: str | None
    growth: tuple[bytes, ...]
    decision: tuple[int, tuple[bytes, ...]] | None

    @cached_property
    def entries(self) -> dict[int, Entry]:
        """The entries shown, by number; the genesis, which is entry 0 of the public record, aside."""
        return {n: entries.read(leaf) for n, leaf in self.shown.items() if n or self.name == "acts"}

    def entries_of(self, type: str) -> list[tuple[int, Entry]]:
        """The shown entries of one type with their numbers."""
        return [(number, entry) for number, entry in self.entries.items() if entry.type == type]


def read(name: str, value: object) -> Book:
    """Read one of the two files of records. Raises BadDocument or NotVerified."""
    at = "/" + exports.RECORDS[name]
    row = documents.record(value, at, MEMBERS + (("decision",) if name == "public" else ()))
    before, growth = _before(row["before"], at + "/before")
    hashes, shown = _leaves(row["leaves"], at + "/leaves")
    if documents.whole(row["size"], at + "/size") != len(hashes):
        raise NotVerified(f"The {name} record says another size than it has entries.")
    return Book(
        name,
        documents.text(row["origin"], at + "/origin"),
        documents.text(row["verifier_key"], at + "/verifier_key"),
        hashes,
        shown,
        documents.text(row["checkpoint"], at + "/checkpoint"),
        before,
        growth,
        _decision(row["decision"], at + "/decision") if name == "public" else None,
    )


def founding(public: Book, assembly: str) -> Genesis:
    """The genesis in entry 0 of the public record, whose name must be the assembly's."""
    if 0 not in public.shown or genesis.assembly_id(public.shown[0]) != assembly:
        raise NotVerified("Entry 0 of the public record is not the genesis of this assembly.")
    return genesis.read(public.shown[0])


def witness(book: Book, founded: Genesis, assembly: str) -> int | None:
    """Check one record against the genesis. Returns the size of its earlier checkpoint, None where none was kept."""
    origin = founded.public_origin if book.name == "public" else founded.acts_origin
    key = notes.verifier_key(origin, founded.keys["record"])
    if (book.origin, book.verifier_key) != (origin, key):
        raise NotVerified(f"The {book.name} record is not the one its genesis names, or under another key.")
    last = notes.verify_checkpoint(book.checkpoint, key)
    if (last.size, last.root) != (len(book.hashes), merkle.root_of(book.hashes)):
        raise NotVerified(f"The entries of the {book.name} record are not those its checkpoint signs.")
    _check_shown(book, assembly)
    return None if book.before is None else _grown(book, notes.verify_checkpoint(book.before, key), last)


def _grown(book: Book, before: notes.Checkpoint, last: notes.Checkpoint) -> int:
    if not 0 < before.size <= last.size or before.root != merkle.root_of(book.hashes[: before.size]):
        raise NotVerified(f"The {book.name} record did not grow from its earlier checkpoint.")
    if not merkle.verify_consistency(before.size, last.size, book.growth, before.root, last.root):
        raise NotVerified(f"The consistency proof of the {book.name} record does not hold.")
    return before.size


def included(public: Book) -> tuple[int, Entry]:
    """The decision's entry and its number, with its inclusion proof checked."""
    number, proof = public.decision or (0, ())
    size, root = len(public.hashes), merkle.root_of(public.hashes)
    if number not in public.entries:
        raise NotVerified("The decision's entry is not shown.")
    if not merkle.verify_inclusion(number, size, public.hashes[number], proof, root):
        raise NotVerified("The inclusion proof of the decision's entry does not hold.")
    return number, public.entries[number]


def _check_shown(book: Book, assembly: str) -> None:
    # An entry that is not shown could be anything, a vote left out among them.
    first = min((number for number in book.shown if number), default=len(book.hashes) - 1)
    if set(book.shown) != {0, *range(first, len(book.hashes))}:
        raise NotVerified(f"The {book.name} record does not show just its entries from {first} on, and 0.")
    for number, entry in book.entries.items():
        if entry.assembly != assembly:
            raise NotVerified(f"Entry {number} of the {book.name} record is of another assembly.")


def _leaves(value: object, at: str) -> tuple[tuple[bytes, ...], dict[int, bytes]]:
    hashes: list[bytes] = []
    shown: dict[int, bytes] = {}
    for number, (item, here) in enumerate(documents.rows(value, at)):
        text = documents.text(item, here)
        if text.startswith(exports.HIDDEN):
            hashes.append(_hash(text.removeprefix(exports.HIDDEN), here))
        else:
            shown[number] = _bytes(text, here)
            hashes.append(merkle.leaf_hash(shown[number]))
    return tuple(hashes), shown


def _before(value: object, at: str) -> tuple[str | None, tuple[bytes, ...]]:
    if value is None:
        return None, ()
    row = documents.record(value, at, ("checkpoint", "proof"))
    return documents.text(row["checkpoint"], at + "/checkpoint"), _proof(row["proof"], at + "/proof")


def _decision(value: object, at: str) -> tuple[int, tuple[bytes, ...]]:
    row = documents.record(value, at, ("number", "proof"))
    return documents.whole(row["number"], at + "/number"), _proof(row["proof"], at + "/proof")


def _proof(value: object, at: str) -> tuple[bytes, ...]:
    return tuple(_bytes(item, here) for item, here in documents.rows(value, at))


def _hash(text: str, at: str) -> bytes:
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise NotVerified(f"This is not a hash in hexadecimal, at {at}.")
    return bytes.fromhex(text)


def _bytes(value: Any, at: str) -> bytes:
    text = documents.text(value, at)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if base64.b64encode(raw).decode() != text:
        raise NotVerified(f"This is not base64, at {at}.")
    return raw
