# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole placements: borders, overlays, joint decisions, no places at all, nobody, and moving up or down."""

from fractions import Fraction
from typing import Any

import pytest

from governance import placement
from governance.commands import place
from governance.effects import Effects
from tests.governance.test_placement_conditions import Row, ask, condition, home, vale


def test_the_domains_own_sentence() -> None:
    rows = [
        home("m", "t", 400, name="Mill Lane"), home("w", "t", 300, name="Weir Street"),
        home("q", "t", 200, name="Old Quay"), home("t", None, 900, 1, name="Ashby"),
    ]  # fmt: skip
    assert ask(rows, {"m": "1", "w": "1", "q": "1"})["because"] == (
        "Decided in Ashby, because the places affected (Mill Lane, Weir Street, Old Quay) all lie in Ashby"
        " and no smaller place holds all three."
    )


def test_a_network_of_one_decides_for_itself() -> None:
    answer = ask([home("a", None, 7)], {"a": "1"})
    assert (answer["assembly"], answer["joint"]) == ("a", None)
    assert answer["because"] == "Decided in a, because a is the only place affected."


def test_a_network_of_one_that_may_not_decide_leaves_it_a_draft() -> None:
    answer = ask([home("a", None, 7, remit=[])], {"a": "1"})
    assert answer["assembly"] is None
    assert answer["because"] == (
        "Nobody can decide this as it stands, so it stays a draft."
        " Without the matter mobility/buses in their remit: a."
    )


def test_neighbours_across_a_border_climb_to_what_both_share_unless_something_joins_them() -> None:
    assert ask(vale(), {"mill": "1", "hill": "1"})["assembly"] == "vale"
    river = {"id": "river", "scale": 1, "constituents": ["mill", "hill"]}
    answer = ask(vale(), {"mill": "1", "hill": "1"}, overlays=[river])
    assert (answer["assembly"], answer["joint"]) == ("river", None)


def test_overlays_hold_overlays_and_count_a_place_once() -> None:
    overlays = [
        {"id": "source", "scale": 1, "constituents": ["mill"]},
        {"id": "basin", "scale": 2, "constituents": ["source", "hill", "mill"]},
    ]
    answer = ask(vale(), {"mill": "1", "hill": "1"}, overlays=overlays)
    assert answer["assembly"] == "basin"
    people = {row["assembly"]: row["people"] for row in answer["candidates"]}
    assert people["basin"] == 600


def test_an_overlays_own_count_of_its_people_comes_before_the_sum() -> None:
    river = {"id": "river", "scale": 1, "constituents": ["mill", "hill"], "population": 901}
    assert ask(vale(), {"mill": "1", "hill": "1"}, overlays=[river])["assembly"] == "vale"


# Joint decision


def test_neighbours_whom_only_the_wider_place_joins_may_decide_jointly() -> None:
    answer = ask(vale(), {"mill": "1", "hill": "1"})
    assert (answer["assembly"], answer["joint"]) == ("vale", ["hill", "mill"])
    assert answer["because"].endswith(
        "These may instead decide it jointly, each passing the same text: hill, mill."
        " If they decline, vale decides."
    )


def test_no_joint_decision_where_the_places_share_their_parent() -> None:
    assert ask(vale(), {"mill": "1", "weir": "1"})["joint"] is None


def test_a_joint_decision_is_offered_where_nobody_else_can() -> None:
    answer = ask(vale(vale={"remit": []}), {"mill": "1", "hill": "1"})
    assert (answer["assembly"], answer["joint"]) == (None, ["hill", "mill"])
    assert answer["because"].endswith("If they decline, nobody decides.")


def test_each_brings_the_means_for_its_part() -> None:
    # 400 and 200 people affected: two thirds and one third of 90.
    asking = {"means": {"GBP": "90"}}
    rows = vale(mill={"allotments": {"GBP": "60"}}, hill={"allotments": {"GBP": "30"}})
    assert ask(rows, {"mill": "1", "hill": "1"}, **asking)["joint"] == ["hill", "mill"]
    rows = vale(mill={"allotments": {"GBP": "59.99"}}, hill={"allotments": {"GBP": "31"}})
    assert ask(rows, {"mill": "1", "hill": "1"}, **asking)["joint"] == ["ashby", "bec"]


def test_a_member_without_remit_or_quorum_leaves_it_to_the_next_scale() -> None:
    lacks: tuple[Row, ...] = ({"remit": []}, {"members": 1, "quorum": 2})
    for lack in lacks:
        assert ask(vale(hill=lack), {"mill": "1", "hill": "1"})["joint"] == ["ashby", "bec"]


def test_of_joint_decisions_the_fewest_assemblies_come_first_then_the_fewest_people() -> None:
    rows = apart(50, 50, 50, 50)
    pair = {"id": "pair", "scale": 0, "constituents": ["b0", "b1"], "population": 90}
    other = {"id": "other", "scale": 0, "constituents": ["b2", "b3"], "population": 90}
    affected = {f"b{index}": "1" for index in range(4)}
    assert ask(rows, affected)["joint"] == ["b0", "b1", "b2", "b3"]
    assert ask(rows, affected, overlays=[pair])["joint"] == ["b2", "b3", "pair"]
    assert ask(rows, affected, overlays=[pair, other])["joint"] == ["other", "pair"]


def test_five_neighbours_are_too_many_for_a_joint_decision() -> None:
    rows = apart(50, 50, 50, 50, 50)
    assert ask(rows, {f"b{index}": "1" for index in range(5)})["joint"] is None


def apart(*people: int) -> list[Row]:
    """Places b0, b1, … each in a town of its own; nothing but the network joins them."""
    rows = [home("n", None, 100_000, 3)]
    for index, number in enumerate(people):
        rows += [home(f"t{index}", "n", 1000, 2), home(f"b{index}", f"t{index}", number)]
    return rows


def test_those_who_decide_jointly_pay_for_the_few_affected_elsewhere_too() -> None:
    rows = apart(950, 950, 1000)
    purses = {"b0": "50", "b1": "50"}
    rows = [{**row, "allotments": {"GBP": purses.get(row["id"], "0")}} for row in rows]
    affected = {"b0": "1", "b1": "1", "b2": "0.1"}
    assert ask(rows, affected, means={"GBP": "100"})["joint"] == ["b0", "b1"]
    # 950 of 2000 affected people would be 49.875 of 105; of the 1900 who decide it is 52.50.
    assert ask(rows, affected, means={"GBP": "105"})["joint"] is None


def test_where_nobody_lives_a_joint_decision_holds_every_place_and_each_pays_alike() -> None:
    affected = {"b0": "0.05", "b1": "0.05", "b2": "0.05"}
    assert ask(apart(0, 0, 0), affected)["joint"] == ["b0", "b1", "b2"]
    rows = [{**row, "allotments": {"GBP": "30"}} for row in apart(0, 0, 0)]
    assert ask(rows, affected, means={"GBP": "90"})["joint"] == ["b0", "b1", "b2"]
    assert ask(rows, affected, means={"GBP": "90.01"})["joint"] is None


# No places


def run(effects: Row, **more: Any) -> Row:
    payload = {"assemblies": vale(**more), "effects": {"matter": "x", **effects}, "raised_in": "mill"}
    answer = place.run(payload)
    assert isinstance(answer, dict)
    return answer


def test_what_is_light_is_decided_where_it_is_raised_and_shared() -> None:
    answer = run({"places": {}, "binding": False, "means": {"GBP": "0"}})
    assert (answer["assembly"], answer["joint"], answer["candidates"]) == ("mill", None, [])
    assert answer["because"] == (
        "Decided in mill, where it is raised, because it uses up nothing and binds nobody;"
        " it is shared with all."
    )


@pytest.mark.parametrize("heavy", [{}, {"binding": True}, {"binding": False, "means": {"GBP": "1"}}])
def test_what_binds_or_uses_something_up_affects_the_place_where_it_is_raised(heavy: Row) -> None:
    answer = run({"places": {}, **heavy}, mill={"remit": []})
    assert (answer["assembly"], answer["affected"]) == ("ashby", {"mill": "1"})
    assert answer["because"].startswith("No places are named, so all of mill, where it is raised, counts")


def test_with_places_named_even_the_light_is_tested() -> None:
    assert run({"places": {"hill": "1"}, "binding": False})["assembly"] == "hill"


# Nobody


def test_nobody_names_for_each_candidate_the_first_condition_that_fails() -> None:
    broke: Row = {"allotments": {}}
    answer = ask(vale(ashby={"remit": []}, vale=broke), {"mill": "1", "weir": "1"}, means={"GBP": "5"})
    assert answer["assembly"] is None
    fails = {row["assembly"]: row["fails"] for row in answer["candidates"]}
    assert fails == {"mill": "containment", "weir": "containment", "ashby": "remit", "vale": "means"}
    assert "Too few of the people affected live in: weir, mill." in answer["because"]
    assert condition(answer, "vale", "means")["because"] == "It uses up 5 GBP, of which vale has nothing."


# Up and down


def test_the_direction_a_hearing_moves() -> None:
    river = {"id": "river", "scale": 1, "constituents": ["mill", "hill"]}
    nesting = place.nesting(vale(), [river])
    moves = {
        ("mill", "mill"): "stays", ("mill", "ashby"): "escalate", ("vale", "ashby"): "devolve",
        ("mill", "weir"): "sideways", ("mill", "river"): "escalate", ("river", "hill"): "devolve",
        ("ashby", "bec"): "sideways", ("ashby", "river"): "devolve", ("mill", None): "nobody",
    }  # fmt: skip
    for (here, there), move in moves.items():
        assert placement.direction(nesting, here, there) == move, (here, there)


def test_of_two_over_the_same_places_the_later_candidate_is_the_way_up() -> None:
    nesting = place.nesting(vale(), [{"id": "again", "scale": 9, "constituents": ["ashby"]}])
    assert nesting.covers["again"] == nesting.covers["ashby"]
    assert placement.direction(nesting, "ashby", "again") == "escalate"
    assert placement.direction(nesting, "again", "ashby") == "devolve"


def test_nothing_is_raised_where_there_is_no_place() -> None:
    nesting = place.nesting(vale(), [{"id": "empty", "scale": 1, "constituents": []}])
    with pytest.raises(placement.BadQuestion, match="has no constituents") as no:
        placement.place(nesting, Effects({"mill": Fraction(1)}, "x"), "empty")
    assert no.value.at == "/raised_in"


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"theta": Fraction(21, 20)}, "/theta"),
        ({"delta": Fraction(-1, 20)}, "/delta"),
        ({"reasons": {"mill": " "}}, "/reasons/mill"),
    ],
)
def test_shares_and_reasons_are_looked_at_however_they_come(given: Row, at: str) -> None:
    asked = Effects({"mill": Fraction(1)}, "x")
    with pytest.raises(placement.BadQuestion) as no:
        placement.place(place.nesting(vale(), []), asked, "mill", **given)
    assert no.value.at == at
