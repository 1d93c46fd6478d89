# SPDX-License-Identifier: AGPL-3.0-or-later
"""The test and the nesting that is kept with its answer are of one moment, whoever changes the network meanwhile."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from assemblies import clock
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry import queries as registry_queries
from assemblies.registry.models import Assembly, Means, Network
from assemblies.registry.queries import nestings
from assemblies.voting import export, operations
from assemblies.voting.models import Decision
from governance import verify
from tests import republic as world


def allot(here: Assembly, amount: int) -> None:
    """Another process gives an assembly so much, and commits."""

    def apart() -> None:
        means = Means.objects.get(network=here.network_id, code="GBP")
        registry.set_allotment(assembly=here, means=means, amount=Decimal(amount))
        connection.close()

    thread = threading.Thread(target=apart)
    thread.start()
    thread.join()


@pytest.mark.parametrize("where", ["the_nesting", "built", "_raw_remits"])
def test_a_decision_verifies_though_the_network_changed_under_its_placement(
    real_republic, monkeypatch, where
):
    """Before the ballot: after the answer, before its nesting is kept, and in the midst of reading it."""
    made = real_republic
    proposal = world.ready(made, both=True, means={"GBP": "1200"})
    module = nestings if where == "_raw_remits" else registry_queries
    real, done = getattr(module, where), []

    def late(network):
        found = real(network)
        if not done:
            done.append(where)
            allot(made.ashby, 4321)
        return found

    monkeypatch.setattr(module, where, late)
    nestings._built.clear()
    ballot = operations.open_ballot(proposal=proposal, by=made.ines)
    assert done
    for name in ("ana", "dov"):
        voter = made.people[name]
        operations.cast_vote(
            ballot=ballot.public_id, voter=voter, choice="yes", text_digest=ballot.text_digest
        )
    with clock.travel(ballot.closes_at):
        operations.close_due()
    record.seal_all()
    assert list(verify.checks(export.files(Decision.objects.get(ballot=ballot))))


def test_what_is_undone_is_not_gone_on_with_under_a_number_that_is_given_again(real_republic):
    network = Network.objects.get(pk=real_republic.network.pk)
    with transaction.atomic():
        means = Means.objects.get(network=network, code="GBP")
        registry.set_allotment(assembly=real_republic.ashby, means=means, amount=Decimal(1))
        undone = registry_queries.built(network)
        transaction.set_rollback(True)
    allot(real_republic.ashby, 777)
    now = registry_queries.built(network)
    assert now.version == undone.version and now.mark != undone.mark
    (ashby,) = [row for row in now.assemblies if row.id == real_republic.ashby.public_id]
    assert ashby.allotments["GBP"] == 777


@pytest.mark.parametrize(("large", "times"), [(10_000, 0), (1, 1)])
def test_a_large_nesting_is_looked_through_for_garbage_once(republic, monkeypatch, large, times):
    calls = []
    monkeypatch.setattr(nestings, "LARGE", large)
    monkeypatch.setattr(nestings.gc, "freeze", lambda: calls.append("freeze"))
    nestings._built.clear()
    for _ in range(3):
        nestings.the_nesting(republic.network)
    assert len(calls) == times
