# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lent votes go to the first who votes, by the nearest rule; loops carry nothing, and nobody weighs more than the seats."""

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import delegations
from governance.refusals import Refusal
from tests import alone

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "liquidfeedback" / "oracle_test_sql.json"


def lend(voter: str, to: str | None, scope: str = "assembly") -> dict[str, Any]:
    return {"from": voter, "to": to, "for": scope}


def ask(voters: str, direct: str, *lent: dict[str, Any]) -> dict[str, Any]:
    return delegations.read(
        {"voters": list(voters), "direct": list(direct), "delegations": list(lent)}
    ).as_json()


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        delegations.read(payload)
    return caught.value


def test_a_chain_passes_through_those_who_did_not_vote_to_the_first_who_did() -> None:
    found = ask("abcx", "x", lend("a", "b"), lend("b", "c"), lend("c", "x"))
    assert found["weights"] == {"x": 4}
    assert found["paths"] == {"a": ["b", "c", "x"], "b": ["c", "x"], "c": ["x"]}
    assert found["lost"] == [] and found["loops"] == []


def test_who_votes_lends_nothing_and_a_chain_ends_there() -> None:
    found = ask("abx", "bx", lend("a", "b"), lend("b", "x"))
    assert found["weights"] == {"b": 2, "x": 1} and found["paths"] == {"a": ["b"]}


def test_the_nearest_rule_wins_and_nobody_for_this_stops_a_wider_one() -> None:
    found = ask(
        "abxy", "xy",
        lend("a", "x"), lend("a", "y", "matter"),
        lend("b", "x"), lend("b", "y", "matter"), lend("b", None, "proposal"),
    )  # fmt: skip
    assert found["paths"] == {"a": ["y"]} and found["lost"] == ["b"]
    assert ask("ax", "x", lend("a", "x", "matter"), lend("a", None))["paths"] == {"a": ["x"]}


def test_a_loop_carries_nothing_is_named_from_its_smallest_id_and_loses_who_hangs_on_it() -> None:
    found = ask("kpqrx", "x", lend("q", "r"), lend("r", "p"), lend("p", "q"), lend("k", "q"))
    assert found["loops"] == [["p", "q", "r"]]
    assert found["lost"] == ["k", "p", "q", "r"] and found["weights"] == {"x": 1}
    assert ask("ax", "x", lend("a", "a"))["loops"] == [["a"]]


def test_a_loop_that_somebody_of_it_votes_out_of_is_none() -> None:
    found = ask("pqr", "q", lend("p", "q"), lend("q", "r"), lend("r", "p"))
    assert found["loops"] == [] and found["weights"] == {"q": 3}
    assert found["paths"] == {"p": ["q"], "r": ["p", "q"]}


@pytest.mark.parametrize(
    ("payload", "at"),
    [
        ({"voters": ["a", "a"], "direct": [], "delegations": []}, "/voters/1"),
        ({"voters": ["a"], "direct": ["b"], "delegations": []}, "/direct/0"),
        ({"voters": ["a"], "direct": ["a", "a"], "delegations": []}, "/direct/1"),
        ({"voters": ["a"], "direct": [], "delegations": [lend("b", "a")]}, "/delegations/0/from"),
        ({"voters": ["a"], "direct": [], "delegations": [lend("a", "b")]}, "/delegations/0/to"),
        ({"voters": ["a"], "direct": [], "delegations": [lend("a", None, "all")]}, "/delegations/0/for"),
        ({"voters": ["a", "b"], "direct": [], "delegations": [lend("a", "b"), lend("a", None)]}, "/delegations/1"),
        ({"voters": ["a"], "direct": [], "delegations": [{"from": "a", "for": "matter"}]}, "/delegations/0"),
        ({"voters": "a", "direct": [], "delegations": []}, "/voters"),
        ({"voters": [1], "direct": [], "delegations": []}, "/voters/0"),
        ({"voters": [], "direct": [], "delegations": [], "more": 1}, "/more"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused_and_says_where(payload: dict[str, Any], at: str) -> None:
    assert refused(payload).at == at


VOTERS = [f"v{n}" for n in range(8)]
lent = st.lists(
    st.tuples(
        st.sampled_from(VOTERS), st.none() | st.sampled_from(VOTERS), st.sampled_from(delegations.NEAREST)
    ),
    unique_by=lambda row: (row[0], row[2]),
)


def literal(direct: set[str], rows: list[tuple[str, str | None, str]]) -> dict[str, list[str]]:
    """Paths found one step at a time, as the words have it and with no thought of time."""
    found = {}
    for voter in VOTERS:
        path, at = [], voter
        while at not in direct and len(path) <= len(VOTERS):
            mine = {scope: to for who, to, scope in rows if who == at}
            to = next((mine[scope] for scope in delegations.NEAREST if scope in mine), None)
            if to is None:
                break
            path.append(to)
            at = to
        if path and at in direct:
            found[voter] = path
    return found


@given(st.sets(st.sampled_from(VOTERS)), lent, st.randoms(use_true_random=False))
def test_everyone_arrives_where_the_words_say_in_whatever_order_they_are_asked(
    direct: set[str], rows: list[tuple[str, str | None, str]], turn: random.Random
) -> None:
    payload = [lend(*row) for row in rows]
    asked = {"voters": VOTERS, "direct": sorted(direct), "delegations": payload}
    found = delegations.read(asked).as_json()
    assert found["paths"] == literal(direct, rows)
    carried = {voter: path[-1] for voter, path in found["paths"].items()}
    assert found["weights"] == {x: 1 + list(carried.values()).count(x) for x in sorted(direct)}
    assert sum(found["weights"].values()) + len(found["lost"]) == len(VOTERS)
    assert {one for loop in found["loops"] for one in loop} <= set(found["lost"])
    turn.shuffle(payload)
    voters = turn.sample(VOTERS, len(VOTERS))
    again = delegations.read({"voters": voters, "direct": list(direct), "delegations": payload}).as_json()
    assert again == found


@pytest.mark.parametrize("number", [0, 1])
def test_liquidfeedback_gives_the_same_weights_and_paths(number: int) -> None:
    """Its unit is our assembly and its area our matter. It names in a path those who were passed through and the
    carrier, as we do; who did not vote and is not carried is left out by both."""
    if not DATA.exists():
        pytest.skip("the outputs of LiquidFeedback's core are not beside the repository")
    case = json.loads(DATA.read_text())[number]
    scope = {"unit": "assembly", "area": "matter", "issue": "proposal"}
    voters = {str(v) for v in case["voting_rights"]}
    payload = {
        "voters": sorted(voters),
        "direct": sorted({str(row[0]) for row in case["votes"]}),
        "delegations": [
            lend(
                str(row["truster"]),
                None if row["trustee"] is None else str(row["trustee"]),
                scope[row["scope"]],
            )
            for row in case["delegations"]
        ],
    }
    found = delegations.read(payload).as_json()
    expected = case["expected"]
    assert found["weights"] == expected["direct_voter_weight"]
    paths = {
        str(row["member"]): [str(one) for one in row["path"]] for row in expected["delegating_voter"] or ()
    }
    # The second case lists no delegating voter: none of its twenty voters was lent a vote that arrived.
    assert found["paths"] == paths


def chains(people: int) -> tuple[list[str], list[str], dict[str, str]]:
    """People who mostly lend to somebody better known, a third of whom vote: as in the networks that were measured."""
    turn = random.Random(3)
    voters = [f"p{n}" for n in range(people)]
    direct = [voter for voter in voters if turn.random() < 0.3]
    return (
        voters,
        direct,
        {v: voters[int(people * turn.random() ** 3)] for v in voters if turn.random() < 0.8},
    )


def followed(shape: str) -> list[Any]:
    """A hundred thousand followed: how many weigh how much, how many are lost or in the first loop, and seconds."""
    voters, direct, onward = chains(100_000)
    if shape != "realistic":
        onward = dict(itertools.pairwise(voters))
        direct = [voters[-1]] if shape == "one chain" else []
        onward |= {} if direct else {voters[-1]: voters[0]}

    def carried() -> tuple[dict[str, int], int, int]:
        found = delegations.carry(voters, direct, onward)
        return found.weights, len(found.lost), len(found.loops[0]) if found.loops else 0

    (weights, *others), took = alone.timed(carried, rounds=3)
    return [weights, *others, took]


@pytest.mark.parametrize("shape", ["realistic", "one chain", "one loop"])
def test_a_hundred_thousand_are_followed_in_under_a_second(shape: str) -> None:
    weights, lost, loop, took = alone.call(followed, shape)
    print(f"\n100,000 who lent in {took:.2f} s ({shape})")
    assert took < 1
    assert sum(weights.values()) + lost == 100_000
    assert shape != "one chain" or weights == {"p99999": 100_000}
    assert shape != "one loop" or (loop, weights) == (100_000, {})


def test_all_hands_are_counted_before_they_are_told() -> None:
    voters, direct, onward = chains(300)
    found = delegations.carry(voters, direct, onward)
    assert found.hands == sum(map(len, found.as_json()["paths"].values())) > 100


def test_paths_that_nobody_could_read_are_not_told() -> None:
    voters = [f"p{n}" for n in range(20_000)]
    found = delegations.carry(voters, [voters[-1]], dict(itertools.pairwise(voters)))
    with pytest.raises(Refusal, match="more than 2000000 hands") as no:
        found.as_json()
    assert (no.value.name, no.value.at) == ("too_long", "/delegations")
