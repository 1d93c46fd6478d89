# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tags that templates draw with, and the frame that every page stands in."""

import gzip
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from assemblies.pictures import bowls, packing

STATIC = Path(__file__).parents[3] / "static"
TEMPLATES = Path(__file__).parents[3] / "templates"
SYMBOLS = {e.get("id") for e in ElementTree.parse(STATIC / "icons.svg").iter() if e.tag.endswith("symbol")}


def render(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_an_icon_points_into_the_sprite_and_is_hidden_from_readers() -> None:
    svg = render('{% icon "check" "flip" %}')
    assert 'icons.svg#check"' in svg and 'class="i flip"' in svg and 'aria-hidden="true"' in svg


def test_an_icons_name_cannot_break_out() -> None:
    assert "<b>" not in render("{% icon name %}", name='"><b>')


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        (path.name, icon)
        for path in TEMPLATES.rglob("*.html")
        for icon in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert named and not {(path, icon) for path, icon in named if icon not in SYMBOLS}


def drawn_from() -> set[str]:
    """Every word of what pages are made of: templates, what Python draws, and the scripts."""
    sources = [
        *TEMPLATES.rglob("*.html"),
        *STATIC.glob("*.js"),
        *(STATIC.parent / "assemblies").rglob("*.py"),
    ]
    return {word for path in sources for word in re.findall(r"[\w-]+", path.read_text())}


def test_every_icon_of_the_sprite_is_drawn_somewhere() -> None:
    assert not {name for name in SYMBOLS if name not in drawn_from()}


NUMBERED = re.compile(r"(bowls|in|is|lbl|on|pk|ring|spot)-\w+|(b|f|l|m|n|t|to|w)[1-5]")
"""Classes put together where they are drawn: by the number of a ring, by how deep a line lies, by a theme."""


def test_the_style_sheet_dresses_nothing_that_no_page_has() -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "rings.css").read_text(), flags=re.S)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)(?=[^{}]*\{)", text))
    there = drawn_from() | {"errorlist"}  # Django's own
    assert classes and not {name for name in classes - there if not NUMBERED.fullmatch(name)}


def test_a_meter_has_its_line_only_where_there_is_a_quorum() -> None:
    assert "tick" in render("{% meter 5 10 4 2 %}") and "tick" not in render("{% meter 5 10 0 2 %}")


def test_bowls_and_maps_are_drawn_unescaped() -> None:
    ring = [bowls.Ring("town", "Ashby", 2)]
    assert render('{% bowls rings 0 spots "b1" "T" "D" "day" %}', rings=ring, spots=[]).startswith("<svg")
    node = packing.Node("Ashby", "town", 2, "/a/")
    assert render('{% packmap root "m1" "T" "D" %}', root=node).startswith("<svg")


def test_a_line_names_its_days() -> None:
    days = [{"day": date(2026, 5, 1), "voted": 3}, {"day": date(2026, 5, 4), "voted": 8}]
    svg = render('{% line days 4 "l" "Turnout" %}', days=days)
    assert "1 May" in svg and "4 May" in svg and "tick" in svg
    assert "tick" not in render('{% line days 0 "l" "Turnout" %}', days=days)


def test_a_line_begins_with_nothing_on_the_day_it_opened_and_says_what_its_dashes_are() -> None:
    days = [{"day": date(2026, 5, 4), "voted": 8}]
    svg = ElementTree.fromstring(
        render('{% line days 4 "l" "Turnout" opened "needed: 4" %}', days=days, opened=date(2026, 5, 4))
    )
    (curve,) = (e.get("d") for e in svg.iter("path") if e.get("class") == "curve")
    (x, y), (end, top) = (point.split(" ") for point in curve[1:].split("L"))
    assert float(x) < float(end) and float(y) > float(top)
    (words,) = (e for e in svg.iter("text") if e.get("class") == "ruled")
    assert words.text == "needed: 4"
    (dashes,) = (e.get("d") for e in svg.iter("path") if e.get("class") == "tick")
    assert float(words.get("y")) > float(dashes.split(" ")[1].split("H")[0])


def test_two_pictures_on_a_page_do_not_share_ids() -> None:
    ring = [bowls.Ring("town", "Ashby", 2)]
    html = render('<p>{% bowls r 0 s "one" "T" "D" %}{% bowls r 0 s "two" "T" "D" %}</p>', r=ring, s=[])
    ids = [e.get("id") for e in ElementTree.fromstring(html).iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 4


def packed(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_what_a_page_loads_stays_within_its_budget() -> None:
    """Kilobytes after gzip: styles 12, scripts 25, icons 4, fonts 74 (woff2 is packed already)."""
    assert packed("rings.css") <= 12_288
    assert packed("app.js", "live.js") <= 25_600
    assert packed("icons.svg") <= 4_096
    latin = ("ahn-latin.woff2", "bg-700-latin.woff2", "digits.woff2")
    assert sum((STATIC / "fonts" / name).stat().st_size for name in latin) <= 74 * 1024


def test_every_font_has_its_licence_beside_it_and_a_word_in_the_notices() -> None:
    notices = (STATIC.parent / "NOTICES.md").read_text()
    for font in STATIC.glob("fonts/*.woff2"):
        assert font.name in notices
    assert len(list(STATIC.glob("fonts/LICENSE-*.txt"))) == 3
    assert all("SIL" in path.read_text() for path in STATIC.glob("fonts/LICENSE-*.txt"))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_no_template_needs_what_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert " style=" not in text and "<style" not in text and "javascript:" not in text
    assert not re.search(r"<[^>%{]*\son[a-z]+=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_style_sheet_names_only_files_that_are_there() -> None:
    for name in re.findall(r"url\(([^)]+)\)", (STATIC / "rings.css").read_text()):
        assert finders.find(name), name
