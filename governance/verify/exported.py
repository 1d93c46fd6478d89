# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of an export, read: which kind it is, and its parts in the one form that each has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance import ballots, canonical, documents, exports, franchises, hands, witnessing
from governance.entries import Entry
from governance.witnessing import Book, NotVerified

MANIFEST = ("format", "version", "assembly", "proposal", "ballot")
VOTE = ("number", "who", "who_salt")
CHOICE = ("choice", "choice_salt")
HOME = ("assembly", "assembly_salt")
REASON = ("reason", "reason_salt")
HAND = tuple((name, f"{name}_salt") for name in hands.SEALED)


@dataclass(frozen=True)
class Decided:
    """The parts of an export once they are read."""

    manifest: Mapping[str, str]
    parts: Mapping[str, Any]
    votes: tuple[Mapping[str, Any], ...]
    books: Mapping[str, Book]

    @property
    def public(self) -> Book:
        return self.books["public"]

    @property
    def acts(self) -> Book:
        return self.books["acts"]

    @property
    def paper(self) -> Mapping[str, Any]:
        """What voters had before them."""
        return documents.mapping(self.parts["ballot.json"]["text"], "/ballot.json/text")

    @property
    def tally(self) -> Mapping[str, Any]:
        """The input of the shell's `tally`, without the votes."""
        return documents.mapping(self.parts["ballot.json"]["tally"], "/ballot.json/tally")

    @property
    def method(self) -> object:
        return self.tally.get("method")

    @property
    def voters(self) -> franchises.Franchise:
        """Who votes, and what each weighs."""
        return franchises.read(
            documents.mapping(self.paper.get("franchise", {}), "/ballot.json/text/franchise")
        )

    @property
    def is_open(self) -> bool:
        """Whether it was promised that all see who chose what."""
        return bool(self.paper.get("secrecy", ballots.OPEN) == ballots.OPEN)

    @property
    def by_place(self) -> bool:
        """Whether it matters for the count where a vote comes from."""
        return self.method == "double-majority" or self.voters.names_assembly

    def about(self, book: Book, type: str) -> list[tuple[int, Entry]]:
        """What a record says of this ballot: (number, entry), in order."""
        wanted = {"proposal": self.manifest["proposal"], "ballot": self.manifest["ballot"]}
        found = book.entries_of(type)
        return [(n, entry) for n, entry in found if all(entry.facts.get(k) == v for k, v in wanted.items())]


def kind(files: Mapping[str, bytes]) -> Sequence[str]:
    """Which of the four kinds of export has these files and no other. Raises NotVerified, naming what is odd."""
    odd = sorted(set(files) - exports.KNOWN)
    nearest = min(exports.KINDS, key=lambda names: len(set(files) ^ set(names)))
    odd = odd or sorted(set(files) ^ set(nearest))
    if odd:
        how = "extra" if odd[0] in files else "missing"
        raise NotVerified(f"The files are not those of an export: {odd[0]} is {how}.")
    return nearest


def read(files: Mapping[str, bytes], format: str) -> Decided:
    """The parts of an export of this format. Raises NotVerified, or the Refusal of what cannot be read."""
    parts = {name: _value(name, data) for name, data in files.items() if name != exports.VOTES}
    manifest = documents.record(parts["manifest.json"], "/manifest.json", MANIFEST)
    version = documents.whole(manifest["version"], "/manifest.json/version")
    if (manifest["format"], version) != (format, exports.VERSION):
        raise NotVerified(f"This is not version {exports.VERSION} of {format}.")
    for name in MANIFEST[2:]:
        documents.text(manifest[name], f"/manifest.json/{name}")
    books = {n: witnessing.read(n, parts[file]) for n, file in exports.RECORDS.items() if file in files}
    return Decided(manifest, parts, tuple(_lines(files.get(exports.VOTES, b""))), books)


def _value(name: str, data: bytes) -> Any:
    try:
        return canonical.decode_exact(data)
    except canonical.BadValue as bad:
        raise NotVerified(f"{name}: {bad.sentence}") from None


def _lines(data: bytes) -> Iterator[Mapping[str, Any]]:
    if data and not data.endswith(b"\n"):
        raise NotVerified("The last line of votes.jsonl is cut off.")
    for index, line in enumerate(data.split(b"\n")[:-1]):
        at = f"/{exports.VOTES}/{index}"
        value = _value(at, line)
        if isinstance(value, dict) and value.get(exports.ERASED) is True:
            documents.whole(documents.record(value, at, ("number", exports.ERASED))["number"], at + "/number")
            yield value
            continue
        vote = documents.record(value, at, VOTE, CHOICE + HOME + REASON + sum(HAND, ()))
        documents.whole(vote["number"], at + "/number")
        for name in set(vote) - {"number"}:
            documents.text(vote[name], f"{at}/{name}")
        for name, salt in (CHOICE, HOME, REASON, *HAND):
            if (name in vote) != (salt in vote):
                raise NotVerified(f"The {name} and its salt do not stand together, at {at}.")
        yield vote
