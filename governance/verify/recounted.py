# SPDX-License-Identifier: AGPL-3.0-or-later
"""The count of an exported decision, repeated: from votes, lent ones too, or from the numbers that stand for them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from governance import answers, canonical, documents, exports, franchises, lent, papers, tallies
from governance.entries import Entry
from governance.tallies import sentences
from governance.verify.exported import HOME, Decided
from governance.verify.recorded import repeats
from governance.witnessing import NotVerified

NOT_COUNTED = (
    "Not checked: that the count gives the result recorded, and where lent votes went. Votes were erased, so neither"
    " can be repeated any more; the decision is the one that was recorded when they could."
)
NOT_NAMED = "Not checked: that each place's numbers are those counted at the close. The record of that time names none."
HELD_APART = (
    "Not checked, because nobody can: which voter made which choice. The ballot was secret, and the two"
    " were parted."
)


def public(export: Decided, made: Entry, decided: int) -> Iterator[str]:
    """The numbers alone: those that the record named at the close, and counted again. `decided` is the number of the
    entry `made`, which says the decision."""
    if not export.is_open:
        yield _parted(export, decided)
    elif export.by_place:
        yield _named(export, export.parts[exports.COUNTED], decided)
    yield _sums(export, made)


def count(export: Decided, made: Entry, decided: int) -> Iterator[str]:
    """The votes of an open ballot, and with them those that were lent; of erased ones only that they were."""
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
    votes = [_counted(vote, str(export.method)) for vote in standing.values()]
    if carried:
        by = {vote["voter"]: vote for vote in votes}
        votes += [
            _lent(who, by[carrier], carried.places) for who, carrier in carried.carried.carriers.items()
        ]
    if export.by_place:
        yield _named(export, _numbers(export, votes), decided)
    because = _again(export, made, {"votes": _weighed(export, votes)})
    more = f" and {len(votes) - len(standing)} carried votes" if len(votes) > len(standing) else ""
    yield f"The count of {len(standing)} voters{more}, repeated, gives the result recorded: {because}"


def _carried(export: Decided, standing: Mapping[str, Any], decided: int) -> lent.Repeated | None:
    """The lent votes of a ballot on which they count, followed again; None of every other."""
    if exports.LENT not in export.parts:
        return None
    said = [entry for number, entry in export.about(export.public, "VotesCarried") if number < decided]
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


def _weighed(export: Decided, votes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is counted of votes that name their assembly, where delegates or assemblies decide."""
    voters = export.voters
    return franchises.tallied(voters, votes) if voters.names_assembly else votes


def _named(export: Decided, numbers: object, decided: int) -> str:
    """The numbers of the places are those that the record named at the close."""
    said = [entry for number, entry in export.about(export.public, "VotesCounted") if number < decided]
    if not said:
        return NOT_NAMED
    if len(said) != 1 or said[0].facts.get("digest") != canonical.ni(canonical.encode(numbers)):
        raise NotVerified("The numbers of the places are not those recorded once at the close.")
    return "The numbers of the places are those recorded at the close."


def _numbers(export: Decided, votes: list[dict[str, Any]]) -> dict[str, Any]:
    """How many of each place chose what, as the public part has it, from votes that name their assembly."""
    voters = export.voters
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


def _parted(export: Decided, decided: int) -> str:
    """The list of choices is the one that was named when they were parted from their voters."""
    parted = [entry for number, entry in export.about(export.public, "VotesParted") if number < decided]
    counted = export.parts[exports.COUNTED]
    if len(parted) != 1 or parted[0].facts.get("digest") != canonical.ni(canonical.encode(counted)):
        raise NotVerified("The choices are not those recorded once when they were parted from their voters.")
    return f"The {parted[0].facts.get('number')} choices are those recorded when they were parted from their voters."


def secret(export: Decided, made: Entry, decided: int) -> Iterator[str]:
    """Who took part, and apart from them what was chosen."""
    yield _parted(export, decided)
    voted = Counter(
        vote.get(HOME[0], "") for vote in {v["who"]: v for v in export.votes if "who" in v}.values()
    )
    counted = Counter(dict(_chosen(export)))
    if any(exports.ERASED in vote for vote in export.votes):
        if voted - counted:
            raise NotVerified("There are fewer choices than voters.")
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


def _sums(export: Decided, made: Entry) -> str:
    at = "/" + exports.COUNTED
    counted = documents.record(export.parts[exports.COUNTED], at, (), ("votes", "counts"))
    if export.voters.kind == franchises.ASSEMBLIES:
        rows = {
            id: documents.mapping(row, here) for id, row, here in documents.members(counted["counts"], at)
        }
        counted = {"votes": list(franchises.answers(export.voters, rows))}
    because = _again(export, made, counted)
    return f"The numbers, counted again, give the result recorded: {because}"


def _again(export: Decided, made: Entry, given: Mapping[str, Any]) -> str:
    """Count what was given by the rule of the ballot and hold it against the decision recorded; say why it is so."""
    recorded = _recorded(export, made)
    asked = documents.mapping(export.parts["ballot.json"]["tally"], "/ballot.json/tally")
    repeated = tallies.tally({**asked, **given}, _names(export))
    if recorded.get("said", repeated["said"]) == repeated["said"]:
        repeated["because"] = _because(repeated, recorded)
    if not repeats(recorded, repeated):
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


def _names(export: Decided) -> dict[str, str]:
    """What the ballot calls its options; nothing of one that asks for yes or no."""
    asks = export.paper.get("asks", {})
    try:
        return papers.read(asks).names() if asks else {}
    except (TypeError, KeyError):
        raise NotVerified("The paper of the ballot cannot be read.") from None


def _counted(vote: Mapping[str, Any], method: str) -> dict[str, Any]:
    counted = {"voter": vote["who"], "choice": answers.kept(method, vote["choice"])}
    if "assembly" in vote:
        counted["assembly"] = vote["assembly"]
    return counted
