# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description is true of itself, of what is left out, and of every no."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assemblies import shapes
from assemblies.front.api_urls import document
from tests.api.conftest import Program, problem


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


def schemas(described: dict[str, Any]) -> dict[str, Any]:
    return described["components"]["schemas"]


def fits(described: dict[str, Any], name: str, value: Any) -> bool:
    whole = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return Draft202012Validator(whole).is_valid(value)


def test_it_fits_its_own_schema(described):
    assert fits(described, "Document", described)


def test_every_default_fits_where_it_stands(described):
    for name, schema in schemas(described).items():
        for member, said in schema.get("properties", {}).items():
            if "default" in said:
                whole = {**said, "components": described["components"]}
                assert Draft202012Validator(whole).is_valid(said["default"]), (name, member)


def test_an_empty_text_fits_once_where_it_may_stand(described):
    assert fits(described, "ContributionWords", {"text": "Good.", "language": ""})
    assert not fits(described, "ContributionWords", {"text": "Good.", "language": "not a language"})


def test_what_is_left_out_of_a_change_has_no_default(described):
    assert not [
        m for m, said in schemas(described)["PatchedChange"]["properties"].items() if "default" in said
    ]


def test_every_operation_says_what_it_answers_to_another_method_and_when_it_cannot(described):
    for path in described["paths"].values():
        for method, operation in path.items():
            if method in ("get", "post", "put", "patch", "delete"):
                assert {"405", "500", "503"} <= set(operation["responses"])


@pytest.mark.django_db
def test_another_method_is_answered_as_described(client):
    answer = client.delete("/api/v1/network")
    assert answer.status_code == 405 and "GET" in answer["Allow"]


def test_an_unknown_place_is_pointed_at_where_it_was_sent(republic):
    sent = {
        "title": "Reopen the path",
        "summary": "The old path is opened again.",
        "matter": "mobility",
        "places": {"0000000000000": "1"},
    }
    no = problem(Program(republic.ana)("POST", "/proposals", sent), 422)
    assert no["pointer"] == "/places/0000000000000"


def test_a_cursor_of_another_list_is_pointed_at_in_the_address(republic):
    no = problem(Program(republic.ana)("GET", "/proposals?cursor=nothing"), 400)
    assert [fault["pointer"] for fault in no["errors"]] == ["query:/cursor"]


def test_a_language_once_chosen_can_be_left_to_the_browser_again(republic):
    program = Program(republic.ana)
    for language in ("ar", ""):
        assert program.send("PATCH", "/me", {"language": language})["language"] == language


SHORT = {"assemblies/{id}": "A", "proposals/{id}": "P", "ballots/{id}": "B", "decisions/{id}": "D"}


def test_every_address_is_named_in_the_documentation_and_no_other(described):
    written = (Path(__file__).parents[2] / "docs" / "api.md").read_text().partition("## What there is")[2]
    table = [line for line in written.splitlines() if line.startswith("| ")][1:]
    cells = [cell for line in table for cell in line.split("|")[2:4]]
    words = [word for cell in cells for found in re.findall("`([^`]+)`", cell) for word in found.split()]
    named = {word.partition("?")[0] for word in words if word not in ("POST", "PUT", "PATCH")}
    there = set()
    for path in described["paths"]:
        short = re.sub(r"\{\w+_id\}", "{id}", path.lstrip("/"))
        for long, letter in SHORT.items():
            short = re.sub(f"^{re.escape(long)}(?=/|$)", letter, short)
        there.add(short)
    arguments = {"parent", "scale", "q", "stage", "matter", "which=moved"}
    assert there - named == {"openapi.json"}
    assert named - there == arguments


def test_no_two_shapes_go_by_one_name():
    """Where they did, one of them would be described as the other."""

    def below(kind):
        return {one for direct in kind.__subclasses__() for one in (direct, *below(direct))}

    names = [kind.__name__ for kind in below(shapes.Shape) if kind.__module__.startswith("assemblies")]
    assert sorted(names) == sorted(set(names))
