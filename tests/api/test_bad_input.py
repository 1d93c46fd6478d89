# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be read is refused with a problem that says where, and nothing is half done."""

import json
from typing import Any

import pytest

from assemblies.proposals.models import Proposal
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.api.test_journey import WORDS
from tests.republic import Republic

UNREADABLE = {
    "empty text": b"",
    "not json": b"{",
    "a list": b"[]",
    "a word": b'"title"',
    "null": b"null",
    "NUL": json.dumps({**WORDS, "text": "a\u0000b"}).encode(),
    "NUL in a name": b'{"a\\u0000b": 1}',
    "half a surrogate pair": b'{"title": "\\ud800"}',
    "half a pair in a name": b'{"\\udfff": 1}',
    "deep lists": b'{"title": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "NaN": b'{"title": NaN}',
    "infinity": b'{"title": -Infinity}',
    "1e400": b'{"title": 1e400}',
    "5,000 digits": b'{"title": ' + b"9" * 5000 + b"}",
    "a name twice": b'{"title": "A fine title", "title": "Another title"}',
    "latin-1": '{"title": "Straße"}'.encode("latin-1"),
    "utf-16": json.dumps(WORDS).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(WORDS).encode(),
}


def test_json_that_is_not_strict(republic: Republic) -> None:
    ana = Program(republic.ana)
    for name, body in UNREADABLE.items():
        assert ana("POST", "/proposals", body).status_code == 400, name
        problem(ana("POST", "/proposals", body), 400)
    assert Proposal.objects.count() == 0


UNFIT: list[tuple[str, Any]] = [
    ("/binding", "0"),
    ("/binding", 1),
    ("/binding", None),
    ("/title", 12345678),
    ("/title", ["A fine title"]),
    ("/title", "abc"),
    ("/title", "x" * 161),
    ("/places", []),
    ("/places/zzzzzzzzzzzzz", {"zzzzzzzzzzzzz": 1}),
    ("/places/zzzzzzzzzzzzz", {"zzzzzzzzzzzzz": "1\n"}),
    ("/places/zzzzzzzzzzzzz", {"zzzzzzzzzzzzz": "1/" + "7" * 400}),
    ("/places/o", {"o": "1"}),
    ("/means/GBP", {"GBP": "-1"}),
    ("/means/GBP", {"GBP": "1e9"}),
    ("/means/GBP", {"GBP": "\u0661"}),
    ("/means/GBP", {"GBP": 5}),
    ("/stage", "adopted"),
    ("/closes_at", "2020-01-01T00:00:00Z"),
    ("/author", "someone"),
    ("/assembly", "zzzzzzzzzzzzz"),
]


def test_members_of_the_wrong_kind_and_members_that_nobody_sets(republic: Republic) -> None:
    ana = Program(republic.ana)
    for at, value in UNFIT:
        name = at.split("/")[1]
        body = problem(ana("POST", "/proposals", {**WORDS, name: value}), 400)
        assert [fault["pointer"] for fault in body["errors"]] == [at], value
    assert Proposal.objects.count() == 0


def test_what_cannot_be_read_is_pointed_at(republic: Republic) -> None:
    body = problem(Program(republic.ana)("POST", "/placements", b'{"places": {"a": [1, "\\u0000"]}}'), 400)
    assert body["pointer"] == "/places/a/1"


def test_what_can_be_read_and_not_taken_points_at_it(republic: Republic) -> None:
    ana = Program(republic.ana)
    unknown = problem(ana("POST", "/proposals", {**WORDS, "places": {"zzzzzzzzzzzzz": "1"}}), 422)
    assert unknown["pointer"].endswith("/places/zzzzzzzzzzzzz")
    pence = problem(ana("POST", "/proposals", {**WORDS, "means": {"GBP": "0.001"}}), 422)
    assert pence["pointer"] == "/means/GBP"


def test_text_that_only_spells_an_escape_is_taken(republic: Republic) -> None:
    made = Program(republic.ana).send("POST", "/proposals", {**WORDS, "text": "Write \\u0000 for NUL."})
    assert made["text"] == "Write \\u0000 for NUL."


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_only_json_is_read(republic: Republic, kind: str) -> None:
    ana = Program(republic.ana)
    answer = ana.client.generic("POST", "/api/v1/proposals", json.dumps(WORDS), content_type=kind)
    assert answer.status_code in (400, 415) and answer["Content-Type"] == "application/problem+json"
    assert Proposal.objects.count() == 0


def test_more_than_a_door_takes_is_refused(republic: Republic) -> None:
    problem(Program(republic.ana)("POST", "/proposals", b'{"text": "' + b"x" * 1_000_001 + b'"}'), 413)


ODD = [
    "1",
    "%00",
    "a%00aaaaaaaaaaa",
    "٠" * 13,
    "Z" * 13,
    "iiiiiiiiiiiii",
    "..",
    "a" * 13 + "%0A",
    "0" * 14,
    "%F0%9F%92%A9",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "path", ["assemblies/{}", "assemblies/{}/entries", "proposals/{}", "ballots/{}/votes"]
)
def test_an_odd_id_is_merely_not_there(republic: Republic, path: str, odd: str) -> None:
    problem(Program(republic.ana)("GET", "/" + path.format(odd)), 404)


def test_methods_that_are_not_there(republic: Republic) -> None:
    made = small.raised(republic)
    for method, path in (
        ("DELETE", f"/proposals/{made.public_id}"),
        ("GET", "/placements"),
        ("OPTIONS", "/proposals"),
    ):
        answer = Program(republic.ana)(method, path)
        problem(answer, 405)
        assert method not in answer["Allow"]
    head = Program()("HEAD", f"/proposals/{made.public_id}")
    assert head.status_code == 200 and head.content == b""


def test_whatever_is_accepted_the_answer_is_json(republic: Republic) -> None:
    answer = Program()("GET", "/assemblies", Accept="text/html")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-store"
