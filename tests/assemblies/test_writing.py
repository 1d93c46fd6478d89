# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write is kept as they meant it, and what shows nothing or turns a line around is not."""

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
