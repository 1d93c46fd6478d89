# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request that was sent to another name than this instance's is refused, with a page, and breaks nothing."""

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/check/", "/api/v1/network"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:80:80", "a_b", "[::1"])
def test_another_name_is_no_error(db, path, host):
    answer = Client(raise_request_exception=False).get(path, headers={"Host": host, "Referer": "http://[/"})
    assert answer.status_code in (200, 400, 404), answer.content
    assert b"Something broke" not in answer.content
