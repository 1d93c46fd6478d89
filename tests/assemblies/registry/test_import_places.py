# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command import_places on a database: all or nothing, known again by code, a dry run, a real city."""

import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record.models import Entry, Said
from assemblies.registry import operations, queries
from assemblies.registry.models import Assembly, Closure, Network, Seat
from assemblies.registry.operations import Founding

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


def as_the_docs_say(*more: str) -> list[str]:
    """The arguments of the last command of docs/import-places.md, word for word, where the data is."""
    page = (settings.BASE_DIR / "docs" / "import-places.md").read_text()
    words = shlex.split(page.split("```")[-2].replace("\\\n", " "))
    arguments = words[words.index("import_places") + 1 :]
    given = [
        word.replace("=", f"={BARCELONA}/", 1) if word.endswith(".geojson") else word for word in arguments
    ]
    return [*[word.replace("you@example.org", "ana@trial.invalid") for word in given], *more]


def sketched(*way: str) -> Assembly:
    """The way to one's home as it is typed at the founding, from the widest place inwards; returns that home."""
    network = Network.objects.get()
    home = operations.found_many(
        network=network,
        foundings=[
            Founding(
                name, len(network.scales) - 1 - depth, ref=name, parent=way[depth - 1] if depth else None
            )
            for depth, name in enumerate(way)
        ],
    )[-1]
    for name in ("ana", "ben"):
        Person.objects.create(email=f"{name}@trial.invalid", name=name.title())
    ana = Person.objects.get(name="Ana")
    operations.seat_first(person=ana, rows=Assembly.objects.values_list("pk", flat=True))
    operations.take_home_seat(person=ana, assembly=home)
    return home


@pytest.mark.skipif(
    not BARCELONA.exists(), reason="the boundaries of Barcelona (../shared/data) are not here"
)
def test_barcelona_is_imported_whole_and_again(tmp_path: Path) -> None:
    founded("area", "quarter", "district", "city")
    Person.objects.create(email="ana@trial.invalid", name="Ana")
    arguments = as_the_docs_say()
    assert "317 places founded, 0 amended." in run(*arguments)
    raval = Assembly.objects.select_related("parent__parent").get(name="el Raval")
    assert raval.parent and raval.parent.name == "Ciutat Vella"
    assert raval.parent.parent and raval.parent.parent.name == "Barcelona"
    area = Assembly.objects.get(code="A001")
    assert (area.name, area.parent_id, area.place) == ("Area 001", raval.pk, "base")
    assert Closure.objects.count() == 233 * 4 + 73 * 3 + 10 * 2 + 1
    assert "0 places founded, 0 amended." in run(*arguments)


@pytest.mark.skipif(
    not BARCELONA.exists(), reason="the boundaries of Barcelona (../shared/data) are not here"
)
def test_the_way_to_a_home_that_was_typed_first_is_taken_over_down_to_a_nameless_area() -> None:
    founded("area", "quarter", "district", "city")
    home = sketched("Barcelona", "Ciutat Vella", "el Raval", "Area 001")
    said = run(*as_the_docs_say())
    assert "313 places founded" in said and "A001 is taken for Area 001, which has no code." in said
    assert Assembly.objects.filter(name="Area 001").count() == 1 and Assembly.objects.count() == 317
    kept = Assembly.objects.get(pk=home.pk)
    assert kept.code == "A001" and kept.population and kept.boundary
    assert queries.home_seat(Person.objects.get(name="Ana"), kept.network).assembly == kept  # type: ignore[union-attr]
    assert Seat.objects.filter(office="facilitator", until=None).count() == 317
    assert "0 places founded, 0 amended." in run(*as_the_docs_say())


def test_a_place_that_the_files_do_not_name_takes_nobody_s_part_and_stops_nothing(tmp_path: Path) -> None:
    founded("quarter", "town")
    sketched("Town T", "Where I live")
    town = geojson(tmp_path / "town.geojson", T=square(0, 0, 2))
    quarters = geojson(tmp_path / "quarters.geojson", Q1=square(0, 0, 1), Q2=square(1, 0, 1))
    run(f"town={town}", f"quarter={quarters}", "--population-of=town=900", "--population-fallback=area")
    people = Assembly.objects.filter(scale=0).values_list("name", "population")
    assert dict(people)["Where I live"] is None
    assert sum(number or 0 for _name, number in people) == 900


def test_an_import_asks_who_facilitates_and_seats_them_where_nobody_is(files: tuple[str, str]) -> None:
    founded()
    home = sketched("Millford", "Old harbour")
    assert "Say the same again with --facilitator EMAIL" in run(*files, "--dry-run")
    assert "1 of these places have nobody who could invite people" in run(*files)
    assert "nobody signs in here with who@trial.invalid" in refused(*files, "--facilitator=who@trial.invalid")
    said = run(*files, "--facilitator=ben@trial.invalid")
    assert "ben@trial.invalid facilitates 1 of these places from now on." in said
    ben, weir = Person.objects.get(name="Ben"), Assembly.objects.get(name="Weir side")
    assert [seat.assembly for seat in Seat.objects.filter(person=ben)] == [weir]
    assert operations.invite(assembly=queries.assembly(weir.public_id), by=ben)
    assert queries.facilitators(home).get().person.name == "Ana"
