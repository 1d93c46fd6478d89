# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is true of every placement, tried on random networks."""

import json
import random
from fractions import Fraction
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from governance import placement
from governance.commands import place
from tests.governance import networks
from tests.governance.subsidiarity_oracle import Oracle

MANY = settings(max_examples=250, deadline=None)


def run(payload: networks.Payload) -> dict[str, Any]:
    answer = place.run(json.loads(json.dumps(payload)))
    assert isinstance(answer, dict)
    return answer


@MANY
@given(networks.questions())
def test_a_placement_is_what_the_domain_says_worked_out_by_brute_force(payload: networks.Payload) -> None:
    answer, oracle = run(payload), Oracle(payload)
    event("nobody" if answer["assembly"] is None else "somebody")
    event(f"joint of {len(answer['joint'] or [])}")
    assert answer["assembly"] == oracle.answer()
    assert answer["joint"] == oracle.joint()
    assert [candidate["assembly"] for candidate in answer["candidates"]] == oracle.candidates
    for candidate in answer["candidates"]:
        holds = [condition["holds"] for condition in candidate["conditions"]]
        assert holds == oracle.conditions(candidate["assembly"])
    assert {id: Fraction(share) for id, share in answer["affected"].items()} == oracle.shares


@MANY
@given(networks.borders())
def test_a_joint_decision_is_the_best_of_all_sets_of_neighbours(payload: networks.Payload) -> None:
    answer, oracle = run(payload), Oracle(payload)
    event(f"joint of {len(answer['joint'] or [])}")
    assert (answer["assembly"], answer["joint"]) == (oracle.answer(), oracle.joint())


@MANY
@given(networks.questions(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(payload: networks.Payload, chance: random.Random) -> None:
    assert json.dumps(run(payload)) == json.dumps(run(_shuffled(payload, chance)))


def _shuffled(value: Any, chance: random.Random) -> Any:
    """The same document with every list and every object in another order; all lists here are sets."""
    if isinstance(value, dict):
        items = [(name, _shuffled(member, chance)) for name, member in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        rows = [_shuffled(row, chance) for row in value]
        chance.shuffle(rows)
        return rows
    return value


@MANY
@given(networks.questions(exclusive=False, strict=True, least=1), st.data())
def test_one_more_place_never_leaves_fewer_people_to_decide(
    payload: networks.Payload, data: st.DataObject
) -> None:
    """θ = 1, δ = 0, no exclusive remit, no reasons, at least one place named before, all else the same.

    With none named before, the place where it is raised is affected in its stead (or nobody is, and it is
    light), so that naming one elsewhere may well end lower: then nothing was added, but something replaced.
    """
    before = payload["effects"]["places"]
    more = data.draw(st.sampled_from(networks.ids_of(payload)))
    assume(more not in before)
    places = {**before, more: data.draw(st.sampled_from(networks.SHARES))}
    after = {**payload, "effects": {**payload["effects"], "places": places}}
    assert _people(payload) <= _people(after)


def _people(payload: networks.Payload) -> float:
    answer = run(payload)["assembly"]
    return float("inf") if answer is None else Oracle(payload).size(answer)


@MANY
@given(networks.questions(least=1))
def test_nothing_smaller_that_could_decide_was_left_out_unless_it_recorded_why(
    payload: networks.Payload,
) -> None:
    answer, reasons = run(payload), payload["reasons"]
    people = {candidate["assembly"]: candidate["people"] for candidate in answer["candidates"]}
    for candidate in answer["candidates"]:
        able = all(condition["holds"] for condition in candidate["conditions"][:4])
        if able and candidate["assembly"] not in reasons:
            assert answer["assembly"] is not None
            assert people[answer["assembly"]] <= candidate["people"]


@MANY
@given(networks.questions())
def test_every_condition_and_every_outcome_has_a_sentence(payload: networks.Payload) -> None:
    answer = run(payload)
    sentences = [answer["because"]]
    for candidate in answer["candidates"]:
        sentences += [condition["because"] for condition in candidate["conditions"]]
        failing = [condition["name"] for condition in candidate["conditions"] if not condition["holds"]]
        assert candidate["fails"] == (failing[0] if failing else None)
    assert all(sentence.endswith((".", '"')) and "{" not in sentence for sentence in sentences)


@settings(max_examples=200, deadline=None)
@given(networks.networks(plain=True), st.data())
def test_up_and_down_are_opposites(network: networks.Payload, data: st.DataObject) -> None:
    nesting = place.nesting(network["assemblies"], network["overlays"])
    ids = st.sampled_from(networks.ids_of(network))
    one, other = data.draw(ids), data.draw(ids)
    opposite = {"stays": "stays", "escalate": "devolve", "devolve": "escalate", "sideways": "sideways"}
    there, back = placement.direction(nesting, one, other), placement.direction(nesting, other, one)
    assert opposite[there] == back
    assert placement.direction(nesting, one, None) == "nobody"
