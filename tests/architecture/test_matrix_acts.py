# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 18 behind the doors: every act asks the same judge itself, whoever calls it and from wherever."""

from collections.abc import Callable
from datetime import timedelta
from inspect import isfunction
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.registry import operations as registry
from assemblies.sortition import operations as sortition
from assemblies.voting import operations as voting
from assemblies.voting.models import Decision
from governance import powers
from governance.ballots import NotInFranchise
from governance.powers import NoPower, Power
from governance.refusals import Refusal
from governance.scales import Place
from tests import republic as small
from tests.architecture import cast
from tests.architecture.cast import Asker, Setting
from tests.republic import Republic

Act = Callable[[Setting, Person, Republic], Any]


def vote(at: Setting, by: Person, world: Republic) -> Any:
    ballot = at.ballot
    return voting.cast_vote(ballot=ballot.public_id, voter=by, choice="no", text_digest=ballot.text_digest)


def give(at: Setting, by: Person, world: Republic) -> Any:
    until = clock.now() + timedelta(days=1)
    return registry.grant(assembly=at.here, by=by, to=world.zoe, power=Power.CONTRIBUTE, until=until)


def reasons(at: Setting, by: Person, world: Republic) -> Any:
    made = Decision.objects.select_related("assembly", "proposal").get(ballot=at.decided)
    return voting.give_reasons(decision=made, by=by, reasons="Because it was asked for.")


def talk(at: Setting, by: Person, world: Republic) -> Any:
    return deliberation.contribute(proposal=at.proposal, by=by, kind="comment", text="So be it.")


def by_hand(at: Setting, by: Person, world: Republic) -> Any:
    digest = at.ballot.text_digest
    return voting.take_vote(
        ballot=at.ballot, voter=world.cleo, by=by, way="paper", choice="no", text_digest=digest
    )


OWN = {"author_may", "require_author", "erase", "erase_all", "erase_reasons", "make_claim"}
"""Done by a person with what is their own: no power of a place is asked, but whose it is; or of the one they live in,
wherever the proposal stands (tests/assemblies/proposals/test_claims.py)."""
ACTS: dict[str, tuple[Power, Act]] = {
    "second": (Power.SECOND, lambda at, by, world: proposals.second(proposal=at.proposal, by=by)),
    "withdraw": (Power.WITHDRAW, lambda at, by, world: proposals.withdraw(proposal=at.proposal, by=by)),
    "submit": (Power.EDIT_DRAFT, lambda at, by, world: proposals.submit(proposal=at.proposal, by=by)),
    "change": (
        Power.EDIT_DRAFT,
        lambda at, by, world: proposals.change(proposal=at.proposal, by=by, content=small.content(world)),
    ),
    "ask_check": (Power.ASK_CHECK, lambda at, by, world: proposals.ask_check(proposal=at.proposal, by=by)),
    "back_claim": (Power.CLAIM, lambda at, by, world: proposals.back_claim(claim=at.claim, by=by)),
    "accept_claim": (Power.ANSWER_CLAIM, lambda at, by, world: proposals.accept_claim(claim=at.claim, by=by)),
    "withdraw_claim": (Power.CLAIM, lambda at, by, world: proposals.withdraw_claim(claim=at.claim, by=by)),
    "contribute": (Power.CONTRIBUTE, talk),
    "hide": (
        Power.HIDE,
        lambda at, by, world: deliberation.hide(contribution=at.said, by=by, reason="It is unkind."),
    ),
    "open_ballot": (Power.OPEN_BALLOT, lambda at, by, world: voting.open_ballot(proposal=at.proposal, by=by)),
    "close_ballot": (Power.CLOSE_BALLOT, lambda at, by, world: voting.close_ballot(ballot=at.ballot, by=by)),
    "take_vote": (Power.TAKE_VOTES, by_hand),
    "take_bundle": (
        Power.TAKE_VOTES,
        lambda at, by, world: voting.take_bundle(
            ballot=at.ballot, people=[world.cleo], papers=[], by=by, text_digest=at.ballot.text_digest
        ),
    ),
    "withdraw_bundle": (
        Power.TAKE_VOTES,
        lambda at, by, world: voting.withdraw_bundle(ballot=at.ballot, bundle="none", by=by),
    ),
    "withdraw_entry": (
        Power.TAKE_VOTES,
        lambda at, by, world: voting.withdraw_entry(ballot=at.ballot, voter=world.cleo, by=by),
    ),
    "announce": (
        Power.HOLD_DRAW,
        lambda at, by, world: sortition.announce(
            assembly=at.here, by=by, title="A panel", places=1, quotas=[], days=7, by_place={}
        ),
    ),
    "give_reasons": (Power.GIVE_REASONS, reasons),
    "cast_vote": (Power.CAST_VOTE, vote),
    "invite": (Power.INVITE, lambda at, by, world: registry.invite(assembly=at.here, by=by)),
    "end_invitation": (
        Power.INVITE,
        lambda at, by, world: registry.end_invitation(assembly=at.here, by=by, public_id="none"),
    ),
    "grant": (Power.GRANT, give),
    "end_grant": (
        Power.GRANT,
        lambda at, by, world: registry.end_grant(
            assembly=at.here, by=by, to=world.zoe, power=Power.CONTRIBUTE
        ),
    ),
    "name_facilitator": (
        Power.NAME_FACILITATOR,
        lambda at, by, world: registry.name_facilitator(assembly=at.here, by=by, to=world.ben),
    ),
    "add_place": (
        Power.ADD_PLACE,
        lambda at, by, world: registry.add_place(parent=at.here, by=by, name="Mill", scale=0),
    ),
    "add_matter": (
        Power.ADD_MATTERS,
        lambda at, by, world: registry.add_matter(assembly=at.here, by=by, path="feasts", name="Feasts"),
    ),
    "add_means": (
        Power.ADD_MATTERS,
        lambda at, by, world: registry.add_means(
            assembly=at.here, by=by, code="wood", name="Wood", unit="m³", decimal_places=0
        ),
    ),
}


def refused(act: Act, at: Setting, asker: Asker, world: Republic) -> bool:
    """Whether an act is refused for want of power. Whatever it does is undone."""
    assert asker.person is not None
    try:
        with transaction.atomic():
            act(at, asker.person, world)
            transaction.set_rollback(True)
    except (NoPower, NotInFranchise):
        return True
    except (Refusal, Http404):
        return False
    return False


@pytest.mark.parametrize("at", list(Place), ids=lambda place: place.value, indirect=True)
def test_every_act_asks_the_judge_itself(at: Setting, republic: Republic) -> None:
    wrong = [
        f"{asker.name}: {name}"
        for name, (power, act) in ACTS.items()
        for asker in at.askers
        if asker.person is not None
        and refused(act, at, asker, republic) == powers.holds(power, asker.standing(at.place))
    ]
    assert wrong == []


@pytest.fixture
def at(request: pytest.FixtureRequest, republic: Republic) -> Setting:
    return cast.setting(republic, request.param)


def test_no_act_that_names_who_does_it_is_left_out() -> None:
    rooms = (proposals, deliberation, voting, sortition, registry)
    found = {
        name
        for room in rooms
        for name, act in vars(room).items()
        if not name.startswith("_") and isfunction(act) and "by" in getattr(act, "__annotations__", {})
    }
    assert found - OWN <= set(ACTS)
