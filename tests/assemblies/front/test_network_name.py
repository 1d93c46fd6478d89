# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the network is called stands on every page, and what the pages say of letters and addresses is so."""

import pytest


@pytest.mark.parametrize("path", ["/", "/how/", "/places/", "/powers/"])
def test_the_networks_name_is_in_the_title_the_head_and_the_foot(client, republic, path):
    network = republic.network
    type(network).objects.filter(pk=network.pk).update(name="Hill <country>")
    shown = client.get(path).content.decode()
    head, foot = shown.split("<main")[0], shown.split("</main>")[1]
    assert " – Hill &lt;country&gt; – Nested</title>" in head
    assert '<span class="of" dir="auto">Hill &lt;country&gt;</span>' in head
    assert "<b>Hill &lt;country&gt;</b>" in foot


def test_a_visitor_reads_what_the_network_is_called_first(client, republic):
    type(republic.network).objects.update(name="Hill country")
    hero = client.get("/").content.decode().split('class="hero')[1].split("</section>")[0]
    assert "Hill country" in hero.split("<h1>")[0]


@pytest.mark.parametrize(("backend", "said"), [("KeepLetters", True), ("SendLetters", False)])
def test_who_asks_for_a_password_is_told_whom_to_ask_where_no_letters_are_sent(
    client, republic, settings, backend, said
):
    settings.EMAIL_BACKEND = f"assemblies.people.letters.{backend}"
    shown = client.get("/account/password/reset/done/").content.decode()
    assert ("ask whoever runs it to hand you yours" in shown) == said


def test_without_a_home_seat_one_is_told_what_can_be_read(client, republic):
    client.force_login(republic.zoe)
    shown = client.get("/").content.decode()
    assert "Until then you can read proposals, decisions and the public records" in shown
    assert "read everything" not in shown


def test_the_decisions_of_a_place_lead_on_to_those_of_the_places_around(client, republic):
    shown = client.get(f"/a/{republic.linden.public_id}/decisions/").content.decode()
    around = shown.split("Decided in the places around")[1]
    for wider in (republic.ashby, republic.valley):
        assert f'href="/a/{wider.public_id}/decisions/"' in around
    assert (
        "Decided in the places around"
        not in client.get(f"/a/{republic.valley.public_id}/decisions/").content.decode()
    )
