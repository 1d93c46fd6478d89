# SPDX-License-Identifier: AGPL-3.0-or-later
"""A no is said once, in the reader's language, with ways on and with what was typed still at hand."""

import pytest
from django.urls import reverse
from django.utils import translation

from assemblies import wording
from assemblies.deliberation import operations as deliberation
from assemblies.proposals import operations as proposals
from governance.refusals import Refusal
from tests import republic as world

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def said(client, path, data, **headers):
    return client.post(path, data, headers=headers)


@pytest.fixture
def ended(client, republic):
    """A withdrawn proposal, and Ben who still wants to say something."""
    made = world.raised(republic)
    proposals.withdraw(proposal=made, by=republic.ana)
    client.force_login(republic.ben)
    return made


def test_what_was_typed_is_not_lost_and_the_way_back_is_there(client, ended):
    came = HOST + reverse("proposal", args=[ended.public_id])
    typed = {"text": "A long thought <b>of mine</b>.", "kind": "comment"}
    answer = said(client, reverse("contribute", args=[ended.public_id]), typed, Referer=came)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A long thought &lt;b&gt;of mine&lt;/b&gt;." in page and "<textarea" in page
    assert f'href="{reverse("proposal", args=[ended.public_id])}">Back to where you were' in page


def test_without_a_page_one_came_from_the_address_says_what_it_was_about(client, ended):
    answer = said(client, reverse("contribute", args=[ended.public_id]), {"text": "Mine.", "kind": "comment"})
    assert answer.context["ways"] == [
        (reverse("proposal", args=[ended.public_id]), "To the proposal"),
        ("/", "To the first page"),
    ]
    assert answer.context["typed"] == [], "a form of another site puts no words on our page"


@pytest.mark.parametrize(
    "came",
    [
        "http://elsewhere.invalid/p/x/",
        "//elsewhere.invalid/",
        "http://testserver/nothing/here/",
        "javascript:x",
    ],
)
def test_nobody_is_led_to_another_site_or_to_nothing(client, ended, came):
    answer = said(client, reverse("contribute", args=[ended.public_id]), {"text": "x"}, Referer=came)
    assert [words for _href, words in answer.context["ways"]] == ["To the proposal", "To the first page"]
    assert answer.context["typed"] == []


def test_a_vote_refused_leads_back_to_the_proposal_and_says_once_that_nothing_was_recorded(client, republic):
    ballot = world.at_vote(republic)
    path = reverse("proposal", args=[ballot.proposal.public_id])
    type(ballot).objects.filter(pk=ballot.pk).update(closes_at=ballot.opened_at)
    client.force_login(republic.ana)
    data = {"choice": "yes", "text": ballot.text_digest}
    cast = reverse("cast", args=[ballot.public_id])
    answer = said(client, cast, data, Referer=HOST + path + "ballot/")
    page = answer.content.decode()
    assert (
        answer.status_code == 409 and page.count("not recorded") == 1 and "Nothing was recorded" not in page
    )
    assert (path, "To the proposal") in answer.context["ways"]


def test_a_no_is_in_the_language_of_the_reader(client, republic):
    client.force_login(republic.ana)
    answer = client.get(f"/a/{republic.ashby.public_id}/console/", headers={"Accept-Language": "ar"})
    assert answer.status_code == 403
    assert "لا يحقّ هذا هنا إلا لـ: ميسّروه." in answer.content.decode()
    assert (reverse("assembly", args=[republic.ashby.public_id]), "إلى المجلس") in answer.context["ways"]


def test_a_program_hears_the_language_it_asks_for(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    path = f"/api/v1/proposals/{made.public_id}/second"
    for language, begins in (("en", "You raised this"), ("ar", "أنت من طرح هذا")):
        answer = client.post(path, {}, content_type="application/json", headers={"Accept-Language": language})
        assert answer.status_code == 409, answer.content
        assert answer.json()["detail"].startswith(begins)
        assert answer.json()["code"] == "your_own"


def test_what_the_talk_refuses_is_a_sentence_in_arabic(republic):
    made = world.raised(republic)
    with translation.override("ar"), pytest.raises(Refusal) as no:
        deliberation.contribute(proposal=made, by=republic.ana, kind="shout", text="x")
    with translation.override("ar"):
        assert wording.refusal(no.value) == "لا توجد مساهمة من هذا النوع."


def test_whoever_was_signed_out_is_told_so_and_comes_back_by_signing_in(client, republic):
    made = world.discussed(republic)
    came = reverse("proposal", args=[made.public_id])
    typed = {"text": "Not lost.", "kind": "comment"}
    answer = said(client, reverse("contribute", args=[made.public_id]), typed, Referer=HOST + came)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You are signed out. Sign in and go on." in page and "Not lost." in page
    assert answer.context["ways"][0] == (
        f"{reverse('account_login')}?next={came.replace('/', '%2F')}",
        "Sign in",
    )


def test_a_vote_that_meets_no_session_shows_no_digest_as_typed(client, republic):
    ballot = world.at_vote(republic)
    came = HOST + reverse("ballot", args=[ballot.proposal.public_id])
    sent = {"choice": "yes", "text": ballot.text_digest}
    answer = said(client, reverse("cast", args=[ballot.public_id]), sent, Referer=came)
    assert answer.context["typed"] == []
    assert "You are signed out." in answer.context["sentence"]
    assert answer.context["ways"][0][1] == "Sign in"


def test_an_address_that_only_takes_forms_says_so_where_it_is_opened(client, republic):
    made = world.discussed(republic)
    client.force_login(republic.ben)
    answer = client.get(reverse("contribute", args=[made.public_id]))
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "only takes what a form sends" in answer.content.decode()
