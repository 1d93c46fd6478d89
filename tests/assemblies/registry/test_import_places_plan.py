# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning an import without a database: nesting, names, populations, what is known again or refused."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from assemblies.registry.importing import columns, gather, nest, peopling, plan, report
from assemblies.registry.importing.columns import Row
from assemblies.registry.importing.places import Known, Place, Wishes
from assemblies.registry.importing.problems import BadPlaces, Findings

SCALES = ["quarter", "district", "town"]
BARCELONA = Path(__file__).resolve().parents[4] / "shared" / "data" / "barcelona"


def row(code: str, scale: int | None = None, parent: str | None = None, **more: Any) -> Row:
    return Row(f"f, {code}", scale, code, code, parent=parent, **{"name": f"Place {code}", **more})


def planned(rows: list[Row], *known: Known, **wishes: Any) -> plan.Plan:
    return plan.plan(rows, SCALES, known, Wishes(**wishes))


def refused(rows: list[Row], *known: Known, **wishes: Any) -> str:
    with pytest.raises(BadPlaces) as caught:
        planned(rows, *known, **wishes)
    return caught.value.sentence


def by_code(found: plan.Plan) -> dict[str, Place]:
    return {place.row.code: place for place in found.places}


def box(left: float, low: float, right: float, high: float) -> BaseGeometry:
    return shapely.box(left, low, right, high)


# ------------------------------------------------------------------ by parent code


def test_parent_codes_nest_places_of_any_order() -> None:
    found = planned([row("Q", 0, "D"), row("D", 1, "T"), row("T", 2)])
    assert [(p.row.code, p.parent) for p in found.places] == [("T", None), ("D", "new T"), ("Q", "new D")]


def test_without_scales_the_outermost_places_take_the_widest() -> None:
    found = by_code(planned([row("Q", parent="D"), row("D", parent="T"), row("T"), row("E", parent="T")]))
    assert {code: place.scale for code, place in found.items()} == {"T": 2, "D": 1, "E": 1, "Q": 0}


def test_more_steps_than_scales_are_refused() -> None:
    sentence = refused([row("A"), row("B", parent="A"), row("C", parent="B"), row("D", parent="C")])
    assert "f, D: D lies in more places than this network has scales." in sentence


def test_a_scale_may_be_left_out_between() -> None:
    assert by_code(planned([row("T", 2), row("Q", 0, "T")]))["Q"].parent == "new T"


def test_a_circle_is_refused_with_its_places() -> None:
    assert "in a circle: A in B in A" in refused([row("A", parent="B"), row("B", parent="A")])
    assert "in a circle: A in A" in refused([row("A", 0, "A")])


def test_an_unknown_parent_is_refused() -> None:
    sentence = refused([row("T", 2), row("Q", 0, "X")])
    assert sentence == "f, Q: Q lies in X by its parent code, and there is no such place."


def test_a_parent_that_is_not_wider_is_refused() -> None:
    assert "f, Q: R is no wider than Q" in refused([row("T", 2), row("R", 0, "T"), row("Q", 0, "R")])


def test_a_code_that_stands_twice_is_refused_with_both_rows() -> None:
    assert refused([row("A", 0), row("A", 0)]) == "f, A: The code A stands at f, A already."
    assert "tell scales apart by a pattern" in refused([row("A", 0), row("A", 1)])


def test_a_place_with_neither_parent_nor_boundary_is_refused_unless_it_is_settled() -> None:
    rows = [row("T", 2), row("Q", 0)]
    assert "Q has neither a parent code nor a boundary; say --parent-of Q=CODE." in refused(rows)
    assert by_code(planned(rows, settled={"Q": "T"}))["Q"].parent == "new T"
    assert "No place in these files has the code Z" in refused(rows, settled={"Q": "T", "Z": "T"})


# ------------------------------------------------------------------ by boundary


def test_boundaries_nest_places_though_they_never_match_exactly() -> None:
    rows = [
        row("T", 2, boundary=box(0, 0, 10, 10)),
        row("West", 1, boundary=box(0.01, 0, 5.02, 10)),
        row("East", 1, boundary=box(5, -0.01, 10.03, 10)),
        row("Q", 0, boundary=box(4, 4, 5.03, 5)),
    ]
    found = planned(rows)
    assert {code: place.parent for code, place in by_code(found).items()} == {
        "T": None,
        "West": "new T",
        "East": "new T",
        "Q": "new West",
    }
    assert found.nested_by["by boundary"] == 3


def test_a_place_as_much_in_one_as_in_another_is_refused_with_both_names() -> None:
    rows = [
        row("West", 1, boundary=box(0, 0, 5, 10)),
        row("East", 1, boundary=box(5, 0, 10, 10)),
        row("Q", 0, boundary=box(4, 4, 6, 5)),
    ]
    sentence = refused(rows)
    assert "f, Q: Q lies as much in Place West as in Place East; say --parent-of Q=CODE." in sentence
    assert by_code(planned(rows, settled={"Q": "East"}))["Q"].parent == "new East"


def test_a_place_that_spills_over_is_nested_and_noted() -> None:
    found = planned([row("T", 2, boundary=box(0, 0, 10, 10)), row("Port", 1, boundary=box(8, 4, 12, 5))])
    assert by_code(found)["Port"].parent == "new T"
    assert "Only 50% of Port lies in Place T." in [note.reason for note in found.notes]


def test_a_place_outside_all_others_is_refused() -> None:
    rows = [row("T", 2, boundary=box(0, 0, 10, 10)), row("Far", 1, boundary=box(20, 20, 21, 21))]
    assert "f, Far: Far lies in no town by its boundary" in refused(rows)


def test_a_place_in_no_district_goes_into_the_town_and_is_noted() -> None:
    rows = [
        row("T", 2, boundary=box(0, 0, 10, 10)),
        row("D", 1, boundary=box(0, 0, 5, 10)),
        row("Q", 0, boundary=box(7, 7, 8, 8)),
    ]
    found = planned(rows)
    assert by_code(found)["Q"].parent == "new T"
    assert any("in no scale between" in note.reason for note in found.notes)


def test_a_parent_code_counts_before_a_boundary() -> None:
    rows = [
        row("West", 1, boundary=box(0, 0, 5, 10)),
        row("East", 1, boundary=box(5, 0, 10, 10)),
        row("Q", 0, "East", boundary=box(1, 1, 2, 2)),
    ]
    assert by_code(planned(rows))["Q"].parent == "new East"


def test_the_boundary_of_a_place_in_the_network_takes_new_places_in() -> None:
    town = Known("7", "Town", 2, "T", boundary=box(0, 0, 10, 10))
    assert by_code(planned([row("D", 1, boundary=box(1, 1, 2, 2))], town))["D"].parent == "7"


@pytest.mark.parametrize("seed", range(5))
def test_nesting_by_boundary_agrees_with_comparing_every_pair(seed: int) -> None:
    chance = random.Random(seed)
    outer = [box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)]
    inner = []
    for _ in range(60):
        x, y = chance.uniform(-0.5, 4), chance.uniform(-0.5, 4)
        inner.append(shapely.Point(x, y).buffer(chance.uniform(0.05, 0.6)))
    for child, found in zip(inner, nest.parents(inner, outer), strict=True):
        shares = sorted(
            ((child.intersection(o).area / child.area, -i) for i, o in enumerate(outer)), reverse=True
        )
        (best, index), (second, other) = shares[:2]
        if best < nest.LEAST:
            assert found.parent is None and found.tie is None
        elif best - second < nest.CLEAR:
            assert found.tie is not None and set(found.tie) == {-index, -other}
        else:
            assert found.parent == -index and found.share == pytest.approx(best)


# ------------------------------------------------------------------ again, names


def test_what_is_known_by_its_code_is_renamed_or_left_alone_and_never_made_twice() -> None:
    town = Known("7", "Town", 2, "T", population=900)
    found = planned([row("T", 2, name="New Town")], town)
    assert found.made() == [] and [place.name for place in found.amended()] == ["New Town"]
    assert planned([row("T", 2, name="Town")], town).amended() == []


def test_a_missing_name_or_population_takes_nothing_away() -> None:
    (place,) = planned([row("T", 2, name=None)], Known("7", "Town", 2, "T", population=900)).places
    assert (place.name, place.population, place.by_code) == ("Town", 900, False)


def test_a_place_without_a_name_is_named_by_scale_and_code() -> None:
    (place,) = planned([row("A001", 2, name=None)]).places
    assert (place.name, place.by_code) == ("Town A001", True)


def test_a_new_population_amends_and_needs_no_parent_code() -> None:
    known = [Known("7", "Town", 2, "T"), Known("8", "Q", 0, "Q", parent="7", population=5)]
    found = planned([row("Q", 0, name=None, population=6)], *known)
    assert [(p.population, p.parent, p.repeopled) for p in found.places] == [(6, "7", True)]
    assert found.untouched[2] == 1


def test_an_import_moves_nothing() -> None:
    known = [Known("7", "T", 2, "T"), Known("6", "U", 2, "U"), Known("8", "Q", 0, "Q", parent="7")]
    assert "Q lies elsewhere in the network, and an import moves nothing" in refused(
        [row("Q", 0, "U")], *known
    )
    assert planned([row("Q", 0, "U")], *known, keep_nesting=True).places[0].parent == "7"


def test_a_place_founded_by_hand_without_a_code_is_known_by_its_name_there() -> None:
    known = [
        Known("7", "Place T", 2),
        Known("8", "place d", 1, parent="7"),
        Known("9", "Place Q", 0, parent="7"),
    ]
    found = planned([row("T", 2), row("D", 1, "T"), row("Q", 0, "D")], *known)
    assert {p.row.code: p.known.key if p.known else None for p in found.places} == {
        "T": "7",
        "D": "8",
        "Q": None,
    }


def test_a_code_of_another_scale_or_of_an_overlay_is_refused() -> None:
    assert (
        refused([row("T", 0)], Known("7", "Town", 2, "T"))
        == "f, T: The code T is that of Town: town, not quarter."
    )
    assert "is that of an overlay" in refused([row("W", 0)], Known("7", "Watershed", 2, "W", overlay=True))


# ------------------------------------------------------------------ populations


def test_people_come_from_the_file_then_the_network_then_the_option() -> None:
    rows = [row("T", 2), row("A", 0, "T", population=4), row("B", 0, "T"), row("C", 0, "T")]
    known = [Known("7", "Place T", 2, "T"), Known("8", "Place B", 0, "B", parent="7", population=5)]
    found = by_code(planned(rows, *known, people={0: 6}))
    assert [(found[c].population, found[c].people_from) for c in "TABC"] == [
        (None, ""),
        (4, "file"),
        (5, "network"),
        (6, "option"),
    ]


def test_the_equal_fallback_shares_out_what_is_left_to_the_last_person() -> None:
    rows = [row("T", 2, population=1000), row("A", 0, "T", population=100)]
    rows += [row(code, 0, "T") for code in ("B", "C", "D", "E", "F", "G", "H")]
    found = by_code(planned(rows, fallback="equal"))
    assert [found[code].population for code in "BCDEFGH"] == [129, 129, 129, 129, 128, 128, 128]


def test_the_fallback_takes_from_the_nearest_peopled_place_around() -> None:
    rows = [row("T", 2, population=1000), row("D", 1, "T", population=30), row("E", 1, "T")]
    rows += [row("A", 0, "D"), row("B", 0, "D"), row("C", 0, "E")]
    found = by_code(planned(rows, fallback="equal"))
    assert {code: found[code].population for code in "ABCE"} == {"A": 15, "B": 15, "C": 970, "E": None}


def test_the_fallback_by_area_weighs_degrees_by_latitude() -> None:
    rows = [row("T", 2, population=300), row("Equator", 0, "T", boundary=box(0, -1, 1, 1))]
    rows.append(row("North", 0, "T", boundary=box(0, 59, 1, 61)))
    found = by_code(planned(rows, fallback="area"))
    assert (found["Equator"].population, found["North"].population) == (200, 100)


def test_the_fallback_by_area_needs_boundaries() -> None:
    rows = [row("T", 2, population=300), row("A", 0, "T")]
    assert "f, A: There is no boundary in these files to share people out by area." in refused(
        rows, fallback="area"
    )


def test_more_people_inside_than_around_are_refused() -> None:
    rows = [row("T", 2, population=10), row("A", 0, "T", population=12), row("B", 0, "T")]
    assert "f, T: The places inside it have 2 more people than it has itself." in refused(
        rows, fallback="equal"
    )


def test_what_is_shared_out_adds_up_whatever_the_weights() -> None:
    chance = random.Random(7)
    for _ in range(50):
        codes = [f"b{n}" for n in range(chance.randint(1, 30))]
        total = chance.randint(0, 10_000)
        weights = dict(
            zip(codes, peopling.areas([box(0, 0, chance.uniform(0.1, 3), 1) for _ in codes]), strict=True)
        )
        parents: dict[str, str | None] = {"t": None} | dict.fromkeys(codes, "t")
        given = peopling.share_out(parents, {"t": total} | dict.fromkeys(codes), weights, Findings())
        assert sum(given.values()) == total and set(given) == set(codes)


def test_the_report_says_what_would_be_done_and_who_counts_as_nobody() -> None:
    text = report.text(planned([row("T", 2), row("A", 0, "T", name=None)]), fallback="none", done=False)
    assert "Nothing was changed. It would be: 2 places founded, 0 amended." in text
    assert "1 base places have no population" in text
    assert "1 by parent code; 1 at the top." in text


def test_reading_and_planning_need_no_database() -> None:
    modules = "gather, plan, report"
    blocked = (
        f"import sys; sys.modules['django.db'] = None; from assemblies.registry.importing import {modules}"
    )
    subprocess.run([sys.executable, "-c", blocked], check=True, cwd=Path(__file__).resolve().parents[3])


# ------------------------------------------------------------------ a real city


@pytest.mark.skipif(
    not BARCELONA.exists(), reason="the boundaries of Barcelona (../shared/data) are not here"
)
def test_the_areas_of_barcelona_nest_as_its_own_codes_say() -> None:
    names = ["area", "quarter", "district", "city"]
    files = ["area-estadistica-basica", "barris", "districtes", "terme-municipal"]
    sources = [gather.Source(BARCELONA / f"{name}.geojson", number) for number, name in enumerate(files)]
    asked = columns.Asked(code={0: "A{DISTRICTE}{BARRI}{AEB}", 1: "Q{DISTRICTE}{BARRI}", 2: "D{DISTRICTE}"})
    rows = gather.rows(sources, asked, names)
    found = plan.plan(rows, names, [], Wishes(people={3: 1_600_000}, fallback="area"))
    assert [sum(p.scale == n for p in found.places) for n in range(4)] == [233, 73, 10, 1]
    assert found.nested_by["by boundary"] == 316
    for place in found.places:
        if place.scale == 0:
            assert place.parent == f"new Q{place.row.code[1:5]}"
            assert place.by_code and place.name.startswith("Area ")
        if place.scale == 1:
            assert place.parent == f"new D{place.row.code[1:3]}"
    assert sum(p.population or 0 for p in found.places if p.scale == 0) == 1_600_000
