# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists come in pages: each row once and in order, by cursors that are good for one list only."""

import base64
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assemblies.deliberation import operations as deliberation
from assemblies.record import operations as record
from governance import merkle
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.republic import Republic


def walked(program: Program, path: str) -> list[list[dict]]:
    pages, following = [], path
    while following:
        found = program.get(following)
        pages.append(found["results"])
        following = (found["next"] or "").removeprefix("/api/v1")
    return pages


def test_a_list_is_walked_without_gap_or_repeat(republic: Republic) -> None:
    made = small.discussed(republic)
    said = [
        deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text=f"Word {n}").public_id
        for n in range(7)
    ]
    path = f"/proposals/{made.public_id}/contributions?limit=3&kind=comment"
    pages = walked(Program(republic.ana), path)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [row["id"] for page in pages for row in page] == said


def test_what_comes_while_one_walks_does_not_shift_the_pages(republic: Republic) -> None:
    first, second = small.raised(republic), small.raised(republic, title="A second one")
    page = Program().get("/proposals?limit=1")
    assert [row["id"] for row in page["results"]] == [second.public_id]
    small.raised(republic, title="A third one, meanwhile")
    page = Program().get(page["next"].removeprefix("/api/v1"))
    assert [row["id"] for row in page["results"]] == [first.public_id] and page["next"] is None


def test_lists_are_filtered_by_what_is_shown_only(republic: Republic) -> None:
    made = small.discussed(republic)
    assert Program().get("/proposals?stage=ballot")["results"] == []
    assert [row["id"] for row in Program().get("/proposals?matter=mobility")["results"]] == [made.public_id]
    assert Program().get("/proposals?matter=mob")["results"] == []
    below = small.raised(republic, title="A wider path", matter="mobility/paths")
    small.raised(republic, title="Another matter", matter="mobilityless")
    for path in ("/proposals", f"/assemblies/{republic.linden.public_id}/proposals"):
        rows = Program().get(f"{path}?matter=mobility")["results"]
        assert {row["id"] for row in rows} == {made.public_id, below.public_id}
        rows = Program().get(f"{path}?matter=mobility/paths")["results"]
        assert [row["id"] for row in rows] == [below.public_id]
    children = Program().get(f"/assemblies?parent={republic.ashby.public_id}")["results"]
    assert {row["id"] for row in children} == {republic.linden.public_id, republic.weir.public_id}
    assert [row["name"] for row in Program().get("/assemblies?q=ind&scale=0")["results"]] == ["Linden"]
    for query in ("author__email=ana", "order=email", "author=1", "ordering=votes"):
        problem(Program()("GET", f"/proposals?{query}"), 400)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=-1", "limit=٣", "limit=1e1", "limit=", "limit=1&limit=2"]
)
def test_an_odd_limit_is_refused(republic: Republic, query: str) -> None:
    problem(Program()("GET", f"/assemblies?{query}"), 400)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=a%00b", "cursor=%00", "scale=99999999999999999999", "parent=%27"]
)
def test_an_odd_filter_is_refused(republic: Republic, query: str) -> None:
    problem(Program()("GET", f"/assemblies?{query}"), 400)


def test_a_cursor_that_was_changed_or_is_of_another_list_is_refused(republic: Republic) -> None:
    cursor = urlsplit(Program().get("/assemblies?limit=1")["next"]).query.split("cursor=")[1]
    other = base64.urlsafe_b64encode(b'[["is",1]]').decode().rstrip("=")
    for path in (
        "/proposals?cursor=" + cursor,
        "/assemblies?cursor=" + cursor[:-2] + "aa",
        f"/assemblies?cursor={other}:x",
    ):
        problem(Program()("GET", path), 400)
    problem(Program()("GET", "/assemblies?cursor=" + "a" * 601), 400)


def test_a_list_asks_as_often_of_many_as_of_few(republic: Republic) -> None:
    made, cleo = small.discussed(republic), Program(republic.cleo)
    paths = (f"/proposals/{made.public_id}/contributions", "/proposals", "/assemblies")
    asked = []
    for n in range(2):
        for m in range(1 + 8 * n):
            deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text=f"Word {n} {m}")
            small.raised(republic, title=f"Proposal {n} {m}")
        with CaptureQueriesContext(connection) as found:
            for path in paths:
                cleo.get(path)
        asked.append(len(found))
    assert asked[0] == asked[1] <= 16


def test_the_record_is_read_by_number_and_gives_the_signed_root(republic: Republic) -> None:
    small.discussed(republic)
    record.seal_all()
    where = f"/assemblies/{republic.linden.public_id}"
    ana = Program(republic.ana)
    for book in ("public", "acts"):
        rows = [row for page in walked(ana, f"{where}/entries?record={book}&limit=2") for row in page]
        assert [row["number"] for row in rows] == list(range(len(rows))) and len(rows) > 2
        checkpoint = ana.get(f"{where}/checkpoint?record={book}")
        frontier = merkle.Frontier()
        for row in rows:
            frontier.append(merkle.leaf_hash(base64.b64decode(row["leaf"])))
        assert checkpoint["size"] == len(rows)
        assert (
            base64.b64decode(checkpoint["root"]) == frontier.root()
            and checkpoint["root"] in checkpoint["note"]
        )
    assert [row["number"] for row in ana.get(f"{where}/entries?since=2&limit=1")["results"]] == [2]
    for path in ("entries", "checkpoint"):
        problem(Program()("GET", f"{where}/{path}?record=acts"), 401)
        problem(Program(republic.zoe)("GET", f"{where}/{path}?record=acts"), 403)
