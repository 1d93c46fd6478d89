# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said after an act has a place of its own: apart from what stands above, below and beside it."""

from pathlib import Path

import pytest
from playwright import sync_api

pytestmark = pytest.mark.journey
STYLE = (Path(__file__).parents[2] / "static" / "rings.css").read_text()
NOTE = '<p class="note"><span>The invitation works no more.</span></p>'
HERO = '<section class="hero night"><div class="wrap"><h1>Linden</h1></div></section><main></main>'
PLAIN = '<main><div class="wrap page"><h1>Linden</h1></div></main>'
LEAST = 12
"""Pixels."""


@pytest.mark.parametrize("below", [HERO, PLAIN])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_message_touches_nothing(chromium: sync_api.Browser, below: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 700})
    page.set_content(
        f'<style>{STYLE}</style><header class="mast"><div class="wrap">Nested</div></header>'
        f'<div class="wrap messages" role="status">{NOTE}{NOTE}</div>{below}'
    )
    head, under = page.locator(".mast").bounding_box(), page.locator(".hero, h1").first.bounding_box()
    first, second = (note.bounding_box() for note in page.locator(".note").all())
    page.close()
    assert head and under and first and second
    assert first["y"] - (head["y"] + head["height"]) >= LEAST
    assert second["y"] - (first["y"] + first["height"]) >= LEAST / 2
    assert under["y"] - (second["y"] + second["height"]) >= LEAST
    assert first["x"] >= LEAST
