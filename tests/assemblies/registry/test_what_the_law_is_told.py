# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the registry tells the law: remits and ceilings of the charters in force, the network's shares, what is left."""

import json

import pytest

from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Proposal
from assemblies.registry.operations import nestings
from governance.commands import place
from governance.effects import BadEffects
from tests import republic as world


def ruled(republic, name, **rules):
    """An assembly's charter has other rules from now on."""
    held = getattr(republic, name).charters.get()
    held.pk, held.version, held.rules = None, held.version + 1, held.rules | rules
    held.save()
    nestings.changed(republic.network.pk)


def remit(matter, **more):
    return [{"matter": matter, "ceilings": {}, "exclusive": False} | more]


def decides(republic, *names, matter="mobility", means=None):
    found = proposal_queries.test(
        republic.network,
        raised_in=republic.linden,
        matter=matter,
        places={getattr(republic, name).public_id: "1" for name in names},
        means=means or {},
        binding=True,
    )
    named = {row.public_id: row.name for row in republic.network.assemblies.all()}
    return named[found.assembly]


def test_a_place_without_the_matter_in_its_remit_does_not_decide_it(republic):
    assert decides(republic, "linden") == "Linden"
    ruled(republic, "linden", remit=remit("water"))
    assert decides(republic, "linden") == "Ashby"
    assert decides(republic, "linden", matter="water/floods") == "Linden"


def test_what_a_wider_place_keeps_to_itself_is_not_decided_inside_it(republic):
    ruled(republic, "ashby", remit=[*remit("water", exclusive=True), *remit("mobility")])
    assert decides(republic, "linden", matter="water") == "Ashby"
    assert decides(republic, "linden") == "Linden"


def test_a_ceiling_is_the_most_that_one_decision_uses(republic):
    ruled(republic, "ashby", remit=remit("mobility", ceilings={"GBP": "100"}))
    assert decides(republic, "linden", "weir", means={"GBP": "100"}) == "Ashby"
    assert decides(republic, "linden", "weir", means={"GBP": "100.01"}) == "Valley"


def test_the_shares_of_the_network_are_its_top_s_and_nobody_else_s(republic):
    ruled(republic, "ashby", theta="0.5", delta="1")
    assert decides(republic, "linden", "weir") == "Ashby"
    ruled(republic, "valley", theta="0.5", delta="1")
    assert decides(republic, "linden", "weir") == "Linden"  # 4 of the 7 hundred people live there


def test_what_was_kept_of_a_test_gives_the_same_answer_from_a_shell(republic):
    ruled(republic, "linden", remit=remit("water", ceilings={"GBP": "5"}))
    made = world.raised(republic, means={"GBP": "12.50"})
    kept = proposal_queries.placements(made).get()
    given = json.loads(json.dumps(kept.snapshot.data | kept.input))
    given.pop("snapshot")
    answer = place.answer(given)
    assert answer.assembly == kept.answer["assembly"] == republic.ashby.public_id
    assert answer.because == kept.because
    for body in [*given["assemblies"], *given["overlays"]]:
        del body["name"]  # the shell says ids
    assert place.run(given)["assembly"] == answer.assembly


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ({"GBP": "1.234"}, "at most 2 decimal places"),
        ({"GBP": "1" + "0" * 14}, "more of .* than can be kept"),
        ({"ducats": "1"}, "no such means"),
    ],
)
def test_an_amount_fits_its_means_or_nothing_is_kept(republic, means, said):
    with pytest.raises(BadEffects, match=said):
        proposals.raise_proposal(
            author=republic.ana, raised_in=republic.linden, content=world.content(republic, means=means)
        )
    assert not Proposal.objects.exists()
