# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers behind a placement, one click away: each candidate, its five conditions, the joint offer."""

from django.urls import reverse

from assemblies.proposals import operations, queries
from assemblies.registry import operations as registry
from assemblies.registry.operations import Founding
from tests import republic as world


def page_of(client, made, query=""):
    answer = client.get(reverse("placement", args=[made.public_id]) + query)
    assert answer.status_code == 200
    return answer


def test_every_candidate_shows_five_conditions_with_number_and_bound(client, republic):
    made = world.raised(republic, both=True)
    rows = page_of(client, made).context["candidates"]
    assert [row["assembly"].name for row in rows] == ["Weir", "Linden", "Ashby", "Valley"]
    assert all(len(row["conditions"]) == 5 for row in rows)
    contained = {row["assembly"].name: row["conditions"][1] for row in rows}
    assert (contained["Linden"]["value"], contained["Linden"]["bound"]) == ("57.1%", "95%")
    assert not contained["Linden"]["holds"] and contained["Ashby"]["holds"]


def test_on_a_telephone_each_number_stands_with_its_columns_name(client, republic):
    page = page_of(client, world.raised(republic, both=True)).content.decode()
    table = page.partition('<table class="folds">')[2].partition("</table>")[0]
    for column in ("Holds", "Number", "Bound"):
        assert f">{column}</th>" in table and table.count(f'data-of="{column}"') == 5


def test_a_joint_decision_that_is_offered_is_said_in_a_sentence(client, republic):
    rows = [
        Founding("Bec", 1, ref="bec", parent=republic.valley),
        Founding("Hill", 0, parent="bec", population=90),
    ]
    hill = registry.found_many(network=republic.network, foundings=rows)[1]
    registry.take_home_seat(person=republic.zoe, assembly=hill)
    places = {republic.linden.public_id: "1", hill.public_id: "1"}
    made = world.raised(republic, places=places)
    page = page_of(client, made).content.decode()
    said = "By the rules these could decide it together, each passing the same text: "
    assert any(f"{said}{names}." in page for names in ("Linden, Hill", "Hill, Linden"))
    own = client.get(reverse("proposal", args=[made.public_id])).content.decode()
    assert own.count(said) == 1 and "cannot carry that out yet, so meanwhile it is decided in Valley" in own
    moved = client.get(reverse("assembly", args=[republic.linden.public_id])).content.decode()
    assert "Moved on to Valley." in moved and said not in moved


def test_earlier_checks_can_be_read_again(client, republic):
    made = world.raised(republic, both=True)
    operations.change(proposal=made, by=republic.ana, content=world.content(republic))
    assert page_of(client, made).context["decides"] == republic.linden
    assert page_of(client, made, "?run=1").context["decides"] == republic.ashby
    for odd in ("?run=0", "?run=x", "?run=99", "?run=²", "?run=-1"):
        page_of(client, made, odd)


def test_asking_for_a_check_runs_the_test_again(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ben)
    answer = client.post(reverse("ask-check", args=[made.public_id]), follow=True)
    assert "Checked. It stays here, and why stands below." in answer.content.decode()
    assert [p.occasion for p in queries.placements(made)] == ["submitted", "asked"]


def test_asking_for_a_check_is_for_those_who_live_there(client, republic):
    made = world.raised(republic)
    client.force_login(republic.fay)
    assert client.post(reverse("ask-check", args=[made.public_id])).status_code == 403
    assert queries.placements(made).count() == 1


def test_what_binds_nobody_needs_no_numbers(client, republic):
    made = world.raised(republic, places={}, binding=False)
    assert "shared with all" in page_of(client, made).content.decode()
