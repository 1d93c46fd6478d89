# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ballot that decided nothing has a result all the same: count, export that recounts, receipt, and a way there."""

import pytest

from assemblies.record import operations as record
from assemblies.voting import export, operations, queries
from assemblies.voting.models import Decision
from governance import verify
from tests import republic as world
from tests.assemblies.voting.test_lent_votes import cast, closed

OPTIONS = {"question": "Which?", "options": [{"name": "Oak"}, {"name": "Ash"}]}


def opened(republic, method, asks=None):
    composed = operations.Composed(method, asks or {})
    return operations.open_ballot(proposal=world.ready(republic), by=republic.olga, composed=composed)


def tied(republic):
    ballot = opened(republic, "plurality", OPTIONS)
    first, second = (option.id for option in ballot.asks.options)
    return ballot, [cast(ballot, republic.ana, first), cast(ballot, republic.ben, second)]


def objected(republic):
    ballot = opened(republic, "consent")
    cast_as = {"ballot": ballot.public_id, "text_digest": ballot.text_digest}
    return ballot, [
        operations.cast_vote(voter=republic.ana, choice="agree", **cast_as),
        operations.cast_vote(voter=republic.ben, choice="object", reason="It floods there.", **cast_as),
    ]


def missed(republic):
    return opened(republic, "majority"), []


@pytest.mark.parametrize(("come", "outcome", "words"), [
    (tied, "tied", "A tie"), (objected, "returned", "Somebody objected"), (missed, "no_quorum", "Too few votes"),
])  # fmt: skip
def test_what_decided_nothing_can_be_read_and_counted_again(client, republic, tmp_path, come, outcome, words):
    ballot, cast_ = come(republic)
    ballot = closed(ballot)
    assert not Decision.objects.exists()
    found = queries.outcome_of(ballot)
    assert found.outcome == outcome and found.pk is None
    assert any("gives the result recorded" in line for line in verify.checks(export.files(found)))
    assert verify.NOT_CHECKED in list(verify.checks(export.public_files(found)))
    at = f"/p/{ballot.proposal.public_id}/"
    client.force_login(republic.ana)
    page = client.get(f"{at}result/").content.decode()
    assert words in page and "This vote decided nothing." in page and "The reasons" not in page
    named = f"?ballot={ballot.public_id}"
    for road in ("result", "count", "export/public", "export", "votes"):
        assert client.get(f"{at}{road}/{named}").status_code == 200
        assert f"/{road}/{named}" in page or road == "result"
    assert f"result/{named}" in client.get(at).content.decode()
    for kept in cast_:
        assert (
            "This vote was counted." in client.get(f"{at}result/{named}&code={kept.receipt}").content.decode()
        )
    answer = client.get(f"/api/v1/decisions/{ballot.public_id}")
    assert answer.status_code == 200 and answer.json()["outcome"] == outcome
    assert client.get(f"/api/v1/decisions/{ballot.public_id}/export/public").status_code == 200


def test_the_round_before_stays_readable_beside_the_decision(client, republic):
    first, _ = tied(republic)
    first = closed(first)
    hearing = first.hearing
    hearing.refresh_from_db()
    hearing.stage_at = first.opened_at.replace(year=2020)
    hearing.save(update_fields=["stage_at"])
    proposal = queries.ballot(first.public_id).proposal
    second = operations.open_ballot(proposal=proposal, by=republic.olga)
    cast(second, republic.ana)
    cast(second, republic.ben)
    closed(second)
    record.seal_all()
    at = f"/p/{proposal.public_id}/result/"
    assert "Adopted" in client.get(at).content.decode()
    assert "A tie" in client.get(f"{at}?ballot={first.public_id}").content.decode()
    assert list(verify.checks(export.files(queries.outcome_of(queries.ballot(second.public_id)))))


def test_an_open_ballot_has_no_result(client, republic):
    ballot = world.at_vote(republic)
    at = f"/p/{ballot.proposal.public_id}/result/"
    assert client.get(at).status_code == client.get(f"{at}?ballot={ballot.public_id}").status_code == 404
