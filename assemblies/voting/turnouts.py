# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many have voted on a ballot, and whether that is enough for it to count: in people, or in weight."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assemblies.voting.models import Ballot
from assemblies.wording import weighed
from governance import amounts


def shown(ballot: Ballot, places: Iterable[Any], voted: int, cast: Mapping[str, int]) -> dict[str, Any]:
    """The turnout as pages show it, of so many who voted in all and by the public id of each place: {"voted", "seats",
    "quorum", "of_yes", "reached", "line", "places": [...], "weight", "carries"}.

    `places`, each with its public id, are told as {"assembly", "voted", "seats"}. `weight` is None unless what has to
    take part is asked in weight; then `quorum` is None and `weight` has {"cast", "all", "needed"}, exact, and
    {"part", "asked"}, in per cent. `of_yes`: what is asked for are votes for yes, so `reached` is None, for before the
    close nobody is told; `line` is where on a picture enough have taken part, 0 for nowhere. `carries`: votes that
    were lent join at the close.
    """
    rows = [
        {
            "assembly": place,
            "voted": cast.get(place.public_id, 0),
            "seats": ballot.seats_by_place[place.public_id],
        }
        for place in places
    ]
    told = {"voted": voted, "seats": ballot.seats, "places": rows, "carries": ballot.carries}
    told |= {"of_yes": ballot.of_yes, "line": ballot.line}
    if not ballot.weighs:
        reached = None if ballot.of_yes else voted >= ballot.quorum
        return told | {"quorum": ballot.quorum, "reached": reached, "weight": None}
    taken, everything = ballot.voters.took_part(cast), Fraction(ballot.all_weight)
    needed = Fraction(ballot.rule.get("quorum", {}).get("share", 0)) * everything
    exact = {"cast": taken, "all": everything, "needed": needed}
    weight = {name: amounts.written(number) for name, number in exact.items()}
    weight |= {"part": weighed.percent(taken, everything), "asked": weighed.percent(needed, everything)}
    reached = None if ballot.of_yes else taken >= needed
    return told | {"quorum": None, "reached": reached, "weight": weight}
