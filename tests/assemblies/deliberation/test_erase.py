# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person erases what they said themselves: the text is gone everywhere, and the record still proves what it proved."""

import json
import re

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from assemblies.deliberation import operations, queries
from assemblies.deliberation.models import Contribution
from assemblies.live import queries as live
from assemblies.people.models import Person
from assemblies.people.operations import BACKEND
from assemblies.record import operations as record
from assemblies.record import queries as records
from assemblies.record import signed
from assemblies.record.models import Body, Entry
from governance import entries, events
from tests import republic as world
from tests.api.conftest import Program, problem

SECRET = "My neighbour keeps geese."


@pytest.fixture
def said(republic):
    """Something of Ben's under a proposal of Linden's, with a reply of Cleo's; both numbered."""
    made = world.discussed(republic)
    first = operations.contribute(proposal=made, by=republic.ben, kind="concern", text=SECRET)
    operations.contribute(proposal=made, by=republic.cleo, kind="comment", text="So do I.", reply_to=first)
    record.seal_all()
    return first


def everywhere():
    """All that the tables hold of talks and records, as text."""
    rows = [list(model.objects.values()) for model in (Contribution, Body)]
    leaves = [bytes(leaf).decode() for leaf in Entry.objects.values_list("leaf", flat=True)]
    return json.dumps([rows, leaves], cls=DjangoJSONEncoder, default=str)


def page(client, person, said):
    client.force_login(person)
    return client.get(f"/p/{said.proposal.public_id}/").content.decode()


def test_an_erased_text_is_gone_and_every_proof_stands(republic, said):
    assert SECRET in everywhere()
    leaves = records.leaves(republic.linden.acts_record)
    operations.erase(contribution=said, by=republic.ben)
    record.seal_all()
    assert SECRET not in everywhere() and "So do I." in everywhere()
    assert records.leaves(republic.linden.acts_record) == leaves
    key = signed.key_of(republic.linden.public_record)
    assert signed.whole(republic.linden.acts_record, key).leaves == leaves
    told = Entry.objects.get(type="ContributionErased")
    found = entries.read(bytes(told.leaf))
    assert told.record_id == republic.linden.public_record_id and not found.sealed
    assert found.facts == {"proposal": said.proposal.public_id, "contribution": said.public_id}


def test_the_page_says_so_and_keeps_the_replies(client, republic, said):
    assert "Erase my text" in page(client, republic.ben, said)
    assert (
        "Erase my text" not in page(client, republic.ana, said).split('id="talk"')[1].split("geese")[1][:400]
    )
    client.force_login(republic.ben)
    asked = client.get(f"/c/{said.public_id}/erase/").content.decode()
    assert "geese" in asked and "cannot be brought back" in asked
    done = client.post(f"/c/{said.public_id}/erase/")
    assert done.status_code == 302 and done["Location"].endswith(f"#c-{said.public_id}")
    for person in (republic.ben, republic.ana):
        shown = page(client, person, said)
        assert "Erased by its author." in shown and "So do I." in shown and "geese" not in shown
    assert f"/c/{said.public_id}/erase/" not in page(client, republic.ben, said)


@pytest.mark.parametrize("who", ["ana", "olga"])
def test_nobody_erases_what_another_wrote(client, republic, said, who):
    with pytest.raises(operations.NotYours):
        operations.erase(contribution=said, by=republic.people[who])
    client.force_login(republic.people[who])
    asked = client.get(f"/c/{said.public_id}/erase/")
    assert asked.status_code == 409 and "geese" not in asked.content.decode().split("<main")[1]
    assert client.post(f"/c/{said.public_id}/erase/").status_code == 409
    problem(Program(republic.people[who])("POST", f"/contributions/{said.public_id}/erase", {}), 409)
    assert SECRET in everywhere()


def test_erasing_twice_says_it_once(republic, said):
    for _ in range(2):
        operations.erase(contribution=said, by=republic.ben)
    record.seal_all()
    assert Entry.objects.filter(type="ContributionErased").count() == 1


def test_what_is_not_numbered_yet_is_erased_as_well(republic, said):
    later = operations.contribute(proposal=said.proposal, by=republic.ben, kind="comment", text="And ducks.")
    operations.erase(contribution=later, by=republic.ben)
    record.seal_all()
    assert "ducks" not in everywhere()


def test_an_open_page_hears_of_it(republic, said):
    operations.erase(contribution=said, by=republic.ben)
    record.seal_all()
    told = Entry.objects.get(type="ContributionErased")
    assert told.type in live.SHOWN and queries.taken_away_by_entries([told.pk]) == [said]


def test_programs_erase_one_and_only_from_a_page_all(republic, said):
    ben = Program(republic.ben)
    erased = ben.send("POST", f"/contributions/{said.public_id}/erase", {})
    assert erased["text"] is None and erased["erased_at"] and erased["hidden_at"] is None
    operations.contribute(proposal=said.proposal, by=republic.ben, kind="comment", text="And ducks.")
    no = problem(ben("POST", "/me/contributions/erase", {}), 403)
    assert no["code"] == "not_by_token" and "ducks" in everywhere()
    page = Program()
    page.client.force_login(republic.ben, backend=BACKEND)
    assert page.send("POST", "/me/contributions/erase", {}) == {"erased": 1}
    assert "ducks" not in everywhere() and "So do I." in everywhere()


@pytest.mark.parametrize("chosen", [True, False])
def test_who_leaves_for_good_takes_the_texts_along_or_leaves_them(client, republic, said, chosen):
    client.force_login(republic.ben)
    assert 'name="erase"' in client.get("/me/leave/").content.decode()
    done = client.post("/me/leave/", {"sure": "yes"} | ({"erase": "yes"} if chosen else {}))
    assert done.status_code == 200
    assert (SECRET not in everywhere()) is chosen and "So do I." in everywhere()
    assert Person.objects.get(pk=republic.ben.pk).email.endswith("@left.invalid")


def test_an_erased_concern_waits_for_no_answer(republic):
    made = world.discussed(republic)
    alone = operations.contribute(proposal=made, by=republic.ben, kind="concern", text=SECRET)
    assert queries.unanswered_concerns(made) == 1
    operations.erase(contribution=alone, by=republic.ben)
    assert queries.unanswered_concerns(made) == 0
    assert not queries.newest_in(republic.linden).filter(pk=alone.pk)


def test_why_something_was_hidden_is_sealed_and_told_to_those_who_may_read_the_talk(client, republic, said):
    reason = "It names a neighbour."
    operations.hide(contribution=said, by=republic.olga, reason=reason)
    record.seal_all()
    leaf = bytes(Entry.objects.get(type="ContributionHidden").leaf)
    assert reason.encode() not in leaf and set(entries.read(leaf).sealed) == {"reason", "by"}
    assert set(events.ContributionHidden(proposal="p", contribution="c", reason="r", by="b").facts()) == {
        "proposal",
        "contribution",
    }
    here = republic.linden.public_id
    for path in (f"/a/{here}/record/", f"/a/{here}/facilitators/"):
        client.logout()
        shown = client.get(path).content.decode()
        assert "hid a contribution to" in shown and reason not in shown
        client.force_login(republic.ana)
        assert reason in client.get(path).content.decode()
    for who, told in ((None, False), (republic.ana, True)):
        lines = Program(who).get(f"/assemblies/{here}/facilitators/acts")["results"]
        assert any(reason in line["told"] for line in lines) is told


def test_what_is_drawn_live_holds_the_link_out_of_sight_for_its_author_alone(client, republic):
    made = world.discussed(republic)
    said = operations.contribute(proposal=made, by=republic.ben, kind="comment", text="It floods there.")
    operations.contribute(proposal=made, by=republic.cleo, kind="comment", text="Yes.", reply_to=said)
    drawn = live._talk(queries.contribution(said.public_id), made, True)
    links = re.findall(r'data-by="(\w+)" hidden', drawn)
    assert links == [republic.ben.public_id, republic.cleo.public_id]
    assert drawn.count("/erase/") == 2
    operations.erase(contribution=said, by=republic.ben)
    drawn = live._talk(queries.contribution(said.public_id), made, False)
    assert re.findall(r'data-by="(\w+)" hidden', drawn) == [republic.cleo.public_id]


def test_a_page_knows_whose_it_is_and_holds_no_link_of_others(client, republic):
    made = world.discussed(republic)
    operations.contribute(proposal=made, by=republic.ben, kind="comment", text="It floods there.")
    for who in (republic.ana, republic.ben, republic.zoe, None):
        client.logout()
        if who:
            client.force_login(who)
        page = client.get(f"/p/{made.public_id}/").content.decode()
        assert page.count("/erase/") == (who == republic.ben) and "data-by" not in page
        assert (f'data-me="{who.public_id}"' in page) if who else "data-me" not in page
