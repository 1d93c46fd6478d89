# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public record is told in sentences that a neighbour understands, in their language, down to entry 0."""

import dataclasses
import html
import re

import pytest
from django.utils import translation

from assemblies import wording
from assemblies.front import ledger, telling
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.registry.models import Invitation
from governance import events, lifecycle
from governance.powers import Power
from tests import republic as world
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db


def page(client, place, query="", language="en"):
    record.seal_all()
    answer = client.get(f"/a/{place.public_id}/record/{query}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer


def told(answer):
    """The sentences as one reads them, newest first."""
    text = (html.unescape(re.sub(r"<[^>]+>", "", row["told"])) for row in answer.context["rows"])
    return [re.sub("[\u2068\u2069]", "", sentence) for sentence in text]


def test_an_entry_says_who_did_what_with_the_title_and_the_amount(client, republic):
    ballot = world.at_vote(republic, both=True, means={"GBP": "1200.5"})
    sentences = told(page(client, republic.ashby))
    assert sentences[0].startswith("Ines opened voting on “Reopen the path”, until ")
    assert "£1,200.50 was set aside for “Reopen the path”; £3,799.50 is left." in sentences
    assert "“Reopen the path” moved up here from Linden." in sentences
    assert "It was checked who decides “Reopen the path”: Ashby." in sentences
    assert "Ashby was given £5,000." in sentences and sentences[-1] == "Ashby was founded."
    text = re.sub(r"<details.*?</details>", "", page(client, republic.ashby).content.decode(), flags=re.S)
    assert not re.search(f"BallotOpened|GBP|{ballot.text_digest}", text), "raw forms are folded away"


def test_the_same_is_said_in_arabic(client, republic):
    world.at_vote(republic, both=True, means={"GBP": "1200"})
    sentences = told(page(client, republic.ashby, language="ar"))
    assert sentences[0].startswith("فُتح التصويت على «Reopen the path» حتى ")
    names = {"Reopen", "the", "path", "Ashby", "Linden", "Ines"}
    assert not set(re.findall("[A-Za-z]+", " ".join(sentences))) - names


def test_the_exact_form_is_folded_beside_each_entry(client, republic):
    answer = page(client, republic.ashby)
    shown = html.unescape(answer.content.decode())
    for row in Entry.objects.filter(record=republic.ashby.public_record_id):
        assert bytes(row.leaf).decode() in shown and f'id="e-{row.number}"' in shown
    assert shown.count("<summary>Exact form") == len(answer.context["rows"])


def test_the_newest_stand_first_and_the_founding_is_reached(client, republic, monkeypatch):
    monkeypatch.setattr(ledger, "PAGE", 3)
    world.at_vote(republic, both=True)
    newest = page(client, republic.ashby)
    size = newest.context["size"]
    numbers = [row["number"] for row in newest.context["rows"]]
    assert numbers == [size - 1, size - 2, size - 3]
    shown = newest.content.decode()
    assert f"Entries {size - 1} to {size - 3}" in shown and f"{size} entries in all" in shown
    assert f"?from={size - 6}" in shown and 'href="?from=0"' in shown
    assert told(page(client, republic.ashby, "?from=0"))[-1] == "Ashby was founded."


FACTS = {"population": 3, "decimal_places": 2, "version": 2, "amount": "5", "left": "4", "means": "GBP"}
FACTS |= {
    "closes": "2026-11-22T12:00:00.123456Z",
    "until": "2026-11-22T12:00:00.123456Z",
    "power": "contribute",
}
FACTS |= {"office": "delegate", "home": False, "kind": "concern"}
FACTS |= {"came_by": "escalate", "verb": "take_up", "outcome": "adopted", "how": "named", "name": "Linden"}
FACTS |= {"way": "phone", "why": "differed", "number": 3, "places": 2, "people": 3}


def all_events():
    every = [*events.Public.__subclasses__(), *events.Act.__subclasses__()]
    return [event for event in every if event.__module__.startswith(f"{events.__name__}.")]


def test_there_are_entries_to_tell():
    listed = {getattr(events, name) for name in events.__all__ if name[0].isupper()}
    assert set(all_events()) == listed - {events.Act, events.Book, events.Event, events.Public}


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.__name__)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_kind_of_entry_has_its_sentence(event, language, republic):
    facts = {field.name: FACTS.get(field.name, "x") for field in dataclasses.fields(event)}
    row = Entry(pk=1, number=1, type=event.__name__, subject="p")
    for by in ({1: "Ines"}, {}):
        known = telling.Known(
            republic.ashby, {"p": "A title"}, {"x": "Weir"}, by, wording.Named(republic.network)
        )
        with translation.override(language):
            sentence = str(telling.sentence(row, facts, known))
        assert "no words for yet" not in sentence and event.__name__ not in sentence and "%(" not in sentence
        assert language == "en" or re.search("[\u0600-\u06ff]", sentence)


def test_every_move_and_no_other_is_told():
    assert set(telling.MOVED) == {move.verb for move in lifecycle.MOVES}


def test_what_people_typed_is_never_markup(client, republic):
    world.at_vote(republic, both=True, title="<script>alert(1)</script>")
    registry.grant(
        assembly=republic.ashby,
        to=republic.zoe,
        power=Power.CONTRIBUTE,
        by=republic.ines,
        until=world.later(days=3),
    )
    shown = page(client, republic.ashby)
    assert all("<script" not in row["told"] for row in shown.context["rows"])
    assert told(shown)[0].startswith("Ines gave one person a power until ")


def test_what_facilitators_did_is_told_by_the_same_sentences(client, republic):
    world.at_vote(republic, both=True)
    record.seal_all()
    answer = client.get(f"/a/{republic.ashby.public_id}/facilitators/")
    acts = [html.unescape(re.sub(r"<[^>]+>", "", act["told"])) for act in answer.context["acts"]]
    assert acts[0].startswith("Ines opened voting on “Reopen the path”")


def acts(client, place, who):
    client.logout()
    if who is not None:
        client.force_login(who)
    answer = client.get(f"/a/{place.public_id}/facilitators/")
    shown = [html.unescape(re.sub(r"<[^>]+>", "", act["told"])) for act in answer.context["acts"]]
    return shown, answer.content.decode()


def test_invitations_are_among_what_facilitators_did_for_those_who_may_read_the_acts(client, republic):
    registry.invite(assembly=republic.linden, by=republic.olga, number=10)
    registry.grant(
        assembly=republic.linden,
        to=republic.zoe,
        power=Power.CONTRIBUTE,
        by=republic.olga,
        until=world.later(days=3),
    )
    first = Invitation.objects.first()
    registry.end_invitation(assembly=republic.linden, by=republic.olga, public_id=first.public_id)
    record.seal_all()
    shown, text = acts(client, republic.linden, republic.ana)
    assert shown[0] == "Olga ended an invitation that nobody had taken."
    assert shown[1].startswith("Olga gave one person a power until ")
    assert shown[2:] == ["Olga made 10 invitations to take a home seat here."], (
        "made in one go, told in one line"
    )
    assert first.public_id not in text and first.digest not in text
    for other in (None, republic.ines, republic.dov):
        shown, text = acts(client, republic.linden, other)
        assert len(shown) == 1 and "people whose home seat is here" in text
    here = f"/assemblies/{republic.linden.public_id}/facilitators/acts?limit=4"
    rows, following = [], here
    while following:
        page_of = Program(republic.ana).get(following.removeprefix("/api/v1"))
        rows, following = rows + page_of["results"], page_of["next"]
    assert [row["type"] for row in rows] == ["InvitationEnded", "PowerGranted"] + ["InvitationMade"] * 10
    assert [row["record"] for row in rows[:2]] == ["acts", "public"]
    assert rows[2]["told"] == "Olga made 1 invitation to take a home seat here."
    assert [row["type"] for row in Program().get(here)["results"]] == ["PowerGranted"]


def test_however_many_invitations_they_are_asked_for_in_as_many_questions(
    client, republic, django_assert_max_num_queries
):
    client.force_login(republic.ana)
    for number in (1, 30):
        registry.invite(assembly=republic.linden, by=republic.olga, number=number)
        record.seal_all()
        with django_assert_max_num_queries(12):
            client.get(f"/a/{republic.linden.public_id}/facilitators/")
