# SPDX-License-Identifier: AGPL-3.0-or-later
"""A decision as the result page shows it: numbers, bars with the rule's line, people and places."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assemblies.pictures.bowls import Ring, Spot
from assemblies.record import queries as record
from assemblies.registry import queries as registry
from assemblies.voting import met, passing, queries, showing
from assemblies.voting.models import Ballot, Decision, Vote
from assemblies.wording import counts as worded
from assemblies.wording import weighed as worded_by
from governance import answers, ballots, franchises, weights


def share(part: float, whole: float) -> int:
    """A share in whole percent, rounded half up; 0 of nothing is 0."""
    return int(100 * Fraction(part) / Fraction(whole) + Fraction(1, 2)) if whole else 0


def result(decision: Decision, *, receipt: str = "") -> dict[str, Any]:
    """Everything the result page prints. `receipt` is a code that someone looks for, if any."""
    ballot = queries.ballot(decision.ballot.public_id)
    voted = queries.turnout(ballot)
    shown = yes_and_no(ballot, decision) if ballot.method in YES_OR_NO else options(ballot, decision)
    drawn = shown.get("counted", {}).get("drawn", ())
    weighed = ballot.weighed(decision.tally)
    said = worded.sentences(decision.tally, ballot.asks)
    told, more = (weighed, []) if weighed else worded.parted(said, drawn)
    return shown | {
        "decision": decision,
        "told": told,
        "told_more": more,
        "ballot": ballot,
        "proposal": ballot.proposal,
        "here": ballot.assembly,
        "rings": [Ring(a.kind, a.name, a.ring) for a in registry.containers(ballot.assembly)],
        "voted": voted,
        "turnout": share(voted, ballot.seats),
        "days": days(ballot),
        "opened": ballot.opened_at.astimezone(registry.zone(ballot.assembly)).date(),
        "rule": passing.of(ballot),
        "met": list(met.told(ballot, decision.tally)),
        "entry": record.entry(decision.entry_id),
        "receipt": receipt,
        "receipt_found": Vote.objects.filter(ballot=ballot, receipt=receipt).exists() if receipt else None,
    }


WIDE = frozenset({"voting/counts/_rounds.html", "voting/counts/_pairs.html"})
"""Pictures that have the page's whole width: rounds, and options two by two."""
YES_OR_NO = frozenset({"majority", "double-majority"})


def yes_and_no(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    """What the page prints of a question of yes or no: bars with the rule's line, people and places."""
    counts, by_place = weighed(ballot, decision), places(ballot)
    voted = sum(counts.values())
    return {
        "yes_or_no": True,
        "unit": unit(ballot),
        "spots": [Spot(row["assembly"].name, row["yes"]) for row in by_place],
        "said_yes": sum(row["yes"] for row in by_place),
        "counts": counts,
        "yes_share": share(counts["yes"], counts["yes"] + counts["no"]),
        "parts": [(name, n, share(n, voted)) for name, n in counts.items()],
        "people": people(counts, decision.tally),
        "places": by_place,
        "telling": telling(queries.counts(ballot)),
        "place_telling": any(row["voted"] and telling(row["counts"]) for row in by_place),
    }


PER_CENT = "per cent"


def unit(ballot: Ballot) -> str:
    """What the numbers of yes and no count: "people", "delegates", "assemblies", or "per cent" of all weight."""
    return PER_CENT if ballot.weighs and ballot.voters.by != weights.EQUAL else ballot.franchise


def weighed(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    """How many stand behind yes, no and no opinion, in the unit of the ballot; per cent to one place."""
    if ballot.franchise == franchises.PEOPLE:
        return queries.counts(ballot)
    exact = {answer: Fraction(decision.tally["counts"][answer]) for answer in answers.words_of(ballot.method)}
    if unit(ballot) != PER_CENT:
        return {answer: int(number) for answer, number in exact.items()}
    every = Fraction(ballot.all_weight)
    return {answer: round(float(100 * number / every), 1) for answer, number in exact.items()}


def options(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    """What the page prints of every other way of deciding: the picture and the tables of that way."""
    asks = ballot.asks
    counted = showing.of(decision.tally, asks.names(), asks)
    return {
        "asks": asks,
        "counted": counted,
        "wide": counted["part"] in WIDE,
        "telling": telling(dict(queries.choices(ballot))),
    }


def telling(counts: Mapping[str, int]) -> bool:
    """Whether numbers may give a vote away: fewer than five voted, or all alike."""
    voted = sum(counts.values())
    return voted < ballots.FEW or max(counts.values(), default=0) == voted


def people(counts: Mapping[str, int], tally: Mapping[str, Any]) -> dict[str, Any]:
    """The people's half: the share of yes among yes and no, whether it was enough, and where the rule's lines stand.

    {"fraction", "holds", "line", "line_of_all"}: lines as parts of 1, of yes and no and of all votes; None off the bar.
    """
    check = next((each for each in tally["checks"] if each["name"] == "threshold"), None)
    cast, voted = counts["yes"] + counts["no"], sum(counts.values())
    if check is None or not cast:
        return {"fraction": 0.0, "holds": False, "line": None, "line_of_all": None}
    # The counts may be in another unit than the check: only shares are compared.
    told = sum(Fraction(tally["counts"][answer]) for answer in ("yes", "no"))
    line = Fraction(check["bound"]) / told
    of_all = line * Fraction(cast) / Fraction(voted)
    return {
        "fraction": counts["yes"] / cast,
        "holds": check["holds"],
        "line": float(line) if line <= 1 else None,
        "line_of_all": float(of_all) if of_all <= 1 else None,
    }


def places(ballot: Ballot) -> list[dict[str, Any]]:
    """For each child: its counts, share of yes among yes and no, and whether it said yes; most yes first."""
    if ballot.method not in YES_OR_NO or (ballot.secrecy == ballots.SECRET and not ballot.by_place):
        return []  # the choices of a secret ballot keep no place unless places decide
    by_place = queries.counts_by_place(ballot)
    known, voters = registry.names(list(by_place)), ballot.voters
    enough, every = voters.enough, sum((Fraction(one) for one in voters.weights.values()), Fraction(0))
    rows: list[dict[str, Any]] = []
    for key, counts in by_place.items():
        cast = counts["yes"] + counts["no"]
        rows.append(
            {
                "assembly": known.get(key),
                "counts": counts,
                "voted": sum(counts.values()),
                "cast": cast,
                "weight": worded_by.percent(Fraction(voters.weights.get(key, 0)), every) if every else "",
                "share": share(counts["yes"], cast),
                "fraction": counts["yes"] / cast if cast else 0.0,
                "answered": sum(counts.values()) >= max(1, enough.get(key, 0)),
                "yes": counts["yes"] > counts["no"] and sum(counts.values()) >= enough.get(key, 0),
            }
        )
    return sorted((r for r in rows if r["assembly"]), key=lambda r: (-r["fraction"], r["assembly"].name))


def days(ballot: Ballot) -> list[dict[str, Any]]:
    """Turnout at the end of each day of the ballot, in the assembly's own days: {"day", "voted", "share"}."""
    zone = registry.zone(ballot.assembly)
    total, rows = 0, {}
    for hour, n in queries.votes_by_hour(ballot):
        total += n
        rows[hour.astimezone(zone).date()] = total
    if rows and ballot.closed_at:  # nobody voted on its last days: they count as well
        rows.setdefault(ballot.closed_at.astimezone(zone).date(), total)
    return [{"day": day, "voted": n, "share": share(n, ballot.seats)} for day, n in rows.items()]
