# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small random networks and effects for property tests, as the shell writes them."""

from typing import Any

from hypothesis import strategies as st

Payload = dict[str, Any]

IDS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
MATTERS = ["water", "mobility", "mobility/buses", "mobility/buses/night", "mobilityx"]
SHARES = ["1", "1/2", "0.3", "0.11", "0.10", "1/10", "0.05", "1/3"]
AMOUNTS = ["0", "5", "10", "18.5", "40", "100"]


def means() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(["GBP", "h"]), st.sampled_from(AMOUNTS), max_size=2)


def remits(*, exclusive: bool) -> st.SearchStrategy[list[Payload]]:
    row = st.fixed_dictionaries(
        {"matter": st.sampled_from(MATTERS)},
        optional={"ceilings": means(), "exclusive": st.booleans() if exclusive else st.just(False)},
    )
    return st.lists(row, max_size=3, unique_by=lambda row: row["matter"])


def extras(*, exclusive: bool) -> st.SearchStrategy[Payload]:
    """The optional keys that assemblies and overlays share; each is left out most of the time."""
    rare = {
        "members": st.integers(0, 4),
        "quorum": st.integers(0, 4),
        "founded": st.sampled_from(["2024-05-01", "2019-01-31"]),
        "remit": remits(exclusive=exclusive),
        "allotments": means(),
    }
    return st.fixed_dictionaries(
        {}, optional={name: st.one_of(strategy, strategy) for name, strategy in rare.items()}
    )


@st.composite
def networks(draw: st.DrawFn, *, exclusive: bool = True, plain: bool | None = None) -> Payload:
    """One to eight assemblies in one tree or several, up to three overlays that may hold overlays."""
    ids = draw(st.permutations(IDS))
    number = draw(st.integers(1, 8))
    plain = draw(st.booleans()) if plain is None else plain
    common = st.just({}) if plain else extras(exclusive=exclusive)
    assemblies = []
    for index in range(number):
        parent = ids[draw(st.integers(0, index - 1))] if index and draw(st.integers(0, 5)) else None
        body = {"id": ids[index], "scale": draw(st.integers(0, 2)), "population": draw(st.integers(0, 30))}
        assemblies.append({**body, "parent": parent, **draw(common)})
    overlays: list[Payload] = []
    for index in range(draw(st.integers(0, 3))):
        below = ids[:number] + [overlay["id"] for overlay in overlays]
        held = draw(st.lists(st.sampled_from(below), min_size=1, max_size=3, unique=True))
        size = draw(st.fixed_dictionaries({}, optional={"population": st.integers(0, 30)}))
        scale = draw(st.integers(0, 2))
        overlays.append(
            {"id": ids[number + index], "scale": scale, "constituents": held, **size, **draw(common)}
        )
    return {"assemblies": assemblies, "overlays": overlays}


def ids_of(network: Payload) -> list[str]:
    return [body["id"] for body in network["assemblies"] + network["overlays"]]


@st.composite
def borders(draw: st.DrawFn) -> Payload:
    """Four to seven neighbours, each in one of four towns that share nothing below the network, and overlays
    that join some: what makes joint decisions of two, three and four."""
    ids = draw(st.permutations(IDS))
    number = draw(st.integers(4, 7))
    top = {"id": "top", "scale": 2, "population": 1000, **draw(_purse())}
    towns = [
        {"id": f"t{index}", "scale": 1, "population": draw(st.integers(20, 90)), "parent": "top"}
        for index in range(4)
    ]
    neighbours = [
        {
            "id": id,
            "scale": 0,
            "population": draw(st.integers(0, 30)),
            "parent": f"t{index % 4}",
            **draw(_purse()),
        }
        for index, id in enumerate(ids[1 : 1 + number])
    ]
    held = st.lists(st.sampled_from(ids[1 : 1 + number]), min_size=1, max_size=3, unique=True)
    overlays = [
        {"id": id, "scale": draw(st.integers(0, 1)), "constituents": draw(held)}
        for id in ids[1 + number : 1 + number + draw(st.integers(0, 3))]
    ]
    shares = st.sampled_from(["1", "1", "1/2", "0.1", "0.05"])
    affected = draw(st.lists(st.sampled_from(ids[1 : 1 + number]), min_size=2, max_size=5, unique=True))
    effects = {"places": {id: draw(shares) for id in affected}, "matter": "water", "means": draw(means())}
    theta = draw(st.sampled_from(["0.95", "1", "0.8", "0.5"]))
    return {
        "assemblies": [top, *towns, *neighbours],
        "overlays": overlays,
        "effects": effects,
        "raised_in": ids[1],
        "theta": theta,
    }


def _purse() -> st.SearchStrategy[Payload]:
    purse = st.fixed_dictionaries({"GBP": st.sampled_from(AMOUNTS), "h": st.sampled_from(AMOUNTS)})
    return st.one_of(st.just({}), st.just({}), purse.map(lambda left: {"allotments": left}))


@st.composite
def questions(draw: st.DrawFn, *, exclusive: bool = True, strict: bool = False, least: int = 0) -> Payload:
    """A network with effects; `strict` is θ = 1, δ = 0 and no reasons, `least` the fewest places named."""
    network = draw(networks(exclusive=exclusive))
    ids = ids_of(network)
    effects = {
        "places": draw(
            st.dictionaries(st.sampled_from(ids), st.sampled_from(SHARES), min_size=least, max_size=4)
        ),
        "matter": draw(st.sampled_from(MATTERS)),
        "means": draw(means()),
        "binding": draw(st.booleans()),
    }
    payload = {**network, "effects": effects, "raised_in": draw(st.sampled_from(ids))}
    if strict:
        return {**payload, "theta": "1", "delta": "0"}
    reasons = st.dictionaries(st.sampled_from(ids), st.just("We tried."), max_size=2)
    theta = draw(st.sampled_from(["0.95", "1", "0.5", "2/3", "0"]))
    delta = draw(st.sampled_from(["0.10", "0", "1/3", "1"]))
    return {**payload, "theta": theta, "delta": delta, "reasons": draw(reasons)}
