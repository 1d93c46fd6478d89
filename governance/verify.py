# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying: one exported decision repeated from its files, check by check, by anyone who has a copy."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance import (
    answers,
    ballots,
    canonical,
    documents,
    entries,
    exports,
    franchises,
    hands,
    lent,
    papers,
    tallies,
    witnessing,
)
from governance.commands import place
from governance.entries import Entry
from governance.tallies import questions, sentences
from governance.witnessing import Book, NotVerified

MANIFEST = ("format", "version", "assembly", "proposal", "ballot")
BALLOT = ("text", "opened_at", "closes_at", "decided_at", "tally")
ASKED_ABOUT = ("proposal",)
"""The words of the proposal, where the text that was voted on only names their digest."""
VOTE = ("number", "who", "who_salt")
CHOICE = ("choice", "choice_salt")
HOME = ("assembly", "assembly_salt")
REASON = ("reason", "reason_salt")
HAND = tuple((name, f"{name}_salt") for name in hands.SEALED)
SEALED = ("who", "choice")
SEALED_SECRETLY = ("who",)


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


def checks(files: Mapping[str, bytes]) -> Iterator[str]:
    """Repeat everything about one decision; yield a sentence for each check that holds.

    Of the public part of an export, which has no votes, the last sentence says what was not checked.
    Raises NotVerified, or the Refusal of whatever cannot be read, at the first check that does not hold.
    """
    names = _kind(files)
    whole, secret = names != exports.PUBLIC_FILES, names == exports.SECRET_FILES
    export = _read(files, exports.FORMAT if whole else exports.PUBLIC_FORMAT)
    yield f"The {len(files)} files are all there, each in its one canonical form."
    yield from _records(export)
    number, made = witnessing.included(export.public)
    yield f"The decision is entry {number} of the public record, by its inclusion proof."
    opened_number, opened = _opening(export, number, made)
    yield _placement(export, opened_number)
    yield _ballot(export, opened, made)
    if secret != (whole and not _said_open(export)):
        raise NotVerified("What the ballot promises of secrecy is not how its votes are listed.")
    if whole and bool(_paper(export).get("lending")) != (exports.LENT in files):
        raise NotVerified("Whether votes that were lent count is not as the ballot has it.")
    if not whole and not _said_open(export):
        yield _parted(export, number)
    elif not whole and _by_place(export):
        yield _named(export, export.parts[exports.COUNTED], number)
    if whole:
        yield from _votes(export, opened, made)
        yield from _secret(export, made, number) if secret else _count(export, made, number)
    else:
        yield _sums(export, made)
        yield NOT_CHECKED


NOT_CHECKED = (
    "Not checked: that these numbers are the sums of the votes cast. The votes are not in the public part;"
    " whoever may read them checks that with the whole export."
)

NOT_NAMED = "Not checked: that each place's numbers are those counted at the close. The record of that time names none."
NOT_COUNTED = (
    "Not checked: that the count gives the result recorded. Votes were erased, so it cannot be repeated any more;"
    " the decision is the one that was recorded when it could."
)


def _kind(files: Mapping[str, bytes]) -> Sequence[str]:
    """Which of the four kinds of export has these files and no other. Raises NotVerified, naming what is odd."""
    odd = sorted(set(files) - exports.KNOWN)
    nearest = min(exports.KINDS, key=lambda names: len(set(files) ^ set(names)))
    odd = odd or sorted(set(files) ^ set(nearest))
    if odd:
        how = "extra" if odd[0] in files else "missing"
        raise NotVerified(f"The files are not those of an export: {odd[0]} is {how}.")
    return nearest


def _read(files: Mapping[str, bytes], format: str) -> Decided:
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


def _records(export: Decided) -> Iterator[str]:
    assembly = export.manifest["assembly"]
    founded = witnessing.founding(export.public, assembly)
    yield f"The public record begins with the genesis of {founded.name} ({assembly})."
    for book in export.books.values():
        before, size = witnessing.witness(book, founded, assembly), len(book.hashes)
        yield f"The {book.name} record has {size} entries, signed by the key that the genesis names."
        if before is None:
            yield f"Not checked: that the {book.name} record only grew. No earlier checkpoint of it was kept."
        else:
            yield f"The {book.name} record only added to the {before} entries of an earlier checkpoint of that key."


def _about(export: Decided, book: Book, type: str) -> list[tuple[int, Entry]]:
    wanted = {"proposal": export.manifest["proposal"], "ballot": export.manifest["ballot"]}
    found = book.entries_of(type)
    return [(n, entry) for n, entry in found if all(entry.facts.get(k) == v for k, v in wanted.items())]


ENDINGS = ("DecisionMade", "RoundEnded")
"""What a ballot comes to: a decision, or nothing yet."""


def _opening(export: Decided, number: int, made: Entry) -> tuple[int, Entry]:
    opened = _about(export, export.public, "BallotOpened")
    if len(opened) != 1 or opened[0][0] > number:
        raise NotVerified("The public record does not open this ballot once, before the decision.")
    if [one for kind in ENDINGS for one in _about(export, export.public, kind)] != [(number, made)]:
        raise NotVerified("The public record does not hold this decision once.")
    return opened[0]


def _placement(export: Decided, opened: int) -> str:
    kept = documents.record(export.parts["placement.json"], "/placement.json", ("input", "answer"))
    proposal = export.manifest["proposal"]
    placed = [
        entry
        for number, entry in export.public.entries_of("ProposalPlaced")
        if number < opened and entry.facts.get("proposal") == proposal
    ]
    if not placed or placed[-1].facts.get("digest") != canonical.ni(canonical.encode(kept)):
        raise NotVerified("The placement is not the last one recorded before the ballot opened.")
    given = dict(documents.mapping(kept["input"], "/placement.json/input"))
    network = documents.mapping(export.parts["network.json"], "/network.json")
    snapshot = given.pop("snapshot", None)
    if snapshot != canonical.ni(canonical.encode(network)):
        raise NotVerified("The network is not the one in which the placement was recorded.")
    answer = place.answer({**network, **given}).kept()
    if not _repeats(kept["answer"], answer) or placed[-1].facts.get("answer") != answer["assembly"]:
        raise NotVerified("The placement, repeated, gives another answer than the one recorded.")
    return f"The placement, repeated, gives the answer recorded: {answer['because']}"


def _repeats(recorded: object, repeated: Mapping[str, Any]) -> bool:
    # A later version may answer more; what was answered then must come out the same now.
    if not isinstance(recorded, dict):
        return False
    return all(name in repeated and repeated[name] == value for name, value in recorded.items())


def _ballot(export: Decided, opened: Entry, made: Entry) -> str:
    ballot = documents.record(export.parts["ballot.json"], "/ballot.json", BALLOT, ASKED_ABOUT)
    asked = documents.mapping(ballot["tally"], "/ballot.json/tally")
    said = {**opened.facts, "opened_at": opened.at, "decided_at": made.at}
    expected = {
        "text": canonical.ni(canonical.encode(ballot["text"])),
        "rule": canonical.ni(canonical.encode(asked)),
        "method": asked.get("method"),
        "seats": asked.get("seats"),
        "quorum": 0 if _voters(export).weighs else _quorum(asked),
        "closes": ballot["closes_at"],
        "opened_at": ballot["opened_at"],
        "decided_at": ballot["decided_at"],
    }
    for name, value in expected.items():
        if said.get(name) != value:
            raise NotVerified(f"The ballot's {name} is not the one recorded when it opened or was decided.")
    if "proposal" in ballot and _paper(export).get("text") != canonical.ni(
        canonical.encode(ballot["proposal"])
    ):
        raise NotVerified("The words of the proposal are not those that the ballot names.")
    return "The text, the rule, the seats and the times are those recorded when the ballot opened."


def _quorum(asked: Mapping[str, Any]) -> int:
    question = questions.read({"options": asked.get("options"), **asked})
    if question.quorum is None or not isinstance(question.seats, int):
        return 0
    return ballots.quorum_of(question.seats, question.quorum.share)


def _votes(export: Decided, opened: Entry, made: Entry) -> Iterator[str]:
    _check_hidden(export.acts, opened)
    cast = dict(_about(export, export.acts, "VoteCast"))
    if [vote["number"] for vote in export.votes] != sorted(cast):
        raise NotVerified("The votes listed are not, in order, those that the record of acts holds.")
    first, last = entries.moment(opened.at), entries.moment(made.at)
    closes = min(last, entries.moment(opened.facts.get("closes")))
    names: tuple[str, ...] = SEALED if _said_open(export) else SEALED_SECRETLY
    names = (*names, HOME[0]) if _by_place(export) else names
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
    entries_said = _about(export, export.public, "VotesErased")
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


def _count(export: Decided, made: Entry, decided: int) -> Iterator[str]:
    # Of two votes by one person the later stands.
    standing = {vote["who"]: vote for vote in export.votes if "who" in vote}
    if any(exports.ERASED in vote for vote in export.votes):
        _recorded(export, made)
        yield NOT_COUNTED
        return
    carried = _carried(export, standing, decided)
    if carried is not None:
        yield (
            f"All {carried.acts} acts of lending are in the record of acts, none left out. "
            f"{len(carried.carried.carriers)} votes are carried by others, {carried.lost} are lost."
        )
    method = export.parts["ballot.json"]["tally"].get("method")
    votes = [_counted(vote, method) for vote in standing.values()]
    if carried:
        by = {vote["voter"]: vote for vote in votes}
        votes += [
            _lent(who, by[carrier], carried.places) for who, carrier in carried.carried.carriers.items()
        ]
    if _by_place(export):
        yield _named(export, _numbers(export, votes), decided)
    because = _again(export, made, {"votes": _weighed(export, votes)})
    more = f" and {len(votes) - len(standing)} carried votes" if len(votes) > len(standing) else ""
    yield f"The count of {len(standing)} voters{more}, repeated, gives the result recorded: {because}"


def _carried(export: Decided, standing: Mapping[str, Any], decided: int) -> lent.Repeated | None:
    """The lent votes of a ballot on which they count, followed again; None of every other."""
    if exports.LENT not in export.parts:
        return None
    said = [entry for number, entry in _about(export, export.public, "VotesCarried") if number < decided]
    if len(said) != 1:
        raise NotVerified(
            "The public record does not say once, before the decision, what lent votes rest on."
        )
    given = documents.mapping(export.parts["placement.json"]["input"], "/placement.json/input")
    effects = documents.mapping(given.get("effects"), "/placement.json/input/effects")
    return lent.repeat(
        export.parts[exports.LENT],
        export.acts,
        said[0],
        proposal=export.manifest["proposal"],
        matter=documents.text(effects.get("matter"), "/placement.json/input/effects/matter"),
        direct=frozenset(standing),
    )


def _lent(who: str, vote: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """The vote of someone that another carries: as they chose, where its own voter lives."""
    carried = {**vote, "voter": who}
    return carried | {"assembly": places.get(who, "")} if "assembly" in vote else carried


def _voters(export: Decided) -> franchises.Franchise:
    return franchises.read(
        documents.mapping(_paper(export).get("franchise", {}), "/ballot.json/text/franchise")
    )


def _weighed(export: Decided, votes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is counted of votes that name their assembly, where delegates or assemblies decide."""
    voters = _voters(export)
    return franchises.tallied(voters, votes) if voters.names_assembly else votes


def _by_place(export: Decided) -> bool:
    """Whether it matters for the count where a vote comes from."""
    return _method(export) == "double-majority" or _voters(export).names_assembly


def _method(export: Decided) -> object:
    return documents.mapping(export.parts["ballot.json"]["tally"], "/ballot.json/tally").get("method")


def _named(export: Decided, numbers: object, decided: int) -> str:
    """The numbers of the places are those that the record named at the close."""
    said = [entry for number, entry in _about(export, export.public, "VotesCounted") if number < decided]
    if not said:
        return NOT_NAMED
    if len(said) != 1 or said[0].facts.get("digest") != canonical.ni(canonical.encode(numbers)):
        raise NotVerified("The numbers of the places are not those recorded once at the close.")
    return "The numbers of the places are those recorded at the close."


def _numbers(export: Decided, votes: list[dict[str, Any]]) -> dict[str, Any]:
    """How many of each place chose what, as the public part has it, from votes that name their assembly."""
    voters = _voters(export)
    found = Counter((vote["assembly"], canonical.encode(vote["choice"])) for vote in votes)
    if voters.kind == franchises.DELEGATES:
        rows = ((id, canonical.decode_exact(choice), n) for (id, choice), n in sorted(found.items()))
        return {
            "votes": [{"choice": choice, "count": n, "weight": voters.weight(id)} for id, choice, n in rows]
        }
    tally = export.parts["ballot.json"]["tally"]
    ids = {*(voters.weights or tally.get("assembly_weights", {})), *(id for id, _ in found)}
    words = answers.words_of(tally["method"])
    return {"counts": {id: {w: found[id, canonical.encode(w)] for w in words} for id in ids}}


def _said_open(export: Decided) -> bool:
    return bool(_paper(export).get("secrecy", ballots.OPEN) == ballots.OPEN)


def _parted(export: Decided, decided: int) -> str:
    """The list of choices is the one that was named when they were parted from their voters."""
    parted = [entry for number, entry in _about(export, export.public, "VotesParted") if number < decided]
    counted = export.parts[exports.COUNTED]
    if len(parted) != 1 or parted[0].facts.get("digest") != canonical.ni(canonical.encode(counted)):
        raise NotVerified("The choices are not those recorded once when they were parted from their voters.")
    return f"The {parted[0].facts.get('number')} choices are those recorded when they were parted from their voters."


def _secret(export: Decided, made: Entry, decided: int) -> Iterator[str]:
    yield _parted(export, decided)
    voted = Counter(
        vote.get(HOME[0], "") for vote in {v["who"]: v for v in export.votes if "who" in v}.values()
    )
    counted = Counter(dict(_chosen(export)))
    if any(exports.ERASED in vote for vote in export.votes):
        yield "Not checked: that there are as many choices as voters. The bodies of votes were erased."
    elif +counted != +voted:
        raise NotVerified("There are not as many choices as voters.")
    yield _sums(export, made)
    yield HELD_APART


def _chosen(export: Decided) -> Iterator[tuple[str, int]]:
    """How many choices there are, by assembly where assemblies count too."""
    counted = documents.record(export.parts[exports.COUNTED], "/" + exports.COUNTED, (), ("votes", "counts"))
    if "counts" in counted:
        for id, row, at in documents.members(counted["counts"], f"/{exports.COUNTED}/counts"):
            yield id, sum(documents.whole(n, here) for _, n, here in documents.members(row, at))
        return
    at = f"/{exports.COUNTED}/votes"
    rows = [
        (documents.mapping(row, here), here) for row, here in documents.rows(counted.get("votes", []), at)
    ]
    yield "", sum(documents.whole(row.get("count", 1), here) for row, here in rows)


HELD_APART = (
    "Not checked, because nobody can: which voter made which choice. The ballot was secret, and the two"
    " were parted."
)


def _sums(export: Decided, made: Entry) -> str:
    at = "/" + exports.COUNTED
    counted = documents.record(export.parts[exports.COUNTED], at, (), ("votes", "counts"))
    if _voters(export).kind == franchises.ASSEMBLIES:
        rows = {
            id: documents.mapping(row, here) for id, row, here in documents.members(counted["counts"], at)
        }
        counted = {"votes": list(franchises.answers(_voters(export), rows))}
    because = _again(export, made, counted)
    return f"The numbers, counted again, give the result recorded: {because}"


def _again(export: Decided, made: Entry, given: Mapping[str, Any]) -> str:
    """Count what was given by the rule of the ballot and hold it against the decision recorded; say why it is so."""
    recorded = _recorded(export, made)
    asked = documents.mapping(export.parts["ballot.json"]["tally"], "/ballot.json/tally")
    repeated = tallies.tally({**asked, **given}, _names(export))
    if recorded.get("said", repeated["said"]) == repeated["said"]:
        repeated["because"] = _because(repeated, recorded)
    if not _repeats(recorded, repeated):
        raise NotVerified("The count, repeated, gives another result than the one recorded.")
    for name in ("outcome", "because"):
        if made.facts.get(name) != repeated[name]:
            raise NotVerified(f"The recorded decision's {name} is not that of the count.")
    return str(repeated["because"])


def _recorded(export: Decided, made: Entry) -> Mapping[str, Any]:
    recorded = documents.mapping(export.parts["decision.json"], "/decision.json")
    if made.facts.get("digest") != canonical.ni(canonical.encode(recorded)):
        raise NotVerified("The decision is not the one recorded.")
    return recorded


def _because(repeated: Mapping[str, Any], recorded: Mapping[str, Any]) -> str:
    # The same facts, told in the words of before: what was recorded then still verifies.
    before = " ".join(sentences.Said(**one).exact() for one in repeated["said"])
    return before if recorded.get("because") == before else str(repeated["because"])


def _paper(export: Decided) -> Mapping[str, Any]:
    return documents.mapping(export.parts["ballot.json"]["text"], "/ballot.json/text")


def _names(export: Decided) -> dict[str, str]:
    """What the ballot calls its options; nothing of one that asks for yes or no."""
    asks = _paper(export).get("asks", {})
    try:
        return papers.read(asks).names() if asks else {}
    except (TypeError, KeyError):
        raise NotVerified("The paper of the ballot cannot be read.") from None


def _counted(vote: Mapping[str, Any], method: str) -> dict[str, Any]:
    counted = {"voter": vote["who"], "choice": answers.kept(method, vote["choice"])}
    if "assembly" in vote:
        counted["assembly"] = vote["assembly"]
    return counted
