# SPDX-License-Identifier: AGPL-3.0-or-later
"""The browser's half of live pages, against a socket that loses, doubles and delays on purpose."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright import sync_api
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
SCRIPT = (Path(__file__).parents[2] / "static" / "live.js").read_text()
HOST = "http://nested.test"


def page_text(since: str, thread: str = "", more: str = "") -> str:
    """A page as the server prints it, at a position of both records."""
    return f"""<!doctype html><html lang="en"><title>t</title><script src="/live.js" defer></script><body><main>
        <div id="live" data-live="/live/p/1/" data-since="{since}" data-room="a">
        <span data-live-state hidden data-live="Live" data-offline="Asking"></span>
        <span data-presence data-say="Here now: {{n}}"></span>
        <span data-faces data-say="Seen here: {{names}}" hidden>
          <span aria-hidden="true"></span><span class="vh"></span></span>
        <label hidden><input type="checkbox" id="be-seen">Show my name</label>
        <div id="thread">{thread}</div><p id="turnout">0</p>
        <textarea id="say" data-typing></textarea>{more}</div></main></body></html>"""


@dataclass
class World:
    """The page, the text it gets when it fetches itself, and the server's end of its socket."""

    page: sync_api.Page
    text: str
    sockets: list[sync_api.WebSocketRoute] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    fetched: int = 0

    def say(self, record: str, after: int, upto: int, **more: object) -> None:
        self.sockets[-1].send(json.dumps({"record": record, "after": after, "upto": upto} | more))

    def since(self) -> str | None:
        return self.page.locator("#live").get_attribute("data-since")


@pytest.fixture
def world(chromium: sync_api.Browser) -> Iterator[World]:
    context = chromium.new_context(base_url=HOST)
    made = World(context.new_page(), page_text("5.7"))

    def answer(route: sync_api.Route) -> None:
        if route.request.url.endswith("live.js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        else:
            made.fetched += 1
            route.fulfill(body=made.text, content_type="text/html")

    def connect(socket: sync_api.WebSocketRoute) -> None:
        made.sockets.append(socket)
        socket.on_message(lambda text: made.heard.append(str(text)))

    context.route("**/*", answer)
    context.route_web_socket("**/live/**", connect)
    made.page.goto("/p/1/")
    expect(made.page.locator("[data-live-state]")).to_have_text("Live")
    yield made
    context.close()


def post(ident: str, words: str) -> str:
    return f'<hx-partial hx-target="#thread" hx-swap="beforeend"><p id="{ident}">{words}</p></hx-partial>'


def until(world: World, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        world.page.wait_for_timeout(30)
    raise AssertionError("it never came about")


def test_the_socket_is_opened_at_the_position_of_the_page(world: World) -> None:
    assert world.sockets[0].url.endswith("/live/p/1/?since=5.7")


def test_what_was_had_is_dropped_and_what_is_new_is_applied(world: World) -> None:
    world.say("acts", 6, 7, content=post("c1", "old"))
    world.say("acts", 7, 8, content=post("c2", "new"))
    world.say("acts", 7, 8, content=post("c2", "doubled"))
    expect(world.page.locator("#thread")).to_have_text("new")
    assert world.since() == "5.8"


def test_each_record_has_its_own_cursor(world: World) -> None:
    world.say("acts", 7, 9, content=post("c9", "nine"))
    world.say("public", 5, 6, content='<p id="turnout" hx-swap-oob="outerMorph">1</p>')
    expect(world.page.locator("#turnout")).to_have_text("1")
    assert world.since() == "6.9"


def test_a_gap_is_asked_for_and_nothing_after_it_is_lost(world: World) -> None:
    world.say("acts", 8, 9, content=post("c9", "nine"))
    until(world, lambda: world.heard == ['{"since":"5.7"}'])
    world.say("acts", 9, 10, content=post("c10", "ten"))
    # The answer was rendered before ten was: ten came in while the question was out, and has to be asked for.
    world.say("acts", 7, 9, content=post("c8", "eight") + post("c9", "nine"))
    until(world, lambda: '{"since":"5.9"}' in world.heard)
    world.say("acts", 9, 10, content=post("c10", "ten"))
    expect(world.page.locator("#thread p")).to_have_text(["eight", "nine", "ten"])


def test_what_overlaps_with_what_is_there_is_asked_for_exactly(world: World) -> None:
    world.say("acts", 6, 9, content=post("c7", "seven") + post("c8", "eight"))
    until(world, lambda: world.heard == ['{"since":"5.7"}'])
    assert world.since() == "5.7"
    world.say("acts", 7, 9, content=post("c8", "eight"))
    expect(world.page.locator("#thread p")).to_have_text(["eight"])


def test_many_pages_do_not_fetch_themselves_in_one_moment(world: World) -> None:
    world.page.evaluate("Math.random = () => 0.5")
    world.sockets[-1].send('{"presence": {"here": 500}}')
    fetched, world.text = world.fetched, page_text("9.9", "<p>anew</p>")
    world.say("public", 5, 6, resync=True)
    world.say("public", 6, 9, resync=True)
    world.page.wait_for_timeout(500)
    assert world.fetched == fetched
    expect(world.page.locator("#thread")).to_have_text("anew")
    assert world.fetched == fetched + 1
    assert world.since() == "9.9"


def test_a_page_beyond_a_record_that_came_back_from_a_backup_fetches_itself(world: World) -> None:
    world.text = page_text("3.7", "<p>as it was</p>")
    world.say("public", 5, 3, resync=True)
    expect(world.page.locator("#thread")).to_have_text("as it was")
    assert world.since() == "3.7"
    world.say("public", 3, 4, content='<p id="turnout" hx-swap-oob="outerMorph">1</p>')
    expect(world.page.locator("#turnout")).to_have_text("1")
    assert world.since() == "4.7"


def test_a_page_told_to_fetch_itself_keeps_what_is_half_written(world: World) -> None:
    world.page.locator("#say").fill("half a sen")
    world.page.locator("#say").evaluate("field => field.setSelectionRange(4, 4)")
    world.text = page_text("9.9", "<p>anew</p>")
    world.say("public", 5, 9, resync=True)
    expect(world.page.locator("#thread")).to_have_text("anew")
    assert world.since() == "9.9"
    expect(world.page.locator("#say")).to_have_value("half a sen")
    expect(world.page.locator("#say")).to_be_focused()
    assert world.page.locator("#say").evaluate("field => field.selectionStart") == 4


def test_the_cursor_stays_where_the_page_could_not_be_fetched(world: World) -> None:
    world.page.route("**/p/1/", lambda route: route.abort())
    world.say("public", 5, 9, resync=True)
    world.say("acts", 7, 8, content=post("c8", "eight"))
    world.page.wait_for_timeout(200)
    assert (world.since() or "").startswith("5.")


def test_a_lost_line_is_said_and_taken_up_where_it_was(world: World) -> None:
    world.say("acts", 7, 8, content=post("c8", "eight"))
    expect(world.page.locator("#c8")).to_be_attached()
    world.sockets[0].close(code=1012)
    expect(world.page.locator("[data-live-state]")).to_have_text("Asking")
    until(world, lambda: len(world.sockets) == 2)
    assert world.sockets[1].url.endswith("since=5.8")
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")


def test_one_that_was_let_go_fetches_itself_and_comes_back(world: World) -> None:
    world.text = page_text("20.30", "<p>caught up</p>")
    world.sockets[0].close(code=4401)
    expect(world.page.locator("#thread")).to_have_text("caught up")
    until(world, lambda: len(world.sockets) == 2)
    assert world.sockets[1].url.endswith("since=20.30")


def test_one_that_said_too_much_comes_back_calmly(world: World) -> None:
    world.page.clock.install()
    world.sockets[0].close(code=4429)
    expect(world.page.locator("[data-live-state]")).to_have_text("Asking")
    world.page.clock.run_for(14_000)  # others come back within a second
    assert len(world.sockets) == 1
    world.page.clock.run_for(32_000)
    until(world, lambda: len(world.sockets) == 2)
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")


def anew_with_a_clock(world: World) -> None:
    """The page once more, its time in the test's hands."""
    world.page.clock.install()
    world.page.reload()
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")


def test_a_silent_line_is_tried_and_given_up_when_nothing_comes(world: World) -> None:
    anew_with_a_clock(world)
    lines, tried = len(world.sockets), '{"here":true}'
    world.page.clock.run_for(31_000)
    until(world, lambda: world.heard.count(tried) == 1)
    world.sockets[-1].send(tried)
    world.page.wait_for_timeout(200)
    world.page.clock.run_for(20_000)
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")
    world.page.clock.run_for(11_000)
    until(world, lambda: world.heard.count(tried) == 2)
    assert len(world.sockets) == lines
    world.page.clock.run_for(20_000)
    until(world, lambda: len(world.sockets) == lines + 1)


def test_who_knows_that_there_is_no_line_says_so_at_once_and_comes_back(world: World) -> None:
    world.sockets[0].send('{"presence": {"here": 3}}')
    expect(world.page.locator("[data-presence]")).to_have_text("Here now: 3")
    world.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(world.page.locator("[data-live-state]")).to_have_text("Asking")
    expect(world.page.locator("[data-presence]")).to_have_text("")
    world.page.evaluate("dispatchEvent(new Event('online'))")
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")
    until(world, lambda: len(world.sockets) == 2)
    world.say("acts", 7, 8, content=post("c2", "after"))
    expect(world.page.locator("#thread")).to_have_text("after")


def test_a_page_without_a_room_asks_for_itself_from_time_to_time(world: World) -> None:
    asks = page_text("").replace('data-live="/live/p/1/" data-since="" data-room="a"', "data-asks")
    world.text, lines = asks, len(world.sockets)
    world.page.clock.install()
    world.page.reload()
    for words in ("one more waits", "nothing waits"):
        fetched, world.text = world.fetched, asks.replace('id="turnout">0', f'id="turnout">{words}')
        world.page.clock.run_for(31_000)
        expect(world.page.locator("#turnout")).to_have_text(words)
        assert world.fetched == fetched + 1
    assert len(world.sockets) == lines


def test_unnumbered_news_moves_no_cursor(world: World) -> None:
    world.sockets[0].send('{"presence": {"here": 3}}')
    expect(world.page.locator("[data-presence]")).to_have_text("Here now: 3")
    assert world.since() == "5.7"


def test_typing_is_said_once_in_a_while(world: World) -> None:
    world.page.locator("#say").press_sequentially("abcdef")
    until(world, lambda: '{"typing":true}' in world.heard)
    assert world.heard.count('{"typing":true}') == 1


def test_an_open_fold_stays_open_when_its_part_is_renewed(world: World) -> None:
    fold = '<section id="s" hx-swap-oob="outerMorph"><details id="d"><summary>more</summary>{}</details></section>'
    world.text = page_text("5.7", more=fold.format("one"))
    world.page.reload()
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")
    world.page.locator("summary").click()
    world.say("public", 5, 6, content=fold.format("two"))
    expect(world.page.locator("details[open]")).to_contain_text("two")


def test_what_only_its_author_may_do_is_shown_to_the_author_alone(world):
    world.page.evaluate("document.getElementById('live').dataset.me = 'ana'")
    link = '<a href="/c/{0}/erase/" id="erase-{0}" data-by="{0}" hidden>Erase my text</a>'
    said = post("c1", f"Mine {link.format('ana')}") + post("c2", f"Ben's {link.format('ben')}")
    world.say("acts", 7, 9, content=said)
    expect(world.page.locator("#c2")).to_be_visible()
    expect(world.page.locator("#erase-ana")).to_be_visible()
    expect(world.page.locator("#erase-ben")).to_be_hidden()


def test_what_a_facilitator_may_do_is_shown_to_facilitators_alone(world):
    link = '<a href="/c/c1/hide/" id="hide-c1" data-hides hidden>Hide</a>'
    world.say("acts", 7, 8, content=post("c1", f"Said {link}"))
    expect(world.page.locator("#c1")).to_be_visible()
    expect(world.page.locator("#hide-c1")).to_be_hidden()
    world.page.evaluate("document.getElementById('live').dataset.mayHide = ''")
    world.say("acts", 8, 9, content=post("c2", "More"))
    expect(world.page.locator("#hide-c1")).to_be_visible()


@pytest.mark.parametrize(("mark", "come"), [("kind", ["c2"]), ("earlier", [])])
def test_a_narrowed_conversation_takes_in_nothing_else(world, mark, come):
    world.page.evaluate(f"document.getElementById('thread').dataset.{mark} = 'concern'")
    said = post("c1", "A question").replace("<p ", '<p data-kind="question" ', 1)
    said += post("c2", "A concern").replace("<p ", '<p data-kind="concern" ', 1)
    world.say("acts", 7, 9, content=said + '<p id="turnout" hx-swap-oob="outerMorph">2</p>')
    expect(world.page.locator("#turnout")).to_have_text("2")
    assert [p.get_attribute("id") for p in world.page.locator("#thread > *").all()] == come


def test_the_first_of_a_kind_brings_its_link(world):
    world.page.evaluate("""document.getElementById('turnout').outerHTML =
        '<nav id="kinds" hidden><a id="k-a" href="?kind=a" hidden>A <span id="n-a">0</span></a>' +
        '<a id="k-b" href="?kind=b" hidden>B <span id="n-b">0</span></a></nav>'""")
    world.say("acts", 7, 8, content='<span id="n-a" hx-swap-oob="outerMorph">1</span>')
    expect(world.page.locator("#k-a")).to_be_visible()
    expect(world.page.locator("#k-b")).to_be_hidden()


def test_a_reply_of_the_kind_to_something_not_shown_fetches_the_page_anew(world):
    world.page.evaluate("document.getElementById('thread').dataset.kind = 'concern'")
    fetched, reply = (
        world.fetched,
        '<hx-partial hx-target="#r-x" hx-swap="beforeend"><p id="c3" data-kind="{}"></p></hx-partial>',
    )
    world.say("acts", 7, 8, content=reply.format("question"))
    world.page.wait_for_timeout(300)
    assert world.fetched == fetched
    world.text = page_text("5.9", '<p id="c3" data-kind="concern">Dark</p>')
    world.say("acts", 8, 9, content=reply.format("concern"))
    expect(world.page.locator("#c3")).to_have_text("Dark")


def test_whoever_goes_by_keyboard_stays_where_they_were(world):
    """At the same link where it came anew, at what it stood in where it is gone."""
    said = '<article id="c1"><p>{}</p>{}</article>'
    link = '<a href="/c/c1/reply/">Reply</a>'
    world.say("acts", 7, 8, content=post("c0", "Before").replace("</p>", "</p>" + said.format("Said", link)))
    world.page.locator("#c1 a").focus()
    world.say(
        "acts",
        8,
        9,
        content='<hx-partial hx-target="#c1">' + said.format("Said anew", link) + "</hx-partial>",
    )
    expect(world.page.locator("#c1")).to_contain_text("anew")
    expect(world.page.locator("#c1 a")).to_be_focused()
    world.say(
        "acts", 9, 10, content='<hx-partial hx-target="#c1">' + said.format("Hidden", "") + "</hx-partial>"
    )
    expect(world.page.locator("#c1")).to_contain_text("Hidden")
    expect(world.page.locator("#c1")).to_be_focused()


def test_faces_are_shown_as_told_and_stay_when_the_page_fetches_itself(world: World) -> None:
    gwen = {"name": "Gwen <b>Price</b>", "initials": "GP", "face": 3}
    world.sockets[-1].send(json.dumps({"presence": {"here": 9, "seen": [gwen], "more": 2}}))
    faces = world.page.locator("[data-faces]")
    expect(faces.locator(".face")).to_have_text(["GP", "+2"])
    expect(faces.locator(".vh")).to_have_text("Seen here: Gwen <b>Price</b> +2")
    world.text = page_text("6.7")
    world.say("public", 5, 6, resync=True)
    until(world, lambda: world.since() == "6.7")
    expect(faces.locator(".face")).to_have_text(["GP", "+2"])
    expect(world.page.locator("[data-presence]")).to_have_text("Here now: 9")
    world.sockets[-1].send(json.dumps({"presence": {"here": 9}}))
    expect(faces).to_be_hidden()


def test_nobody_is_shown_unasked_and_the_choice_is_kept(world: World) -> None:
    box = world.page.get_by_label("Show my name")
    expect(box).not_to_be_checked()
    assert not any("seen" in text for text in world.heard)
    box.check()
    until(world, lambda: world.heard[-1:] == ['{"seen":true}'])
    world.sockets[-1].close()
    until(world, lambda: len(world.sockets) > 1 and world.heard.count('{"seen":true}') == 2)
    expect(box).to_be_checked()
    box.uncheck()
    until(world, lambda: world.heard[-1:] == ['{"seen":false}'])
    world.page.reload()
    expect(world.page.locator("[data-live-state]")).to_have_text("Live")
    expect(box).not_to_be_checked()
