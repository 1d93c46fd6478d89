# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which a ballot is composed offers what the charter allows, says the rule, and takes no other."""

import re

import pytest

from assemblies.voting.models import Ballot
from tests import republic as world


def shown(client, republic, made, data=None, *, by="ines"):
    client.force_login(republic.people[by])
    at = f"/p/{made.public_id}/open/"
    return client.post(at, data) if data is not None else client.get(at)


YES = {"yes_means": "The crew is paid."}
PEOPLE = (
    "Passes if more than half of those who choose yes or no say yes, and at least 2 of 8 people take part."
)
BOTH = (
    "Passes if more than half of those who choose yes or no say yes, yes wins in at least 2 of the 2 places,"
    " and at least 2 of 8 people take part."
)


def test_where_the_charter_allows_a_stricter_way_it_is_offered_beside_its_own(client, republic):
    page = shown(client, republic, world.ready(republic, both=True)).content.decode()
    assert page.count('name="method"') == 2
    assert '<input type="radio" name="method" value="majority" checked>' in page


def test_each_way_says_what_it_needs_where_it_is_chosen(client, republic):
    page = shown(client, republic, world.ready(republic, both=True)).content.decode()
    assert page.count(PEOPLE) == page.count(BOTH) == 1
    assert page.index('value="majority"') < page.index(PEOPLE) < page.index('value="double-majority"')
    assert page.index('value="double-majority"') < page.index(BOTH)


def test_the_only_way_says_what_it_needs(client, republic):
    page = shown(client, republic, world.ready(republic, both=True, matter="water")).content.decode()
    assert BOTH in page and PEOPLE not in page


@pytest.mark.parametrize(("method", "rule"), [("majority", PEOPLE), ("double-majority", BOTH)])
def test_the_preview_says_what_the_way_chosen_needs(client, republic, method, rule):
    made = world.ready(republic, both=True)
    page = shown(client, republic, made, YES | {"step": "preview", "method": method}).content.decode()
    assert f'<input type="hidden" name="method" value="{method}">' in page
    assert rule in page.split("As voters will see it")[0]
    assert rule in page.split("As voters will see it")[1] and "Should Ashby adopt this?" in page


def paper_of(page, before):
    """The paper's words, from its steps to its word on who sees what."""
    found = re.search(
        r'<ol class="steps".*?Until then only those whose vote you carry.*?</p>', page.split(before)[-1], re.S
    )
    assert found, page
    return [
        words.strip()
        for words in re.sub(r"<svg.*?</svg>|<[^>]+>", "\n", found[0]).split("\n")
        if words.strip()
    ]


@pytest.mark.parametrize("typed", [YES | {"no_means": "It stays shut."}, YES])
def test_the_preview_is_the_paper_that_voters_get(client, republic, typed):
    made = world.ready(republic, both=True)
    blank = {"no_means": " "}
    previewed = shown(client, republic, made, {"step": "preview"} | blank | typed).content.decode()
    assert shown(client, republic, made, {"step": "open"} | blank | typed).status_code == 302
    client.force_login(republic.ana)
    paper = paper_of(client.get(f"/p/{made.public_id}/ballot/").content.decode(), "<h1>")
    assert paper_of(previewed, "As voters will see it") == paper
    assert paper[:3] == ["1. Choose", "2. Check", "3. Done"] and len(paper) > 12
    assert typed.get("no_means", "Nothing changes.") in paper and YES["yes_means"] in paper
    assert "This ballot is open: once" in paper[-1]


def test_what_a_yes_does_is_not_taken_from_the_summary(client, republic):
    page = shown(client, republic, world.ready(republic, both=True)).content.decode()
    field = re.search(r'<textarea[^>]*name="yes_means"[^>]*>(.*?)</textarea>', page, re.S)
    assert field and not field[1] and " required" in field[0] and "For example: “From May" in page
    assert "What the proposal says in short" in page


@pytest.mark.parametrize("step", ["open", "preview"])
@pytest.mark.parametrize("nothing", ["", " ", "\u200f"])
def test_a_ballot_on_which_yes_means_nothing_is_not_opened_here(client, republic, step, nothing):
    made = world.ready(republic, both=True)
    answer = shown(client, republic, made, {"step": step, "yes_means": nothing, "no_means": "It stays shut."})
    page = answer.content.decode()
    assert answer.status_code == 422 and not Ballot.objects.exists()
    assert "Write what happens after a yes" in page and "It stays shut." in page


def test_nothing_can_be_sent_from_the_preview(client, republic):
    page = shown(
        client, republic, world.ready(republic), YES | {"step": "preview"}, by="olga"
    ).content.decode()
    paper = page.split("As voters will see it")[1].split("</main>")[0]
    assert "<form" not in paper and "<fieldset disabled>" in paper
    assert [tag for tag in re.findall(r"<button[^>]*>", paper) if " disabled" not in tag] == []
    assert "nothing can be chosen or sent here" in paper and not Ballot.objects.exists()


def test_what_no_paper_could_hold_is_said_at_the_preview(client, republic):
    made = world.ready(republic, both=True)
    answer = shown(client, republic, made, {"step": "preview", "yes_means": "a" * 301})
    assert answer.status_code == 422 and "longer than 300 characters" in answer.content.decode()


def test_people_and_places_are_not_offered_where_there_are_no_places_to_ask(client, republic):
    charter = republic.linden.charters.latest("version")
    charter.rules = charter.rules | {"stricter": ["double-majority"]}
    charter.save()
    page = shown(client, republic, world.ready(republic), by="olga").content.decode()
    assert 'name="method"' not in page and "The people decide" in page


def test_a_refusal_keeps_what_was_typed(client, republic):
    made = world.ready(republic, both=True)
    typed = {"yes_means": "The crew is paid.", "no_means": "It stays shut.", "method": "double-majority"}
    hearing = made.hearings.get(ended_at=None)
    hearing.stage_at = world.later(days=0)
    hearing.save()
    answer = shown(client, republic, made, typed | {"step": "open"})
    page = answer.content.decode()
    assert answer.status_code == 409 and not Ballot.objects.exists()
    assert 'role="alert"' in page and "It has to be discussed until" in page
    assert "The crew is paid." in page and "It stays shut." in page
    assert '<input type="radio" name="method" value="double-majority" checked>' in page


@pytest.mark.parametrize(
    ("both", "matter", "by", "says"),
    [
        (False, "mobility", "olga", "The people decide: the charter asks for this"),
        (True, "water", "ines", "People and places decide: the charter asks for both"),
    ],
)
def test_where_nothing_may_be_chosen_the_page_says_so(client, republic, both, matter, by, says):
    made = world.ready(republic, both=both, matter=matter)
    page = shown(client, republic, made, by=by).content.decode()
    assert says in page and 'name="method"' not in page


@pytest.mark.parametrize("step", ["open", "preview"])
@pytest.mark.parametrize("method", ["majority", "dice"])
def test_a_laxer_or_unknown_way_is_refused_with_a_sentence(client, republic, step, method):
    made = world.ready(republic, both=True, matter="water")
    answer = shown(client, republic, made, YES | {"step": step, "method": method})
    assert answer.status_code == 422 and not Ballot.objects.exists()
    assert ("would be laxer" if method == "majority" else "is not known here") in answer.content.decode()


def test_the_stricter_way_chosen_is_the_ballots(client, republic):
    made = world.ready(republic, both=True)
    answer = shown(client, republic, made, YES | {"step": "open", "method": "double-majority"})
    assert answer.status_code == 302
    assert Ballot.objects.get().method == "double-majority"


def test_the_page_of_an_assembly_says_how_each_matter_is_decided(client, republic):
    page = client.get(f"/a/{republic.ashby.public_id}/").content.decode()
    assert "Whoever opens the ballot may ask for yes in more than half of the places" in page
    assert "<dt>water</dt><dd>More than half of yes and no, and yes in more than half of the places" in page
