# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every word that a person can be shown stands in the Arabic catalogue, translated, with its facts in place."""

import gettext
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages import Catalog, Message, extract, mofile, pofile
from django.utils import translation
from django.utils.translation.template import templatize

from assemblies import wording
from assemblies.wording import outcomes, placements
from governance import sentences
from governance.tallies import sentences as counted

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "ngettext_noop"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
COUNTED = 3  # Arabic says none, one and two in the word itself; from three on the number has to be there
NAMES = (
    *("name", "title", "place", "matter", "by", "reason", "keeper", "overlay", "parent", "here"),
    *("smaller", "old", "new", "given", "amount", "left", "asked"),
)
"""Facts that are the network's own words, or amounts in its units."""
NAMED = re.compile(r"%\((\w+)\)[sd]|%%")


def source_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    # In brackets, because a template is indented as it likes and Python's tokens are not.
    return f"({templatize(text)})" if path.suffix == ".html" else text


def sources() -> list[Path]:
    python = [path for room in ("assemblies", "config") for path in (ROOT / room).rglob("*.py")]
    return sorted([*python, *(ROOT / "templates").rglob("*.html")])


def words_of(path: Path) -> Iterator[tuple[str, str | None]]:
    """Each text of a file that is to be translated, with its context."""
    found = extract.extract("python", io.BytesIO(source_of(path).encode()), KEYWORDS)
    for _line, message, _comments, context in found:
        yield (message if isinstance(message, str) else message[0]), context


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file, locale="ar")


AR = catalogue()
MESSAGES = [message for message in AR if message.id]


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str, message: Message) -> set[str]:
    named = {found.group(0) for found in NAMED.finditer(text)} if "python-format" in message.flags else set()
    braces = {"python-brace-format", "python-braces-format"} & set(message.flags)
    fields = {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name} if braces else set()
    return named | fields | set(re.findall(r"</?\w+[^>]*>", text))


def test_there_are_words_to_look_at():
    assert sum(len(list(words_of(path))) for path in sources()) > 600


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_of_a_file_is_in_the_catalogue(path):
    missing = [text for text, context in words_of(path) if not AR.get(text, context)]
    assert not missing, (
        f"not in {CATALOGUE.relative_to(ROOT)}: {missing}; see docs/decisions/0007-languages.md"
    )


def test_nothing_is_in_the_catalogue_that_no_file_says():
    used = {(text, context or None) for path in sources() for text, context in words_of(path)}
    said = {(forms(message.id)[0], message.context or None) for message in MESSAGES}
    assert said <= used, said - used


def test_every_message_is_translated_and_none_is_a_guess():
    empty = [message.id for message in MESSAGES if not all(forms(message.string))]
    assert not empty, empty
    assert not [message.id for message in MESSAGES if message.fuzzy]


def test_counted_messages_have_the_six_forms_of_arabic():
    assert AR.num_plurals == 6
    short = [message.id for message in MESSAGES if message.pluralizable and len(forms(message.string)) != 6]
    assert not short, short


def test_translations_keep_the_facts_of_the_source():
    for message in MESSAGES:
        wanted = set.union(*(placeholders(text, message) for text in forms(message.id)))
        translated = forms(message.string)
        for number, text in enumerate(translated):
            kept = placeholders(text, message)
            few = len(translated) > 1 and number < COUNTED
            assert kept <= wanted if few else kept == wanted, (message.id, text)


def test_names_stand_apart_in_arabic_sentences():
    """A Latin name in a sentence from right to left drags the stops and numbers beside it along, unless isolated."""
    bare = re.compile(rf"(?<!\u2068)(%\((?:{'|'.join(NAMES)})\)s|{{(?:{'|'.join(NAMES)})}})")
    assert [text for message in MESSAGES for text in forms(message.string) if bare.search(text)] == []


def test_translations_are_arabic():
    same = [m.id for m in MESSAGES if not re.search(r"[\u0600-\u06ff]|^%\(\w+\)s%%$", forms(m.string)[-1])]
    assert not same, same


def test_compiled_catalogue_says_what_the_readable_one_says():
    fresh = io.BytesIO()
    mofile.write_mo(fresh, AR)
    fresh.seek(0)
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        committed = gettext.GNUTranslations(file)
    assert said(committed) == said(gettext.GNUTranslations(fresh)), (
        "compile again: docs/decisions/0007-languages.md"
    )


def said(compiled: gettext.GNUTranslations) -> dict[object, str]:
    """What a compiled catalogue holds, without its header, which tells only when it was made."""
    return {key: text for key, text in compiled._catalog.items() if key}  # type: ignore[attr-defined]


def test_catalogue_names_no_place_on_a_computer():
    references = [place for message in AR for place, _line in message.locations]
    assert references
    assert not [place for place in references if place.startswith(("/", "..", "~"))]


def test_the_law_speaks_the_language_of_the_reader():
    assert set(placements.SENTENCES) == set(sentences.SENTENCES)
    for code, sentence in placements.SENTENCES.items():
        assert fields(sentence) <= fields(sentences.SENTENCES[code]), code
    told = sentences.said(
        "answer_all", name="Ashby", places=sentences.listed(["Old Quay", "Mill Lane"]), whole="both"
    )
    with translation.override("en"):
        assert wording.say(told.as_json()) == str(told)
    with translation.override("ar"):
        words = re.sub("[\u2068\u2069]", "", isolated := wording.say(told.as_json()))
    assert isolated.count("\u2068") == isolated.count("\u2069") > 3
    assert "القرار في Ashby" in words and "Old Quay، Mill Lane" in words and "both" not in words


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_a_sentence_kept_before_its_code_was_known_is_shown_as_it_was_kept():
    assert wording.tell(None, "Kept so.") == "Kept so."
    assert wording.tell([{"code": "not_a_code", "facts": {}}], "Kept so.") == "Kept so."
    assert wording.outcome({"because": "Kept so."}) == "Kept so."
    assert wording.outcome({"said": [{"code": "x", "facts": {}}], "because": "Kept so."}) == "Kept so."


class Network:
    """How a network calls its matters and means, as wording asks it."""

    matters = ({"path": "mobility", "name": "Getting about"},)
    means = SimpleNamespace(
        values=lambda *names: [
            {"code": "GBP", "name": "Money", "unit": "£", "decimal_places": 2},
            {"code": "hours", "name": "Hours of work", "unit": "hours", "decimal_places": 0},
        ]
    )


CALLED = wording.Named(Network())


@pytest.mark.parametrize(
    ("code", "facts", "english"),
    [
        (
            "remit_not_given",
            {"name": "Mill Lane", "matter": "mobility"},
            "Mill Lane may not decide on “Getting about”, because its charter does not give it that matter.",
        ),
        (
            "nobody_remit",
            {"names": ["Mill Lane"], "matter": "mobility"},
            "Their charters do not let these decide on “Getting about”: Mill Lane.",
        ),
        (
            "means_ceiling",
            {
                "name": "Ashby",
                "matter": "mobility",
                "means": "GBP",
                "value": "9000000000",
                "bound": "1800000",
            },
            "It uses up £9,000,000,000, more than the £1,800,000 that one decision on “Getting about”"
            " may use in Ashby.",
        ),
        (
            "means_within",
            {"name": "Ashby", "asked": ["0.5 GBP", "1200 hours"]},
            "What it uses up (£0.50, 1,200 hours) is within what Ashby may use.",
        ),
        (
            "containment_few",
            {"name": "Ashby", "value": "57.1 %", "bound": "95 %"},
            "Only 57.1% of the people affected live in Ashby; at least 95% must.",
        ),
    ],
)
def test_matters_and_means_are_told_by_their_names_and_units(code, facts, english):
    said = {"code": code, "facts": facts}
    with translation.override("en"):
        assert wording.say(said, CALLED) == english
    with translation.override("ar"):
        arabic = wording.say(said, CALLED)
    assert not {"mobility", "GBP", "9000000000"} & set(re.findall(r"\w+", arabic))


def test_an_outcome_is_told_in_the_language_of_the_reader():
    assert set(outcomes.SENTENCES.items()) == set(counted.SENTENCES.items())
    facts = {
        "yes": "yes",
        "no": "no",
        "value": "1068",
        "against": "31",
        "share": "1/2",
        "bound": "549.5",
        "seats": "",
    }
    said = counted.said("adopted_over_cast", **facts)
    tally = {"said": [said.as_json()], "because": str(said)}
    with translation.override("en"):
        assert wording.outcome(tally) == str(said).replace("1068", "1,068").replace("1099", "1,099")
    with translation.override("ar"):
        arabic = wording.outcome(tally)
    assert arabic.startswith("اعتُمد") and "«نعم»" in arabic and "yes" not in arabic and "31" in arabic
