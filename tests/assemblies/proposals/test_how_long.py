# SPDX-License-Identifier: AGPL-3.0-or-later
"""For how long it would bind: asked in plain words, kept with the effects, shown, and refused where senseless."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from assemblies import clock, wording
from assemblies.proposals import operations, queries
from governance.terms import BadTerm
from tests import republic as world
from tests.assemblies.proposals.test_raise_proposal import kept, typed


def shown(client, made):
    return client.get(reverse("proposal", args=[made.public_id])).content.decode()


@pytest.mark.parametrize(
    ("picked", "lasts", "words"),
    [
        ({}, "", "Until it is decided otherwise"),
        ({"lasts": "months", "lasts-months": "6"}, "P6M", "For 6 months from the decision"),
        ({"lasts": "months", "lasts-months": "1"}, "P1M", "For 1 month from the decision"),
        ({"lasts": "day", "lasts-day": "2099-06-30"}, "2099-06-30", "Until 30 June 2099"),
        ({"lasts": "", "lasts-months": "6"}, "", "Until it is decided otherwise"),
    ],
)
def test_what_is_picked_is_kept_with_the_effects_and_shown(client, republic, picked, lasts, words):
    client.force_login(republic.ana)
    made = kept(client, republic, **picked)
    assert made.lasts == lasts and made.drafts.get().content["lasts"] == lasts
    assert words in shown(client, made)
    operations.submit(proposal=made, by=republic.ana)
    assert words in shown(client, made)


@pytest.mark.parametrize(
    ("picked", "sentence"),
    [
        ({"lasts": "months", "lasts-months": "0"}, "a whole number from 1 to 600"),
        ({"lasts": "months", "lasts-months": "601"}, "a whole number from 1 to 600"),
        ({"lasts": "months", "lasts-months": "½"}, "a whole number from 1 to 600"),
        ({"lasts": "day", "lasts-day": ""}, "Pick the last day on which it binds"),
        ({"lasts": "day", "lasts-day": "2027-02-30"}, "Pick the last day on which it binds"),
        ({"lasts": "day", "lasts-day": "2001-01-01"}, "is not to come any more"),
        ({"lasts": "months", "lasts-months": "6", "binding": "no"}, "It binds nobody"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(client, republic, picked, sentence):
    client.force_login(republic.ana)
    answer = client.post(reverse("raise"), typed(republic, **picked))
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in answer.context["typed"].errors["lasts"]
    assert f'value="{picked.get("lasts-months") or picked["lasts-day"]}"' in page
    assert 'href="#f-lasts"' in page and 'id="f-lasts"' in page


def test_the_form_comes_filled_and_a_change_of_it_is_tested_again_and_told(client, republic):
    made = world.raised(republic, lasts="P6M")
    client.force_login(republic.ana)
    page = client.get(reverse("edit", args=[made.public_id])).content.decode()
    assert 'value="months" checked' in page and 'name="lasts-months"' in page and 'value="6"' in page
    operations.change(proposal=made, by=republic.ana, content=world.content(republic, lasts="2099-06-30"))
    assert [run.occasion for run in queries.placements(made)] == ["submitted", "effects"]
    versions = client.get(reverse("versions", args=[made.public_id])).content.decode()
    assert "Until 30 June 2099. Before: For 6 months from the decision." in versions


def test_a_draft_whose_last_day_has_gone_by_is_not_put_forward(republic):
    day = clock.now().date() + timedelta(days=3)
    made = operations.raise_proposal(
        author=republic.ana, raised_in=republic.linden, content=world.content(republic, lasts=day.isoformat())
    )
    with clock.travel(clock.now() + timedelta(days=5)), pytest.raises(BadTerm):
        operations.submit(proposal=made, by=republic.ana)
    assert queries.proposal(made.public_id).stage == "draft"


def test_a_term_is_said_in_the_readers_language_and_with_its_end_once_decided():
    assert (
        wording.term("P12M", date(2026, 11, 22)) == "For 12 months from the decision, until 22 November 2027"
    )
    with translation.override("ar"):
        assert wording.term("P2M") == "لمدّة شهرين من القرار"
