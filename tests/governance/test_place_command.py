# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m governance place`: what it answers, and every no with its sentence and its pointer."""

import copy
import json
import subprocess
import sys
from typing import Any

import pytest

from governance.commands import place
from governance.refusals import Refusal

GOOD: dict[str, Any] = {
    "assemblies": [
        {"id": "a", "scale": 0, "parent": "t", "population": 402, "members": 40, "quorum": 8,
         "founded": "2024-05-01", "allotments": {"GBP": "61000"},
         "remit": [{"matter": "mobility", "ceilings": {"GBP": "5000"}, "exclusive": False}]},
        {"id": "b", "scale": 0, "parent": "t", "population": 300},
        {"id": "t", "scale": 1, "parent": None, "population": 702},
    ],
    "overlays": [{"id": "w", "scale": 1, "constituents": ["a", "b"], "remit": []}],
    "effects": {"places": {"a": "1", "b": "0.3"}, "matter": "mobility", "means": {"GBP": "18400"},
                "binding": True},
    "raised_in": "a", "theta": "0.95", "delta": "0.10", "reasons": {"a": "We cannot."},
}  # fmt: skip


def test_the_contracts_own_example_is_answered_in_its_shape() -> None:
    answer = json.loads(json.dumps(place.run(GOOD)))
    assert {"assembly", "joint", "candidates", "because"} <= set(answer)
    assert (answer["assembly"], answer["joint"]) == ("t", None)
    assert [row["assembly"] for row in answer["candidates"]] == ["b", "a", "t", "w"]
    first = answer["candidates"][0]["conditions"]
    names = ["remit", "containment", "spill_over", "means", "necessity"]
    assert [row["name"] for row in first] == names
    assert [(row["value"], row["bound"]) for row in first] == [
        (None, None), ("15/82", "0.95"), ("1", "0.1"), ("18400", None), (None, None),
    ]  # fmt: skip
    assert all({"name", "holds", "value", "bound", "because"} <= set(row) for row in first)


def test_it_runs_from_a_shell_without_anything_but_the_standard_library() -> None:
    run = [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, '.'); from governance import"
           " __main__ as law; sys.exit(law.main(['place']))"]  # fmt: skip
    done = subprocess.run(run, input=json.dumps(GOOD), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(json.dumps(place.run(GOOD)))
    refused = subprocess.run(run, input='{"assemblies": 5}', capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert set(json.loads(refused.stderr)) == {"error", "message", "at"}


def test_numbers_are_exact_at_any_size() -> None:
    big = copy.deepcopy(GOOD)
    big["assemblies"][0]["population"] = 10**6000 + 1
    big["effects"]["places"] = {"a": "1/3", "b": "1/7"}
    answer = place.run(big)
    assert isinstance(answer, dict)
    inside = next(row for row in answer["candidates"] if row["assembly"] == "b")["conditions"][1]
    assert len(inside["value"]) > 6000


def test_what_may_be_left_out_has_its_default() -> None:
    short = {name: GOOD[name] for name in ("assemblies", "raised_in")}
    answer = place.run({**short, "effects": {"places": {}, "matter": "x"}})
    assert isinstance(answer, dict)
    assert answer["affected"] == {"a": "1"}
    given = place.run({**short, "effects": {"places": {}, "matter": "x"}, "theta": "19/20", "delta": "1/10"})
    assert given == answer


class Missing:
    """What is left out; it reads the same in every process that collects these tests."""

    def __repr__(self) -> str:
        return "missing"


MISSING = Missing()
NO: list[tuple[str, Any, str]] = [
    # where, what is put there, the pointer of the refusal where it is another
    ("/surprise", 1, ""),
    ("/assemblies", MISSING, "/"),
    ("/assemblies", {}, ""),
    ("/assemblies/0", "a", ""),
    ("/assemblies/0/colour", "red", ""),
    ("/assemblies/0/name", "Ashbury", ""),
    ("/overlays/0/name", "Waters", ""),
    ("/assemblies/0/id", "", ""),
    ("/assemblies/0/id", 7, ""),
    ("/assemblies/1/id", "a", ""),
    ("/assemblies/0/scale", 1.0, ""),
    ("/assemblies/0/scale", True, ""),
    ("/assemblies/0/scale", -1, ""),
    ("/assemblies/0/population", MISSING, "/assemblies/0"),
    ("/assemblies/0/population", "402", ""),
    ("/assemblies/0/population", -1, ""),
    ("/assemblies/0/population", float("nan"), ""),
    ("/assemblies/0/members", 1.5, ""),
    ("/assemblies/0/quorum", None, ""),
    ("/assemblies/0/parent", "nowhere", ""),
    ("/assemblies/0/parent", "a", ""),
    ("/assemblies/0/parent", "w", ""),
    ("/assemblies/2/parent", "a", "/assemblies/0/parent"),
    ("/assemblies/0/founded", "2024-13-01", ""),
    ("/assemblies/0/founded", "20240501", ""),
    ("/assemblies/0/remit", {}, ""),
    ("/assemblies/0/remit/0/matter", "mobility//buses", ""),
    ("/assemblies/0/remit/0/matter", "", ""),
    ("/assemblies/0/remit/0/exclusive", "no", ""),
    ("/assemblies/0/remit/0/ceilings/GBP", "-1", ""),
    ("/assemblies/0/remit/0/ceilings/GBP", 5000, ""),
    ("/assemblies/0/remit/0/limit", "1", ""),
    ("/assemblies/0/remit/1", {"matter": "mobility"}, "/assemblies/0/remit/1/matter"),
    ("/assemblies/0/allotments/GBP", "NaN", ""),
    ("/assemblies/0/allotments/GBP", "1e3", ""),
    ("/assemblies/0/allotments/GBP", 61000.0, ""),
    ("/overlays/0/parent", None, ""),
    ("/overlays/0/id", "a", ""),
    ("/overlays/0/constituents", MISSING, "/overlays/0"),
    ("/overlays/0/constituents/1", "nowhere", ""),
    ("/overlays/0/constituents/1", "a", ""),
    ("/overlays/0/constituents/1", "w", "/overlays/0/constituents"),
    ("/effects", [], ""),
    ("/effects/cost", "1", ""),
    ("/effects/places", ["a"], ""),
    ("/effects/places/a", "0", ""),
    ("/effects/places/a", "1.01", ""),
    ("/effects/places/a", "-1", ""),
    ("/effects/places/a", 1, ""),
    ("/effects/places/a", 0.5, ""),
    ("/effects/places/a", "1/0", ""),
    ("/effects/places/a", "Infinity", ""),
    ("/effects/places/a", "٣/٤", ""),
    ("/effects/places/a", " 1", ""),
    ("/effects/places/a", "1" * 2000, ""),
    ("/effects/places/no~1where", "1", ""),
    ("/effects/matter", MISSING, "/effects"),
    ("/effects/matter", "/mobility", ""),
    ("/effects/means/GBP", "-0.01", ""),
    ("/effects/means/GBP", "nan", ""),
    ("/effects/binding", "yes", ""),
    ("/effects/binding", None, ""),
    ("/raised_in", "nowhere", ""),
    ("/raised_in", MISSING, "/"),
    ("/theta", "1.5", ""),
    ("/theta", 0.95, ""),
    ("/delta", "-0.1", ""),
    ("/delta", None, ""),
    ("/reasons/nowhere", "We cannot.", ""),
    ("/reasons/a", "  ", ""),
    ("/reasons/a", 5, ""),
]  # fmt: skip


@pytest.mark.parametrize(("where", "what", "at"), NO, ids=[f"{where}={what!r}"[:60] for where, what, _ in NO])
def test_what_breaks_a_rule_is_refused_with_a_sentence_and_a_pointer(where: str, what: Any, at: str) -> None:
    with pytest.raises(Refusal) as no:
        place.run(_with(where, what))
    assert no.value.at == ("" if at == "/" else at or where)
    assert no.value.sentence.endswith(".") and len(no.value.sentence) > 15


def test_a_kept_network_tells_names_and_is_answered_in_them() -> None:
    told = place.answer(_with("/assemblies/2/name", "The town"))
    assert told.assembly == "t" and "The town" in told.because
    assert "The town" not in place.answer(GOOD).because


LONG = ["/effects/means/GBP", "/effects/places/a", "/theta", "/assemblies/0/allotments/GBP"]


@pytest.mark.parametrize("where", LONG)
def test_a_number_that_is_too_long_is_refused_for_that(where: str) -> None:
    place.run(_with(where, "0." + "5" * 998))
    with pytest.raises(Refusal, match=r"A number has at most 1000 characters\.") as no:
        place.run(_with(where, "0." + "5" * 999))
    assert (no.value.name, no.value.at) == ("too_long", where)


def _with(where: str, what: Any) -> Any:
    payload = copy.deepcopy(GOOD)
    *steps, last = (step.replace("~1", "/").replace("~0", "~") for step in where[1:].split("/"))
    target: Any = payload
    for step in steps:
        target = target[int(step)] if isinstance(target, list) else target[step]
    key = int(last) if isinstance(target, list) else last
    if what is MISSING:
        del target[key]
    elif isinstance(target, list) and key == len(target):
        target.append(what)
    else:
        target[key] = what
    return payload


@pytest.mark.parametrize("payload", [None, [], "place", 5, True])
def test_what_is_no_object_is_refused(payload: Any) -> None:
    with pytest.raises(Refusal):
        place.run(payload)


def test_overlays_in_a_circle_are_refused_and_named() -> None:
    circle = [
        {"id": "x", "scale": 1, "constituents": ["a", "y"]},
        {"id": "y", "scale": 1, "constituents": ["x"]},
    ]
    with pytest.raises(Refusal, match=r"run in a circle: x, y, x\.") as no:
        place.run({**GOOD, "overlays": circle})
    assert (no.value.name, no.value.at) == ("circle", "/overlays/0/constituents")


def test_nothing_of_the_input_is_changed() -> None:
    before = copy.deepcopy(GOOD)
    place.run(GOOD)
    assert before == GOOD
