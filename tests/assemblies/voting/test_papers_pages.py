# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballot papers as a browser and a program send them: what cannot stand gets a sentence and changes nothing."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.http import QueryDict

from assemblies import clock
from assemblies.voting import forms, operations, sheets
from assemblies.voting.models import Vote
from governance import answers, papers
from governance.refusals import Refusal
from tests import republic as world
from tests.assemblies.voting.ways_asked import ANSWERS, ASKS

OF_KIND = {
    "plurality": {"choice": "2"},
    "approval": {"option": ["1", "2"]},
    "spav": {"option": ["1", "2"]},
    "score": {"points-1": "5", "points-2": "0"},
    "dots": {"points-2": "3", "points-3": "3"},
    "schulze": {"place-1": "1", "place-2": "2", "place-3": "2"},
    "irv": {"place-1": "1", "place-2": "3", "place-3": "2"},
    "stv": {"place-2": "1"},
    "budget-mes": {"n-1": "2", "n-3": "1"},
    "consent": {"choice": "agree"},
}
KEPT = {
    "plurality": "2",
    "approval": ["1", "2"],
    "spav": ["1", "2"],
    "score": {"1": 5, "2": 0},
    "dots": {"2": 3, "3": 3},
    "schulze": [["1"], ["2", "3"]],
    "irv": [["1"], ["3"], ["2"]],
    "stv": [["2"]],
    "budget-mes": ["1.1", "1.2", "3"],
    "consent": "agree",
}
HUGE = {"option": ["1"] * 900}
BAD = [
    ("plurality", {}),
    ("plurality", {"choice": "9"}),
    ("plurality", {"choice": "yes"}),
    ("approval", {}),
    ("approval", {"option": ["1", "9"]}),
    ("approval", {"option": ["1", "1"]}),
    ("approval", HUGE),
    ("score", {"points-1": "-1"}),
    ("score", {"points-1": "6"}),
    ("score", {"points-1": "NaN"}),
    ("score", {"points-1": "1e400"}),
    ("score", {"points-1": "2.5"}),
    ("score", {"points-9": "2"}),
    ("score", {"points-1": "²"}),
    ("dots", {"points-1": "7"}),
    ("dots", {"points-1": "4", "points-2": "3"}),
    ("dots", {"points-1": "7", "points-2": "-1"}),
    ("dots", {"points-1": "0"}),
    ("dots", {"points-1": "9" * 400}),
    ("schulze", {}),
    ("schulze", {"place-1": "0"}),
    ("schulze", {"place-1": "-2"}),
    ("schulze", {"place-1": "4"}),
    ("schulze", {"place-1": "first"}),
    ("irv", {"place-1": "1", "place-2": "1"}),
    ("stv", {"place-1": "2", "place-2": "2"}),
    ("budget-mes", {"n-1": "5"}),
    ("budget-mes", {"n-1": "-1"}),
    ("budget-mes", {"n-3": "2"}),
    ("budget-mes", {"n-1": "4", "n-3": "1"}),
    ("budget-mes", {"n-2": "1.0"}),
    ("budget-mes", {}),
    ("consent", {}),
    ("consent", {"choice": "yes"}),
    ("consent", {"choice": "object"}),
    ("consent", {"choice": "object", "reason": "   no    "}),
]
UNREAD = [
    "NaN",
    "1e400",
    "[[[",
    "[" * 9_000,
    '{"1":NaN}',
    '{"1":1e400}',
    '["1","1"]',
    '["9"]',
    "",
    "null",
    "true",
]
WRITTEN = {
    "score": [{"1": 1.5}, {"1": True}, {"1": "5"}, {"1": 10**30}, {"1": None}, ["1"], {"9": 1}, [], {}],
    "schulze": [["1"], [["1"], ["1"]], [[]], [["9"]], [[["1"]]], {"1": 1}, 7, None],
    "approval": [[1], ["1"] * 10_000, [["1"]], "1", {"1": 1}],
    "budget-mes": [["1.2"], ["1"], ["1.1", "1.1"], ["1.1", "1.2", "1.3", "1.4", "3"]],
    "dots": [{"1": -3}, {"1": 7}, {str(n): 1 for n in range(10_000)}],
    "plurality": ["9", ["1"], 1, None],
    "consent": ["yes", ["agree"], None],
}


def opened(republic, method):
    composed = operations.Composed(method, ASKS[method], yes_means="" if ASKS[method] else "It is so.")
    ballot = operations.open_ballot(proposal=world.ready(republic), by=republic.olga, composed=composed)
    assert ballot is not None
    return ballot


def choose(client, ballot, **data):
    return client.post(f"/p/{ballot.proposal.public_id}/ballot/", data)


def said(answer):
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


@pytest.mark.parametrize("method", OF_KIND)
def test_what_a_sheet_sends_is_checked_cast_and_kept_as_chosen(client, republic, method):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    checked = choose(client, ballot, step="check", **OF_KIND[method])
    page = checked.content.decode()
    assert checked.status_code == 200 and "Cast my vote" in page and not Vote.objects.exists()
    kept = html.unescape(re.search(r'name="choice" value="([^"]*)"', page)[1])
    assert answers.kept(method, kept) == KEPT[method]
    vote = {"choice": kept, "text": ballot.text_digest}
    assert client.post(f"/b/{ballot.public_id}/cast/", vote).status_code == 302
    assert answers.kept(method, Vote.objects.get().choice) == KEPT[method]


@pytest.mark.parametrize("method", [one for one in OF_KIND if one != "consent"])
def test_change_fills_in_what_was_chosen(client, republic, method):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    kept = answers.admit(method, ballot.asks.asked(), KEPT[method])
    page = choose(client, ballot, step="change", choice=kept, answer=kept).content.decode()
    assert "Check my vote" in page
    filled = len(re.findall(r" checked| selected|<input id=\"n-[^>]*value=\"[1-9]", page))
    assert filled == len([value for value in OF_KIND[method].values() for value in value if value.strip()])
    plain = client.get(f"/p/{ballot.proposal.public_id}/ballot/").content.decode()
    assert not re.search(r" checked| selected", plain)  # nothing is chosen for anyone


@pytest.mark.parametrize(("method", "sent"), BAD)
def test_a_bad_paper_gets_a_sentence_and_changes_nothing(client, republic, method, sent):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    answer = choose(client, ballot, step="check", **sent)
    assert answer.status_code == 422 and said(answer).endswith(".")
    assert "Cast my vote" not in answer.content.decode() and not Vote.objects.exists()
    for name, value in sent.items():
        typed = str(value)[:9]
        if name.startswith(("points-1", "n-1")) and method in ("dots", "budget-mes"):
            assert f'value="{typed}"' in answer.content.decode()  # and keeps what was typed


def test_an_option_that_is_not_there_is_told_as_that_and_nothing_as_nothing(client, republic):
    ballot = opened(republic, "plurality")
    client.force_login(republic.ana)
    for typed, says in {"9": "This option is not on the ballot.", "": "Choose an answer, or"}.items():
        assert says in said(choose(client, ballot, step="check", choice=typed))


@pytest.mark.parametrize("written", UNREAD)
@pytest.mark.parametrize("method", ["score", "schulze", "approval", "budget-mes"])
def test_an_answer_that_cannot_be_read_again_is_refused_in_words(client, republic, method, written):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    for step in ("check", "change"):
        answer = choose(client, ballot, step=step, answer=written)
        assert answer.status_code == 422 and said(answer)
    vote = {"choice": written, "text": ballot.text_digest}
    assert client.post(f"/b/{ballot.public_id}/cast/", vote).status_code in (400, 409, 422)
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("method", "choice"), [(m, one) for m, several in WRITTEN.items() for one in several]
)
def test_a_program_s_bad_choice_is_refused_with_where_and_why(client, republic, method, choice):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    answer = client.put(
        f"/api/v1/ballots/{ballot.public_id}/vote",
        json.dumps({"choice": choice, "text": ballot.text_digest}),
        content_type="application/json",
    )
    assert 400 <= answer.status_code < 500 and answer.status_code != 404, answer.content
    assert answer.json()["detail"] and not Vote.objects.exists()


@pytest.mark.parametrize("method", ["score", "schulze", "budget-mes"])
def test_another_paper_or_a_late_answer_changes_nothing(client, republic, method):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    kept = answers.admit(method, ballot.asks.asked(), ANSWERS[method][0])
    other = client.post(f"/b/{ballot.public_id}/cast/", {"choice": kept, "text": "ni:///sha-256;x"})
    assert other.status_code in (409, 422) and not Vote.objects.exists()
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        client.force_login(republic.ana)
        late = client.post(f"/b/{ballot.public_id}/cast/", {"choice": kept, "text": ballot.text_digest})
        assert late.status_code == 409 and not Vote.objects.exists()


def test_ten_thousand_fields_are_refused_before_any_is_looked_at(client, republic):
    ballot = opened(republic, "approval")
    client.force_login(republic.ana)
    answer = choose(client, ballot, step="check", option=["1"] * 10_000)
    assert 400 <= answer.status_code < 500 and not Vote.objects.exists()


def test_the_order_of_options_differs_between_voters_and_is_the_same_for_one(client, republic):
    ballot = opened(republic, "plurality")
    orders = {}
    for voter in ("ana", "ben", "cleo", "olga"):
        client.force_login(republic.people[voter])
        pages = [client.get(f"/p/{ballot.proposal.public_id}/ballot/").content.decode() for _ in range(2)]
        seen = [tuple(re.findall(r'name="choice" value="(\d)"', page)) for page in pages]
        assert seen[0] == seen[1] and sorted(seen[0]) == ["1", "2", "3"]
        orders[voter] = seen[0]
    drawn = {tuple(o.id for o in sheets.shuffled(ballot.asks.options, f"voter {n}")) for n in range(60)}
    assert len(drawn) == 6  # of three options every order comes up


def test_digits_of_other_scripts_are_read(republic):
    asks = papers.compose("score", ASKS["score"])
    assert forms.choice_of(asks, QueryDict("points-1=٣")) == '{"1":3}'
    with pytest.raises(Refusal, match="Write a whole number beside “Fruit trees”"):
        forms.choice_of(asks, QueryDict("points-1=1_0"))
