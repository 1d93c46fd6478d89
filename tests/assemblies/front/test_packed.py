# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages are packed for visitors whose browser takes it, and never for the signed in."""

import gzip

import pytest

from tests import republic as world

TAKES = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


def get(client, path, **headers):
    answer = client.get(path, **headers)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("page", ["/", "/a/{0}/", "/a/{0}/proposals/", "/p/{1}/"])
def test_a_visitor_gets_the_same_page_packed(client, republic, page):
    path = page.format(republic.linden.public_id, world.raised(republic).public_id)
    packed, plain = get(client, path, **TAKES), get(client, path)
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert len(packed.content) < len(plain.content) / 2
    assert (
        gzip.decompress(packed.content).split(b"csrfmiddlewaretoken")[0]
        == (plain.content.split(b"csrfmiddlewaretoken")[0])
    )
    assert int(packed.headers["Content-Length"]) == len(packed.content)


def test_the_signed_in_never_do(client, republic):
    client.force_login(republic.ana)
    for path in (
        "/",
        f"/a/{republic.linden.public_id}/",
        f"/p/{world.discussed(republic).public_id}/",
        "/me/",
    ):
        assert "Content-Encoding" not in get(client, path, **TAKES).headers


def test_neither_does_what_was_sent_nor_a_program(client, republic):
    answer = client.post("/account/login/", {"login": "ana@valley.invalid", "password": "wrong"}, **TAKES)
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers
    for path in ("/api/v1/network", f"/api/v1/assemblies/{republic.linden.public_id}"):
        assert "Content-Encoding" not in get(client, path, **TAKES).headers


def test_what_keeps_pages_keeps_the_two_forms_apart(client, republic):
    for headers in ({}, TAKES):
        varies = get(client, f"/a/{republic.linden.public_id}/", **headers).headers["Vary"]
        assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in varies.split(",")}
