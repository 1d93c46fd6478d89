# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facilitators and voters at once: whoever votes here comes first, and nobody is counted twice or left half entered."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.voting import operations
from assemblies.voting.models import ChoiceApart, Vote
from assemblies.voting.waiting import HandEntry
from governance import hands
from tests import republic as world
from tests.assemblies.voting.test_bundles import PAPERS, bundle, people
from tests.assemblies.voting.test_by_hand import cast, take


def in_threads(*acts):
    def one(act):
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(one, act) for act in acts]]


@pytest.mark.django_db(transaction=True)
def test_a_browser_and_a_second_entry_at_once_leave_the_voters_own(real_republic):
    world_ = real_republic
    registry.take_seat(person=world_.dov, assembly=world_.linden, office="facilitator")
    ended = set()
    for _ in range(12):
        ballot = world.at_vote(world_)
        take(ballot, world_.olga, world_.ana, "yes")
        taken, own = in_threads(
            lambda ballot=ballot: take(ballot, world_.dov, world_.ana, "yes"),
            lambda ballot=ballot: cast(ballot, world_.ana, "no"),
        )
        assert isinstance(own, operations.Cast) and isinstance(taken, operations.Taken), (own, taken)
        [vote] = Vote.objects.filter(ballot=ballot)
        assert (vote.choice, vote.by_hand, vote.receipt) == ("no", "", own.receipt)
        ended.add(taken.state)
    assert ended <= {"agreed", "voted"}  # theirs was later, or stood already


@pytest.mark.django_db(transaction=True)
def test_two_second_entries_at_once_leave_one_vote_and_nothing_that_waits(real_republic):
    world_ = real_republic
    for name in ("dov", "eva"):
        registry.take_seat(person=world_.people[name], assembly=world_.linden, office="facilitator")
    for _ in range(8):
        ballot = world.at_vote(world_)
        take(ballot, world_.olga, world_.ana)
        both = in_threads(
            lambda ballot=ballot: take(ballot, world_.dov, world_.ana),
            lambda ballot=ballot: take(ballot, world_.eva, world_.ana),
        )
        refused = [each for each in both if isinstance(each, hands.VotedHere)]
        assert len(refused) == 1 and [each.state for each in both if each not in refused] == ["agreed"], both
        assert not HandEntry.objects.exists() and Vote.objects.filter(ballot=ballot).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_entries_at_once_are_a_first_and_a_second(real_republic):
    world_ = real_republic
    registry.take_seat(person=world_.dov, assembly=world_.linden, office="facilitator")
    for _ in range(8):
        ballot = world.at_vote(world_)
        both = in_threads(
            lambda ballot=ballot: take(ballot, world_.dov, world_.ana),
            lambda ballot=ballot: take(ballot, world_.olga, world_.ana),
        )
        assert sorted(each.state for each in both) == ["agreed", "waiting"], both
        assert Vote.objects.filter(ballot=ballot).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_bundle_and_a_browser_at_once_leave_no_paper_without_its_vote(real_republic):
    """Either the person voted here and the whole bundle ended, or it stands and their own vote is refused."""
    voters = people(real_republic.linden)
    registry.take_seat(person=real_republic.dov, assembly=real_republic.linden, office="facilitator")
    seen = set()
    for _ in range(8):
        made = world.ready(real_republic)
        composed = operations.Composed(secrecy="secret")
        ballot = operations.open_ballot(proposal=made, by=real_republic.olga, composed=composed)
        first = bundle(ballot, real_republic.olga, voters)
        taken, own = in_threads(
            lambda ballot=ballot, first=first: bundle(
                ballot, real_republic.dov, voters, PAPERS, first.bundle
            ),
            lambda ballot=ballot: cast(ballot, voters[3], "abstain"),
        )
        standing = Vote.objects.filter(ballot=ballot)
        chosen = Counter(
            ChoiceApart.objects.filter(key__in=standing.values("apart")).values_list("choice", flat=True)
        )
        if isinstance(own, operations.Cast):
            assert taken.state == "voted" and chosen == {"abstain": 1}, (taken, own, chosen)
        else:
            assert isinstance(own, hands.CannotChange) and taken.state == "agreed", (taken, own)
            assert chosen == {"yes": 4, "no": 2}
        seen.add(taken.state)
    record.seal_all()
    assert seen
