# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds of every count of votes, approvals, points, dots and fair shares, whoever votes and whatever is asked."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from governance import tallies

OPTIONS = ("a", "b", "c", "d", "e")
METHODS = ("plurality", "approval", "score", "dots", "spav")
SEVERAL = ("approval", "spav")

Choice = Any
Vote = tuple[Choice, int]
"""What is chosen, and how many chose so."""

CHOICES: dict[str, st.SearchStrategy[Choice]] = {
    "plurality": st.sampled_from((*OPTIONS, "abstain")),
    "approval": st.lists(st.sampled_from(OPTIONS), unique=True) | st.just("abstain"),
    "score": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 5)) | st.just("abstain"),
    "dots": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 3)) | st.just("abstain"),
}
CHOICES["spav"] = CHOICES["approval"]
ORDERS = st.permutations(OPTIONS)


def votes_of(method: str) -> st.SearchStrategy[list[Vote]]:
    return st.lists(st.tuples(CHOICES[method], st.integers(1, 3)), max_size=7)


def ask(method: str, votes: list[Vote], options: Any = OPTIONS, **more: Any) -> dict[str, Any]:
    rows = [{"choice": choice, "count": number} for choice, number in votes]
    asked = {"method": method, "options": list(options), "votes": rows, **more}
    return {name: value for name, value in asked.items() if value is not None}


def count(method: str, votes: list[Vote], options: Any = OPTIONS, **more: Any) -> dict[str, Any]:
    if method not in SEVERAL:
        more.pop("places_to_fill", None)
    found = tallies.tally(ask(method, votes, options, **more))
    assert sorted(option for group in found["order"] for option in group) == sorted(options)
    assert found["because"] and found["outcome"] in ("decided", "tied")
    places = more.get("places_to_fill", 1)
    assert (len(found["winners"]) < min(places, len(options))) == (found["outcome"] == "tied")
    return found


def renamed(choice: Choice, to: dict[str, str]) -> Choice:
    if isinstance(choice, str):
        return to.get(choice, choice)
    named = [to[option] for option in choice]
    return dict(zip(named, choice.values(), strict=True)) if isinstance(choice, dict) else named


def sums(votes: list[Vote], weigh: Any = lambda choice: 1) -> dict[str, Fraction]:
    """What each option is given, vote by vote and option by option."""
    found = dict.fromkeys(OPTIONS, Fraction(0))
    for choice, number in votes:
        for option in OPTIONS:
            given = choice.get(option, 0) if isinstance(choice, dict) else int(option in choice)
            if choice != "abstain":
                found[option] += number * given * weigh(choice)
    return found


PLACES = st.integers(1, 6)


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_no_option_is_favoured_by_its_name_or_its_place_in_the_question(
    method: str, data: st.DataObject
) -> None:
    votes, order, places = data.draw(votes_of(method)), data.draw(st.none() | ORDERS), data.draw(PLACES)
    to = dict(zip(OPTIONS, data.draw(st.permutations(("v", "w", "x", "y", "z"))), strict=True))
    options = data.draw(st.permutations(sorted(to.values())))
    one = count(method, votes, tie_order=order, places_to_fill=places)
    others = [(renamed(choice, to), number) for choice, number in votes]
    turned = order and [to[option] for option in order]
    other = count(method, others, options, tie_order=turned, places_to_fill=places)
    assert one["outcome"] == other["outcome"]
    assert {to[option] for option in one["winners"]} == set(other["winners"])
    assert [{to[option] for option in group} for group in one["order"]] == list(map(set, other["order"]))
    assert sorted(sorted(to[o] for o in group) for group in one["ties"]) == sorted(map(sorted, other["ties"]))


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_who_votes_first_and_how_rows_are_put_together_does_not_matter(
    method: str, data: st.DataObject
) -> None:
    votes, order, places = data.draw(votes_of(method)), data.draw(st.none() | ORDERS), data.draw(PLACES)
    one_by_one = [(turned(choice), 1) for choice, number in votes for _ in range(number)]
    shuffled = data.draw(st.permutations(one_by_one))
    more = {"tie_order": order, "places_to_fill": places}
    assert count(method, shuffled, **more) == count(method, votes, **more)


def turned(choice: Choice) -> Choice:
    """The same choice with its options named in the opposite order."""
    if isinstance(choice, dict):
        return dict(reversed(choice.items()))
    return choice if isinstance(choice, str) else choice[::-1]


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_weights_of_one_third_count_as_votes_do(method: str, data: st.DataObject) -> None:
    votes = data.draw(votes_of(method))
    asked = ask(method, votes)
    whole = tallies.tally(asked)
    weighed = tallies.tally(asked | {"votes": [row | {"weight": "1/3"} for row in asked["votes"]]})
    for same in ("outcome", "winners", "order", "ties"):
        assert weighed[same] == whole[same]
    assert {name: 3 * Fraction(n) for name, n in weighed["counts"].items()} == whole["counts"]


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_no_vote_is_lost_or_doubled(method: str, data: st.DataObject) -> None:
    votes = data.draw(votes_of(method))
    found = count(method, votes)["counts"]
    abstained = found.pop("abstain", None)
    assert found == sums(votes)
    if method == "plurality":
        assert sum(found.values()) + abstained == sum(number for _, number in votes)


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_an_order_for_ties_leaves_nothing_open_and_takes_nothing_from_who_is_certain(
    method: str, data: st.DataObject
) -> None:
    votes, order, places = data.draw(votes_of(method)), data.draw(ORDERS), data.draw(PLACES)
    without = count(method, votes, places_to_fill=places)
    found = count(method, votes, tie_order=order, places_to_fill=places)
    assert found["outcome"] == "decided" and all(len(group) == 1 for group in found["order"])
    assert set(without["winners"]) <= set(found["winners"])
    if without["outcome"] == "decided":
        assert set(without["winners"]) == set(found["winners"])


@pytest.mark.parametrize("method", [one for one in METHODS if one != "spav"])
@given(st.data())
def test_the_order_is_by_what_was_counted_and_equals_by_the_order_for_ties(
    method: str, data: st.DataObject
) -> None:
    votes, order, places = data.draw(votes_of(method)), data.draw(ORDERS), data.draw(PLACES)
    given_to = sums(votes)
    found = count(method, votes, tie_order=order, places_to_fill=places)
    expected = sorted(OPTIONS, key=lambda option: (-given_to[option], order.index(option)))
    assert [option for (option,) in found["order"]] == expected
    assert found["winners"] == expected[: places if method in SEVERAL else 1]
    groups = {number: [o for o in OPTIONS if given_to[o] == number] for number in given_to.values()}
    assert sorted(found["ties"]) == sorted(group for group in groups.values() if len(group) > 1)


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_a_winner_who_is_given_more_still_wins(method: str, data: st.DataObject) -> None:
    """Of one place; of several, fair shares may give the place to another whom the same voter approves."""
    votes, order = data.draw(votes_of(method)), data.draw(st.none() | ORDERS)
    found = count(method, votes, tie_order=order)
    assume(found["outcome"] == "decided" and votes)
    (winner,) = found["winners"]
    at = data.draw(st.integers(0, len(votes) - 1))
    choice, number = votes[at]
    more = [*votes[:at], (with_more(method, choice, winner), number), *votes[at + 1 :]]
    assert count(method, more, tie_order=order)["winners"] == [winner]


def with_more(method: str, choice: Choice, winner: str) -> Choice:
    if method == "plurality":
        return winner
    held = [] if choice == "abstain" else choice
    if method in SEVERAL:
        return [*(option for option in held if option != winner), winner]
    return dict(held or {}) | {winner: 5}


@given(votes_of("spav"), st.none() | ORDERS)
def test_one_place_in_fair_shares_is_approval(votes: list[Vote], order: list[str] | None) -> None:
    fair, plain = (count(method, votes, tie_order=order) for method in ("spav", "approval"))
    for same in ("outcome", "winners", "counts", "checks"):
        assert fair[same] == plain[same]


@given(votes_of("spav"), ORDERS, PLACES)
def test_each_place_goes_to_whom_the_weights_give_most(
    votes: list[Vote], order: list[str], places: int
) -> None:
    """Counted anew in every round, from every vote, as the law says it."""
    found = count("spav", votes, tie_order=order, places_to_fill=places)
    elected: list[str] = []
    for each in found["rounds"]:
        now = sums(votes, lambda choice: Fraction(1, 1 + len(set(choice) & set(elected))))
        standing = {option: now[option] for option in OPTIONS if option not in elected}
        assert {option: Fraction(n) for option, n in each["scores"].items()} == standing
        equals = [option for option in standing if standing[option] == max(standing.values())]
        assert each.get("equals", [each["elected"]]) == equals
        assert each["elected"] == min(equals, key=order.index)
        elected.append(each["elected"])
    assert found["winners"] == elected and len(elected) == min(places, len(OPTIONS))


@given(votes_of("spav"), PLACES)
def test_without_an_order_for_ties_those_win_whom_every_way_elects(votes: list[Vote], places: int) -> None:
    ways: set[frozenset[str]] = {frozenset()}
    for _ in range(min(places, len(OPTIONS))):
        ways = {way | {option} for way in ways for option in best(votes, way)}
    found = count("spav", votes, places_to_fill=places)
    assert set(found["winners"]) == frozenset.intersection(*ways)
    assert (found["outcome"] == "tied") == (len(ways) > 1)
    if len(ways) > 1:
        certain, possible = set(found["winners"]), frozenset.union(*ways)
        groups = [set(group) for group in found["order"] if not certain.issuperset(group)]
        assert groups[0] == possible - certain


def best(votes: list[Vote], way: frozenset[str]) -> list[str]:
    now = sums(votes, lambda choice: Fraction(1, 1 + len(way & set(choice))))
    most = max(now[option] for option in OPTIONS if option not in way)
    return [option for option in OPTIONS if option not in way and now[option] == most]


@given(votes_of("spav"), PLACES)
def test_groups_that_are_elected_together_stand_in_the_order_of_every_way(
    votes: list[Vote], places: int
) -> None:
    """After as many places as whole groups have, every way has elected these groups and nobody else."""
    found = count("spav", votes, places_to_fill=places)
    ways, filled, told = {frozenset[str]()}, 0, 0
    for group in found["order"]:
        told += len(group)
        if not set(group) <= set(found["winners"]) or found["outcome"] == "tied":
            break
        while filled < told:
            ways = {way | {option} for way in ways for option in best(votes, way)}
            filled += 1
        assert ways == {frozenset(o for g in found["order"] for o in g if o in found["winners"][:told])}
