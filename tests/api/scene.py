# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is there for generated requests to meet. `python -m tests.api.scene` founds it and prints it as JSON."""

import json
from datetime import timedelta

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.people import operations as people
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Invitation
from assemblies.voting import operations as voting
from assemblies.voting.models import Vote
from governance.claims import Kind
from governance.powers import Power
from tests import republic as small
from tests.api.generated import Known

SPEAKERS = ("ana", "olga", "zoe")


def known(republic: small.Republic) -> Known:
    """An open ballot, a decided one, a draft and a contribution, with where they are."""
    decided = small.at_vote(republic)
    for name in ("ana", "ben", "cleo"):
        voter, text = republic.people[name], decided.text_digest
        voting.cast_vote(ballot=decided.public_id, voter=voter, choice="yes", text_digest=text)
    with clock.travel(decided.closes_at + timedelta(seconds=1)):
        voting.close_due()
    ballot = small.at_vote(republic)
    draft = small.proposals.raise_proposal(
        author=republic.ana, raised_in=republic.linden, content=small.content(republic)
    )
    said = deliberation.contribute(proposal=ballot.proposal, by=republic.ben, kind="comment", text="Well.")
    registry.invite(assembly=republic.linden, by=republic.olga, number=2)
    until = clock.now() + timedelta(days=3)
    registry.grant(
        assembly=republic.linden, by=republic.olga, to=republic.zoe, power=Power.CONTRIBUTE, until=until
    )
    claimed = small.proposals.make_claim(
        proposal=small.discussed(republic),
        by=republic.dov,
        kind=Kind.AFFECTED,
        reason="The path is ours too.",
    )
    record.seal_all()
    return {
        "claim_id": [claimed.public_id],
        "assembly_id": [republic.linden.public_id, republic.ashby.public_id],
        "proposal_id": [ballot.proposal.public_id, draft.public_id],
        "ballot_id": [ballot.public_id, decided.public_id],
        "contribution_id": [said.public_id],
        "number": ["0"],
        "receipt": [Vote.objects.filter(ballot=decided).values_list("receipt", flat=True)[0]],
        "invitation_id": [Invitation.objects.order_by("pk")[0].public_id],
    }


def tell() -> str:
    """Found the world, and say in JSON what is in it and with which tokens three of its people speak."""
    republic = small.found()
    secrets = [people.make_token(person=republic.people[who], label="t")[1] for who in SPEAKERS]
    return json.dumps({"known": known(republic), "secrets": secrets})


if __name__ == "__main__":
    print(tell())
