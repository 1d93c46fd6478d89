# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a proposal uses up is set aside when its ballot opens, and given back unless it is adopted."""

from decimal import Decimal

import pytest

from assemblies import clock
from assemblies.proposals import queries as proposal_queries
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.voting import operations
from governance import entries
from tests import republic as world

ASKED = {"GBP": "1200"}


def drawn(republic):
    return republic.ashby.allotments.get().drawn


def said(republic):
    """What Ashby's public record says was drawn, and what was left."""
    record.seal_all()
    rows = Entry.objects.filter(record=republic.ashby.public_record_id, type="AllotmentDrawn")
    facts = [entries.read(bytes(row.leaf)).facts for row in rows.order_by("number")]
    return [(row["means"], row["amount"], row["left"]) for row in facts]


def closed(republic, ballot, choice=None):
    for name in ("ana", "dov") if choice else ():
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
        )
    with clock.travel(ballot.closes_at):
        assert operations.close_due() == 1


def placed(republic, amount):
    """Where something about both neighbourhoods that needs so much would be decided."""
    return proposal_queries.test(
        republic.network,
        raised_in=republic.linden,
        matter="mobility",
        places={republic.linden.public_id: "1", republic.weir.public_id: "1"},
        means={"GBP": amount},
        binding=True,
    ).assembly


def test_it_is_set_aside_from_the_opening_on_the_public_record(republic):
    world.at_vote(republic, both=True, means=ASKED)
    assert drawn(republic) == 1200 and said(republic) == [("GBP", "1200", "3800")]


def test_what_is_set_aside_is_no_longer_there_for_another(republic):
    assert placed(republic, "4000") == republic.ashby.public_id
    world.at_vote(republic, both=True, means=ASKED)
    assert placed(republic, "4000") == republic.valley.public_id
    assert placed(republic, "3800") == republic.ashby.public_id


def test_the_adopted_keeps_it(republic):
    closed(republic, world.at_vote(republic, both=True, means=ASKED), "yes")
    assert drawn(republic) == 1200 and len(said(republic)) == 1


@pytest.mark.parametrize("choice", ["no", None])
def test_the_rejected_and_what_too_few_voted_on_give_it_back(republic, choice):
    ballot = world.at_vote(republic, both=True, means=ASKED)
    assert placed(republic, "4000") == republic.valley.public_id
    closed(republic, ballot, choice)
    assert drawn(republic) == 0
    assert said(republic) == [("GBP", "1200", "3800"), ("GBP", "-1200", "5000")]
    assert placed(republic, "4000") == republic.ashby.public_id


def test_two_ballots_never_promise_the_same_pound(republic):
    world.at_vote(republic, both=True, means=ASKED)
    more = {"GBP": Decimal("3800.01")}
    with pytest.raises(registry.Overdrawn, match="Ashby has only £3,800"):
        registry.draw(assembly=republic.ashby, proposal="other", means=more, at=clock.now())
    assert drawn(republic) == 1200
    registry.draw(assembly=republic.ashby, proposal="other", means={"GBP": Decimal(3800)}, at=clock.now())
    assert drawn(republic) == 5000
