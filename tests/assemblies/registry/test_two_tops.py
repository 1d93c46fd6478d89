# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters belong to the network: of two places that lie in no other, only the one that holds the whole adds them."""

import pytest

from assemblies.registry import operations
from assemblies.registry.operations import Founding
from assemblies.registry.operations.adding import NotTop
from governance.powers import NoPower


def test_a_place_beside_the_whole_adds_no_matter(republic):
    island = operations.found_assembly(network=republic.network, founding=Founding("Island", 1, ref="island"))
    operations.take_seat(person=republic.zoe, assembly=island, office="facilitator")
    with pytest.raises(NotTop):
        operations.add_matter(assembly=island, by=republic.zoe, path="tides", name="Tides")
    republic.network.refresh_from_db()
    assert republic.network.matters == []


def test_the_act_itself_asks_who_adds(republic):
    operations.take_seat(person=republic.zoe, assembly=republic.valley, office="facilitator")
    with pytest.raises(NoPower):
        operations.add_matter(assembly=republic.valley, by=republic.ana, path="tides", name="Tides")
    operations.add_matter(assembly=republic.valley, by=republic.zoe, path="tides", name="Tides")
    republic.network.refresh_from_db()
    assert republic.network.matters == [{"path": "tides", "name": "Tides"}]
