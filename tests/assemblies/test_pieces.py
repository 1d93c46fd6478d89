# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pieces of pages drawn once: by all they show, by language, by zone; nothing else can get into them or stay behind."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from assemblies import pieces
from assemblies.pieces import piece
from assemblies.registry.models import Assembly

AT = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
POST = {"face": 1, "initials": "A", "home": "", "by_proposer": False, "kind": "comment", "is_hidden": False}
POST |= {"hidden_because": "", "language": "", "is_reply": True, "may_hide": False, "replies": mark_safe("")}


def post(**facts):
    return piece("deliberation/_contribution.html", **(POST | {"id": "x", "name": "Ana", "at": AT} | facts))


def test_it_is_drawn_once_and_again_when_a_fact_is_another():
    pieces.forget()
    first = post(html=mark_safe("<p>Said</p>"))
    assert post(html=mark_safe("<p>Said</p>")) is first
    for other in (
        {"name": "Ana B."},
        {"by_proposer": True},
        {"is_hidden": True},
        {"at": AT + timedelta(hours=1)},
    ):
        assert post(html=mark_safe("<p>Said</p>"), **other) != first


def test_each_language_and_zone_has_its_own():
    assert "How decisions" in piece("_foot.html")
    with translation.override("ar"):
        assert "How decisions" not in piece("_foot.html")
    assert "How decisions" in piece("_foot.html")
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert "2 May, 07:30" in post(html="")
    assert "1 May, 22:30" in post(html="")


def test_text_that_reads_like_markup_stays_text():
    marked, text = post(html=mark_safe("<b>x</b>")), post(html="<b>x</b>")
    assert "<b>x</b>" in marked and "<b>x</b>" not in text and "&lt;b&gt;x" in text
    pieces.forget()
    text, marked = post(html="<b>x</b>"), post(html=mark_safe("<b>x</b>"))
    assert "<b>x</b>" in marked and "<b>x</b>" not in text


def test_one_and_true_are_not_taken_for_each_other():
    assert ">1</span>" in post(initials=1, html="") and ">True</span>" in post(initials=True, html="")


@pytest.mark.parametrize(
    "fact", [[], {}, Decimal(1), 1.5, Assembly(pk=1, name="Linden"), ("a", [1]), (mark_safe("<b>"),)]
)
def test_what_could_change_or_look_different_is_not_a_fact(fact):
    with pytest.raises(TypeError):
        piece("front/_stage.html", stage=fact)


def test_nothing_of_the_page_around_gets_in():
    both = '{% piece "front/_stage.html" no_id=True %}{% include "front/_stage.html" %}'
    page = engines["django"].from_string(both).render({"stage": "ballot", "no_id": True})
    alone, among = page.split("</p>", 1)
    assert "On its way" in alone and "Voting is open" in among
