# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time is shown by the clocks of the assembly it belongs to: every date stands inside a timezone block."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TAGS = re.compile(r'{%-? *(timezone|endtimezone)\b|{% *include "([^"]+)"|\|date:"(?!c")([^"]+)')
WITHOUT_A_PLACE = {
    "people/operator.html": "an operator serves every place",
    "people/letters.html": "a letter belongs to no place",
    "front/_tile.html": "its times are made wall times of its place before",
    "front/assembly.html": "its times are made wall times of its place before",
}
MAY_STAND_OUTSIDE = {
    ("registry/me.html", "token.made_at"): "a token belongs to no place",
    ("voting/_when.html", "row.day"): "a day of the place already, without a time",
}


def outside(name: str, around: tuple[str, ...] = ()) -> list[str]:
    """What a template dates outside of a timezone block, in itself or in the pieces it takes in; a piece may take in
    itself, and `around` are those that are being read."""
    if name in around:
        return []
    text, depth, found = (ROOT / name).read_text(), 0, []
    for tag in TAGS.finditer(text):
        if tag[1]:
            depth += 1 if tag[1] == "timezone" else -1
        elif depth == 0 and tag[2]:
            inner = outside(tag[2], (*around, name)) if tag[2] not in WITHOUT_A_PLACE else []
            found += [f"{name} > {each}" for each in inner]
        elif depth == 0:
            what = re.split(r"[ ={]", text[: tag.start()])[-1]
            found += [] if (name, what) in MAY_STAND_OUTSIDE else [f"{name}: {what}"]
    return found


PAGES = sorted(
    name
    for name in (str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
    if not name.rpartition("/")[2].startswith("_") and name not in WITHOUT_A_PLACE
)


@pytest.mark.parametrize("name", PAGES)
def test_every_date_of_a_page_is_told_by_the_clocks_of_its_place(name):
    assert outside(name) == []


def test_a_date_outside_is_found(tmp_path, monkeypatch):
    (tmp_path / "page.html").write_text(
        '{% timezone z %}{{ a|date:"j" }}{% endtimezone %}{{ b|date:"j" }}{% include "_c.html" %}'
    )
    (tmp_path / "_c.html").write_text('{{ c|date:"j" }}')
    monkeypatch.setattr("tests.architecture.test_dates.ROOT", tmp_path)
    assert outside("page.html") == ["page.html: b", "page.html > _c.html: c"]
