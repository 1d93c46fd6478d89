# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 19: whatever is sent, on pages and to the API, the answer is never a 5xx, and nothing breaks behind it."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests import sizes
from tests.doors import corpus
from tests.doors.conftest import Standing
from tests.doors.requests import Drawing, Drawn
from tests.doors.wire import Wire

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bad input")]
REQUESTS = sizes.of("BAD_REQUESTS", small=2_000, long=100_000)
PATIENCE = sizes.of("BAD_SECONDS", small=60, long=900)
LINES = sizes.of("BAD_LINES", small=4, long=8)


@dataclass
class Asking:
    """Many lines asking at once; what came of it."""

    standing: Standing
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)
    answered: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def ask(self, wire: Wire, drawn: Drawn) -> None:
        try:
            status = wire.ask(drawn.method, drawn.target, drawn.headers, drawn.body, alone=drawn.alone)
        except TimeoutError:
            self.faults.append(f"no answer: {drawn}")
            return
        self.answered[status] += 1
        if status >= 500:
            self.faults.append(f"{status}: {drawn}")

    def work(self, slot: int) -> None:
        wire, drawing = Wire(self.standing.instance.port), Drawing(slot, self.standing.told)
        for _ in range(REQUESTS // LINES):
            if time.monotonic() > self.until or len(self.faults) > 20:
                break
            self.ask(wire, drawing.one())
        wire.hang_up()


@pytest.mark.long
def test_generated_requests_are_answered_and_break_nothing(
    standing: Standing, capsys: pytest.CaptureFixture[str]
) -> None:
    asking, begun = Asking(standing), time.monotonic()
    threads = [threading.Thread(target=asking.work, args=(slot,)) for slot in range(LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum(asking.answered.values())
    with capsys.disabled():
        print(f"\n   {total} bad requests in {time.monotonic() - begun:.0f} s: {dict(asking.answered)}")
    assert asking.faults == [] and standing.complaints() == ""
    assert standing.well()
    assert total >= REQUESTS * 0.99
    let_in = sum(many for status, many in asking.answered.items() if status in (200, 201, 302, 409, 422))
    assert let_in > total / 4, "hardly anything reached a handler"


def each_of_the_corpus(standing: Standing) -> Iterator[Drawn]:
    """Every entry of the corpus once, where it hurts most."""
    drawing, ids = Drawing(0, standing.told), standing.told["known"]
    ana = standing.told["people"][0]
    token = [("Authorization", f"Bearer {ana['token']}".encode()), ("Content-Type", b"application/json")]
    cookie = [("Cookie", f"sessionid={ana['session']}; csrftoken={ana['csrf']}".encode())]
    form = [*cookie, ("X-CSRFToken", ana["csrf"].encode())]
    for path in corpus.PATHS:
        yield Drawn("GET", path, cookie, alone=True)
        yield Drawn("POST", path, form, b"a=1", alone=True)
    for header in corpus.HEADERS:
        for path in ("/", "/api/v1/assemblies", f"/p/{ids['proposal_id'][0]}/"):
            yield Drawn("GET", path.encode(), [header], alone=True)
        yield Drawn("POST", b"/raise/", [*form, header], b"title=x", alone=True)
    for method in corpus.METHODS:
        for path in ("/", "/me/", "/api/v1/proposals", "/static/x.css"):
            yield Drawn(method, path.encode(), form, b"{}", alone=True)
    for body in corpus.JSON:
        yield Drawn("POST", b"/api/v1/proposals", token, body)
        yield Drawn("PATCH", b"/api/v1/me", token, body)
        yield Drawn("PUT", f"/api/v1/ballots/{ids['ballot_id'][0]}/vote".encode(), token, body)
    for kind in corpus.KINDS:
        typed = ("Content-Type", kind.encode("latin-1"))
        for body in corpus.PARTS:
            yield Drawn("POST", f"/p/{ids['proposal_id'][0]}/talk/".encode(), [*form, typed], body)
        yield Drawn("POST", b"/api/v1/proposals", [token[0], typed], b'{"text": "a"}')
    for value in corpus.VALUES:
        for name, road in corpus.ASKED:
            target = drawing.path(road) + f"?{name}={corpus.quoted(value)}".encode()
            yield Drawn("GET", target, token[:1] if road.startswith("api/") else cookie)


@pytest.mark.long
def test_every_entry_of_the_corpus_is_answered(standing: Standing) -> None:
    """All of them in the long form, a third in the small one."""
    asking, wire = Asking(standing), Wire(standing.instance.port)
    for number, drawn in enumerate(each_of_the_corpus(standing)):
        if sizes.LONG or number % 3 == 0:
            asking.ask(wire, drawn)
    wire.hang_up()
    assert asking.faults == [] and standing.complaints() == ""
    assert standing.well()
    assert sum(asking.answered.values()) > (2_000 if sizes.LONG else 700)
