# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a draft forward: the placement is recorded with its reasons, and the proposal follows it."""

from django.urls import reverse

from assemblies.proposals import operations, queries
from assemblies.proposals.models import Placement
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.registry.operations import Founding
from tests import republic as world
from tests.assemblies.proposals.test_preview_placement import poor


def drafted(republic, **more):
    content = world.content(republic, **more)
    return operations.raise_proposal(author=republic.ana, raised_in=republic.linden, content=content)


def put_forward(client, made):
    return client.post(reverse("submit", args=[made.public_id]), follow=True)


def test_what_stays_opens_where_it_was_raised(client, republic):
    made = drafted(republic)
    client.force_login(republic.ana)
    answer = put_forward(client, made)
    made = queries.proposal(made.public_id)
    assert (made.stage, made.assembly) == ("seconding", republic.linden)
    assert "Linden is the only place affected" in answer.content.decode()


def test_what_lies_higher_climbs_by_itself_and_says_why(client, republic):
    made = drafted(republic, both=True)
    client.force_login(republic.ana)
    page = put_forward(client, made).content.decode()
    made = queries.proposal(made.public_id)
    assert [(h.assembly.name, h.stage) for h in queries.hearings(made)] == [
        ("Linden", "escalated"),
        ("Ashby", "seconding"),
    ]
    assert "Moved up to Ashby" in page and "no smaller place holds both" in page


def test_an_overlay_decides_where_it_is_the_smallest_that_fits(client, republic):
    overlay = Founding(
        "The river", 1, overlay=True, constituents=(republic.linden, republic.far), population=900
    )
    river = registry.found_assembly(network=republic.network, founding=overlay)
    made = drafted(republic, places={republic.linden.public_id: "1", republic.far.public_id: "1"})
    client.force_login(republic.ana)
    page = put_forward(client, made).content.decode()
    assert queries.proposal(made.public_id).assembly == river and "Why The river decides this" in page


def test_the_placement_is_kept_and_on_the_public_record(republic):
    made = drafted(republic, both=True)
    operations.submit(proposal=made, by=republic.ana)
    kept = Placement.objects.get(proposal=made)
    record.seal_all()
    entry = Entry.objects.get(pk=kept.entry_id)
    assert entry.type == "ProposalPlaced" and entry.record_id == republic.linden.public_record_id
    assert kept.answer["assembly"] == republic.ashby.public_id
    assert [row["fails"] for row in kept.answer["candidates"]][:2] == ["containment", "containment"]


def test_nobody_leaves_it_a_draft_with_the_reasons_of_each_candidate(client, republic):
    poor(republic)
    made = drafted(republic, both=True, means={"GBP": "99999"})
    client.force_login(republic.ana)
    answer = put_forward(client, made)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("placement", args=[made.public_id])
    assert queries.proposal(made.public_id).stage == "draft"
    assert "It was not put forward" in page and page.count("stays a draft") == 1
    assert "more than the £5,000 that Ashby has left" in page


def test_the_page_of_a_draft_that_nobody_can_decide_says_so_once_and_what_to_do(client, republic):
    poor(republic)
    made = drafted(republic, both=True, means={"GBP": "99999"})
    client.force_login(republic.ana)
    put_forward(client, made)
    page = client.get(reverse("proposal", args=[made.public_id])).content.decode()
    assert page.count("stays a draft") == 1 and "Change it first" in page
    assert "more than the £5,000 that Ashby has left" in page and "Without the means" not in page
    assert reverse("edit", args=[made.public_id]) in page


def test_nobody_else_puts_it_forward(client, republic):
    made = drafted(republic)
    for who in (republic.ben, republic.olga, None):
        client.logout()
        if who:
            client.force_login(who)
        assert client.post(reverse("submit", args=[made.public_id])).status_code == 404
    assert queries.proposal(made.public_id).stage == "draft"
