# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command import_places on a database: all or nothing, known again by code, a dry run, a real city."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record.models import Entry, Said
from assemblies.registry import operations, queries
from assemblies.registry.models import Assembly, Closure, Network

pytestmark = pytest.mark.django_db

BARCELONA = Path(__file__).resolve().parents[4] / "shared" / "data" / "barcelona"
TOWNS = "code,name,population,parent\nT,Millford,1000,\n"
QUARTERS = "code,name,population,parent\nQ1,Old harbour,400,T\nQ2,Weir side,600,T\n"


def founded(*names: str) -> Network:
    scales = [{"name": name, "plural": f"{name}s"} for name in names or ("quarter", "town")]
    return operations.found_network(
        name="Trial", host="trial.invalid", scales=scales, recovery_public=b"\x01" * 32
    )


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("import_places", *arguments, stdout=said)
    return said.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Arguments for a town file and a quarter file."""
    (tmp_path / "towns.csv").write_text(TOWNS)
    (tmp_path / "quarters.csv").write_text(QUARTERS)
    return f"town={tmp_path / 'towns.csv'}", f"quarter={tmp_path / 'quarters.csv'}"


def square(left: float, low: float, size: float) -> dict[str, Any]:
    right, high = left + size, low + size
    return {
        "type": "Polygon",
        "coordinates": [[[left, low], [right, low], [right, high], [left, high], [left, low]]],
    }


def geojson(path: Path, **places: dict[str, Any]) -> Path:
    features = [{"type": "Feature", "properties": {"code": c}, "geometry": g} for c, g in places.items()]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_places_are_founded_with_records_charters_and_nesting(files: tuple[str, str]) -> None:
    founded()
    said = run(*files)
    assert "3 places founded, 0 amended." in said
    town, harbour = Assembly.objects.get(code="T"), Assembly.objects.get(code="Q1")
    assert (harbour.parent_id, harbour.name, harbour.population) == (town.pk, "Old harbour", 400)
    assert (town.place, harbour.place) == ("top", "base")
    assert Closure.objects.filter(ancestor=town).count() == 3
    assert harbour.charters.count() == 1
    assert Said.objects.filter(type="AssemblyFounded").count() == 3
    record.seal_all()
    assert Entry.objects.get(record=harbour.public_record, number=0).type == "AssemblyFounded"
    assert queries.the_nesting(town.network)


def test_a_dry_run_reports_and_changes_nothing(files: tuple[str, str]) -> None:
    founded()
    said = run(*files, "--dry-run")
    assert "Nothing was changed. It would be: 3 places founded" in said
    assert not Assembly.objects.exists() and not Said.objects.exists()


def test_the_same_files_again_change_nothing(files: tuple[str, str]) -> None:
    network = founded()
    run(*files)
    before = (
        Network.objects.get(pk=network.pk).version,
        Said.objects.count(),
        set(Assembly.objects.values_list()),
    )
    assert "0 places founded, 0 amended." in run(*files)
    after = (
        Network.objects.get(pk=network.pk).version,
        Said.objects.count(),
        set(Assembly.objects.values_list()),
    )
    assert before == after


def test_a_later_file_renames_and_repeoples_on_the_record(files: tuple[str, str], tmp_path: Path) -> None:
    founded()
    run(*files)
    (tmp_path / "census.csv").write_text("code,name,population\nQ1,New harbour,450\nQ2,,\n")
    assert "0 places founded, 1 amended." in run(f"quarter={tmp_path / 'census.csv'}")
    assert set(Assembly.objects.values_list("name", "population")) == {
        ("Millford", 1000),
        ("New harbour", 450),
        ("Weir side", 600),
    }
    assert Said.objects.filter(type="PlaceAmended").count() == 1


def test_new_places_join_places_that_are_there(files: tuple[str, str], tmp_path: Path) -> None:
    founded()
    run(*files)
    (tmp_path / "more.csv").write_text("code,name,parent\nQ3,Mill,T\n")
    run(f"quarter={tmp_path / 'more.csv'}")
    town = Assembly.objects.get(code="T")
    assert Assembly.objects.get(code="Q3").parent == town
    assert Closure.objects.filter(ancestor=town).count() == 4
    assert Said.objects.filter(record=town.public_record, type="ChildJoined").count() == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("Q1,Again,1,T\n", "quarters.csv, line 4: The code Q1 stands at quarters.csv, line 2 already."),
        (
            "Q3,Mill,1,X\n",
            "quarters.csv, line 4: Q3 lies in X by its parent code, and there is no such place.",
        ),
        ("Q3,Mill,NaN,T\n", "quarters.csv, line 4: The population 'NaN'"),
    ],
)
def test_a_bad_row_refuses_all_files(files: tuple[str, str], tmp_path: Path, more: str, reason: str) -> None:
    founded()
    (tmp_path / "quarters.csv").write_text(QUARTERS + more)
    assert reason in refused(*files)
    assert not Assembly.objects.exists()


def test_what_the_registry_refuses_undoes_the_amendments_before_it(
    files: tuple[str, str], tmp_path: Path
) -> None:
    founded("room", "quarter", "town")
    run(*files)
    someone = Person.objects.create(email="a@trial.invalid", name="A")
    operations.take_home_seat(person=someone, assembly=Assembly.objects.get(code="Q1"))
    (tmp_path / "rooms.csv").write_text("code,name,scale,parent\nQ2,Renamed,quarter,T\nR1,Room,room,Q1\n")
    assert "People have their home seats in Old harbour" in refused(str(tmp_path / "rooms.csv"))
    assert Assembly.objects.count() == 3
    assert Assembly.objects.get(code="Q2").name == "Weir side"
    assert not Said.objects.filter(type="PlaceAmended").exists()


def test_boundaries_nest_and_are_kept(tmp_path: Path) -> None:
    founded()
    town = geojson(tmp_path / "t.geojson", T=square(2, 41, 1))
    quarters = geojson(tmp_path / "q.geojson", A=square(2, 41, 0.5), B=square(2.5, 41, 0.5))
    run(f"town={town}", f"quarter={quarters}")
    assert {a.parent.code for a in Assembly.objects.filter(scale=0) if a.parent} == {"T"}
    kept = Assembly.objects.get(code="A")
    assert (
        kept.boundary
        and kept.boundary["type"] == "Polygon"
        and [2.5, 41.0] in kept.boundary["coordinates"][0]
    )
    more = geojson(tmp_path / "more.geojson", C=square(2.5, 41.5, 0.5))
    run(f"quarter={more}")
    assert Assembly.objects.get(code="C").parent == Assembly.objects.get(code="T")


def test_boundaries_of_a_plane_nest_and_are_not_kept(tmp_path: Path) -> None:
    founded()
    town = geojson(tmp_path / "t.geojson", T=square(430_000, 4_580_000, 1000))
    quarters = geojson(tmp_path / "q.geojson", A=square(430_100, 4_580_100, 100))
    assert "not longitude and latitude" in refused(f"town={town}", f"quarter={quarters}")
    run(f"town={town}", f"quarter={quarters}", "--plane")
    assert Assembly.objects.get(code="A").boundary is None
    assert Assembly.objects.get(code="A").parent == Assembly.objects.get(code="T")


def test_places_founded_by_hand_are_taken_up_by_name(files: tuple[str, str], tmp_path: Path) -> None:
    network = founded()
    by_hand = operations.Founding(name="Millford", scale=1, ref="t")
    inside = operations.Founding(name="Old harbour", scale=0, parent="t")
    operations.found_many(network=network, foundings=[by_hand, inside])
    said = run(*files)
    assert "1 places founded, 2 amended." in said
    assert Assembly.objects.count() == 3
    assert "0 places founded, 0 amended." in run(*files)
    (tmp_path / "towns.csv").write_text(TOWNS.replace("Millford", "New Millford"))
    assert "0 places founded, 1 amended." in run(*files)


def test_options_are_refused_in_a_sentence(files: tuple[str, str], tmp_path: Path) -> None:
    assert "There is no network here yet" in refused(*files)
    founded()
    assert "There is no scale planet in this network" in refused(f"planet={tmp_path / 'towns.csv'}")
    assert "There is no scale planet" in refused(*files, "--population-of", "planet=3")
    assert "--parent-of takes two words" in refused(*files, "--parent-of", "Q1")
    assert "The population '-3'" in refused(*files, "--population-of", "quarter=-3")
    assert "no column or property souls" in refused(*files, "--population", "quarter=souls")
    assert not Assembly.objects.exists()


@pytest.mark.skipif(
    not BARCELONA.exists(), reason="the boundaries of Barcelona (../shared/data) are not here"
)
def test_barcelona_is_imported_whole_and_again(tmp_path: Path) -> None:
    founded("area", "quarter", "district", "city")
    arguments = [
        f"city={BARCELONA / 'terme-municipal.geojson'}",
        f"district={BARCELONA / 'districtes.geojson'}",
        f"quarter={BARCELONA / 'barris.geojson'}",
        f"area={BARCELONA / 'area-estadistica-basica.geojson'}",
        "--code=district=D{DISTRICTE}",
        "--code=quarter=Q{BARRI}",
        "--code=area=A{AEB}",
        "--population-of=city=1600000",
        "--population-fallback=area",
    ]
    assert "317 places founded, 0 amended." in run(*arguments)
    raval = Assembly.objects.select_related("parent__parent").get(name="el Raval")
    assert raval.parent and raval.parent.name == "Ciutat Vella"
    assert raval.parent.parent and raval.parent.parent.name == "Barcelona"
    area = Assembly.objects.get(code="A001")
    assert (area.name, area.parent_id, area.place) == ("Area 001", raval.pk, "base")
    assert Closure.objects.count() == 233 * 4 + 73 * 3 + 10 * 2 + 1
    assert "0 places founded, 0 amended." in run(*arguments)
