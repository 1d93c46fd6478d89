# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write is kept as they meant it, and what shows nothing or turns a line around is not."""

import re

import pytest

from assemblies import writing
from assemblies.people.forms import NameForm, SignupForm
from governance.refusals import Refusal

TAGGED = "\U000e0041"
FILLER, HALF_FILLER, BRAILLE = "\u3164", "\uffa0", "\u2800"
OVERRIDE, ISOLATE, MARK = "\u202e", "\u2066", "\u200f"


@pytest.mark.parametrize(
    "nothing",
    [TAGGED, FILLER, HALF_FILLER, BRAILLE, "\u0301", "\u200d", "\ufe0f", " \u3164\u00a0", "\u2061", "\ue000"],
)
def test_a_text_in_which_nothing_can_be_seen_is_none(nothing: str) -> None:
    for most in (80, 160):
        with pytest.raises(Refusal) as refused:
            writing.plain(nothing * 6, at="/name", most=most)
        assert refused.value.name == "too_short" and refused.value.at == "/name"
    for form in (NameForm({"name": nothing}), SignupForm({"name": nothing})):
        assert not form.is_valid() and form.errors["name"]


def test_a_title_of_blank_letters_is_not_long_enough_however_many_there_are() -> None:
    with pytest.raises(Refusal):
        writing.plain(FILLER * 20, at="/title", most=160, least=5)


@pytest.mark.parametrize("odd", [TAGGED, OVERRIDE, ISOLATE, MARK, "\u2028", "\ufff9"])
def test_what_turns_a_line_around_or_hides_in_it_is_left_out(odd: str) -> None:
    assert odd not in writing.plain(f"A{odd}na", at="", most=80)
    assert odd not in writing.plain(f"A{odd}na", at="", most=80, lines=True)


def test_a_link_tells_the_site_it_leads_to_nothing_and_vouches_for_nothing() -> None:
    (link,) = re.findall("<a [^>]*>", writing.html("[here](https://elsewhere.invalid/)"))
    found = re.search('rel="([^"]*)"', link)
    assert found and set(found[1].split()) == {"noopener", "noreferrer", "nofollow", "ugc"}


def test_no_entity_of_markdown_brings_it_back() -> None:
    assert "\u202e" not in writing.html("safe &#x202e;txt.exe")
    assert TAGGED not in writing.html("a&#xE0041;b")


@pytest.mark.parametrize(
    "kept",
    [
        "نيم\u200cفاصله",
        "क्\u200dष",
        "👩\u200d🌾",
        "Zoë",
        "李",
        "نص\u06dd",
        "ก็",
        "\u1112\u1161\u11ab",
        "!",
        "7",
    ],
)
def test_what_is_part_of_a_script_stays(kept: str) -> None:
    import unicodedata

    assert writing.plain(kept, at="", most=80) == unicodedata.normalize("NFC", kept)


def test_lines_are_kept_where_they_are_meant_as_in_a_letter() -> None:
    assert writing.html("Monday\nTuesday", breaks=True) == "<p>Monday<br>\nTuesday</p>"
    assert "<br>" not in writing.html("Monday\nTuesday")


def test_a_web_address_is_a_link_that_tells_nobody_where_it_was_read() -> None:
    link = '<a href="https://example.org/a_b_c?d=1&amp;e" rel="noopener noreferrer nofollow ugc">'
    page = writing.html("See (https://example.org/a_b_c?d=1&e), please.")
    assert page == f"<p>See ({link}https://example.org/a_b_c?d=1&amp;e</a>), please.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "`https://example.org`",
        "    https://example.org",
        "[https://one.example](https://example.org)",
        "<https://example.org>",
        "javascript:alert(1) data:text/html,x ftp://example.org https://",
    ],
)
def test_code_links_and_other_schemes_are_left_as_they_are(text: str) -> None:
    assert writing.html(text).count("<a ") == int(text[0] in "[<")


def test_an_address_brings_no_markup_with_it() -> None:
    page = writing.html('https://example.org/"onmouseover="x https://e.example/<b>x</b>')
    assert "<b>" not in page and 'onmouseover="x"' not in page and page.count("<a ") == 2
    assert 'href="https://example.org/"' in page and 'href="https://e.example/"' in page
