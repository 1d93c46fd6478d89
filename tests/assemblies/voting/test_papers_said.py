# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a ballot paper says beside its question: who votes, what was left empty, whose language it is in; its weight."""

import html
import re

import pytest
from django.utils import translation

from assemblies.voting import franchised, operations, sheets
from assemblies.wording import tongues
from governance import answers, papers
from tests import republic as world
from tests.assemblies.voting.test_papers_pages import OF_KIND, choose, opened, said
from tests.assemblies.voting.ways_asked import ASKS, OF_OPTIONS


def paper(client, ballot):
    return html.unescape(client.get(f"/p/{ballot.proposal.public_id}/ballot/").content.decode())


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


@pytest.mark.parametrize("method", ASKS)
def test_every_paper_says_who_may_vote_and_how_many_these_are(client, republic, method):
    ballot = opened(republic, method)
    who = franchised.who(ballot)
    assert who == f"Who had a home seat here when voting opened can vote: {ballot.seats} people."
    client.force_login(republic.ana)
    assert who in paper(client, ballot)
    assert who in client.get(f"/p/{ballot.proposal.public_id}/").content.decode()
    choice = OF_KIND.get(method) or ({"choice": "yes"} if method == "majority" else None)
    if choice:
        assert who in text(choose(client, ballot, step="check", **choice).content.decode())
    client.force_login(republic.people["zoe"])
    assert who in paper(client, ballot)  # also to those who are not among them


@pytest.mark.parametrize("method", ["majority", *OF_KIND])
def test_before_it_is_cast_the_question_comes_first(client, republic, method):
    ballot = opened(republic, method)
    client.force_login(republic.ana)
    page = choose(client, ballot, step="check", **OF_KIND.get(method, {"choice": "yes"})).content.decode()
    after = text(page[page.index("Check your vote before you cast it</h2>") :])
    asked = {"majority": "Should Linden adopt this?", "consent": "Can you live with this?"}
    question = asked.get(method) or ballot.asks.question
    assert after.removeprefix("Check your vote before you cast it ").startswith(question)
    assert "Closes " not in text(page[: page.index("<dl")])


LEFT_OUT = [
    ("plurality", "2", ""),
    ("approval", ["1"], "You did not mark: Shared oven, Play stream."),
    ("approval", ["1", "2", "3"], ""),
    ("score", {"1": 5, "2": 0}, "You gave no score to: Play stream. What has no score counts as 0."),
    ("score", {"1": 5, "2": 0, "3": 0}, ""),
    ("dots", {"1": 5}, "You gave no dots to: Shared oven, Play stream. 1 of your dots is not placed."),
    ("dots", {"1": 2, "2": 2, "3": 2}, ""),
    ("dots", {"1": 1, "2": 1, "3": 1}, "3 of your dots are not placed."),
    (
        "schulze",
        [["2"]],
        "You gave no place to: Fruit trees, Play stream. What you leave out counts as last.",
    ),
    (
        "irv",
        [["1"], ["2"]],
        "You gave no place to: Play stream. Your vote never moves to what you leave out.",
    ),
    ("stv", [["1"], ["2"], ["3"]], ""),
    ("budget-mes", ["1.1", "3"], "You pay nothing for: Ramps."),
    ("budget-greedy", ["1.1", "2.1", "2.2"], "You pay nothing for: A warden."),
]


@pytest.mark.parametrize(("method", "choice", "sentence"), LEFT_OUT)
def test_what_was_left_out_is_said_in_a_sentence(method, choice, sentence):
    asks = papers.compose(method, ASKS[method])
    kept = answers.admit(method, asks.asked(), choice)
    assert re.sub("[\u2068\u2069]", "", sheets.left_out(asks, kept)) == sentence
    assert sheets.left_out(asks, answers.admit(method, asks.asked(), "abstain")) == ""


def test_the_check_step_says_what_was_left_out_and_nothing_of_a_yes(client, republic):
    ballot = opened(republic, "schulze")
    client.force_login(republic.ana)
    page = choose(client, ballot, step="check", **{"place-1": "1"}).content.decode()
    told = re.search(r'id="left-out">(.*?)</span>', page)[1]
    assert "Shared oven" in told and "counts as last" in told
    assert "left-out" not in choose(client, ballot, step="check", choice="abstain").content.decode()


def test_of_fifty_left_out_a_few_are_named_and_the_rest_counted():
    many = {"question": "Which?", "options": [{"name": f"Idea {n}"} for n in range(60)]}
    asks = papers.compose("schulze", many)
    told = sheets.left_out(asks, answers.admit("schulze", asks.asked(), [["1"]]))
    assert "53 more" in told and len(told) < 200


def sixty(republic, method, **more):
    options = [{"name": f"Idea number {n}", "costs": "100", "most": 3} for n in range(60)]
    if method != "budget-mes":
        options = [{"name": option["name"]} for option in options]
    composed = operations.Composed(method, OF_OPTIONS | {"options": options} | more)
    return operations.open_ballot(proposal=world.ready(republic), by=republic.olga, composed=composed)


@pytest.mark.parametrize(
    ("method", "more", "most"),
    [
        ("schulze", {}, 27_000),
        ("budget-mes", {"pot": "9000", "unit": "£"}, 30_000),
        ("score", {"top": 5}, 65_000),
        ("approval", {}, 27_000),
    ],
)
def test_sixty_options_are_searched_sent_from_anywhere_and_light(client, republic, method, more, most):
    ballot = sixty(republic, method, **more)
    client.force_login(republic.ana)
    page = paper(client, ballot)
    assert len(page.encode()) < most
    assert page.count("Idea number") >= 60 and page.count('id="sift"') == 1 and "gobar" in page
    assert re.search(r'class="sift field" hidden', page)  # without a script there is nothing to type into
    few = paper(client, opened(republic, method))
    assert 'id="sift"' not in few and "gobar" not in few


def test_a_score_can_be_emptied_again_without_a_script(client, republic):
    ballot = opened(republic, "score")
    client.force_login(republic.ana)
    page = paper(client, ballot)
    assert page.count('value=""><span>No score</span>') == 3
    kept = choose(client, ballot, step="check", **{"points-1": "5", "points-2": ""}).content.decode()
    assert html.unescape(re.search(r'name="choice" value="([^"]*)"', kept)[1]) == '{"1":5}'


def test_too_many_dots_are_refused_with_how_many_to_take_back(client, republic):
    ballot = opened(republic, "dots")
    client.force_login(republic.ana)
    answer = choose(client, ballot, step="check", **{"points-1": "5", "points-2": "7"})
    assert said(answer) == "You have 6 dots to place, and placed 12. Take 6 back."


@pytest.mark.parametrize("method", ["majority", "consent", "schulze", "budget-mes", "score"])
def test_a_ballot_in_another_language_than_the_page_says_so_and_marks_it(client, republic, method):
    ballot = opened(republic, method)
    ballot.proposal.language = "en"
    ballot.proposal.save(update_fields=["language"])
    client.force_login(republic.ana)
    own = paper(client, ballot)
    assert "was written in" not in own and 'lang="en">' not in own.partition("<main")[2]
    client.cookies["django_language"] = "ar"
    with translation.override("ar"):
        note = tongues.note("en")
        pages = [paper(client, ballot)]
        given = OF_KIND.get(method, {"choice": "yes"})
        pages.append(html.unescape(choose(client, ballot, step="check", **given).content.decode()))
    for page in pages:
        assert note and note in page
        title = re.escape(ballot.proposal.title)
        assert re.search(rf'dir="auto" lang="en">{title}<', page.partition("<main")[2])
        if ballot.asks.options:
            assert re.search(rf'dir="auto" lang="en">{re.escape(ballot.asks.question)}<', page)


def test_languages_nobody_has_a_name_for_are_marked_and_not_told():
    with translation.override("en"):
        assert tongues.other("") == tongues.other("en") == tongues.other("en-GB") == ""
        assert tongues.other("ar") == "ar" and "Arabic" in tongues.note("ar")
        assert tongues.other("xx") == "xx" and tongues.note("xx") == ""
