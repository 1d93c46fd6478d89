# SPDX-License-Identifier: AGPL-3.0-or-later
"""The five conditions, one behaviour after the other, on networks small enough to see."""

from typing import Any

import pytest

from governance.commands import place

Row = dict[str, Any]


def home(id: str, parent: str | None, people: int, scale: int = 0, **more: Any) -> Row:
    return {"id": id, "scale": scale, "parent": parent, "population": people, **more}


def vale(**of: Row) -> list[Row]:
    """Mill Lane and Weir Street in Ashby, Hill in Bec, all in the vale; extra keys by id."""
    rows = [
        home("mill", "ashby", 400), home("weir", "ashby", 300), home("hill", "bec", 200),
        home("ashby", "vale", 700, 1), home("bec", "vale", 200, 1), home("vale", None, 900, 2),
    ]  # fmt: skip
    return [{**row, **of.get(row["id"], {})} for row in rows]


def ask(assemblies: list[Row], places: dict[str, str], **more: Any) -> Row:
    effects = {
        "places": places,
        "matter": more.pop("matter", "mobility/buses"),
        "means": more.pop("means", {}),
    }
    payload = {"assemblies": assemblies, "effects": effects, "raised_in": assemblies[0]["id"], **more}
    answer = place.answer(payload).as_json()
    assert isinstance(answer, dict)
    return answer


def condition(answer: Row, id: str, name: str) -> Row:
    candidate = next(row for row in answer["candidates"] if row["assembly"] == id)
    return next(dict(row) for row in candidate["conditions"] if row["name"] == name)


def given(*matters: str, **more: Any) -> Row:
    return {"remit": [{"matter": matter, **more} for matter in matters]}


# Remit


def test_no_remit_sets_no_limits_and_an_empty_one_gives_nothing() -> None:
    assert ask(vale(), {"mill": "1"})["assembly"] == "mill"
    answer = ask(vale(mill={"remit": []}), {"mill": "1"})
    assert answer["assembly"] == "ashby"
    assert condition(answer, "mill", "remit")["because"] == (
        "mill may not decide mobility/buses, because its charter gives it no matters."
    )


def test_a_remit_reaches_down_the_path_and_not_into_words_that_only_begin_alike() -> None:
    assert ask(vale(mill=given("mobility")), {"mill": "1"})["assembly"] == "mill"
    assert ask(vale(mill=given("mob")), {"mill": "1"})["assembly"] == "ashby"
    assert ask(vale(mill=given("mobility/buses/night")), {"mill": "1"})["assembly"] == "ashby"


def test_the_longest_prefix_brings_its_ceiling_even_where_a_shorter_one_allows_more() -> None:
    rows = [
        {"matter": "mobility", "ceilings": {"GBP": "100"}},
        {"matter": "mobility/buses", "ceilings": {"GBP": "10"}},
    ]
    asking = {"means": {"GBP": "50"}}
    for remit in (rows, rows[::-1]):
        answer = ask(vale(mill={"remit": remit}), {"mill": "1"}, **asking)
        assert answer["assembly"] == "ashby"
        means = condition(answer, "mill", "means")
        assert (means["value"], means["bound"]) == ("50", "10")
    assert ask(vale(mill={"remit": rows}), {"mill": "1"}, matter="mobility", **asking)["assembly"] == "mill"


def test_who_keeps_a_matter_keeps_it_from_all_inside() -> None:
    answer = ask(vale(ashby=given("mobility", exclusive=True)), {"mill": "1"})
    assert answer["assembly"] == "ashby"
    assert condition(answer, "mill", "remit")["because"] == (
        "mill may not decide mobility/buses, because ashby keeps that matter for itself"
        " and all of mill lies in ashby."
    )


def test_who_reaches_outside_the_keeper_keeps_the_matter_too() -> None:
    assemblies = vale(ashby=given("mobility", exclusive=True))
    river = {"id": "river", "scale": 1, "constituents": ["mill", "hill"]}
    inner = {"id": "inner", "scale": 1, "constituents": ["mill", "weir"], "population": 1}
    answer = ask(assemblies, {"mill": "1"}, overlays=[river, inner])
    assert answer["assembly"] == "river"
    assert [condition(answer, id, "remit")["holds"] for id in ("river", "inner", "vale")] == [
        True,
        False,
        True,
    ]


def test_a_keeper_inside_a_wider_keeper_gives_way() -> None:
    keeps = given("mobility", exclusive=True)
    assert ask(vale(mill=keeps, ashby=keeps), {"mill": "1"})["assembly"] == "ashby"


def test_of_two_keepers_above_the_widest_is_named() -> None:
    keeps = given("mobility", exclusive=True)
    answer = ask(vale(ashby=keeps, vale=keeps), {"mill": "1"})
    assert answer["assembly"] == "vale"
    assert "because vale keeps that matter" in condition(answer, "mill", "remit")["because"]


def test_of_two_keepers_with_the_same_cover_the_first_in_order_keeps_it() -> None:
    keeps = given("mobility", exclusive=True)
    twin = {"id": "twin", "scale": 1, "constituents": ["mill", "weir"], "population": 699, **keeps}
    answer = ask(vale(ashby=keeps), {"mill": "1"}, overlays=[twin])
    assert answer["assembly"] == "twin"
    assert not condition(answer, "ashby", "remit")["holds"]
    other = ask(vale(ashby=keeps), {"mill": "1"}, overlays=[{**twin, "population": 701}])
    assert other["assembly"] == "ashby"


def test_the_longest_row_says_whether_a_matter_is_kept() -> None:
    rows = [{"matter": "mobility", "exclusive": True}, {"matter": "mobility/buses"}]
    assert ask(vale(ashby={"remit": rows}), {"mill": "1"})["assembly"] == "mill"
    assert ask(vale(ashby={"remit": rows}), {"mill": "1"}, matter="mobility")["assembly"] == "ashby"


# Containment and spill-over


def test_nineteen_of_twenty_affected_people_inside_are_enough_and_one_fewer_is_not() -> None:
    rows = [home("a", "t", 95), home("b", "t", 100), home("t", None, 195, 1)]
    answer = ask(rows, {"a": "1", "b": "1/20"})
    assert answer["assembly"] == "a"
    assert condition(answer, "a", "containment")["value"] == "0.95"
    assert ask(rows, {"a": "1", "b": "51/1000"})["assembly"] == "t"
    assert ask(rows, {"a": "1", "b": "1/20"}, theta="1")["assembly"] == "t"


def test_a_small_place_hit_hard_outside_is_not_drowned_by_numbers() -> None:
    rows = [home("a", "t", 10_000), home("b", "t", 10), home("t", None, 10_010, 1)]
    assert ask(rows, {"a": "1", "b": "0.10"})["assembly"] == "a"
    answer = ask(rows, {"a": "1", "b": "0.11"})
    assert answer["assembly"] == "t"
    assert condition(answer, "a", "containment")["holds"]
    assert condition(answer, "a", "spill_over")["because"] == (
        "b lies outside a, and 11 % of its people are affected; more than 10 % is too many."
    )


def test_where_nobody_lives_every_place_affected_must_lie_inside() -> None:
    rows = [home("moor", "t", 0), home("fen", "t", 0), home("t", None, 0, 1)]
    answer = ask(rows, {"moor": "0.05", "fen": "0.05"})
    assert answer["assembly"] == "t"
    assert [condition(answer, id, "containment")["holds"] for id in ("moor", "fen", "t")] == [
        False,
        False,
        True,
    ]


def test_a_place_named_by_itself_and_through_its_parent_counts_by_its_own_share() -> None:
    assert ask(vale(), {"ashby": "1", "mill": "0.25"})["affected"] == {"mill": "0.25", "weir": "1"}
    assert ask(vale(), {"vale": "1/3", "ashby": "1"})["affected"] == {"hill": "1/3", "mill": "1", "weir": "1"}


def test_of_several_namings_the_narrowest_counts_whether_overlay_or_parent() -> None:
    river = {"id": "river", "scale": 1, "constituents": ["weir", "hill"]}
    answer = ask(vale(), {"vale": "0.2", "river": "1"}, overlays=[river])
    assert answer["affected"] == {"hill": "1", "mill": "0.2", "weir": "1"}
    answer = ask(vale(), {"bec": "0.2", "river": "1"}, overlays=[river])
    assert answer["affected"] == {"hill": "0.2", "weir": "1"}


# Means


@pytest.mark.parametrize(
    ("more", "able"),
    [
        ({}, True),
        ({"allotments": {"GBP": "10"}}, True),
        ({"allotments": {"GBP": "9.99"}}, False),
        ({"allotments": {"h": "10"}}, False),
        ({"allotments": {}}, False),
        (given("mobility", ceilings={"GBP": "9"}), False),
        (given("mobility", ceilings={"h": "9"}), True),
        ({"members": 7, "quorum": 8}, False),
        ({"members": 8, "quorum": 8}, True),
        ({"quorum": 8}, True),
        ({"members": 0}, True),
    ],
)
def test_what_one_asks_for_must_be_there_and_so_must_a_quorum(more: Row, able: bool) -> None:
    answer = ask(vale(mill=more), {"mill": "1"}, means={"GBP": "10"})
    assert condition(answer, "mill", "means")["holds"] is able
    assert answer["assembly"] == ("mill" if able else "ashby")


def test_a_means_that_is_not_kept_is_said_to_be_missing() -> None:
    answer = ask(vale(mill={"allotments": {"h": "10"}}), {"mill": "1"}, means={"GBP": "10"})
    assert condition(answer, "mill", "means")["because"] == "It uses up 10 GBP, of which mill has nothing."
    assert answer["because"] == (
        "Decided in ashby, because the place affected (mill) lies in ashby and no smaller place that holds"
        " all of it can decide. It uses up 10 GBP, of which mill has nothing."
    )


def test_amounts_are_exact() -> None:
    purse = {"allotments": {"GBP": "100000000000000000000000000000.1"}}
    asked = {"GBP": "100000000000000000000000000000.10"}
    assert ask(vale(mill=purse), {"mill": "1"}, means=asked)["assembly"] == "mill"
    asked = {"GBP": "100000000000000000000000000000.1000000000000000000000000000001"}
    assert ask(vale(mill=purse), {"mill": "1"}, means=asked)["assembly"] == "ashby"


# Necessity


def test_one_climbs_only_past_those_who_recorded_themselves_why_they_cannot() -> None:
    assert ask(vale(), {"mill": "1"})["assembly"] == "mill"
    answer = ask(vale(), {"mill": "1"}, reasons={"mill": "Our road crew has gone."})
    assert answer["assembly"] == "ashby"
    assert condition(answer, "ashby", "necessity")["because"] == (
        "Every smaller place that could decide it has recorded why it cannot (mill)."
    )
    assert ask(vale(), {"mill": "1"}, reasons={"ashby": "No."})["assembly"] == "mill"


def test_all_pass_it_over_and_nobody_is_left() -> None:
    reasons = {"hill": "No.", "bec": "No.", "vale": "No."}
    answer = ask(vale(), {"hill": "1"}, reasons=reasons)
    assert answer["assembly"] is None
    assert answer["because"] == (
        "Nobody can decide this as it stands, so it stays a draft."
        " Recorded themselves why they cannot achieve the aim: hill, bec, vale."
    )


# Order


def test_ties_go_to_the_lower_scale_then_the_earlier_founded_then_the_id() -> None:
    base = [home("a", None, 5, 3, remit=[])]

    def overlay(id: str, scale: int, founded: str | None = None) -> Row:
        more = {} if founded is None else {"founded": founded}
        return {"id": id, "scale": scale, "constituents": ["a"], **more}

    def answer(*overlays: Row) -> Any:
        return ask(base, {"a": "1"}, overlays=list(overlays))["assembly"]

    assert answer(overlay("x", 1, "2001-01-01"), overlay("y", 0)) == "y"
    assert answer(overlay("x", 1), overlay("y", 1, "2024-01-01")) == "y"
    assert answer(overlay("x", 1, "2024-01-02"), overlay("y", 1, "2024-01-01")) == "y"
    assert answer(overlay("y", 1), overlay("x", 1)) == "x"
    assert answer(overlay("é", 1), overlay("z", 1)) == "z"
