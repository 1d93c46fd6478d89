# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every main page, narrow and wide, light and dark, left to right and right to left: axe, overflow, targets, console."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
VISITOR = {
    "home": "/",
    "places": "/places/",
    "how": "/how/",
    "powers": "/powers/",
    "check": "/check/",
    "your data": "/your-data/",
    "accessibility": "/accessibility/",
    "look around": "/look-around/",
    "sign in": "/account/login/",
    "sign up": "/account/signup/",
    "assembly": "/a/{ashby}/",
    "record": "/a/{ashby}/record/",
    "proposals": "/a/{ashby}/proposals/",
    "decisions": "/a/{ashby}/decisions/",
    "facilitators": "/a/{ashby}/facilitators/",
    "result": "/p/{castle_row}/result/",
    "versions": "/p/{riverside}/versions/",
    "placement": "/p/{riverside}/placement/",
    "proposal in a ballot": "/p/{riverside}/",
}
INES = {
    "her home": "/",
    "her seats": "/me/",
    "raising": "/raise/",
    "her ballot": "/p/{riverside}/ballot/",
    "a conversation": "/p/{buses}/",
    "console": "/a/{ashby}/console/",
    "acts of members": "/a/{ashby}/record/acts/",
    "base assembly": "/a/{station}/",
    "lent votes": "/a/{station}/lent/?q=a",
}


def places(instance: Instance) -> dict[str, str]:
    titles = {"castle_row": "One-way", "riverside": "Reopen", "buses": "Night buses"}
    found = {key: instance.proposal(title) for key, title in titles.items()}
    return found | {"ashby": instance.assembly("Ashby"), "station": instance.assembly("Station")}


def speak(page: Page, who: str, address: str, language: str) -> None:
    """Choose a language: someone signed in by the form, which their profile keeps; a visitor by the cookie."""
    if not who:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        return
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Origin": address}
    assert page.request.post("/language/", form={"language": language, "next": "/how/"}, headers=headers).ok


def look(page: Page, path: str, language: str, width: int, scheme: Any) -> list[str]:
    """What is wrong with a page seen so."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    return inspecting.wrong(page)


PAIRWISE = [("en", 1280, "light"), ("en", 390, "dark"), ("ar", 1280, "dark"), ("ar", 390, "light")]
"""Every pair of a language, a width and a theme is in one of these."""


@pytest.mark.parametrize(("who", "pages"), [("", VISITOR), ("Ines", INES)], ids=["visitor", "facilitator"])
def test_nothing_is_in_anyones_way(visit: Open, instance: Instance, who: str, pages: dict[str, str]) -> None:
    page, known, wrong = visit(who), places(instance), []
    # Each page is seen in two ways that differ in all three, and the next page in the other two.
    for number, (name, path) in enumerate(pages.items()):
        for way in (PAIRWISE[0], PAIRWISE[3]) if number % 2 else (PAIRWISE[1], PAIRWISE[2]):
            speak(page, who, instance.url, way[0])
            wrong += [f"{name} {way}: {problem}" for problem in look(page, path.format(**known), *way)]
    speak(page, who, instance.url, "en")
    assert not wrong, "\n".join(wrong)


BROKEN = """
    <img src="/static/mark.svg"><p class="nowrap">WIDE</p>
    <p><a id="alone" href="/">So</a></p><p>There is a <a id="inside" href="/">word</a> in a sentence.</p>
    <label id="small"><input type="checkbox"></label><p><button id="flat">x</button></p>
    <button class="btn" id="well">As it should be</button>
""".replace("WIDE", "wide " * 400)


def test_the_inspector_is_awake(visit: Open) -> None:
    page = visit()
    page.goto("/how/")
    page.evaluate("html => document.querySelector('h1').insertAdjacentHTML('afterend', html)", BROKEN)
    found = inspecting.wrong(page)
    assert any(one.startswith("image-alt") for one in found)
    assert any(one.startswith("spills over") for one in found)
    small = [one for one in found if one.startswith("too small")]
    assert [name for name in ("alone", "inside", "checkbox", "flat", "well") if name in "".join(small)] == [
        "alone", "checkbox", "flat",
    ]  # fmt: skip


def test_escape_folds_a_menu_and_leads_back_to_it(visit: Open) -> None:
    page = visit()
    page.goto("/how/")
    summary = page.locator(".menu:has(form) summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".menu[open] form button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".menu[open]")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/a/{ashby}/", "/p/{buses}/", "/p/{castle_row}/result/"])
def test_a_first_visit_is_light(visit: Open, instance: Instance, path: str) -> None:
    page, sizes = visit(), []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path.format(**places(instance)), wait_until="networkidle")
    assert len(sizes) <= 12, f"{len(sizes)} requests"
    assert sum(sizes) <= 130_000, f"{sum(sizes)} bytes in {len(sizes)} requests: {sizes}"


LONG = [
    "حيّ الطاحونة القديمة على ضفّة النهر الشرقية العليا",
    "Donaudampfschifffahrtsgesellschaftskapitänsviertel",
]
RENAME = """names => [...document.querySelectorAll('.bars li > b, #turnout .spread > b')].forEach((b, i) => {
  (b.querySelector('bdi') || b).textContent = names[i % names.length];
})"""
MEET = """() => [...document.querySelectorAll('.bars li, #turnout .spread')].flatMap(row => {
  const [name, number] = [row.querySelector('b'), row.querySelector(':scope > span')];
  if (!name || !number) return [];
  const text = document.createRange(); text.selectNodeContents(name);
  const other = number.getBoundingClientRect(), edge = row.closest('.card').getBoundingClientRect();
  return [...text.getClientRects()].filter(r => r.right > edge.right + 1 || r.left < edge.left - 1 ||
    (r.left < other.right - 1 && r.right > other.left + 1 && r.top < other.bottom - 1 && r.bottom > other.top + 1))
    .map(() => name.textContent);
})"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", ["/p/{castle_row}/result/", "/p/{riverside}/"])
def test_a_long_name_of_a_place_lies_under_no_number(
    visit: Open, instance: Instance, path: str, language: str
) -> None:
    page = visit(viewport={"width": 390, "height": 900})
    page.context.set_extra_http_headers({"Accept-Language": language})
    page.goto(path.format(**places(instance)))
    assert page.locator(".bars li > b, #turnout .spread > b").count() > 1
    page.evaluate(RENAME, LONG)
    assert page.evaluate(MEET) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("screen", "toggled"), [("dark", False), ("light", True)])
def test_a_result_is_printed_dark_on_light_whatever_the_screen_is(
    visit: Open, instance: Instance, screen: str, toggled: bool
) -> None:
    page = visit(viewport={"width": 794, "height": 1123}, color_scheme=screen)
    page.goto(f"/p/{instance.proposal('What the spare room')}/result/")
    if toggled:
        page.locator("[data-theme-toggle]").click()
    page.emulate_media(media="print")
    page.evaluate(inspecting.AXE)
    assert page.evaluate(inspecting.VIOLATIONS, ["color-contrast"]) == []
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") != "dark"
    assert page.locator(".pairs td.won").count() > 1
