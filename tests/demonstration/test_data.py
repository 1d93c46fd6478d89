# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's files: each can be read, every name leads somewhere, and the law agrees with them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assemblies.demonstration import timeline, world
from governance import charters
from governance.commands import place

FOLDER = Path(__file__).resolve().parents[2] / "demonstration"
WORLD = world.read(FOLDER)
TALES = pytest.mark.parametrize("tale", WORLD.tales, ids=lambda tale: tale.slug)
NOWS = [
    datetime(2026, 11, 22, 0, 5, tzinfo=UTC),
    datetime(2026, 11, 22, 23, 55, tzinfo=UTC),
    datetime(2027, 4, 2, 12, 0, tzinfo=UTC),  # the clocks went forward in the days before
    datetime(2026, 11, 1, 6, 0, tzinfo=UTC),  # and back
]
KINDS = {"comment", "concern", "question", "argument_for", "argument_against", "suggestion", "testimony"}


def people_of(slug: str) -> list[world.Someone]:
    return [one for one in WORLD.people.values() if one.home and WORLD.contains(slug, one.home)]


def allotted(slug: str, tale: world.Tale) -> dict[str, str]:
    """What is left once every other tale that was adopted, or is under vote, has set its means aside."""
    left = {code: float(amount) for code, amount in WORLD.bodies[slug].allotments.items()}
    for other in WORLD.tales:
        opened = any(step["do"] == "open_ballot" for step in other.steps)
        if other.slug != tale.slug and other.expect == slug and opened:
            for code, amount in other.content["means"].items():
                left[code] -= float(amount)
    return {code: f"{amount:.2f}" for code, amount in left.items()}


def body(slug: str, tale: world.Tale) -> dict[str, Any]:
    one = WORLD.bodies[slug]
    members = len(people_of(slug))
    row: dict[str, Any] = {
        "id": slug,
        "name": one.name,
        "scale": one.scale,
        "members": members,
        "quorum": max(1, -(-members // 5)),
        "founded": one.founded.isoformat(),
        "allotments": allotted(slug, tale),
    }
    if one.remit is not None:
        row["remit"] = [dict(matter) for matter in one.remit]
    if one.overlay:
        return row | {"constituents": list(one.constituents)}
    population = one.population or sum(
        WORLD.bodies[b].population or 0 for b in WORLD.bases if WORLD.contains(slug, b)
    )
    return row | {"parent": one.parent, "population": population}


def law_says(tale: world.Tale, effects: dict[str, Any]) -> Any:
    bodies = [body(slug, tale) for slug in WORLD.bodies]
    return place.answer(
        {
            "assemblies": [row for row in bodies if "constituents" not in row],
            "overlays": [row for row in bodies if "constituents" in row],
            "effects": effects,
            "raised_in": tale.raised_in,
        }
    ).as_json()


def effects_of(tale: world.Tale) -> dict[str, Any]:
    names = ("places", "matter", "means", "binding")
    return {name: tale.content[name] for name in names}


def test_the_network_has_five_scales_some_forty_assemblies_two_overlays_and_a_few_hundred_people() -> None:
    assert len(WORLD.network["scales"]) == 5
    assert {one.scale for one in WORLD.bodies.values()} == {0, 1, 2, 3, 4}
    assert 38 <= len(WORLD.bodies) <= 50
    assert sum(one.overlay for one in WORLD.bodies.values()) == 2
    assert 250 <= len(WORLD.people) <= 400


def test_names_lead_somewhere() -> None:
    for one in WORLD.bodies.values():
        assert one.parent is None or WORLD.bodies[one.parent].scale > one.scale, one.slug
        assert one.parent is None or WORLD.bodies[one.parent].founded <= one.founded, one.slug
        assert set(one.constituents) <= set(WORLD.bodies), one.slug
        assert charters.read({"remit": one.remit, **one.rules})
        assert {matter["matter"] for matter in one.remit or ()} <= set(WORLD.matters), one.slug
    for someone in WORLD.people.values():
        assert someone.home is None or (someone.home in WORLD.bases and someone.since), someone.key
        assert (
            someone.home is None
            or (someone.since or WORLD.bodies[someone.home].founded) > WORLD.bodies[someone.home].founded
        )
        assert all(seat["in"] in WORLD.bodies for seat in someone.seats), someone.key
    means = {row["code"] for row in WORLD.network["means"]}
    assert all(set(one.allotments) == means for one in WORLD.bodies.values())
    for tale in WORLD.tales:
        assert tale.content["matter"] in WORLD.matters and set(tale.content["means"]) <= means, tale.slug
        assert set(tale.content["places"]) <= set(WORLD.bodies), tale.slug
        assert WORLD.people[tale.author].home == tale.raised_in, tale.slug
        assert len(tale.content["title"]) <= 160 and len(tale.content["summary"]) <= 600, tale.slug


def test_every_key_is_used_once() -> None:
    written = sum(
        len(path.read_text().split("[[people]]")) - 1 for path in (FOLDER / "people").glob("*.toml")
    )
    assert written == len(WORLD.people)
    assert max(Counter(one.name for one in WORLD.people.values()).values()) == 1


@TALES
def test_the_law_places_each_proposal_where_its_tale_expects(tale: world.Tale) -> None:
    effects = effects_of(tale)
    for step in tale.steps:
        if step["do"] == "effects":
            assert law_says(tale, effects)["assembly"] != tale.expect, "nothing would move"
            effects |= {"places": step["places"], "means": step["means"]}
    answer = law_says(tale, effects)
    assert answer["assembly"] == tale.expect, answer["because"]


def test_one_climbs_one_is_handed_back_one_may_be_decided_jointly() -> None:
    tales = {tale.slug: tale for tale in WORLD.tales}
    assert tales["night-buses"].raised_in != tales["night-buses"].expect
    first = law_says(tales["weir-street-hall"], effects_of(tales["weir-street-hall"]))
    assert first["assembly"] == "ashby"
    assert law_says(tales["sunday-trains"], effects_of(tales["sunday-trains"]))["joint"]


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_a_tale_told_at_any_hour_keeps_the_rules_of_time(now: datetime) -> None:
    steps = timeline.tell(WORLD, now)
    assert max(step.at for step in steps) < now
    stages: dict[str, str] = {}
    since: dict[str, datetime] = {}
    seconds: Counter[str] = Counter()
    for step in steps:
        slug = step.tale.slug
        if step.do == "second":
            seconds[slug] += 1
            needed = 2 if step.tale.expect in WORLD.bases and slug != "weir-street-hall" else 5
            if seconds[slug] == needed:
                stages[slug], since[slug] = "deliberation", step.at
        if step.do in ("effects", "close"):
            stages[slug], since[slug] = "deliberation", step.at
        if step.do == "open_ballot":
            assert stages[slug] == "deliberation" and step.at - since[slug] >= timedelta(days=3), slug
            stages[slug] = "ballot"
        if step.do in ("say", "vote"):
            assert step.by in WORLD.people, step.by
        if step.do == "vote":
            assert stages[slug] == "ballot", slug
        if step.do == "say":
            assert step.given["kind"] in KINDS


@TALES
def test_people_do_only_what_they_may_where_they_live(tale: world.Tale) -> None:
    heard_in = "ashby" if tale.slug == "weir-street-hall" else tale.expect
    said: set[str] = set()
    for step in tale.steps:
        heard_in = tale.expect if step["do"] == "effects" else heard_in
        doers = step["by"] if isinstance(step.get("by"), list) else [step.get("by", tale.author)]
        for who in doers:
            someone = WORLD.people[who]
            sits = any(seat["in"] == heard_in and seat["office"] == "facilitator" for seat in someone.seats)
            lives = someone.home is not None and WORLD.contains(heard_in, someone.home)
            if step["do"] in ("open_ballot", "hide", "reasons"):
                assert sits, f"{who} is no facilitator of {heard_in}"
            elif step["do"] in ("second", "say"):
                assert lives or (sits and step["do"] == "say"), f"{who} is not of {heard_in}"
            assert step["do"] != "second" or who != tale.author
        if "reply_to" in step:
            assert step["reply_to"] in said
        said.add(step.get("as", ""))
    for told in timeline.tell(WORLD, NOWS[0]):
        if told.tale is tale and told.do == "vote":
            assert WORLD.contains(tale.expect, WORLD.people[told.by].home or ""), told.by


def test_open_ballots_still_wait_for_those_one_can_look_around_as() -> None:
    open_now = {
        t.slug
        for t in WORLD.tales
        if t.steps
        and [s["do"] for s in t.steps if s["do"] in ("open_ballot", "close")][-1:] == ["open_ballot"]
    }
    voted = {(step.tale.slug, step.by) for step in timeline.tell(WORLD, NOWS[0]) if step.do == "vote"}
    guests = {one.key for one in WORLD.people.values() if one.look_around}
    assert len(open_now) >= 2
    assert not {(slug, who) for slug, who in voted if slug in open_now and who in guests}
