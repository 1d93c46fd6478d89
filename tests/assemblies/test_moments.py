# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far off a moment is has one way of being said, on pages and in their script, and it is right Arabic."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import pofile
from django.utils import translation

from assemblies.front import words
from assemblies.voting.models import Ballot
from assemblies.wording import moments
from governance import charters
from tests import republic as small

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
CASES = [
    ({"seconds": 20}, "now", "الآن"),
    ({"minutes": 1}, "in 1 minute", "بعد دقيقة"),
    ({"minutes": -2}, "2 minutes ago", "قبل دقيقتين"),
    ({"minutes": 90}, "in 2 hours", "بعد ساعتين"),
    ({"hours": -5}, "5 hours ago", "قبل 5 ساعات"),
    ({"hours": 25}, "in 25 hours", "بعد 25 ساعة"),
    ({"hours": 45}, "in 45 hours", "بعد 45 ساعة"),
    ({"hours": 64}, "in 64 hours", "بعد 64 ساعة"),
    ({"hours": 72}, "in 3 days", "بعد 3 أيام"),
    ({"days": 3, "hours": 23}, "in 3 days", "بعد 3 أيام"),
    ({"days": -3, "hours": -13}, "4 days ago", "قبل 4 أيام"),
    ({"days": -3}, "3 days ago", "قبل 3 أيام"),
    ({"days": 11}, "in 11 days", "بعد 11 يومًا"),
    ({"days": 100}, "in 100 days", "بعد 100 يوم"),
]


@pytest.mark.parametrize(("away", "english", "arabic"), CASES)
def test_a_moment_is_said_in_both_languages(away, english, arabic):
    at = NOW + timedelta(**away)
    for language, said in (("en", english), ("ar", arabic)):
        with translation.override(language):
            assert moments.relative(at, NOW) == said


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_script_is_given_the_words_of_the_server(client, db, language):
    page = client.get("/how/", headers={"Accept-Language": language}).content.decode()
    given = json.loads(html.unescape(re.search(r'data-moments="([^"]+)"', page)[1]))
    kind = Locale(language).plural_form
    with translation.override(language):
        assert given["now"] == moments.said("day", 0, past=False)
        for n in range(1, 121):
            for when, unit in ((w, u) for w in ("past", "future") for u in ("minute", "hour", "day")):
                forms = given[when][unit]
                chosen = next((said for key, said in forms if kind(key) == kind(n)), forms[-1][1])
                assert chosen.replace("{n}", str(n)) == moments.said(unit, n, when == "past")


def test_the_script_counts_as_the_server_does():
    script = (ROOT / "static" / "app.js").read_text(encoding="utf-8")
    assert f"a < {moments.MINUTES} ?" in script and f"a < {moments.HOURS * 60} ?" in script
    assert "['day', m < 0 ? a / 1440 : Math.floor(a / 1440)]" in script
    assert "RelativeTimeFormat" not in script


def test_a_tile_says_hours_where_other_pages_do(client, republic):
    ballot = small.at_vote(republic)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=datetime.now(UTC) + timedelta(hours=45))
    client.force_login(republic.ana)
    page = client.get("/").content.decode()
    assert re.search(r"<time [^>]*data-rel>in 45 hours</time>", page)


def test_days_in_a_charter_agree_with_their_number(republic):
    held = charters.read(republic.linden.charters.latest("pk").rules)
    assert (held.seconding_days, held.ballot_hours % 24) == (14, 0)
    with translation.override("ar"):
        said = " ".join(
            sentence for _about, sentence in words.charter(republic.linden.charters.latest("pk").rules)
        )
        assert "14 يومًا" in said and "14 يوم." not in said and "بالأيام" not in said
        assert (
            moments.hours(36) == "36 ساعة" and moments.hours(48) == "يومين" and moments.days(1) == "يوم واحد"
        )
    assert moments.hours(24) == "1 day"


def test_one_and_two_are_said_in_the_word_itself_in_arabic():
    """ "1 يوم" and "2 يوم" are no Arabic: the singular and the dual carry the number themselves."""
    with (ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = pofile.read_po(file, locale="ar")
    before_a_noun = re.compile(r"%\((n|shown|number|days|needed|people)\)s (?!من )[\u0621-\u064a]")
    wrong = [
        each for row in found if row.pluralizable for each in row.string[1:3] if before_a_noun.search(each)
    ]
    assert wrong == []
