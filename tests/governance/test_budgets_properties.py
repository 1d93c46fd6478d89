# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds of every pot that is shared out: never too much, nobody favoured, and what each method promises."""

import random
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import tallies
from governance.tallies import purses, shares
from tests.governance import sharing

PROJECTS = ("a", "b", "c", "d", "e")
KINDS: tuple[dict[str, Any], ...] = (
    {"method": "budget-greedy", "variant": "skip"},
    {"method": "budget-greedy", "variant": "stop"},
    {"method": "budget-greedy", "variant": "threshold", "minimum": 2},
    {"method": "budget-mes"},
    {"method": "budget-mes", "completion": "add1"},
)
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))

VOTES = st.lists(st.tuples(st.frozensets(st.sampled_from(PROJECTS)), st.integers(1, 3)), max_size=5)
COSTS = st.fixed_dictionaries({project: st.integers(0, 12) for project in PROJECTS})
POT = st.integers(0, 30)
ORDER = st.none() | st.permutations(PROJECTS)

Votes = list[tuple[frozenset[str], int]]


def count(kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int, **more: Any) -> dict[str, Any]:
    rows = [{"choice": sorted(chosen), "count": number} for chosen, number in votes]
    asked = {**kind, "options": list(costs), "costs": costs, "pot": pot, "votes": rows, **more}
    found = tallies.tally({name: value for name, value in asked.items() if value is not None})
    assert sorted(option for group in found["order"] for option in group) == sorted(costs)
    assert found["because"] and found["winners"] == found["funded"]
    return found


def scores(votes: Votes) -> dict[str, int]:
    return {project: sum(number for chosen, number in votes if project in chosen) for project in PROJECTS}


@kinds
@given(VOTES, COSTS, POT, ORDER)
def test_what_is_funded_fits_into_the_pot_was_chosen_and_stands_first(
    kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int, order: Any
) -> None:
    found = count(kind, votes, costs, pot, tie_order=order)
    assert Fraction(found["spent"]) == sum(costs[one] for one in found["funded"]) <= pot
    assert all(found["counts"][one] for one in found["funded"])
    assert found["counts"] == {**scores(votes), "abstain": 0}
    placed = [one for group in found["order"] for one in group]
    assert placed[: len(found["funded"])] == found["funded"]
    if order is not None:
        assert found["outcome"] == "decided" and all(len(group) == 1 for group in found["order"])


@kinds
@given(VOTES, COSTS, POT, ORDER, st.data())
def test_no_project_is_favoured_by_its_name_or_its_place_in_the_question(
    kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int, order: Any, data: st.DataObject
) -> None:
    to = dict(zip(PROJECTS, data.draw(st.permutations("vwxyz")), strict=True))
    options = data.draw(st.permutations(sorted(to.values())))
    back = {new: old for old, new in to.items()}
    renamed = [(frozenset(to[one] for one in chosen), number) for chosen, number in votes]
    one = count(kind, votes, costs, pot, tie_order=order)
    new_costs = {new: costs[back[new]] for new in options}
    other = count(kind, renamed, new_costs, pot, tie_order=order and [to[one] for one in order])
    assert one["outcome"] == other["outcome"] and one["spent"] == other["spent"]
    assert {to[each] for each in one["funded"]} == set(other["funded"])
    assert [{to[each] for each in group} for group in one["order"]] == [
        set(group) for group in other["order"]
    ]


@kinds
@given(VOTES, COSTS, POT, ORDER, st.data())
def test_who_votes_first_and_how_rows_are_put_together_does_not_matter(
    kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int, order: Any, data: st.DataObject
) -> None:
    one_by_one = [(chosen, 1) for chosen, number in votes for _ in range(number)]
    shuffled = data.draw(st.permutations(one_by_one))
    once = count(kind, votes, costs, pot, tie_order=order)
    assert count(kind, shuffled, costs, pot, tie_order=order) == once


@kinds
@given(VOTES, COSTS, POT, ORDER)
def test_an_order_for_ties_settles_nothing_that_is_certain(
    kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int, order: Any
) -> None:
    without = count(kind, votes, costs, pot)
    found = count(kind, votes, costs, pot, tie_order=order or PROJECTS)
    assert set(without["funded"]) <= set(found["funded"])
    if without["outcome"] == "decided":
        assert set(without["funded"]) == set(found["funded"])


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(KINDS[:3]), VOTES, COSTS, POT)
def test_greedy_is_tied_exactly_where_orders_for_ties_would_fund_differently(
    kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int
) -> None:
    ways = [
        set(count(kind, votes, costs, pot, tie_order=order)["funded"]) for order in permutations(PROJECTS)
    ]
    found = count(kind, votes, costs, pot)
    assert set(found["funded"]) == set.intersection(*ways)
    assert (found["outcome"] == "tied") == (len({frozenset(way) for way in ways}) > 1)


@given(VOTES, COSTS, POT)
def test_equal_shares_are_tied_exactly_where_resolving_ties_otherwise_would_fund_differently(
    votes: Votes, costs: dict[str, int], pot: int
) -> None:
    voters = [chosen for chosen, number in votes for _ in range(number)]
    exact = {project: Fraction(cost) for project, cost in costs.items()}
    within = sharing.fundable(exact, voters, Fraction(pot))
    ways = sharing.every_run(within, voters, Fraction(pot, len(voters) or 1))
    free = {one for one in PROJECTS if not costs[one] and scores(votes)[one]}
    found = count({"method": "budget-mes"}, votes, costs, pot)
    assert set(found["funded"]) == frozenset.intersection(*ways) | free
    assert (found["outcome"] == "tied") == (len(ways) > 1)


@given(st.sampled_from(KINDS[:2]), VOTES, COSTS, POT, st.permutations(PROJECTS))
def test_greedy_funds_of_equally_dear_projects_the_more_chosen_first(
    kind: dict[str, Any], votes: Votes, costs: dict[str, int], pot: int, order: Any
) -> None:
    found = count(kind, votes, costs, pot, tie_order=order)
    for one, other in permutations(PROJECTS, 2):
        if costs[one] == costs[other] and scores(votes)[one] > scores(votes)[other]:
            assert one in found["funded"] or other not in found["funded"]


@given(VOTES, COSTS, POT, st.permutations(PROJECTS))
def test_equal_shares_give_every_group_what_it_could_pay_for_up_to_one_project(
    votes: Votes, costs: dict[str, int], pot: int, order: Any
) -> None:
    """Extended justified representation up to one project (Peters, Pierczyński and Skowron 2021): of as many as could
    pay for some projects that all of them chose, at least one has as much of what they chose, or would with one of
    these more."""
    voters = [chosen for chosen, number in votes for _ in range(number)]
    funded = set(count({"method": "budget-mes"}, votes, costs, pot, tie_order=order)["funded"])
    for size in range(1, len(PROJECTS) + 1):
        for wanted in map(set, combinations(PROJECTS, size)):
            worth = sum(costs[one] for one in wanted)
            without = 0
            for chosen in voters:
                has = sum(costs[one] for one in chosen & funded)
                most = max((costs[one] for one in wanted - funded), default=0)
                without += wanted <= chosen and has < worth and has + most <= worth
            assert without * pot < worth * len(voters) or not without


@given(VOTES, COSTS, POT, ORDER, st.sampled_from(KINDS[:4]))
def test_weights_of_one_third_count_as_votes_do(
    votes: Votes, costs: dict[str, int], pot: int, order: Any, kind: dict[str, Any]
) -> None:
    rows = [{"choice": sorted(chosen), "count": number, "weight": "1/3"} for chosen, number in votes]
    third = {"minimum": "2/3"} if "minimum" in kind else {}
    ties = {"tie_order": order} if order else {}
    asked = {**kind, **third, **ties, "options": list(costs), "costs": costs, "pot": pot, "votes": rows}
    weighed, whole = tallies.tally(asked), count(kind, votes, costs, pot, tie_order=order)
    assert (weighed["outcome"], weighed["order"]) == (whole["outcome"], whole["order"])
    assert {one: 3 * Fraction(n) for one, n in weighed["counts"].items()} == whole["counts"]


def test_one_unit_more_a_voter_is_half_of_one_for_half_a_voter() -> None:
    rows = [{"choice": ["a"], "weight": "1/2"}, {"choice": ["b"], "count": 2}]
    asked = {"method": "budget-mes", "options": ["a", "b"], "costs": {"a": "25", "b": "75"}, "pot": "100"}
    found = tallies.tally({**asked, "completion": "add1", "votes": rows})
    assert found["funded"] == ["b", "a"] and "Everyone was then given 10 more" in found["because"]


def random_instance(dice: random.Random) -> tuple[sharing.Costs, list[frozenset[str]], Fraction, list[str]]:
    highest = dice.choice((4, 12, 60, 120))
    projects = "abcdef"[: dice.randint(1, 6)]
    costs = {one: Fraction(dice.randint(0 if dice.random() < 0.1 else 1, highest)) for one in projects}
    liked = dice.choice((0.3, 0.5, 0.8))
    voters = [frozenset(one for one in projects if dice.random() < liked) for _ in range(dice.randint(1, 7))]
    return costs, voters, Fraction(dice.randint(1, 3 * highest)), dice.sample(projects, len(projects))


def check_against_the_naive_loop(seed: int, number: int) -> None:
    dice = random.Random(seed)
    for _ in range(number):
        costs, voters, pot, order = random_instance(dice)
        asked = sharing.question(costs, voters, pot, completion="add1", tie_order=order)
        found = tallies.tally(asked)
        funded, added = sharing.add_ones(costs, voters, pot, order)
        free = [one for one in order if not costs[one] and any(one in chosen for chosen in voters)]
        assert found["funded"] == free + funded, asked
        if funded:
            assert given_more(found) == added, asked


def test_runs_that_are_passed_over_would_have_changed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    passed, reaching = [0], shares.Runs.reaches

    def counting(self: shares.Runs, run: shares.Run, added: int) -> shares.Run | None:
        found = reaching(self, run, added)
        passed[0] += added - run.added - 1 if found else 0
        return found

    monkeypatch.setattr(shares.Runs, "reaches", counting)
    check_against_the_naive_loop(1, 2_000)
    assert passed[0] > 5_000, "none was passed over"


@pytest.mark.parametrize("bits", [0, 3, 8])
def test_rounding_never_decides_however_coarse_it_is(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    unsure, runs = [0], shares.Runs.run

    def counting(self: shares.Runs, added: int, *, exact: bool) -> shares.Run:
        try:
            return runs(self, added, exact=exact)
        except purses.Unsure:
            unsure[0] += 1
            raise

    monkeypatch.setattr(shares.Runs, "run", counting)
    monkeypatch.setattr(purses, "BITS", bits)
    check_against_the_naive_loop(2, 300)
    assert unsure[0], "rounding never came near a decision"


@pytest.fixture
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A count that takes more than a thousand runs fails, rather than going on for a day."""
    done, runs = [0], shares.Runs.run

    def counting(self: shares.Runs, added: int, *, exact: bool) -> shares.Run:
        done[0] += 1
        assert done[0] < 1_000
        return runs(self, added, exact=exact)

    monkeypatch.setattr(shares.Runs, "run", counting)


def given_more(found: dict[str, Any]) -> int:
    return sum(int(said["facts"].get("added", 0)) for said in found["said"])


@pytest.mark.usefixtures("few_runs")
def test_a_currency_in_small_units_takes_hardly_longer() -> None:
    dice = random.Random(3)
    costs = {one: Fraction(dice.randint(10**8, 10**9)) for one in "abcdefgh"}
    voters = [frozenset(dice.sample("abcdefgh", 3)) for _ in range(20)]
    asked = sharing.question(
        costs, voters, Fraction(2 * 10**9), completion="add1", tie_order=list("abcdefgh")
    )
    assert given_more(tallies.tally(asked)) > 10**6


@pytest.mark.usefixtures("few_runs")
@pytest.mark.parametrize("order", ["zacde", "edcaz"])
def test_projects_that_stay_equal_while_their_price_falls_do_not_hold_up_the_count(order: str) -> None:
    """The first voter has less than the second and the third, with whom they share the prices of a and c."""
    costs = {"z": 10**9, "a": 3 * 10**9, "c": 3 * 10**9, "d": 9 * 10**9, "e": 59 * 10**8}
    voters = [frozenset(chosen) for chosen in ("zac", "a", "c", "z", "e", "ze")]
    exact = {one: Fraction(cost) for one, cost in costs.items()}
    found = tallies.tally(
        sharing.question(exact, voters, Fraction(9 * 10**9), completion="add1", tie_order=list(order))
    )
    assert set(found["funded"]) == {"z", "a", "c"} and given_more(found) == 1_616_666_666


@pytest.mark.parametrize("few", [0, 200])
def test_looking_closer_changes_nothing(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "FEW", few)
    check_against_the_naive_loop(4, 400)
