# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the record says of an exported decision: founded, placed, opened and ended so, once each."""

from collections.abc import Iterator, Mapping
from typing import Any

from governance import ballots, canonical, documents, witnessing
from governance.commands import place
from governance.entries import Entry
from governance.tallies import questions
from governance.verify.exported import Decided
from governance.witnessing import NotVerified

BALLOT = ("text", "opened_at", "closes_at", "decided_at", "tally")
ASKED_ABOUT = ("proposal",)
"""The words of the proposal, where the text that was voted on only names their digest."""
ENDINGS = ("DecisionMade", "RoundEnded")
"""What a ballot comes to: a decision, or nothing yet."""


def records(export: Decided) -> Iterator[str]:
    """Both records begin where the assembly began, are signed by its key, and only grew."""
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


def opening(export: Decided, number: int, made: Entry) -> tuple[int, Entry]:
    """The entry that opened the ballot and its number, where the record opens it once and holds the decision once."""
    opened = export.about(export.public, "BallotOpened")
    if len(opened) != 1 or opened[0][0] > number:
        raise NotVerified("The public record does not open this ballot once, before the decision.")
    if [one for kind in ENDINGS for one in export.about(export.public, kind)] != [(number, made)]:
        raise NotVerified("The public record does not hold this decision once.")
    return opened[0]


def placement(export: Decided, opened: int) -> str:
    """The placement is the last before the ballot opened, and comes out the same in the network of then."""
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
    if not repeats(kept["answer"], answer) or placed[-1].facts.get("answer") != answer["assembly"]:
        raise NotVerified("The placement, repeated, gives another answer than the one recorded.")
    return f"The placement, repeated, gives the answer recorded: {answer['because']}"


def repeats(recorded: object, repeated: Mapping[str, Any]) -> bool:
    """Whether an answer comes out again as it was recorded."""
    # A later version may answer more; what was answered then must come out the same now.
    if not isinstance(recorded, dict):
        return False
    return all(name in repeated and repeated[name] == value for name, value in recorded.items())


def ballot(export: Decided, opened: Entry, made: Entry) -> str:
    """Text, rule, seats and times are those of the entries that opened and ended it."""
    ballot = documents.record(export.parts["ballot.json"], "/ballot.json", BALLOT, ASKED_ABOUT)
    asked = documents.mapping(ballot["tally"], "/ballot.json/tally")
    said = {**opened.facts, "opened_at": opened.at, "decided_at": made.at}
    expected = {
        "text": canonical.ni(canonical.encode(ballot["text"])),
        "rule": canonical.ni(canonical.encode(asked)),
        "method": asked.get("method"),
        "seats": asked.get("seats"),
        "quorum": 0 if export.voters.weighs else _quorum(asked),
        "closes": ballot["closes_at"],
        "opened_at": ballot["opened_at"],
        "decided_at": ballot["decided_at"],
    }
    for name, value in expected.items():
        if said.get(name) != value:
            raise NotVerified(f"The ballot's {name} is not the one recorded when it opened or was decided.")
    if "proposal" in ballot and export.paper.get("text") != canonical.ni(
        canonical.encode(ballot["proposal"])
    ):
        raise NotVerified("The words of the proposal are not those that the ballot names.")
    return "The text, the rule, the seats and the times are those recorded when the ballot opened."


def _quorum(asked: Mapping[str, Any]) -> int:
    question = questions.read({"options": asked.get("options"), **asked})
    if question.quorum is None or not isinstance(question.seats, int):
        return 0
    return ballots.quorum_of(question.seats, question.quorum.share)
