# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds of every count of rankings: nobody is favoured, no vote is lost, and the criteria each method meets."""

from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from governance import tallies
from governance.tallies import pairwise

COMPARING = ("schulze", "ranked-pairs")
METHODS = (*COMPARING, "irv")
OPTIONS = ("a", "b", "c", "d")

Vote = tuple[tuple[tuple[str, ...], ...], int]
"""Ranks, and how many ranked so."""


@st.composite
def strict(draw: st.DrawFn) -> Vote:
    order = draw(st.permutations(OPTIONS))[: draw(st.integers(0, len(OPTIONS)))]
    return tuple((option,) for option in order), draw(st.integers(1, 3))


@st.composite
def weak(draw: st.DrawFn) -> Vote:
    ranks = draw(st.lists(st.integers(0, 4), min_size=len(OPTIONS), max_size=len(OPTIONS)))
    groups = (
        tuple(option for option, at in zip(OPTIONS, ranks, strict=True) if at == rank) for rank in range(4)
    )
    return tuple(group for group in groups if group), draw(st.integers(1, 3))


STRICT = st.lists(strict(), max_size=6)
WEAK = st.lists(weak(), max_size=6)
TIE_ORDER = st.permutations(OPTIONS)


def count(method: str, votes: list[Vote], options: Any = OPTIONS, **more: Any) -> dict[str, Any]:
    rows = [{"choice": [list(rank) for rank in ranks], "count": number} for ranks, number in votes]
    asked = {"method": method, "options": list(options), "votes": rows, **more}
    found = tallies.tally({name: value for name, value in asked.items() if value is not None})
    assert sorted(option for group in found["order"] for option in group) == sorted(options)
    assert found["because"]
    return found


def sets(groups: list[list[str]]) -> list[set[str]]:
    return [set(group) for group in groups]


def renamed(votes: list[Vote], to: dict[str, str]) -> list[Vote]:
    return [(tuple(tuple(to[option] for option in rank) for rank in ranks), n) for ranks, n in votes]


def naive(votes: list[Vote]) -> dict[tuple[str, str], int]:
    """How many rank one above the other, pair by pair and vote by vote."""
    found = dict.fromkeys(permutations(OPTIONS, 2), 0)
    for ranks, number in votes:
        place = {option: at for at, rank in enumerate(ranks) for option in rank}
        for a, b in found:
            found[a, b] += number * (place.get(a, 9) < place.get(b, 9))
    return found


def profiles(method: str) -> Any:
    return STRICT if method == "irv" else WEAK


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_no_option_is_favoured_by_its_name_or_its_place_in_the_question(
    method: str, data: st.DataObject
) -> None:
    votes = data.draw(profiles(method))
    order = data.draw(st.none() | TIE_ORDER)
    to = dict(zip(OPTIONS, data.draw(st.permutations(("w", "x", "y", "z"))), strict=True))
    options = data.draw(st.permutations(sorted(to.values())))
    one = count(method, votes, tie_order=order)
    other = count(method, renamed(votes, to), options, tie_order=order and [to[option] for option in order])
    assert one["outcome"] == other["outcome"]
    assert [to[option] for option in one["winners"]] == other["winners"]
    assert [{to[option] for option in group} for group in one["order"]] == sets(other["order"])
    assert sorted(sorted(to[option] for option in group) for group in one["ties"]) == sorted(
        map(sorted, other["ties"])
    )


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_who_votes_first_and_how_rows_are_put_together_does_not_matter(
    method: str, data: st.DataObject
) -> None:
    votes = data.draw(profiles(method))
    order = data.draw(st.none() | TIE_ORDER)
    one_by_one = [(ranks, 1) for ranks, number in votes for _ in range(number)]
    shuffled = [
        (tuple(rank[::-1] for rank in ranks), n) for ranks, n in data.draw(st.permutations(one_by_one))
    ]
    assert count(method, shuffled, tie_order=order) == count(method, votes, tie_order=order)


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_weights_of_one_third_count_as_votes_do(method: str, data: st.DataObject) -> None:
    votes = data.draw(profiles(method))
    rows = [{"choice": ranks, "count": number, "weight": "1/3"} for ranks, number in votes]
    weighed = tallies.tally({"method": method, "options": list(OPTIONS), "votes": rows})
    whole = count(method, votes)
    for same in ("outcome", "winners", "order", "ties"):
        assert weighed[same] == whole[same]
    if method != "irv":
        for a, row in whole["pairwise"].items():
            assert {b: n * Fraction(1, 3) for b, n in row.items()} == {
                b: Fraction(n) for b, n in weighed["pairwise"][a].items()
            }


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_an_order_for_ties_leaves_nothing_open_and_touches_only_ties(
    method: str, data: st.DataObject
) -> None:
    votes, order = data.draw(profiles(method)), data.draw(TIE_ORDER)
    without, found = count(method, votes), count(method, votes, tie_order=order)
    assert found["outcome"] == "decided" and all(len(group) == 1 for group in found["order"])
    assert found["winners"] == found["order"][0]
    at = iter(found["order"])
    groups = [[next(at)[0] for _ in group] for group in without["order"]]
    if method == "schulze":
        assert groups == [sorted(group, key=order.index) for group in without["order"]]
    if method == "irv" and without["outcome"] == "decided":  # who leaves first tells apart those behind
        assert list(map(sorted, groups)) == list(map(sorted, without["order"]))


@pytest.mark.parametrize("method", COMPARING)
@given(WEAK)
def test_each_pair_is_compared_by_every_vote_once(method: str, votes: list[Vote]) -> None:
    found = count(method, votes)["pairwise"]
    assert {(a, b): n for a, row in found.items() for b, n in row.items()} == naive(votes)


@pytest.mark.parametrize("method", COMPARING)
@given(WEAK, st.none() | TIE_ORDER)
def test_whoever_wins_against_each_of_the_others_wins(
    method: str, votes: list[Vote], order: list[str] | None
) -> None:
    above = naive(votes)
    condorcet = [a for a in OPTIONS if all(above[a, b] > above[b, a] for b in OPTIONS if a != b)]
    assume(condorcet)
    found = count(method, votes, tie_order=order)
    assert (found["outcome"], found["winners"], found["order"][0]) == ("decided", condorcet, condorcet)


def smith(above: dict[tuple[str, str], int]) -> set[str]:
    """The fewest options each of whom wins against everyone outside."""
    for size in range(1, len(OPTIONS) + 1):
        for inside in permutations(OPTIONS, size):
            if all(above[a, b] > above[b, a] for a in inside for b in OPTIONS if b not in inside):
                return set(inside)
    return set(OPTIONS)


@pytest.mark.parametrize("method", COMPARING)
@given(WEAK, st.none() | TIE_ORDER)
def test_those_who_win_against_everyone_else_stand_before_everyone_else(
    method: str, votes: list[Vote], order: list[str] | None
) -> None:
    inside = smith(naive(votes))
    before = [
        option in inside for group in count(method, votes, tie_order=order)["order"] for option in group
    ]
    assert before == sorted(before, reverse=True)
    assert not any(set(group) & inside and set(group) - inside for group in count(method, votes)["order"])


@pytest.mark.parametrize("method", COMPARING)
@given(WEAK)
def test_who_is_first_alone_is_last_alone_if_everyone_turns_their_ranking_round(
    method: str, votes: list[Vote]
) -> None:
    found = count(method, votes)
    assume(found["outcome"] == "decided")
    named = [({option for rank in ranks for option in rank}, ranks, n) for ranks, n in votes]
    turned = [
        (tuple(rank for rank in (tuple(o for o in OPTIONS if o not in known), *ranks[::-1]) if rank), n)
        for known, ranks, n in named
    ]
    assert count(method, turned)["order"][-1] == found["winners"]


def higher(votes: list[Vote], winner: str, data: st.DataObject) -> list[Vote]:
    """The same votes, but for one row that ranks the winner alone, and higher or where it was."""
    at = data.draw(st.integers(0, len(votes) - 1))
    ranks, number = votes[at]
    others = [tuple(o for o in rank if o != winner) for rank in ranks]
    was = next((i for i, rank in enumerate(ranks) if winner in rank), len(ranks))
    to = data.draw(st.integers(0, was))
    raised = (*others[:to], (winner,), *others[to:])
    return [*votes[:at], (tuple(rank for rank in raised if rank), number), *votes[at + 1 :]]


@pytest.mark.parametrize("method", COMPARING)
@given(WEAK, st.data())
def test_a_winner_who_is_ranked_higher_still_wins(
    method: str, votes: list[Vote], data: st.DataObject
) -> None:
    """With one exception, which leaving out all equal pairs that contradict each other brings with it."""
    found = count(method, votes)
    assume(found["outcome"] == "decided" and votes)
    (winner,) = found["winners"]
    again = count(method, higher(votes, winner, data))
    left_out = any(one["code"] == "ranked_pairs_none" for one in (*found["said"], *again["said"]))
    assert winner in again["order"][0]
    assert again["winners"] == [winner] or left_out


def test_a_winner_ranked_higher_may_share_its_place_where_equal_pairs_are_left_out() -> None:
    votes: list[Vote] = [
        ((("b",), ("a", "c")), 2),
        ((("c", "d"), ("b",)), 1),
        ((("a",), ("c",), ("d",), ("b",)), 2),
    ]
    above = [((("b",), ("a",), ("c",)), 2), *votes[1:]]
    assert count("ranked-pairs", votes)["winners"] == ["a"]
    assert count("ranked-pairs", above)["order"][0] == ["a", "b"]


def by_the_letter(votes: list[Vote], order: list[str] | None) -> set[tuple[str, str]]:
    """Ranked pairs as law.md has it, a step at a time: what is locked."""
    above = naive(votes)
    pairs = [pair for pair in above if above[pair] > above[pair[::-1]]]
    locked: set[tuple[str, str]] = set()
    for strength in sorted({(above[p], -above[p[::-1]]) for p in pairs}, reverse=True):
        equal = {p for p in pairs if (above[p], -above[p[::-1]]) == strength}
        circling = {p for p in equal if leads(p[1], p[0], locked | equal)}
        locked |= equal - circling
        if order is not None:
            for pair in sorted(circling, key=lambda p: [order.index(o) for o in p]):
                if not leads(pair[1], pair[0], locked):
                    locked.add(pair)
    return locked


def leads(start: str, end: str, pairs: set[tuple[str, str]], seen: frozenset[str] = frozenset()) -> bool:
    return start == end or any(
        a == start and b not in seen and leads(b, end, pairs, seen | {start}) for a, b in pairs
    )


@given(WEAK, st.none() | TIE_ORDER)
def test_ranked_pairs_locks_what_the_law_says(votes: list[Vote], order: list[str] | None) -> None:
    found = count("ranked-pairs", votes, tie_order=order)
    locked = by_the_letter(votes, order)
    assert found["checks"][-1]["value"] == str(len(locked))
    place = {option: at for at, group in enumerate(found["order"]) for option in group}
    assert all(place[a] < place[b] for a, b in locked)
    unbeaten = {o for o in OPTIONS if all(b != o for _, b in locked)}
    first = {min(unbeaten, key=order.index)} if order else unbeaten
    assert set(found["order"][0]) == first


@given(STRICT, st.integers(0, 3), st.none() | TIE_ORDER)
def test_no_vote_is_lost_or_doubled_in_any_round(
    votes: list[Vote], abstained: int, order: list[str] | None
) -> None:
    rows = [{"choice": ranks, "count": number} for ranks, number in votes]
    rows.append({"choice": "abstain", "count": abstained})
    asked = {"method": "irv", "options": list(OPTIONS), "votes": rows}
    found = tallies.tally(asked | ({"tie_order": order} if order else {}))
    rounds = found["rounds"]
    assert found["counts"] == {**rounds[0]["counts"], "abstain": abstained}
    for now, then in zip(rounds, [*rounds[1:], None], strict=True):
        assert sum(now["counts"].values()) + now["exhausted"] == sum(number for _, number in votes)
        if then is None:
            assert not now["moved"] and not now["excluded"]
            continue
        moved, expected = now["moved"], dict(now["counts"])
        assert all(one["amount"] > 0 and one["from"] in now["excluded"] for one in moved)
        for option in now["excluded"]:
            assert expected.pop(option) == sum(one["amount"] for one in moved if one["from"] == option)
        for option in expected:
            expected[option] += sum(one["amount"] for one in moved if one["to"] == option)
        assert then["counts"] == expected and not now["elected"]
        gone = sum(one["amount"] for one in moved if one["to"] is None)
        assert then["exhausted"] == now["exhausted"] + gone


@given(STRICT, st.none() | TIE_ORDER)
def test_the_run_off_counts_as_one_who_looks_at_every_vote_in_every_round(
    votes: list[Vote], order: list[str] | None
) -> None:
    """And whoever is elected has more than half of the votes that still count, whoever leaves has fewest."""
    for each in count("irv", votes, tie_order=order)["rounds"]:
        still = each["counts"]
        firsts = [next((o for (o,) in ranks if o in still), None) for ranks, _ in votes]
        assert still == {
            o: sum(n for first, (_, n) in zip(firsts, votes, strict=True) if first == o) for o in still
        }
        assert all(2 * still[option] > sum(still.values()) for option in each["elected"]) or not any(
            still.values()
        )
        assert all(still[option] == min(still.values()) for option in each["excluded"])


@given(STRICT, st.data())
def test_ranking_more_options_further_down_never_harms_the_winner_of_a_run_off(
    votes: list[Vote], data: st.DataObject
) -> None:
    order = data.draw(TIE_ORDER)
    winner = count("irv", votes, tie_order=order)["winners"][0]
    having = [at for at, (ranks, _) in enumerate(votes) if (winner,) in ranks]
    assume(having)
    at = data.draw(st.sampled_from(having))
    ranks, number = votes[at]
    rest = [(option,) for option in data.draw(TIE_ORDER) if (option,) not in ranks]
    more = [*votes[:at], ((*ranks, *rest), number), *votes[at + 1 :]]
    assert count("irv", more, tie_order=order)["winners"] == [winner]


@given(
    votes=WEAK,
    order=TIE_ORDER,
    at_once=st.integers(1, 4),
    thirds=st.lists(st.sampled_from((1, 2, 3)), max_size=6),
)
@pytest.mark.parametrize("method", COMPARING)
def test_however_few_are_held_at_a_time_the_count_is_the_same(
    method: str, votes: list[Vote], order: list[str], at_once: int, thirds: list[int]
) -> None:
    weights = [f"1/{part}" for part in thirds] + ["1"] * len(votes)
    rows = [
        {"choice": [list(rank) for rank in ranks], "count": number, "weight": weight}
        for (ranks, number), weight in zip(votes, weights, strict=False)
    ]
    asked = {"method": method, "options": list(OPTIONS), "votes": rows, "tie_order": order}
    asked |= {"seats": 100, "rule": {"quorum": {"of": "seats", "share": "1/50"}}}
    whole = tallies.tally(asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairwise, "AT_ONCE", at_once)
        assert tallies.tally(asked) == whole
