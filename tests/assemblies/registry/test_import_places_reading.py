# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of places: what is read from them, and the sentence with the row for every file that is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from assemblies.registry.importing import columns, gather
from assemblies.registry.importing.problems import BadPlaces

SCALES = ["quarter", "town"]
SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def feature(code: Any = "A", geometry: Any = "square", **properties: Any) -> dict[str, Any]:
    drawn = {"type": "Polygon", "coordinates": SQUARE} if geometry == "square" else geometry
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": drawn}


def collection(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})


def read(
    folder: Path,
    name: str,
    content: str | bytes,
    scale: int | None = 0,
    encoding: str = "utf-8",
    **asked: str,
) -> list[columns.Row]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    by_what: dict[str, dict[int | None, str]] = {what: {None: spec} for what, spec in asked.items()}
    wanted = columns.Asked(**by_what)
    return gather.rows([gather.Source(path, scale)], wanted, SCALES, encoding=encoding)


def refused(folder: Path, name: str, content: str | bytes, **options: Any) -> str:
    with pytest.raises(BadPlaces) as caught:
        read(folder, name, content, **options)
    return caught.value.sentence


def test_a_csv_gives_code_name_people_and_parent(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "q.csv", "code,name,population,parent\nQ1,Old harbour,1200,T1\n")
    assert (row.code, row.name, row.population, row.parent) == ("Q1", "Old harbour", 1200, "T1")
    assert row.where == "q.csv, line 2"


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_the_mark_between_cells_is_found(tmp_path: Path, mark: str) -> None:
    (row,) = read(tmp_path, "q.csv", f"code{mark}name\nQ1{mark}Mill\n")
    assert (row.code, row.name) == ("Q1", "Mill")


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert read(tmp_path, "q.csv", b"\xef\xbb\xbfcode,name\nQ1,Mill\n")[0].code == "Q1"
    assert read(tmp_path, "q.geojson", b"\xef\xbb\xbf" + collection(feature("Q2")).encode())[0].code == "Q2"


def test_another_encoding_is_refused_with_the_line_and_read_where_it_is_said(tmp_path: Path) -> None:
    raw = "code,name\nQ1,Mill\nQ2,Barri Gòtic\n".encode("windows-1252")
    assert "q.csv, line 3: The byte 0xf2 is not utf-8" in refused(tmp_path, "q.csv", raw)
    assert read(tmp_path, "q.csv", raw, encoding="windows-1252")[1].name == "Barri Gòtic"
    assert "UTF-16" in refused(tmp_path, "q.csv", "code\nQ1\n".encode("utf-16"))
    assert "no encoding called klingon" in refused(tmp_path, "q.csv", raw, encoding="klingon")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("code,name\n", "no place below it"),
        ("code,name\nQ1,Mill\nQ2\n", "line 3: There are 1 cells here and 2 columns"),
        ("code,code\nQ1,Q2\n", "Two columns are called code"),
        ("code,\nQ1,Q2\n", "Column 2 has no name"),
        ('code,name\nQ1,"Mill\n', "line 2: This is not CSV"),
        ("code,name\nQ1,Mi\x00ll\n", "line 2: There is a null character"),
        (
            "street,house\nA,B\n",
            "Nothing here looks like a code; say which with --code PROPERTY. There are: street",
        ),
        ("code,name\nQ1,Mill\n,Weir\n", "line 3: This place has no code"),
        (f"code,name\n{'Q' * 61},Mill\n", "line 2: The code"),
        (f"code,name\nQ1,{'m' * 121}\n", "line 2: The name"),
    ],
)
def test_a_bad_csv_is_refused_with_the_line_and_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in refused(tmp_path, "q.csv", content)


@pytest.mark.parametrize(
    "people", ["NaN", "-5", "1.5", "1,200", "1e3", "inf", "many", "٣", "9" * 40, "99999999999"]
)
def test_a_population_is_a_whole_number_in_digits(tmp_path: Path, people: str) -> None:
    sentence = refused(tmp_path, "q.csv", f"code;population\nQ1;12\nQ2;{people}\n")
    assert "q.csv, line 3: The population" in sentence


@pytest.mark.parametrize(
    ("people", "read_as"), [("", None), ("-", None), ("0", 0), ("1200", 1200), ("1200.0", 1200)]
)
def test_a_population_may_be_missing(tmp_path: Path, people: str, read_as: int | None) -> None:
    assert read(tmp_path, "q.csv", f"code,population\nQ1,{people}\n")[0].population == read_as


def test_a_population_may_be_a_pattern(tmp_path: Path) -> None:
    assert (
        read(tmp_path, "q.csv", "code,thousands\nQ1,12\n", population="{thousands}000")[0].population
        == 12_000
    )


def test_a_line_number_counts_lines_inside_cells(tmp_path: Path) -> None:
    content = 'code,name,population\nQ1,"Mill\nand weir",1\nQ2,Weir,-1\n'
    assert "q.csv, line 4:" in refused(tmp_path, "q.csv", content)


def test_what_a_spreadsheet_would_run_is_only_text(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "q.csv", 'code,name\nQ1,"=HYPERLINK(""http://x"")"\n')
    assert row.name == '=HYPERLINK("http://x")'


def test_a_terminal_is_sent_no_escapes(tmp_path: Path) -> None:
    assert "\x1b" not in refused(tmp_path, "q.csv", "c\x1b[31mode,b\nQ1,1\n")
    assert read(tmp_path, "q.csv", "code,name\nQ1,Mi\x1b[31mll\n")[0].name == "Mi[31mll"


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    rows = "".join(f"Q{n},-{n}\n" for n in range(1, 31))
    sentence = refused(tmp_path, "q.csv", f"code,population\n{rows}")
    assert "line 2:" in sentence and "line 21:" in sentence and "… and 10 more." in sentence


def test_an_unknown_column_is_refused_with_those_there_are(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "q.csv", "code,name\nQ1,Mill\n", population="souls")
    assert "There is no column or property souls. There are: code, name." in sentence


def test_a_pattern_joins_properties(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "q.csv", "d,q,name\n01,07,Mill\n", code="A{d}-{q}", parent="D{d}")
    assert (row.code, row.label, row.parent) == ("A01-07", "01-07", "D01")


def test_the_code_is_guessed_where_every_place_has_one(tmp_path: Path) -> None:
    rows = read(tmp_path, "q.geojson", collection(feature(None, ID="1"), feature(None, ID="2")))
    assert [row.code for row in rows] == ["1", "2"]


def test_a_file_of_several_scales_names_them(tmp_path: Path) -> None:
    rows = read(tmp_path, "q.csv", "code,scale,parent\nT,Town,\nQ,quarter,T\n", scale=None)
    assert [row.scale for row in rows] == [1, 0]
    sentence = refused(tmp_path, "q.csv", "code,scale\nT,planet\n", scale=None)
    assert "line 2: The scale planet is none of this network: quarter, town." in sentence


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[1, 2]", "not a GeoJSON FeatureCollection"),
        (json.dumps(feature()), "not a GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": 5}', "not a GeoJSON FeatureCollection"),
        (collection(), "no feature"),
        (collection(feature())[:-30], "This is not JSON"),
        (collection(feature()) + "x", "something follows its end"),
        (collection(feature(), 5), "feature 2: This is not a Feature"),
        (
            collection(feature("A", {"type": "Point", "coordinates": [1, 2]})),
            "feature 1: A boundary is a Polygon",
        ),
        (collection(feature("A", "wall")), "feature 1: A boundary is a Polygon"),
        (
            collection(feature("A", {"type": "Polygon", "coordinates": [[[0, 0], [1, "x"]]]})),
            "feature 1: These coord",
        ),
        (
            collection(feature("A", {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]})),
            "closed linestring",
        ),
        (collection(feature("A", {"type": "Polygon", "coordinates": []})), "encloses nothing"),
        (
            collection(feature("A", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]})),
            "nothing",
        ),
        (collection(feature("A", population=float("nan"))), "NaN is not a number"),
        (collection(feature("A", population=-1)), "feature 1: The population '-1'"),
        (collection(feature("A", population=True)), "feature 1: The population 'True'"),
        (collection(feature("A", population=1)).replace("1}", "1" * 5000 + "}"), "This is not JSON"),
        ('{"type": "FeatureCollection", "features": [' + "[" * 100_000, "nested too deeply"),
        ('{"a": ' * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_geojson_is_refused_with_the_feature_and_the_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    assert reason in refused(tmp_path, "q.geojson", content)


def test_coordinates_of_a_plane_are_refused_unless_it_is_said(tmp_path: Path) -> None:
    metres = {
        "type": "Polygon",
        "coordinates": [[[430000, 4580000], [430100, 4580000], [430100, 4580100], [430000, 4580000]]],
    }
    content = collection(feature("A", metres))
    assert "feature 1: These coordinates are not longitude and latitude" in refused(
        tmp_path, "q.geojson", content
    )
    source = gather.Source(tmp_path / "q.geojson", 0)
    assert gather.rows([source], columns.Asked(), SCALES, plane=True)[0].boundary is not None
    (tmp_path / "r.geojson").write_text(collection(feature("B")))
    with pytest.raises(
        BadPlaces, match=r"r\.geojson, feature 1: This boundary is in degrees and others are not"
    ):
        gather.rows([source, gather.Source(tmp_path / "r.geojson", 1)], columns.Asked(), SCALES, plane=True)


@pytest.mark.parametrize("called", ["urn:ogc:def:crs:EPSG::25831", "EPSG:3857", 7, None])
def test_another_reference_system_is_refused_by_name(tmp_path: Path, called: Any) -> None:
    crs = {"type": "name", "properties": {"name": called}}
    sentence = refused(tmp_path, "q.geojson", collection(feature(), crs=crs))
    assert f"The reference system is {called}" in sentence


@pytest.mark.parametrize(
    "called", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"]
)
def test_longitude_and_latitude_may_be_named(tmp_path: Path, called: str) -> None:
    crs = {"type": "name", "properties": {"name": called}}
    assert len(read(tmp_path, "q.geojson", collection(feature(), crs=crs))) == 1


def test_a_boundary_that_crosses_itself_is_mended_and_marked(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    (row,) = read(tmp_path, "q.geojson", collection(feature("A", bow)))
    assert row.mended and row.boundary is not None and row.boundary.is_valid
    assert row.boundary.area == pytest.approx(2)


def test_heights_are_left_out(tmp_path: Path) -> None:
    high = {"type": "Polygon", "coordinates": [[[0, 0, 9], [1, 0, 9], [1, 1, 9], [0, 0, 9]]]}
    (row,) = read(tmp_path, "q.geojson", collection(feature("A", high)))
    assert row.boundary is not None and not row.boundary.has_z


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadPlaces, match=r"gone\.csv: This file cannot be read: No such file"):
        gather.rows([gather.Source(tmp_path / "gone.csv", 0)], columns.Asked(), SCALES)
    with pytest.raises(BadPlaces, match="cannot be read"):
        gather.rows([gather.Source(tmp_path, 0)], columns.Asked(), SCALES)
