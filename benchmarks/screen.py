# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a real browser sees: how much a first visit brings, and how soon an act is on the screen of an open page."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from assemblies.deliberation.models import Contribution
from assemblies.record.models import Entry
from benchmarks import serving
from launch import check

WATCH = """
window.seen = {};
new MutationObserver(() => {
  for (const each of document.querySelectorAll('[id^="c-"]'))
    if (!(each.id in seen)) {
      seen[each.id] = 0;
      requestAnimationFrame(() => { seen[each.id] = Date.now(); });
    }
}).observe(document, {childList: true, subtree: true});
"""
"""Notes the moment of the first picture in which each contribution is."""


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window. SystemExit where there is none."""
    found = check.chromium()
    if not found:
        raise SystemExit("No Chromium was found, so nothing can be seen on a screen.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


def first_visit(served: serving.Served, path: str) -> list[int]:
    """The bytes of each answer, as they come over the line, to somebody who was never here before."""
    sizes: list[int] = []
    with browser() as opened:
        page = opened.new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(f"http://127.0.0.1:{served.port}{path}", wait_until="networkidle")
    return sizes


@contextmanager
def page(served: serving.Served, proposal: str, session: str) -> Iterator[Page]:
    """A proposal's page in a browser without a window, signed in. SystemExit where there is no browser."""
    address = f"http://127.0.0.1:{served.port}"
    with browser() as chromium:
        context = chromium.new_context()
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        context.add_init_script(WATCH)
        opened = context.new_page()
        opened.goto(f"{address}/p/{proposal}/")
        opened.wait_for_timeout(1500)
        yield opened


def delays(
    served: serving.Served, proposal: str, keys: list[tuple[str, str]], pace: float, seconds: float
) -> list[float]:
    """Milliseconds from the time each contribution took from the database to its being seen, as they were said."""
    before = set(Contribution.objects.filter(proposal__public_id=proposal).values_list("pk", flat=True))
    with page(served, proposal, keys[0][0]) as opened:
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        for turn in range(int(pace * seconds)):
            begun = time.monotonic()
            _contribute(line, proposal, f"What is seen as number {turn}.", *keys[turn % len(keys)])
            time.sleep(max(0.0, 1 / pace - (time.monotonic() - begun)))
        opened.wait_for_timeout(1500)
        seen: dict[str, float] = opened.evaluate("window.seen")
    made = Contribution.objects.filter(proposal__public_id=proposal).exclude(pk__in=before).order_by("pk")
    said = dict(Entry.objects.filter(pk__in=made.values("entry_id")).values_list("pk", "said_at"))
    found = [(seen.get(f"c-{row.public_id}"), said[row.entry_id or 0].timestamp() * 1000) for row in made]
    if not all(at for at, _ in found):
        raise SystemExit("Some of what was said never came to the screen.")
    return [at - since for at, since in found if at]


def _contribute(line: http.client.HTTPConnection, proposal: str, text: str, session: str, token: str) -> None:
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    fields = {"csrfmiddlewaretoken": token, "text": text, "kind": "comment"}
    line.request("POST", f"/p/{proposal}/talk/", urlencode(fields), headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 302:
        raise SystemExit(f"A contribution was not accepted: {answer.status}")
