# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes as a browser sends them, many at a time."""

import http.client
import threading
from collections.abc import Callable, Mapping
from urllib.parse import urlencode


def post(line: http.client.HTTPConnection, path: str, key: tuple[str, str], fields: Mapping[str, str]) -> int:
    """Send a form as the holder of a session and its CSRF token. Returns the status of the answer."""
    session, token = key
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line.request("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}), headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


def choice(turn: int) -> str:
    """Two of three say yes."""
    return "yes" if turn % 3 else "no"


def side_by_side(many: int, work: Callable[[int], None]) -> None:
    """Do something in so many threads, each with its number, until all are through."""
    threads = [threading.Thread(target=work, args=(slot,)) for slot in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
