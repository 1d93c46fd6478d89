# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal that reaches far: what is kept of its placement stays small and its pages fold, whatever its width."""

import json
import re

import pytest
from django.urls import reverse

from assemblies.proposals import queries
from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly
from assemblies.registry.operations import Founding
from governance.commands import place
from tests import republic as world

TOWNS, EACH = 4, 16


@pytest.fixture
def wide(republic):
    """Four more towns of sixteen places in the valley, each of a hundred people."""
    rows = [Founding(f"Town {t}", 1, ref=f"t{t}", parent=republic.valley) for t in range(TOWNS)]
    rows += [
        Founding(f"Place {t}.{k}", 0, parent=f"t{t}", population=100)
        for t in range(TOWNS)
        for k in range(EACH)
    ]
    registry.found_many(network=republic.network, foundings=rows)
    return republic


def ids(*beginnings):
    rows = Assembly.objects.filter(scale=0).order_by("name")
    return [row.public_id for row in rows if row.name.startswith(beginnings)]


def page(client, made, name="proposal"):
    answer = client.get(reverse(name, args=[made.public_id]))
    assert answer.status_code == 200
    return answer


def caption(client, made):
    return page(client, made).context["caption"]


def test_what_is_kept_of_a_wide_placement_is_small_and_repeats(wide):
    made = world.raised(wide, places={wide.valley.public_id: "1"})
    (kept,) = queries.placements(made)
    assert kept.assembly == wide.valley
    assert kept.answer["affected"] == {wide.valley.public_id: "1"}
    assert kept.answer["number"] > 2 * len(kept.answer["candidates"]) > 40
    assert len(json.dumps(kept.answer)) < 40_000
    given = {**kept.snapshot.data, **kept.input}
    del given["snapshot"]
    again = place.answer(given)
    assert again.kept() == kept.answer and len(again.candidates) == kept.answer["number"]


def test_the_page_of_a_wide_placement_folds_and_counts_what_is_not_told(client, wide):
    made = world.raised(wide, places={wide.valley.public_id: "1"})
    answer = page(client, made, "placement")
    text = answer.content.decode()
    decides, smaller, *_wider = answer.context["groups"]
    assert [row["assembly"] for row in decides["shown"]] == [wide.valley]
    assert smaller["shown"][0]["people"] >= smaller["shown"][-1]["people"] >= smaller["folded"][0]["people"]
    assert (len(smaller["shown"]), len(smaller["folded"])) == (6, 18) and "18 more" in text
    assert text.count("<details") >= 26 and len(re.findall(r"<details[^>]* open>", text)) == 1
    number = queries.placements(made).get().answer["number"]
    assert sum(dict(answer.context["failing"]).values()) + answer.context["able"] == number
    assert f"{number} places were looked at" in text


def test_a_narrow_placement_tells_every_candidate_and_counts_nothing(client, republic):
    answer = page(client, world.raised(republic, both=True), "placement")
    assert answer.context["number"] == 0 and "were looked at" not in answer.content.decode()


def test_the_places_that_a_wide_proposal_names_fold(client, wide):
    places = ids("Place 0", "Place 1")
    made = world.raised(wide, places=dict.fromkeys(places, "1"))
    answer = page(client, made)
    assert (len(answer.context["touched"]), len(answer.context["touched_more"])) == (8, 24)
    assert "24 more places" in answer.content.decode()


def test_of_very_many_places_named_the_last_are_counted(client, wide, monkeypatch):
    monkeypatch.setattr("assemblies.front.standing.MOST_TOUCHED", 20)
    made = world.raised(wide, places=dict.fromkeys(ids("Place"), "1"))
    answer = page(client, made)
    assert (len(answer.context["touched_more"]), answer.context["touched_untold"]) == (12, 44)
    text = answer.content.decode()
    assert "56 more places" in text and "44 further places are not listed here." in text
    assert "holds the 64 places it affects" in answer.context["caption"]


def test_the_caption_says_what_is_lit_where_that_is_not_what_was_named(client, wide):
    made = world.raised(wide, places=dict.fromkeys(ids("Place 0", "Place 1"), "1"))
    drawn = page(client, made).context["bowls"].spots
    assert sorted(spot.name for spot in drawn if spot.lit) == ["Town 0", "Town 1"]
    assert caption(client, made).endswith(
        "holds the 32 places it affects and can decide it. Lit in it are the 2 places inside where people are affected."
    )


def test_the_caption_counts_what_is_lit_but_not_drawn(client, wide, monkeypatch):
    monkeypatch.setattr("assemblies.proposals.queries.around.MOST_SPOTS", 3)
    made = world.raised(wide, places=dict.fromkeys(ids("Place 0", "Place 1", "Place 2", "Place 3"), "1"))
    assert caption(client, made).endswith("Lit in it are 3 of the 4 places inside where people are affected.")


def test_the_caption_needs_no_second_sentence_where_the_places_named_are_drawn(client, wide):
    made = world.raised(wide, both=True)
    assert caption(client, made).endswith("holds the 2 places it affects and can decide it.")


def test_what_holds_the_affected_is_lit_and_what_lies_in_it_and_an_overlay_that_shares_with_it(wide):
    there = Assembly.objects.get(public_id=ids("Place 0")[0])
    river, hills = (
        registry.found_assembly(
            network=wide.network,
            founding=Founding(name, 1, overlay=True, constituents=held, population=50_000),
        )
        for name, held in (("River", (there, wide.linden)), ("Hills", (wide.linden, wide.weir)))
    )
    basin = registry.found_assembly(
        network=wide.network,
        founding=Founding("Basin", 2, overlay=True, constituents=(river, hills), population=90_000),
    )

    def lit(inside, affected):
        return sorted(place.name for place, on in queries.bowls(inside, [affected])["inside"] if on)

    assert lit(wide.valley, there.public_id) == lit(wide.valley, there.parent.public_id) == ["Town 0"]
    assert len(lit(there.parent, there.parent.public_id)) == EACH
    assert lit(basin, there.parent.public_id) == ["River"]
