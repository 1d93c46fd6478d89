# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one downloads about oneself is all of it: what one wrote, stood behind and chose, and of nobody else."""

import pytest

from assemblies.deliberation import operations as deliberation
from assemblies.front import own
from assemblies.proposals import operations as proposals
from assemblies.voting import operations as voting
from tests import republic as world
from tests.api.test_own import BySession

pytestmark = pytest.mark.django_db


def test_all_that_somebody_did_is_in_it_and_nothing_of_others(republic):
    ballot = world.at_vote(republic)
    proposal = ballot.proposal
    said = deliberation.contribute(proposal=proposal, by=republic.ben, kind="concern", text="My geese.")
    deliberation.contribute(proposal=proposal, by=republic.cleo, kind="comment", text="Cleo's words.")
    cast = voting.cast_vote(
        ballot=ballot.public_id, voter=republic.ben, choice="no", text_digest=ballot.text_digest
    )
    told = own.about(republic.ben)
    assert [(row["id"], row["text"], row["erased_at"]) for row in told["contributions"]] == [
        (said.public_id, "My geese.", None)
    ]
    assert [(row["ballot"], row["choice"], row["receipt"]) for row in told["votes"]] == [
        (ballot.public_id, "no", cast.receipt)
    ]
    assert "Cleo" not in str(told)
    author = own.about(proposal.author)
    assert [row["id"] for row in author["proposals"]] == [proposal.public_id] and not author["votes"]


def test_what_was_seconded_drafted_and_erased_is_told(republic):
    talked = world.discussed(republic)
    assert [row["proposal"] for row in own.about(republic.ben)["seconded"]] == [talked.public_id]
    proposals.raise_proposal(author=republic.ben, raised_in=republic.linden, content=world.content(republic))
    (draft,) = own.about(republic.ben)["proposals"]
    assert draft["stage"] == "draft" and draft["submitted_at"] is None
    said = deliberation.contribute(proposal=talked, by=republic.cleo, kind="comment", text="A secret.")
    deliberation.erase(contribution=said, by=republic.cleo)
    (row,) = own.about(republic.cleo)["contributions"]
    assert row["text"] == "" and row["erased_at"]


def test_the_file_is_the_same(republic):
    browser = BySession(republic.ben).client
    answer = browser.get("/me/data.json")
    assert answer.json() == own.about(republic.ben)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_one_raised_stands_on_ones_own_page_drafts_first(client, republic):
    made = world.raised(republic, title="A bench by the weir")
    lamps = world.content(republic, title="Lamps for the bridge")
    proposals.raise_proposal(author=republic.ana, raised_in=republic.linden, content=lamps)
    client.force_login(republic.ana)
    shown = client.get("/me/").content.decode().split('id="raised"')[1].split("</section>")[0]
    assert shown.index("Lamps for the bridge") < shown.index("A bench by the weir")
    assert f'href="/p/{made.public_id}/"' in shown and "Looking for seconds" in shown
    assert "#raised" in client.get("/").content.decode()
    client.force_login(republic.ben)
    assert "You have not raised anything yet." in client.get("/me/").content.decode()
