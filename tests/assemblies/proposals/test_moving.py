# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a proposal arrives where the test puts it: seconded already or not, and by which move."""

from decimal import Decimal

import pytest

from assemblies.proposals import operations, queries
from assemblies.registry import operations as registry
from governance import lifecycle
from tests import republic as world


def moved(republic, made, **content):
    operations.change(proposal=made, by=republic.ana, content=world.content(republic, **content))
    return queries.proposal(made.public_id)


def ways(made):
    return [(h.assembly.name, h.came_by, h.stage) for h in queries.hearings(made)]


def test_what_was_not_seconded_waits_for_seconds_where_it_arrives(republic):
    made = moved(republic, world.raised(republic), both=True)
    assert ways(made)[-1] == ("Ashby", "escalate", "seconding") and made.stage == "seconding"


def test_what_was_taken_up_already_arrives_under_discussion(republic):
    made = moved(republic, world.discussed(republic), both=True)
    assert ways(made) == [("Linden", "raised", "escalated"), ("Ashby", "escalate", "deliberation")]
    assert made.stage == "deliberation"


def test_seconds_enough_for_the_narrower_place_take_it_up_when_it_comes_down(republic):
    made = world.raised(republic, both=True)  # Ashby asks for five, Linden for two
    for name in ("ben", "cleo"):
        operations.second(proposal=made, by=republic.people[name])
    assert queries.proposal(made.public_id).stage == "seconding"
    made = moved(republic, made)
    assert ways(made)[-1] == ("Linden", "devolve", "deliberation")


def test_seconds_from_elsewhere_do_not_count_where_it_comes_down(republic):
    made = world.raised(republic, both=True)
    for name in ("dov", "eva"):
        operations.second(proposal=made, by=republic.people[name])
    made = moved(republic, made)
    assert ways(made)[-1] == ("Linden", "devolve", "seconding")
    assert queries.seconds_here(made, republic.linden) == 0


def test_to_a_place_beside_it_is_referred(republic):
    made = moved(republic, world.raised(republic), places={republic.weir.public_id: "1"})
    assert ways(made) == [("Linden", "raised", "referred"), ("Weir", "refer", "seconding")]


def test_changed_to_what_nobody_can_decide_it_stays_with_the_reason_on_the_record(republic):
    money = republic.network.means.get(code="GBP")
    registry.set_allotment(assembly=republic.valley, means=money, amount=Decimal(10))
    made = moved(republic, world.raised(republic, both=True), both=True, means={"GBP": "99999"})
    assert made.assembly == republic.ashby and made.stage == "seconding"
    last = list(queries.placements(made))[-1]
    assert (last.occasion, last.assembly) == ("effects", None) and last.entry_id


def test_less_money_in_the_meantime_moves_it_when_somebody_asks(republic):
    made = world.raised(republic, both=True, means={"GBP": "4000"})
    money = republic.network.means.get(code="GBP")
    registry.set_allotment(assembly=republic.ashby, means=money, amount=Decimal(100))
    assert operations.ask_check(proposal=made, by=republic.dov).assembly == republic.valley
    assert queries.proposal(made.public_id).assembly == republic.valley


def test_nobody_has_the_place_checked_while_people_vote(republic):
    made = world.at_vote(republic).proposal
    before = queries.placements(made).count()
    with pytest.raises(lifecycle.NoSuchMove):
        operations.ask_check(proposal=made, by=republic.ben)
    assert queries.placements(made).count() == before


def test_a_nesting_is_kept_once_a_version_and_named_by_what_the_test_was_given(republic):
    first, second = world.raised(republic), world.raised(republic)
    kept = [queries.placements(made).get() for made in (first, second)]
    assert kept[0].snapshot == kept[1].snapshot
    assert kept[0].input["snapshot"] == kept[0].snapshot.digest
    registry.amend_assembly(republic.far, name="Far End", population=500)
    assert queries.placements(world.raised(republic)).get().snapshot != kept[0].snapshot
